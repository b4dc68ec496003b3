"""Whoever watches the counter, the pad or the clock of a session learns nothing of its level."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hall_of_examples import Terminal, invitation
from hypothesis import given
from hypothesis import strategies as st
from kiosk_of_examples import offered

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Deed
from kiosk_app.core.model import LEVELS, Aid, Consent, Contact, SealingKey
from kiosk_app.core.present import cue, present
from kiosk_app.core.scene import LapsedScene, ThanksScene
from kiosk_app.core.session import deadline

KEY = SealingKey("2026-a", "X25519-SEALED-BOX", b"")
CONSENT = Consent("1", {"zh-CN": "本人同意"})
SECONDS = st.sampled_from([0.0, 0.1, 0.3, 0.3, 1.0, 4.0, 9.0, 46.0])

# What a person can do at any level alike; reasons and the duty manager belong to one level or two.
ALIKE = st.one_of(
    st.builds(m.ScreenTouched, st.just("now")),
    st.builds(m.LevelUndone, st.just("now")),
    st.builds(m.TextOpened, st.just("now")),
    st.builds(m.TextEntered, st.just("now"), st.sampled_from(["", "慢"])),
    st.builds(m.ContactOpened, st.just("now")),
    st.builds(m.ContactEntered, st.just("now"), st.builds(Contact, st.just("王"), st.just(""), st.booleans())),
    st.builds(m.LanguageChosen, st.just("now"), st.sampled_from(["en", "zh-CN"])),
    st.builds(m.AidToggled, st.just("now"), st.sampled_from(Aid)),
    st.builds(m.DetailFinished, st.just("now"), st.none() | st.just("慢")),
    st.builds(m.SessionFinished, st.just("now")),
    st.builds(m.PrintAsked, st.just("now")),
    st.builds(m.InvitationReceived, st.integers(2, 9), st.builds(invitation, st.just("2"), st.just("P-2"))),
    st.builds(m.InvitationRecalled, st.integers(2, 9), st.just(invitation("1").invitation_id)),
    st.builds(m.ClerkSignedOut, st.integers(2, 9)),
    st.just("stored"),
)


def at_the_counter() -> Terminal:
    """Five faces for an invitation of the counter's."""
    return Terminal().set_up(sealing_key=KEY, consent=CONSENT, duty_call=True).invite(invitation("1", "P-1"))


def at_a_kiosk() -> Terminal:
    """Five faces for a citizen's own."""
    return offered(sealing_key=KEY, consent=CONSENT, duty_call=True)


@pytest.mark.parametrize("place", [at_the_counter, at_a_kiosk])
@given(st.lists(st.tuples(ALIKE, SECONDS), max_size=12))
def test_the_same_touches_have_the_same_answers_for_every_level(place: Callable[[], Terminal], walk: list) -> None:
    """What the counter hears and when, what the pad shows, and every scene that names no level."""
    lives = []
    for level in LEVELS:
        terminal = place().rate(level)
        life: list[object] = []
        for touch, seconds in walk:
            end = terminal.now + seconds
            while (due := deadline(terminal.state)) is not None and due <= end:
                terminal.now = due
                life.append((terminal.now, *heard(terminal.post(m.TimePassed()))))
            terminal.now = end
            event = touch
            if touch == "stored":
                owed = [one for one in terminal.commands if isinstance(one, m.Withdraw | m.Release | m.OpenInvitation)]
                if not owed:
                    continue
                event = stored(owed[-1])
            elif hasattr(touch, "token"):
                event = replace(touch, token=terminal.token)
            life.append((terminal.now, *heard(terminal.post(event)), cue(terminal.state)))
            scene = present(terminal.state)
            life.append(scene if isinstance(scene, ThanksScene | LapsedScene) else (type(scene), scene.frame))
        lives.append(life)
    assert all(life == lives[0] for life in lives)


def heard(commands: list) -> list:
    """What leaves for the counter, and what is asked of the disk, without what is in it."""
    return [one if isinstance(one, m.Answer | m.Tell) else type(one) for one in commands]


def stored(command: m.Withdraw | m.Release | m.OpenInvitation) -> m.Stored:
    """The disk's word."""
    match command:
        case m.Withdraw(rating_id):
            return m.Stored(Deed.WITHDRAW, rating_id)
        case m.Release(rating, _):
            return m.Stored(Deed.RELEASE, rating.rating_id)
        case m.OpenInvitation(opened, _):
            return m.Stored(Deed.OPEN, opened.invitation_id)
