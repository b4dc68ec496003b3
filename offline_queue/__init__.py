"""Facts that must reach the centre (Outbox), what carries them (Drain, Courier), wishes that are kept (Shelf).

Importing this package is cheap on purpose: a name's module is loaded when the name is first asked for (PEP 562), and
nothing here imports requests or sqlite-utils before it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

# At once, since a function and its module share the name: loaded later, the module would hide the function.
from .canonical import START_OF_CHAIN, canonical, chain

if TYPE_CHECKING:
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
    from .retention import Keep
    from .shelf import Shelf
    from .upkeep import Upkeep

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
    "Keep",
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
    "Upkeep",
    "Verdict",
    "canonical",
    "chain",
]

# What stands above for the type checker, once more for the running program; a test compares them.
_HOMES = {
    "drain": "Drain",
    "envelope": "Answered BadBatch Busy Courier Delivered Envelope FateEnvelope Fenced IdentityRefused Later Outcome"
    " Parked Renumber TooLarge Unreachable Verdict",
    "errors": "AlreadyRated NoIdentity OutboxBusy OutboxError OutboxUnusable",
    "outbox": "Outbox Recovery",
    "policy": "Pace",
    "ratings": "Case Released",
    "report": "Attempt LastError Row Status Story",
    "retention": "Keep",
    "shelf": "Shelf",
    "upkeep": "Upkeep",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}


if not TYPE_CHECKING:  # else the type checker would believe in every name

    def __getattr__(name: str) -> object:
        """Load the module of a name when it is first asked for."""
        if name not in _HOME_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        found: object = getattr(import_module(f".{_HOME_OF[name]}", __name__), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
