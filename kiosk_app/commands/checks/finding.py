"""One thing a technician would look at: its state, what was found, what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`state`: ok, warning (works, will not for ever) or fault (does not work); `remedy` "" where nothing is to do."""

    item: str
    state: str
    finding: str
    remedy: str = ""


def ok(item: str, finding: str) -> Finding:
    """Nothing to do."""
    return Finding(item, "ok", finding)


def warning(item: str, finding: str, remedy: str) -> Finding:
    """It works, but somebody should know."""
    return Finding(item, "warning", finding, remedy)


def fault(item: str, finding: str, remedy: str) -> Finding:
    """It does not work."""
    return Finding(item, "fault", finding, remedy)


def refused(item: str, words: str) -> Finding:
    """A fault in one line, as the drivers give it: what is wrong, a colon, what to do."""
    reason, _, remedy = words.partition(": ")
    return fault(item, reason, remedy)
