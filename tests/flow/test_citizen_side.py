"""What citizens leave and are told, through a whole terminal and a centre that opens the boxes."""

from __future__ import annotations

from collections.abc import Callable

from waiting import until
from window import Centre, Window

from kiosk_app.core import messages as m
from kiosk_app.core.model import Configuration, Contact, Input, Level
from kiosk_app.core.receipt import code_of
from kiosk_app.core.resting import IdleScene
from kiosk_app.core.scene import ContactScene, IndicatorsScene, ThanksScene
from kiosk_app.runtime.rating_id import new_rating_id

SLOW = {"invitation": 30, "detail": 30, "thanks": 30}


def chosen(window: Window, rating_id: str) -> int:
    """A level by touch; the token of the session."""
    token = window.invited().frame.token
    window.terminal.post(m.LevelChosen(token, Level.SATISFIED, Input.TOUCH, rating_id))
    window.sees(IndicatorsScene)
    return token


def in_force(window: Window) -> Configuration:
    found = window.terminal.engine.state.hall.configuration
    assert found is not None
    return found


def test_what_is_agreed_to_arrives_sealed_with_the_agreement(centre: Centre, open_window: Callable[[], Window]) -> None:
    window = open_window()
    window.sign_in()
    # A configuration without a key of its own: enrolment's is in force, and a contact is offered with it.
    centre.configure(sealingKey=None, dutyCall=False)
    until(lambda: not in_force(window).duty_call, "the newer configuration")
    token = chosen(window, new_rating_id())
    assert window.sees(IndicatorsScene).contact
    window.terminal.post(m.ContactOpened(token))
    consent = window.sees(ContactScene).consent
    window.terminal.post(m.ContactEntered(token, Contact("李小龘", "139 0013", agreed=True, named=True)))
    window.sees(IndicatorsScene, lambda scene: scene.has_contact)
    window.terminal.post(m.DetailFinished(token))
    (rating,) = until(lambda: centre.state()["ratings"], "the rating")
    assert rating["rating"]["anonymityFlag"] == "2"
    opened = rating["opened"]
    assert (opened["userName"], opened["mobile"]) == ("李小龘", "139 0013")
    assert (opened["consent"]["text"], opened["consent"]["version"]) == (consent, "1")
    assert opened["consent"]["at"] > rating["rating"]["assessedAt"]
    for file in window.state_dir.rglob("*"):
        assert not file.is_file() or "李小龘".encode() not in file.read_bytes(), file


def test_the_centre_s_number_takes_the_short_code_s_place(centre: Centre, open_window: Callable[[], Window]) -> None:
    centre.configure(timeouts=SLOW)
    window = open_window()
    window.sign_in()
    until(lambda: centre.state()["heartbeats"], "a heartbeat")
    centre.misbehave("5xx@ratings")
    rating_id = new_rating_id()
    window.terminal.post(m.DetailFinished(chosen(window, rating_id)))
    code = window.sees(ThanksScene, lambda scene: not scene.undo).receipt
    assert code == code_of(rating_id)
    centre.misbehave()
    number = window.sees(ThanksScene, lambda scene: scene.receipt != code).receipt
    (rating,) = centre.state()["ratings"]
    assert number == rating["receiptNo"]


def test_a_promise_of_the_centre_s_is_on_every_thanks(centre: Centre, open_window: Callable[[], Window]) -> None:
    centre.configure(timeouts=SLOW)
    window = open_window()
    window.sign_in()
    window.terminal.post(m.DetailFinished(chosen(window, new_rating_id())))
    assert window.sees(ThanksScene).within == 5


def test_a_centre_that_goes_away_and_comes_back_is_said_calmly(
    centre: Centre, open_window: Callable[[], Window]
) -> None:
    window = open_window()
    window.sign_in()
    until(lambda: centre.state()["heartbeats"], "a heartbeat")
    assert not window.sees(IdleScene).frame.offline
    centre.misbehave("drop-before")
    window.sees(IdleScene, lambda scene: scene.frame.offline)
    chosen(window, new_rating_id())
    centre.misbehave()
    window.sees(IndicatorsScene, lambda scene: not scene.frame.offline)
