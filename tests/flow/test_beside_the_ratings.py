"""What goes to and fro beside the ratings: a call for the duty manager, the code for phones, notices, results."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

from waiting import until
from window import Centre, Window

from kiosk_app.core import messages as m
from kiosk_app.core.model import Input, Level
from kiosk_app.core.resting import IdleScene
from kiosk_app.core.scene import DutyScene, IndicatorsScene


def rate_and_call(window: Window) -> m.DetailFinished:
    """A low level by touch, and somebody is to come; what ends the detail."""
    token = window.invited().frame.token
    post = window.terminal.post
    post(m.LevelChosen(token, Level.VERY_DISSATISFIED, Input.TOUCH, str(uuid.uuid4())))
    window.sees(IndicatorsScene)
    post(m.DutyOpened(token))
    window.sees(DutyScene)
    post(m.DutyCalled(token, str(uuid.uuid4())))
    return m.DetailFinished(token)


def test_a_call_for_the_duty_manager_is_there_before_its_rating(
    centre: Centre, open_window: Callable[[], Window]
) -> None:
    window = open_window()
    window.sign_in()
    finish = rate_and_call(window)
    (call,) = until(lambda: centre.state()["dutyCalls"], "the call at the centre")
    assert centre.state()["ratings"] == [], "the citizen is still choosing reasons"
    window.terminal.post(finish)
    (rating,) = until(lambda: centre.state()["ratings"], "the rating at the centre")
    record = rating["rating"]
    assert call["ratingId"] == record["ratingId"]
    assert (call["hallCode"], call["winNo"]) == ("YB01", "07")
    assert record["dutyCalled"] is True
    assert window.terminal.health.problems() == []


def test_a_call_that_meets_a_bad_line_is_there_once(centre: Centre, open_window: Callable[[], Window]) -> None:
    window = open_window()
    window.sign_in()
    until(lambda: centre.state()["heartbeats"], "a heartbeat")
    centre.misbehave("drop-after-commit@duty-calls")
    finish = rate_and_call(window)
    until(lambda: centre.state()["dutyCalls"], "the call, whose answer got lost")
    centre.misbehave()
    window.terminal.post(finish)
    until(lambda: centre.state()["ratings"], "the rating")
    assert len(centre.state()["dutyCalls"]) == 1
    assert [one for one in centre.state()["findings"] if one["kind"] == "altered"] == []


def test_the_idle_scene_has_what_the_centre_sends_and_loses_what_it_drops(
    centre: Centre, open_window: Callable[[], Window]
) -> None:
    window = open_window()
    window.sign_in()
    scene = window.sees(IdleScene, lambda scene: len(scene.posters) == 3 and scene.phone)
    assert scene.phone.startswith("https://hcp.example.invalid/r/")
    assert "{" not in scene.phone
    for poster in scene.posters:
        assert Path(poster.path).read_bytes().startswith(b"\x89PNG")
        assert poster.seconds == 8
    assert scene.published is not None
    assert [tally.count for tally in scene.published.tallies] == [912, 201, 40, 6, 3]
    assert window.terminal.health.problems() == []

    # A start later the pictures are there at once, whatever the line says; the code is not, until there is a new one.
    centre.misbehave("5xx")
    again = open_window()
    again.sign_in()
    kept = again.sees(IdleScene, lambda scene: len(scene.posters) == 3)
    assert kept.posters == scene.posters
    assert kept.phone == ""
    centre.misbehave()
    assert again.sees(IdleScene, lambda scene: scene.phone).phone != scene.phone

    notices = centre.state()["configuration"]["notices"]
    centre.configure(notices=notices[:1], ratingPage=None, published=None)
    left = again.sees(IdleScene, lambda scene: len(scene.posters) == 1 and not scene.phone and not scene.published)
    assert left.posters == scene.posters[:1]
    until(lambda: not Path(scene.posters[1].path).exists(), "the end of a file that is no longer named")
