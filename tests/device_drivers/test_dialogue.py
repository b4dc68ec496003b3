"""The conversation as threads share it: judged first and entered later is the same as step by step."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

import device_drivers as drivers
from device_drivers.conversation import step
from device_drivers.dialogue import Dialogue
from device_drivers.frames import Answer, Frame, KeyFrame
from device_drivers.messages import Cue, Press, Show
from device_drivers.talk import Dropped, Input, Opened, Talk, Tick

ASCII5 = drivers.load("ascii5")
RELEASED = replace(ASCII5, manners=replace(ASCII5.manners, acts_on="release", arming_window=2.0, one_an_arming=False))

happenings = st.lists(
    st.tuples(
        st.one_of(
            st.builds(KeyFrame, st.sampled_from("12345"), st.booleans()),
            st.builds(KeyFrame, st.just("5")),
            st.just(Answer()),
            st.sampled_from([Opened(), Tick(), Dropped(), Show(Cue.WELCOME)]),
            st.builds(Show, st.just(Cue.ASK), st.integers(1, 4)),
        ),
        st.sampled_from([0.0, 0.01, 0.04, 0.6, 3.0]),
    ),
    max_size=60,
)


@given(st.sampled_from([ASCII5, RELEASED]), happenings, st.data())
def test_presses_and_books_are_those_of_the_conversation(
    profile: drivers.Profile, story: list[tuple[Input, float]], data: st.DataObject
) -> None:
    now = 100.0
    dialogue, talk = Dialogue(profile, lambda: now), Talk()
    heard: list[Press | None] = []
    meant: list[Press | None] = []
    for happened, after in story:
        now += after
        outcome = step(profile, talk, happened, now)
        talk = outcome.talk
        if isinstance(happened, Frame):
            heard.append(dialogue.hear(happened))
            meant.append(outcome.press)
            if data.draw(st.booleans(), "settled at once"):
                dialogue.settle()
        else:
            assert dialogue.tell(happened).send == outcome.send
    assert heard == meant
    assert dialogue.counts() == talk.counts
    assert dialogue.asking() == (talk.show.arming is not None)


def test_whoever_looks_while_a_press_is_told_sees_it_counted() -> None:
    dialogue = Dialogue(ASCII5, lambda: 1.0)
    dialogue.tell(Show(Cue.ASK, 1))
    assert dialogue.hear(KeyFrame("5")) == Press("5", 5, 1, 1.0)
    assert dialogue.counts().presses == 1
    assert dialogue.hear(KeyFrame("4")) is None
    assert dialogue.counts().surplus == 1
