"""A way to be reached, and the duty manager: what is offered to whom, what is kept, what leaves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hall_of_examples import CONFIGURATION, Terminal, moment

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Deed
from kiosk_app.core.model import LEVELS, LOW_LEVELS, Agreement, Consent, Contact, Level, SealingKey
from kiosk_app.core.present import present
from kiosk_app.core.scene import ContactScene, DutyScene, IndicatorsScene, ThanksScene
from kiosk_app.core.states import Choosing, Detailing

KEY = SealingKey("2026-a", "X25519-SEALED-BOX", b"")
CONSENT = Consent("1", {"zh-CN": "本人同意", "en": "I agree"})
CONTACT = Contact("王", "139", agreed=True, named=True)


def rated(level: Level = Level.DISSATISFIED, **changes: object) -> Terminal:
    wish = {"sealing_key": KEY, "consent": CONSENT, "duty_call": True} | changes
    return Terminal().set_up(**wish).invite().rate(level)


def reasons(terminal: Terminal) -> IndicatorsScene:
    scene = present(terminal.state)
    assert isinstance(scene, IndicatorsScene)
    return scene


def released(terminal: Terminal) -> m.Release:
    (release,) = (one for one in terminal.wait(45) if isinstance(one, m.Release))
    return release


class TestContact:
    @pytest.mark.parametrize("level", LEVELS)
    def test_offered_for_every_level(self, level: Level) -> None:
        assert reasons(rated(level)).contact

    @pytest.mark.parametrize(
        "changes", [{"sealing_key": None}, {"consent": None}, {"consent": Consent("1", {"zh-CN": ""})}]
    )
    def test_not_without_a_key_and_words_to_agree_to(self, changes: dict[str, object]) -> None:
        terminal = rated(**changes)
        assert not reasons(terminal).contact
        assert terminal.post(m.ContactOpened(terminal.token)) == []
        reasons(terminal)
        assert terminal.post(m.ContactEntered(terminal.token, CONTACT)) == []

    def test_what_is_agreed_to_is_kept_with_the_words_as_shown(self) -> None:
        terminal = rated()
        terminal.post(m.LanguageChosen(terminal.token, "en"))
        terminal.post(m.ContactOpened(terminal.token))
        scene = present(terminal.state)
        assert isinstance(scene, ContactScene)
        assert (scene.consent, scene.name, scene.agreed, scene.undo) == ("I agree", "", False, True)
        (amend,) = terminal.post(m.ContactEntered(terminal.token, replace(CONTACT, name=" 王\n")))
        assert isinstance(amend, m.Amend)
        assert amend.rating.contact == CONTACT
        assert amend.rating.agreement == Agreement("I agree", "1", moment(terminal.now))
        assert reasons(terminal).has_contact

        terminal.post(m.ContactOpened(terminal.token), after=5)
        scene = present(terminal.state)
        assert isinstance(scene, ContactScene)
        assert (scene.name, scene.mobile, scene.agreed, scene.named) == ("王", "139", True, True)
        assert terminal.post(m.ContactEntered(terminal.token, CONTACT)) == []
        assert released(terminal).rating.agreement == amend.rating.agreement

    def test_an_agreement_taken_back_takes_everything_back(self) -> None:
        terminal = rated()
        terminal.post(m.ContactOpened(terminal.token))
        terminal.post(m.ContactEntered(terminal.token, CONTACT))
        terminal.post(m.ContactOpened(terminal.token))
        (amend,) = terminal.post(m.ContactEntered(terminal.token, replace(CONTACT, agreed=False)))
        assert isinstance(amend, m.Amend)
        assert (amend.rating.contact, amend.rating.agreement) == (None, None)
        assert not reasons(terminal).has_contact

    def test_what_is_typed_without_agreement_is_kept_nowhere(self) -> None:
        terminal = rated()
        terminal.post(m.ContactOpened(terminal.token))
        assert terminal.post(m.ContactEntered(terminal.token, replace(CONTACT, agreed=False))) == []
        assert released(terminal).rating.contact is None

    def test_time_that_runs_out_on_the_page_sends_nothing_of_it(self) -> None:
        terminal = rated()
        terminal.post(m.ContactOpened(terminal.token))
        assert released(terminal).rating.contact is None

    def test_nothing_of_it_in_a_repr(self) -> None:
        terminal = rated()
        terminal.post(m.ContactOpened(terminal.token))
        terminal.post(m.ContactEntered(terminal.token, Contact("王小明", "13912345678", agreed=True)))
        terminal.post(m.ContactOpened(terminal.token))
        contact = Contact("王小明", "13912345678")
        entered = m.ContactEntered(1, contact)
        for said in (terminal.state, present(terminal.state), terminal.commands, contact, entered):
            assert "王小明" not in repr(said)
            assert "13912345678" not in repr(said)

    def test_it_goes_with_the_level_that_is_taken_back(self) -> None:
        terminal = rated()
        terminal.post(m.ContactOpened(terminal.token))
        terminal.post(m.ContactEntered(terminal.token, CONTACT))
        terminal.post(m.LevelUndone(terminal.token))
        terminal.post(m.Stored(Deed.WITHDRAW, "r1"))
        terminal.now += 1
        terminal.rate(Level.SATISFIED, "r2")
        assert released(terminal).rating.contact is None


class TestDuty:
    @pytest.mark.parametrize("level", LEVELS)
    def test_offered_for_low_levels(self, level: Level) -> None:
        terminal = rated(level)
        assert reasons(terminal).duty == (level in LOW_LEVELS)
        terminal.post(m.DutyOpened(terminal.token))
        assert isinstance(present(terminal.state), DutyScene) == (level in LOW_LEVELS)

    def test_not_where_the_hall_has_none(self) -> None:
        assert not reasons(rated(duty_call=False)).duty

    def test_called_once(self) -> None:
        terminal = rated()
        terminal.post(m.DutyOpened(terminal.token))
        amend, call = terminal.post(m.DutyCalled(terminal.token, "d1"))
        assert isinstance(amend, m.Amend)
        assert amend.rating.duty_called
        assert call == m.CallDuty("d1", "r1", "YB01", "07", moment(terminal.now))
        scene = present(terminal.state)
        assert isinstance(scene, DutyScene)
        assert scene.called
        assert terminal.post(m.DutyCalled(terminal.token, "d2")) == []
        terminal.post(m.DutyLeft(terminal.token))
        assert reasons(terminal).duty_called
        assert released(terminal).rating.duty_called

    def test_back_without_calling_anybody(self) -> None:
        terminal = rated()
        terminal.post(m.DutyOpened(terminal.token))
        assert terminal.post(m.DutyLeft(terminal.token)) == []
        assert not reasons(terminal).duty_called

    def test_a_call_stands_when_the_level_is_taken_back(self) -> None:
        terminal = rated()
        terminal.post(m.DutyOpened(terminal.token))
        terminal.post(m.DutyCalled(terminal.token, "d1"))
        terminal.post(m.LevelUndone(terminal.token))
        terminal.post(m.Stored(Deed.WITHDRAW, "r1"))
        assert isinstance(terminal.state, Choosing)
        terminal.now += 1
        terminal.rate(Level.VERY_DISSATISFIED, "r2")
        assert reasons(terminal).duty_called
        terminal.post(m.DutyOpened(terminal.token))
        assert terminal.post(m.DutyCalled(terminal.token, "d2")) == []
        assert released(terminal).rating.duty_called

    @pytest.mark.parametrize(
        "event",
        [m.DutyLeft(0), m.DutyCalled(0, "d1"), m.ContactEntered(0, CONTACT)],
        ids=lambda one: type(one).__name__,
    )
    def test_what_belongs_to_a_page_counts_on_it_only(self, event: m.Event) -> None:
        terminal = rated()
        before = terminal.state
        assert terminal.post(replace(event, token=terminal.token)) == []  # type: ignore[call-arg, type-var]  # each has one
        assert terminal.state == before


@pytest.mark.parametrize(
    "event",
    [m.ContactOpened(0), m.ContactEntered(0, CONTACT), m.DutyOpened(0), m.DutyLeft(0), m.DutyCalled(0, "d1")],
    ids=lambda one: type(one).__name__,
)
def test_a_touch_meant_for_an_earlier_session_counts_nothing(event: m.Event) -> None:
    terminal = rated()
    for page in (m.ContactOpened(terminal.token), m.DutyOpened(terminal.token)):
        terminal.post(page)
        before = terminal.state
        assert terminal.post(event) == []
        assert terminal.state == before


def test_every_page_is_a_touch_and_shows_its_time() -> None:
    terminal = rated()
    for event in (
        m.ContactOpened(terminal.token),
        m.ContactEntered(terminal.token, CONTACT),
        m.DutyOpened(terminal.token),
        m.DutyCalled(terminal.token, "d1"),
        m.DutyLeft(terminal.token),
        m.TextOpened(terminal.token),
    ):
        terminal.post(event, after=30)
        frame = present(terminal.state).frame
        detail = CONFIGURATION.timeouts.detail
        assert (frame.ends, frame.span) == (terminal.now + detail, detail)
    assert isinstance(terminal.state, Detailing)
    terminal.post(m.DetailFinished(terminal.token))
    assert isinstance(present(terminal.state), ThanksScene)


@pytest.mark.parametrize("opened", [None, m.TextOpened, m.ContactOpened, m.DutyOpened])
def test_a_touch_of_the_glass_begins_the_time_anew_on_every_page(opened: type[m.TextOpened] | None) -> None:
    terminal = rated()
    if opened is not None:
        terminal.post(opened(terminal.token))
    page = type(present(terminal.state))
    for _ in range(3):
        before = present(terminal.state).frame.ends
        assert before is not None
        terminal.post(m.ScreenTouched(terminal.token), after=40)
        assert present(terminal.state).frame.ends == before + 40
    # Whoever touched what was there before is not here.
    ends = present(terminal.state).frame.ends
    terminal.post(m.ScreenTouched(terminal.token - 1), after=40)
    assert present(terminal.state).frame.ends == ends
    assert type(present(terminal.state)) is page
    assert [one for one in terminal.wait(5) if isinstance(one, m.Release)]
