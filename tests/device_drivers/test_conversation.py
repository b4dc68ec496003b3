"""When a key is a press, what the pad is told, and how it is judged: stories with a made-up time."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import device_drivers as drivers
from device_drivers.conversation import alarm, condition, deadline, draw, step
from device_drivers.frames import Answer, Held, KeyFrame, Sign
from device_drivers.messages import Cue, Press, Show
from device_drivers.profile import Profile
from device_drivers.talk import Dropped, Input, Opened, Talk, Tick, Unanswered

ASCII5 = drivers.load("ascii5")
DEAF = replace(ASCII5, probe=None)
FIVE = KeyFrame("5")


class Story:
    """A conversation told step by step."""

    def __init__(self, profile: Profile = ASCII5) -> None:
        self.profile = profile
        self.talk = Talk()
        self.now = 100.0
        self.presses: list[Press] = []

    def then(self, happened: Input, after: float = 0.0) -> tuple[str, ...]:
        """Something happens; what is sent at once."""
        self.now += after
        outcome = step(self.profile, self.talk, happened, self.now)
        self.talk = outcome.talk
        if outcome.press is not None:
            self.presses.append(outcome.press)
        return outcome.send

    def drawn(self) -> tuple[str, ...]:
        """The commands that bring the pad up to date."""
        self.talk, commands = draw(self.profile, self.talk)
        return commands

    def shows(self, cue: Cue, arming: int | None = None) -> tuple[str, ...]:
        """A wish, and the commands for it."""
        self.then(Show(cue, arming))
        return self.drawn()

    def state(self) -> str:
        """The state in a word."""
        return condition(self.profile, self.talk)[0].value

    def counted(self) -> tuple[int, ...]:
        """Presses, unarmed, surplus, bounces, stuck."""
        counts = self.talk.counts
        return counts.presses, counts.unarmed, counts.surplus, counts.bounces, counts.stuck


@pytest.fixture
def story() -> Story:
    made = Story()
    made.then(Opened())
    return made


def manners(**changes: object) -> Profile:
    return replace(DEAF, manners=replace(DEAF.manners, **changes))  # type: ignore[arg-type]  # names of the test


def test_only_an_asking_has_an_arming() -> None:
    for cue, arming in ((Cue.ASK, None), (Cue.THANKS, 1)):
        with pytest.raises(ValueError, match="arming"):
            Show(cue, arming)


# ---- what counts -------------------------------------------------------------------------------------------------


def test_a_press_counts_while_asked_and_carries_the_asking(story: Story) -> None:
    story.then(Show(Cue.ASK, 7))
    story.then(FIVE, after=1.0)
    assert story.presses == [Press("5", 5, 7, 101.0)]


@pytest.mark.parametrize("cue", [Cue.OFF, Cue.WELCOME, Cue.THANKS])
def test_a_press_while_nothing_is_asked_is_only_counted(story: Story, cue: Cue) -> None:
    story.then(Show(cue))
    story.then(FIVE, after=1.0)
    assert (story.presses, story.counted()) == ([], (0, 1, 0, 0, 0))


def test_one_press_an_asking_whichever_key(story: Story) -> None:
    story.then(Show(Cue.ASK, 1))
    story.then(KeyFrame("1"), after=1.0)
    story.then(FIVE, after=1.0)
    story.then(Show(Cue.ASK, 1))  # wished again: still the same asking
    story.then(FIVE, after=1.0)
    story.then(Show(Cue.OFF))
    story.then(Show(Cue.ASK, 1))  # even after something else
    story.then(FIVE, after=1.0)
    assert [press.level for press in story.presses] == [1]
    assert story.counted() == (1, 0, 3, 0, 0)
    story.then(Show(Cue.ASK, 2))
    story.then(FIVE, after=1.0)
    assert [press.arming for press in story.presses] == [1, 2]


def test_a_bounce_is_ignored_and_does_not_prolong_the_dead_time(story: Story) -> None:
    story.then(FIVE)  # nobody asked
    story.then(Show(Cue.ASK, 1))
    story.then(FIVE, after=0.02)
    assert story.presses == []
    story.then(FIVE, after=0.02)  # 0.04 after the edge
    assert len(story.presses) == 1
    assert story.counted() == (1, 1, 0, 1, 0)


def test_the_dead_time_of_one_key_is_not_another_s(story: Story) -> None:
    story.then(KeyFrame("4"))
    story.then(Show(Cue.ASK, 1))
    story.then(FIVE)
    assert [press.key for press in story.presses] == ["5"]


def test_after_the_window_of_the_profile_a_press_does_not_count() -> None:
    story = Story(manners(arming_window=3.0))
    story.then(Show(Cue.ASK, 1))
    story.then(FIVE, after=3.0)
    assert story.counted() == (0, 1, 0, 0, 0)
    story.then(Show(Cue.ASK, 2))
    story.then(FIVE, after=2.9)
    assert len(story.presses) == 1


def test_a_profile_may_take_every_press() -> None:
    story = Story(manners(one_an_arming=False))
    story.then(Show(Cue.ASK, 1))
    story.then(FIVE)
    story.then(FIVE, after=1.0)
    assert len(story.presses) == 2


def test_a_profile_may_act_on_the_release() -> None:
    story = Story(manners(acts_on="release"))
    story.then(Show(Cue.ASK, 1))
    story.then(FIVE)
    assert story.presses == []
    story.then(KeyFrame("5", pressed=False), after=0.2)
    assert len(story.presses) == 1


# ---- a stuck key -------------------------------------------------------------------------------------------------


def stick(story: Story, key: str = "5", every: float = 0.1) -> None:
    for _ in range(40):
        story.then(KeyFrame(key), after=every)


def test_a_stuck_key_rates_once_at_most_then_never_and_says_so(story: Story) -> None:
    story.then(Show(Cue.ASK, 1))
    stick(story)
    assert len(story.presses) == 1
    assert "key 5" in alarm(story.talk)
    assert story.state() == "degraded"
    story.then(Show(Cue.ASK, 2))
    stick(story)
    assert len(story.presses) == 1
    assert story.talk.counts.stuck > 40


def test_the_other_keys_of_a_stuck_one_still_rate(story: Story) -> None:
    stick(story, "1")
    story.then(Show(Cue.ASK, 1))
    story.then(KeyFrame("1"), after=0.1)
    story.then(FIVE, after=0.1)
    assert [press.key for press in story.presses] == ["5"]


@pytest.mark.parametrize("ticks", [True, False])
def test_a_key_that_falls_silent_is_free_again(story: Story, ticks: bool) -> None:
    story.then(Answer())
    stick(story)
    freed = deadline(ASCII5, story.talk)
    assert freed == pytest.approx(story.now + 1.0)
    story.now += 1.001
    if ticks:
        story.then(Tick())
        assert story.state() == "ready"
    story.then(Show(Cue.ASK, 1))
    story.then(FIVE)
    assert len(story.presses) == 1
    assert alarm(story.talk) == ""


def test_one_key_freed_leaves_the_other_stuck(story: Story) -> None:
    stick(story, "1")
    stick(story, "2", every=0.02)
    story.now += 0.3
    story.then(Tick())
    assert alarm(story.talk).startswith("key 2 ")


def test_citizens_who_come_quickly_are_no_stuck_key(story: Story) -> None:
    for arming in range(200):
        story.then(Show(Cue.ASK, arming), after=0.05)
        story.then(FIVE, after=0.05)
    assert len(story.presses) == 200


def test_an_impatient_citizen_is_no_stuck_key(story: Story) -> None:
    for _ in range(20):
        story.then(FIVE, after=0.2)
    story.then(Show(Cue.ASK, 1))
    story.then(FIVE, after=0.2)
    assert len(story.presses) == 1


# ---- what the pad is told ----------------------------------------------------------------------------------------


def test_a_day_at_the_counter(story: Story) -> None:
    assert story.shows(Cue.OFF) == ("disarm",)
    assert story.shows(Cue.WELCOME) == ("welcome",)
    assert story.shows(Cue.WELCOME) == ()
    assert story.shows(Cue.ASK, 1) == ("ask",)
    story.then(FIVE)
    assert story.drawn() == ("disarm",)
    assert story.shows(Cue.THANKS) == ("thanks",)
    assert story.shows(Cue.WELCOME) == ("welcome",)
    assert story.shows(Cue.ASK, 2) == ("ask",)
    assert story.shows(Cue.ASK, 3) == ("ask",)  # undone: asked anew
    assert story.shows(Cue.WELCOME) == ("disarm", "welcome")
    assert story.shows(Cue.OFF) == ()


@pytest.mark.parametrize("happened", [Opened(), Dropped()])
@pytest.mark.parametrize(
    ("cue", "arming", "commands"),
    [
        (Cue.OFF, None, ("disarm",)),
        (Cue.WELCOME, None, ("disarm", "welcome")),
        (Cue.ASK, 1, ("ask",)),
        (Cue.THANKS, None, ("disarm", "thanks")),
    ],
)
def test_a_pad_that_comes_back_is_drawn_anew(
    story: Story, happened: Input, cue: Cue, arming: int | None, commands: tuple[str, ...]
) -> None:
    assert story.shows(cue, arming) == commands
    story.then(happened)
    assert story.drawn() == commands


def test_a_pad_that_comes_back_after_its_press_is_not_armed(story: Story) -> None:
    story.shows(Cue.ASK, 1)
    story.then(FIVE)
    story.then(Opened())
    assert story.drawn() == ("disarm",)


# ---- is anyone there ---------------------------------------------------------------------------------------------


def test_a_pad_that_answers_is_ready_and_asked_again_after_its_heartbeat(story: Story) -> None:
    assert story.then(Tick()) == ("probe",)
    assert story.state() == "probing"
    assert story.then(Tick(), after=0.1) == ()
    story.then(Answer())
    assert story.state() == "ready"
    assert deadline(ASCII5, story.talk) == story.now + 10.0
    assert story.then(Tick(), after=10.0) == ("probe",)
    assert story.state() == "ready"


def test_a_pad_that_never_answers_is_degraded_and_asked_for_ever(story: Story) -> None:
    assert [story.then(Tick(), after=after) for after in (0.0, 0.5, 0.5)] == [("probe",), ("probe",), ()]
    assert story.state() == "degraded"
    assert story.then(Tick(), after=3.0) == ("probe",)
    story.then(Answer(), after=0.1)
    assert story.state() == "ready"


def test_a_pad_that_never_answers_but_whose_keys_work_is_ready_and_stays_so(story: Story) -> None:
    story.then(Tick())
    story.then(FIVE)
    for _ in range(20):
        story.then(Tick(), after=5.0)
        assert story.state() == "ready"


def test_a_pad_that_stops_answering_is_degraded_until_it_says_something(story: Story) -> None:
    story.then(Tick())
    story.then(Answer())
    for after in (10.0, 0.5):
        assert story.then(Tick(), after=after) == ("probe",)
    story.then(Tick(), after=0.5)
    assert story.state() == "degraded"
    story.then(FIVE)
    assert story.state() == "ready"
    assert "keys work" in condition(ASCII5, story.talk)[1]


def test_a_pad_without_a_probe_is_ready_when_open() -> None:
    story = Story(DEAF)
    story.then(Opened())
    assert story.then(Tick()) == ()
    assert story.state() == "ready"
    assert deadline(DEAF, story.talk) is None
    story.then(FIVE)
    assert story.state() == "ready"


# ---- whatever happens --------------------------------------------------------------------------------------------

HAPPENINGS = st.one_of(
    st.sampled_from([Opened(), Tick(), Dropped(), Answer(), Show(Cue.OFF), Show(Cue.WELCOME), Show(Cue.THANKS)]),
    st.integers(0, 4).map(lambda arming: Show(Cue.ASK, arming)),
    st.sampled_from([KeyFrame(key) for key in "12345"]),
)


@given(st.lists(st.tuples(HAPPENINGS, st.floats(0, 2)), max_size=120))
def test_never_two_presses_of_one_asking_and_never_one_while_nothing_is_asked(
    happenings: list[tuple[Input, float]],
) -> None:
    story, keys = Story(), 0
    for happened, after in happenings:
        wanted, before = story.talk.show, len(story.presses)
        story.then(happened, after)
        keys += isinstance(happened, KeyFrame)
        for press in story.presses[before:]:
            assert press.arming == wanted.arming
        story.drawn()
        assert story.drawn() == ()  # what was drawn is drawn
        if story.talk.show.cue is not Cue.ASK:
            assert story.talk.disarmed
    spent = [press.arming for press in story.presses]
    assert all(before != after for before, after in pairwise(spent))
    assert sum(story.counted()) == keys


# ---- devices that say when a key goes up -------------------------------------------------------------------------

XID, MODBUS = drivers.load("xid"), drivers.load("modbus-rtu")
ON_RELEASE = replace(XID, probe=None, manners=replace(XID.manners, acts_on="release"))
UP = KeyFrame("5", pressed=False)


def test_a_key_held_down_is_named_in_time_and_free_when_it_goes_up() -> None:
    story = Story(replace(XID, probe=None))
    story.then(Opened())
    story.then(Show(Cue.ASK, 1))
    story.then(FIVE)
    assert deadline(story.profile, story.talk) == story.now + 10.0
    story.then(Tick(), after=9.9)
    assert story.state() == "ready"
    story.then(Tick(), after=0.1)
    assert story.state() == "degraded"
    assert alarm(story.talk) == "key 5 is held down and is not rated: free it or replace the pad"
    assert deadline(story.profile, story.talk) is None
    story.then(Show(Cue.ASK, 2))
    assert len(story.presses) == 1
    story.then(UP)
    assert (story.state(), alarm(story.talk)) == ("ready", "")
    story.then(FIVE, after=0.1)
    assert [press.arming for press in story.presses] == [1, 2]


def test_a_key_held_since_before_the_opening_was_not_pressed() -> None:
    story = Story(MODBUS)
    story.then(Opened())
    story.then(Show(Cue.ASK, 1))
    story.then(Held("5"))
    story.then(Answer())
    story.then(Tick(), after=10.0)
    assert (story.presses, story.state()) == ([], "degraded")
    story.then(Opened())  # it may have been freed while nobody looked
    assert story.state() == "probing"
    assert story.talk.keys["5"].down is None


def test_a_key_that_repeats_and_is_held_is_said_to_repeat() -> None:
    story = Story(replace(XID, probe=None))
    story.then(Opened())
    stick(story)
    story.then(Tick(), after=10.0)  # silent, and so no repeater any more; but it never went up
    assert "held down" in alarm(story.talk)


def test_behind_a_release_a_contact_bounces_too() -> None:
    story = Story(replace(XID, probe=None))
    story.then(FIVE)
    story.then(UP, after=1.0)
    story.then(Show(Cue.ASK, 1))
    story.then(FIVE, after=0.01)
    assert (story.presses, story.counted()) == ([], (0, 1, 0, 1, 0))
    story.then(UP, after=0.001)
    story.then(FIVE, after=0.03)
    assert len(story.presses) == 1


def test_acting_on_the_release_a_quick_press_is_not_lost_and_an_early_one_does_not_count() -> None:
    story = Story(ON_RELEASE)
    story.then(Opened())
    story.then(Show(Cue.ASK, 1))
    story.then(FIVE)
    story.then(UP)  # in the same read
    assert [press.arming for press in story.presses] == [1]
    story.then(Show(Cue.WELCOME), after=1.0)
    story.then(FIVE)
    story.then(Show(Cue.ASK, 2), after=0.5)
    story.then(UP, after=0.1)  # went down before anyone asked
    assert (len(story.presses), story.counted()) == (1, (1, 1, 0, 0, 0))
    story.then(FIVE, after=0.1)
    story.then(UP, after=0.1)
    assert [press.arming for press in story.presses] == [1, 2]


def test_a_lost_release_does_not_cost_the_next_press() -> None:
    story = Story(replace(XID, probe=None))
    story.then(FIVE)
    story.then(Tick(), after=20.0)
    story.then(Show(Cue.ASK, 1))
    story.then(FIVE)
    assert len(story.presses) == 1
    assert alarm(story.talk) == ""


# ---- keys without a level, signs, openings, polls ----------------------------------------------------------------


@pytest.mark.parametrize("asked", [True, False])
def test_a_key_without_a_level_is_counted_and_nothing_else(asked: bool) -> None:
    story = Story(drivers.load("pinpad-esc"))
    story.then(Opened())
    if asked:
        story.then(Show(Cue.ASK, 1))
    for key in ("ENTER", "CLEAR", "0"):
        story.then(KeyFrame(key))
    assert (story.presses, story.talk.counts.unrated, story.counted()) == ([], 3, (0, 0, 0, 0, 0))
    story.then(Show(Cue.ASK, 2))
    story.then(FIVE)
    assert len(story.presses) == 1


def test_any_good_frame_shows_that_the_pad_is_there() -> None:
    story = Story(XID)
    story.then(Opened())
    story.then(Tick())
    story.then(Sign())
    assert (story.state(), deadline(XID, story.talk)) == ("ready", story.now + 10.0)


def test_what_an_opening_needs_is_sent_with_it() -> None:
    assert Story(drivers.load("srbox")).then(Opened()) == ("reset",)
    assert Story(drivers.load("pinpad-esc")).then(Opened()) == ("raw",)
    assert Story().then(Opened()) == ()


def test_polls_keep_their_time_whatever_else_comes() -> None:
    story = Story(MODBUS)
    story.then(Opened())
    assert story.then(Tick()) == ("poll",)
    assert story.state() == "probing"
    for place in range(50):
        begun = story.now
        story.then(KeyFrame(str(1 + place % 5)), after=0.01)
        story.then(Sign())
        assert story.then(Tick()) == ()  # the answer is still due
        story.then(Answer())
        assert story.state() == "ready"
        assert deadline(MODBUS, story.talk) == pytest.approx(begun + 0.03)
        story.now = begun + 0.03
        assert story.then(Tick()) == ("poll",)


def test_a_slow_answer_is_followed_by_a_poll_at_once_and_a_late_one_changes_nothing() -> None:
    story = Story(MODBUS)
    story.then(Opened())
    story.then(Tick())
    story.then(Answer(), after=0.09)
    assert deadline(MODBUS, story.talk) == story.now
    story.then(Tick())
    story.then(Tick(), after=0.1)  # missed: asked again at once
    due = deadline(MODBUS, story.talk)
    story.then(Answer(), after=0.01)
    story.then(Answer(), after=0.01)
    assert deadline(MODBUS, story.talk) is not None
    assert due is not None


def test_polls_that_are_not_answered() -> None:
    story = Story(MODBUS)
    story.then(Opened())
    sent = [story.then(Tick(), after=0.1 if place else 0.0) for place in range(10)]
    assert sent == [("poll",)] * 10
    assert story.then(Tick(), after=0.1) == ()
    assert story.state() == "degraded"
    assert story.then(Tick(), after=0.5) == ("poll",)
    story.then(Answer(), after=0.01)
    assert story.state() == "ready"


@pytest.mark.parametrize("profile", [ASCII5, MODBUS])
def test_a_pad_that_missed_a_question_is_drawn_anew_when_it_answers(profile: Profile) -> None:
    story = Story(profile)
    story.then(Opened())
    story.shows(Cue.ASK, 1)
    story.then(Tick())
    story.then(Answer(), after=0.01)
    assert story.drawn() == ()  # it missed nothing
    for _ in range(3):  # the question, its time-out, the question again
        story.now = deadline(profile, story.talk) or 0.0
        story.then(Tick())
    assert story.drawn() == ()
    story.then(Answer(), after=0.01)
    assert story.drawn() == profile.cues[Cue.ASK]


def test_a_command_that_was_not_answered_is_sent_again_once_the_board_is_there() -> None:
    story = Story(MODBUS)
    story.then(Opened())
    story.shows(Cue.ASK, 1)
    story.then(Unanswered())
    assert story.drawn() == ()  # nobody there yet
    story.then(Tick())
    story.then(Answer())
    story.then(Unanswered())
    assert story.drawn() == ("lamps ask 1",)


EDGES = st.one_of(
    st.sampled_from([Opened(), Tick(), Answer(), Show(Cue.OFF), Show(Cue.THANKS)]),
    st.integers(0, 4).map(lambda arming: Show(Cue.ASK, arming)),
    st.tuples(st.sampled_from("158"), st.booleans()).map(lambda edge: KeyFrame(*edge)),
    st.sampled_from("15").map(Held),
)


@given(st.sampled_from([XID, MODBUS, ON_RELEASE]), st.lists(st.tuples(EDGES, st.floats(0, 4)), max_size=120))
def test_edges_never_rate_twice_and_every_one_is_counted(
    profile: Profile, happenings: list[tuple[Input, float]]
) -> None:
    story, acting = Story(profile), 0
    for happened, after in happenings:
        wanted, before = story.talk.show, len(story.presses)
        if isinstance(happened, KeyFrame):
            acting += happened.pressed == (profile.manners.acts_on == "press")
        story.then(happened, after)
        assert all(press.arming == wanted.arming for press in story.presses[before:])
    spent = [press.arming for press in story.presses]
    assert all(before != after for before, after in pairwise(spent))
    assert sum(story.talk.counts) == acting
