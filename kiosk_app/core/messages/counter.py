"""Events of the counter: invitations, and who is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk_app.core.model import Clerk, Invitation


@dataclass(frozen=True, slots=True)
class InvitationReceived:
    """The counter invites a rating. `already_rated`: the outbox has one of this case."""

    ticket: int
    invitation: Invitation
    already_rated: bool = False


@dataclass(frozen=True, slots=True)
class InvitationRecalled:
    """The counter takes an invitation back."""

    ticket: int
    invitation_id: str


@dataclass(frozen=True, slots=True)
class ClerkSignedIn:
    """A clerk has signed in, or changed their card."""

    ticket: int
    clerk: Clerk


@dataclass(frozen=True, slots=True)
class ClerkPaused:
    """A break, with the clerk kept."""

    ticket: int


@dataclass(frozen=True, slots=True)
class ClerkResumed:
    """Back from the break."""

    ticket: int


@dataclass(frozen=True, slots=True)
class ClerkSignedOut:
    """Nobody is at the counter."""

    ticket: int


@dataclass(frozen=True, slots=True)
class ClerkRestored:
    """Found on the disk at a start soon enough after the last stop; nobody waits for an answer."""

    clerk: Clerk
    paused: bool = False


@dataclass(frozen=True, slots=True)
class CleaningAsked:
    """The counter wants the glass wiped; who sits there needs no PIN and cannot touch a citizen's rating."""

    ticket: int
