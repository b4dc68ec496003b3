"""The few words that events and commands share."""

from __future__ import annotations

from enum import Enum


class Deed(Enum):
    """What the ledger was asked to put on the disk."""

    OPEN = "open"
    HOLD = "hold"
    WITHDRAW = "withdraw"
    RELEASE = "release"


class Reply(Enum):
    """What a question of the counter's is answered with; the counter turns it into a status code."""

    DONE = "done"
    OFFERED = "offered"
    PRESENT = "present"
    OUT_OF_SERVICE = "out_of_service"
    NO_STAFF = "no_staff"
    ALREADY_RATED = "already_rated"
    BUSY = "busy"
    UNKNOWN = "unknown"
