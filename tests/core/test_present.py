"""What is shown of each state: screen and pad."""

from __future__ import annotations

from dataclasses import replace

from hall_of_examples import CLERK, CONFIGURATION, FORM, Terminal, invitation

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Deed
from kiosk_app.core.model import LEVELS, Binding, Input, Level, Results, Role
from kiosk_app.core.present import cue, present
from kiosk_app.core.scene import (
    Cue,
    IdleScene,
    IndicatorsScene,
    LapsedScene,
    OutOfServiceScene,
    PausedScene,
    Poster,
    RatingScene,
    SetupScene,
    TechnicianScene,
    TextScene,
    ThanksScene,
)
from kiosk_app.core.session import start
from kiosk_app.core.times import CLEANING_SECONDS, LAPSED_SECONDS


def test_one_session_from_setup_to_thanks() -> None:
    terminal = Terminal()
    assert isinstance(present(terminal.state), SetupScene)
    assert cue(terminal.state) == (Cue.OFF, None)

    terminal.post(m.Configured(CONFIGURATION, FORM))
    scene = present(terminal.state)
    assert isinstance(scene, PausedScene)
    assert scene.clerk is None
    assert cue(terminal.state) == (Cue.OFF, None)

    terminal.post(m.ClerkSignedIn(0, CLERK))
    scene = present(terminal.state)
    assert isinstance(scene, IdleScene)
    assert scene.clerk is not None
    assert (scene.clerk.name, scene.frame.hall, scene.frame.window) == ("王芳", "渝北区政务服务中心", "07 户政综合窗口")
    assert cue(terminal.state) == (Cue.WELCOME, None)

    terminal.invite(invitation(task_name="换领身份证"))
    scene = present(terminal.state)
    assert isinstance(scene, RatingScene)
    assert [choice.level for choice in scene.choices] == list(LEVELS)
    assert (scene.task, scene.chosen, scene.locked) == ("换领身份证", None, False)
    assert cue(terminal.state) == (Cue.ASK, terminal.token)

    terminal.choose(Level.DISSATISFIED)
    scene = present(terminal.state)
    assert isinstance(scene, RatingScene)
    assert (scene.chosen, scene.locked) == (Level.DISSATISFIED, True)
    assert cue(terminal.state) == (Cue.ASK, terminal.token)

    terminal.post(m.Stored(Deed.HOLD, "r1"))
    terminal.post(m.IndicatorToggled(terminal.token, "202"))
    terminal.post(m.LanguageChosen(terminal.token, "en"))
    scene = present(terminal.state)
    assert isinstance(scene, IndicatorsScene)
    assert scene.choice.name == "Dissatisfied"
    assert [reason.code for reason in scene.reasons if reason.chosen] == ["202"]
    assert [reason.more for reason in scene.reasons] == [False, False, False, True, True]
    assert (scene.expected, scene.undo, scene.has_text) == (True, True, False)
    assert cue(terminal.state) == (Cue.THANKS, None)

    terminal.post(m.TextOpened(terminal.token))
    scene = present(terminal.state)
    assert isinstance(scene, TextScene)
    assert (scene.text, scene.limit) == ("", 20)

    terminal.post(m.DetailFinished(terminal.token, "慢"))
    scene = present(terminal.state)
    assert isinstance(scene, ThanksScene)
    assert scene.undo
    terminal.wait(3)
    assert present(terminal.state) == replace(scene, undo=False)
    terminal.post(m.Stored(Deed.RELEASE, "r1"))
    assert present(terminal.state) == replace(scene, undo=False)
    assert cue(terminal.state) == (Cue.THANKS, None)


def test_thanks_is_the_same_for_every_level() -> None:
    scenes = set()
    for level in LEVELS:
        terminal = Terminal().set_up().invite().rate(level)
        terminal.post(m.DetailFinished(terminal.token))
        scenes.add((repr(present(terminal.state)), cue(terminal.state)))
    assert len(scenes) == 1


def test_faces_that_are_coming_back_take_no_touch() -> None:
    terminal = Terminal().set_up().invite().rate()
    terminal.post(m.LevelUndone(terminal.token))
    scene = present(terminal.state)
    assert isinstance(scene, RatingScene)
    assert (scene.chosen, scene.locked) == (None, True)
    assert cue(terminal.state) == (Cue.OFF, None)


def test_undo_leaves_the_scene_with_its_time() -> None:
    terminal = Terminal().set_up().invite().rate()
    terminal.wait(3)
    scene = present(terminal.state)
    assert isinstance(scene, IndicatorsScene)
    assert not scene.undo


def test_out_of_service_and_elsewhere() -> None:
    terminal = Terminal().set_up(role=Role.EMBEDDED, binding=Binding())
    scene = present(terminal.state)
    assert isinstance(scene, IdleScene)
    assert scene.clerk is None
    assert (scene.frame.hall, scene.frame.window) == ("", "")
    terminal.post(m.StoreLost())
    assert isinstance(present(terminal.state), OutOfServiceScene)
    assert cue(terminal.state) == (Cue.OFF, None)


