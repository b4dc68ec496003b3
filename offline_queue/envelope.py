"""What travels and what comes back: envelopes, verdicts, the outcome of one carry, and who carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias


@dataclass(frozen=True, slots=True)
class Envelope:
    """A released rating with its key; `raw` is its canonical JSON, the same bytes on every try."""

    rating_id: str
    raw: bytes
    seq: int
    series: int  # counts the numberings of this file; tells a verdict on old numbers from one on new ones

    @property
    def key(self) -> str:
        """What the centre's answer names it by."""
        return self.rating_id


@dataclass(frozen=True, slots=True)
class FateEnvelope:
    """What became of an invitation; `raw` is the canonical JSON of one item of POST /invitations."""

    invitation_id: str
    raw: bytes

    @property
    def key(self) -> str:
        """What the centre's answer names it by."""
        return self.invitation_id


# ---- the verdict on one envelope that was sent


@dataclass(frozen=True, slots=True)
class Delivered:
    """The centre has it; `duplicate`: it had it before, or the case was rated elsewhere."""

    receipt_no: str | None = None
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Parked:
    """Refused for good (`invalid`): kept, shown to the technician, can be sent again."""

    code: str
    msg: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """Not yet (`case_missing`): tried again on its own backoff, holding up nobody."""

    code: str
    msg: str = ""


@dataclass(frozen=True, slots=True)
class Renumber:
    """Its number belongs to another rating (`sequence_taken`): a new epoch is needed."""


Verdict: TypeAlias = Delivered | Parked | Later | Renumber


# ---- the outcome of one carry, the batch as a whole


@dataclass(frozen=True, slots=True)
class Answered:
    """The centre answered for these keys; what was sent and is not named here is not delivered."""

    verdicts: Mapping[str, Verdict]


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Not reached. `http`: an HTTP answer came (404, 5xx …), so the batch itself may be the cause.
    `timed_out`: connected, but no answer in time, so the batch may be too much for the line."""

    reason: str
    http: bool = False
    timed_out: bool = False


@dataclass(frozen=True, slots=True)
class Busy:
    """429 or 503; `retry_after` seconds, as the centre asked."""

    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class TooLarge:
    """413: fewer at a time."""

    msg: str = ""


@dataclass(frozen=True, slots=True)
class BadBatch:
    """400 BAD_BATCH: one by one."""

    msg: str = ""


@dataclass(frozen=True, slots=True)
class IdentityRefused:
    """BAD_SIGNATURE, UNKNOWN_DEVICE or REVOKED: hold everything, keep trying slowly."""

    code: str
    msg: str = ""


@dataclass(frozen=True, slots=True)
class Fenced:
    """EPOCH_FENCED: another device took this identity over; stop sending."""

    msg: str = ""


Outcome: TypeAlias = Answered | Unreachable | Busy | TooLarge | BadBatch | IdentityRefused | Fenced


class Courier(Protocol):
    """Who carries envelopes to the centre. Its calls block, have their own time-outs, and never raise."""

    def carry(self, envelopes: Sequence[Envelope], /) -> Outcome:
        """Send ratings in one request, in this order."""
        ...

    def carry_fates(self, fates: Sequence[FateEnvelope], /) -> Outcome:
        """Send invitations' fates in one request."""
        ...

    def new_epoch(self, epoch: int, reason: str, /) -> int | None:
        """Ask for the epoch after `epoch`; None where there was no usable answer."""
        ...
