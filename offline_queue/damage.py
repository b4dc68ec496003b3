"""What a technician is told of outboxes that were damaged: one line each, with where the files lie and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import quarantine
from .report import STATES

TOLD_SECONDS = 7 * 24 * 3600.0
"""Running time for which a case that gave everything is told; a shift in which nobody looked is not enough, a season
is too long. One in which something is missing is told until its folder is taken away."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One case: what was found and what to do, as two lines; `whole`: nothing is missing, as far as can be known."""

    found: str
    remedy: str
    whole: bool


def damages(path: Path, ran: float | None = None) -> list[Damage]:
    """Of the outbox at `path`, oldest first; with its odometer (see `when`) those that are still worth telling."""
    told = []
    for case in quarantine.cases(path):
        found: dict[str, Any] = dict(case.found or {})
        old = ran is not None and ran - float(found.get("ran", ran)) > TOLD_SECONDS
        if not (case.whole and old):
            told.append(_damage(case, found))
    return told


def documents(path: Path) -> list[dict[str, Any]]:
    """The same for whoever helps from afar: reasons and counts, nothing of a rating."""
    return [
        {"folder": case.folder.name, "stage": case.stage, "reason": case.reason, "found": case.found}
        for case in quarantine.cases(path)
    ]


def saved(found: dict[str, Any]) -> int:
    """How many ratings a salvage found."""
    return sum(int(found.get(state, 0)) for state in STATES)


def _damage(case: quarantine.Case, found: dict[str, Any]) -> Damage:
    words = [f"it was damaged ({case.reason})", f"{saved(found)} ratings were saved"]
    for key, word in _WORDS.items():
        if found.get(key):
            words.append(word.format(found[key]))
    if "failed" in found:
        words.append(f"the salvage failed: {found['failed']}")
    words.append("a new epoch is asked for before anything is sent")
    where = f"{quarantine.FOLDER}/{case.folder.name} in the state directory"
    if case.whole:
        remedy = f"nothing is missing; check the disk, then delete {where}"
    else:
        remedy = f"check the disk; give {where} to whoever looks after this terminal, then delete it"
    return Damage(", ".join(words), remedy, case.whole)


_WORDS = {
    "missing": "{} unsent are missing",
    "unreadable": "{} pages could not be read",
    "senseless": "{} rows made no sense",
    "clashed": "{} rows were there twice",
}