def test_what_the_centre_sends_beside_the_configuration_stands_on_the_idle_scene() -> None:
    terminal = Terminal().set_up()
    posters = (Poster("/shelf/n1.png", 8.0, "n1"),)
    terminal.post(m.PhoneCodeCame("https://hcp.example.invalid/r/T1"))
    terminal.post(m.PostersCame(posters))
    scene = present(terminal.state)
    assert isinstance(scene, IdleScene)
    assert (scene.phone, scene.posters) == ("https://hcp.example.invalid/r/T1", posters)
    terminal.post(m.PhoneCodeCame(""))
    scene = present(terminal.state)
    assert isinstance(scene, IdleScene)
    assert scene.phone == ""


def test_what_the_centre_has_published_stands_on_the_idle_scene_in_the_language_of_the_screen() -> None:
    counts = {level: number for number, level in enumerate(LEVELS)}
    terminal = Terminal().set_up(published=Results("2026-10", "渝北区政务服务中心", counts))
    scene = present(terminal.state)
    assert isinstance(scene, IdleScene)
    assert scene.published is not None
    assert (scene.published.period, scene.published.unit) == ("2026-10", "渝北区政务服务中心")
    assert [(one.level, one.count) for one in scene.published.tallies] == [
        (level.value, number) for number, level in enumerate(LEVELS)
    ]
    assert scene.published.tallies[0].name == "非常满意"
    terminal.post(m.LanguageChosen(terminal.token, "en"))
    scene = present(terminal.state)
    assert isinstance(scene, IdleScene)
    assert scene.published is not None
    assert scene.published.tallies[0].name == "Very satisfied"
    scene = present(Terminal().set_up().state)
    assert isinstance(scene, IdleScene)
    assert scene.published is None


def test_away_from_a_counter_there_is_no_code_for_phones() -> None:
    terminal = Terminal().set_up(role=Role.EMBEDDED)
    terminal.post(m.PhoneCodeCame("https://hcp.example.invalid/r/T1"))
    scene = present(terminal.state)
    assert isinstance(scene, IdleScene)
    assert scene.phone == ""


def test_a_centre_that_is_not_reached_is_said_on_every_scene_and_changes_nothing_else() -> None:
    terminal = Terminal().set_up().invite()
    before = present(terminal.state)
    terminal.post(m.LineChanged(offline=True))
    scene = present(terminal.state)
    assert scene == replace(before, frame=replace(before.frame, offline=True))
    terminal.post(m.LineChanged(offline=False))
    assert present(terminal.state) == before


def test_a_press_brings_the_token_back() -> None:
    terminal = Terminal().set_up().invite()
    _, arming = cue(terminal.state)
    assert arming is not None
    commands = terminal.post(m.LevelChosen(arming, Level.SATISFIED, Input.BUTTON, "r9"))
    assert any(isinstance(command, m.Hold) for command in commands)


def test_embedded_stands_aside_until_there_is_something_to_rate() -> None:
    terminal = Terminal(state=start(role=Role.EMBEDDED))
    scenes = [present(terminal.state)]
    terminal.post(m.PostersCame((Poster("a"),)))
    terminal.post(m.Configured(replace(CONFIGURATION, role=Role.EMBEDDED), FORM))
    scenes.append(present(terminal.state))
    terminal.post(m.InvitationReceived(1, invitation()))
    scenes.append(present(terminal.state))
    assert [type(scene) for scene in scenes] == [SetupScene, IdleScene, IdleScene]
    assert all(scene.frame.aside for scene in scenes)
    assert scenes[2] == IdleScene(scenes[2].frame, None)
    terminal.post(m.Stored(Deed.OPEN, invitation().invitation_id))
    assert isinstance(present(terminal.state), RatingScene)
    assert not present(terminal.state).frame.aside
    terminal.wait(CONFIGURATION.timeouts.invitation)
    assert isinstance(present(terminal.state), LapsedScene)
    assert not present(terminal.state).frame.aside
    terminal.wait(LAPSED_SECONDS)
    assert present(terminal.state).frame.aside


def test_embedded_shows_itself_to_who_cleans_or_mends_and_never_says_that_it_is_out_of_service() -> None:
    terminal = Terminal(state=start(role=Role.EMBEDDED))
    terminal.post(m.Configured(replace(CONFIGURATION, role=Role.EMBEDDED), FORM))
    terminal.post(m.CleaningAsked(1))
    assert present(terminal.state).frame.aside is False
    terminal.wait(CLEANING_SECONDS)
    terminal.post(m.StoreLost())
    scene = present(terminal.state)
    assert isinstance(scene, OutOfServiceScene)
    assert scene.frame.aside
    terminal.post(m.TechnicianCalled(2))
    assert isinstance(present(terminal.state), TechnicianScene)
    assert present(terminal.state).frame.aside is False


def test_the_centres_role_counts_from_the_moment_it_is_there() -> None:
    terminal = Terminal(state=start(role=Role.EMBEDDED))
    terminal.post(m.Configured(CONFIGURATION, FORM))
    assert not present(terminal.state).frame.aside
    terminal.post(m.Configured(replace(CONFIGURATION, role=Role.EMBEDDED), FORM))
    assert present(terminal.state).frame.aside
    terminal.post(m.Configured(CONFIGURATION, FORM))
    assert not present(terminal.state).frame.aside
