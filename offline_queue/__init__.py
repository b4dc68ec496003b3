"""Facts that must reach the centre (Outbox), what carries them (Drain, Courier), wishes that are kept (Shelf).

Importing this package is cheap on purpose: nothing here imports requests or sqlite-utils before it is needed.
"""

from __future__ import annotations

from .canonical import START_OF_CHAIN, canonical, chain
from .drain import Drain
from .envelope import (
    Answered,
    BadBatch,
    Busy,
    Courier,
    Delivered,
    Envelope,
    FateEnvelope,
    Fenced,
    IdentityRefused,
    Later,
    Outcome,
    Parked,
    Renumber,
    TooLarge,
    Unreachable,
    Verdict,
)
from .errors import AlreadyRated, NoIdentity, OutboxBusy, OutboxError, OutboxUnusable
from .outbox import Outbox, Recovery
from .policy import Pace
from .ratings import Case, Released
from .report import Attempt, LastError, Row, Status, Story
from .shelf import Shelf

__all__ = [
    "START_OF_CHAIN",
    "AlreadyRated",
    "Answered",
    "Attempt",
    "BadBatch",
    "Busy",
    "Case",
    "Courier",
    "Delivered",
    "Drain",
    "Envelope",
    "FateEnvelope",
    "Fenced",
    "IdentityRefused",
    "LastError",
    "Later",
    "NoIdentity",
    "Outbox",
    "OutboxBusy",
    "OutboxError",
    "OutboxUnusable",
    "Outcome",
    "Pace",
    "Parked",
    "Recovery",
    "Released",
    "Renumber",
    "Row",
    "Shelf",
    "Status",
    "Story",
    "TooLarge",
    "Unreachable",
    "Verdict",
    "canonical",
    "chain",
]
