"""What is wrong in what was received: gaps in the numbers, breaks in the chain, late and second ratings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from kiosk_app.practice.centre.canonical import CHAIN_START, link
from kiosk_app.practice.centre.rating import instant
from kiosk_app.practice.centre.store import Store

LATE_SECONDS = 600  # the network was away for longer than a coffee; nothing is wrong with such a rating but its age


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or worth a look. `kind`: gap, waiting, chain, late, duplicate, or a noted trouble's."""

    kind: str
    device_id: str
    detail: str
    at: str = ""

    def as_json(self) -> dict[str, str]:
        """The finding as an object."""
        return {"kind": self.kind, "deviceId": self.device_id, "detail": self.detail, "at": self.at}


def findings(store: Store) -> list[Finding]:
    """Everything, the gravest kinds first."""
    return [*sequence_findings(store), *rating_findings(store), *noted_troubles(store)]


def sequence_findings(store: Store) -> list[Finding]:
    """Gaps and chain breaks of every device and epoch."""
    found: list[Finding] = []
    for run in store.rows("SELECT DISTINCT device_id, epoch FROM numbers ORDER BY device_id, epoch"):
        found += _run_findings(store, run["device_id"], run["epoch"])
    return found


def _run_findings(store: Store, device_id: str, epoch: int) -> list[Finding]:
    refused = {
        row["seq"]: row
        for row in store.rows(
            "SELECT * FROM refused WHERE device_id = ? AND epoch = ? AND seq IS NOT NULL"
            " AND outcome <> 'sequence_taken'",
            device_id,
            epoch,
        )
    }
    found: list[Finding] = []
    seq, chain = 0, CHAIN_START
    chain_known: str | None = chain
    for row in store.rows(
        "SELECT seq, chain, unchained, rating_id FROM numbers WHERE device_id = ? AND epoch = ? ORDER BY seq",
        device_id,
        epoch,
    ):
        if row["seq"] != seq + 1:
            found += _gap_findings(device_id, epoch, seq + 1, row["seq"] - 1, refused)
            before = refused.get(row["seq"] - 1)
            chain_known = before["chain"] if before is not None else None
        if chain_known is not None and link(chain_known, row["unchained"]) != row["chain"]:
            detail = f"epoch {epoch}: the chain breaks at number {row['seq']} (rating {row['rating_id']})"
            found.append(Finding("chain", device_id, detail))
        seq, chain_known = row["seq"], row["chain"]
    return found


def _gap_findings(device_id: str, epoch: int, first: int, last: int, refused: dict[int, Any]) -> list[Finding]:
    found: list[Finding] = []
    start = first
    for seq in sorted(number for number in refused if first <= number <= last):
        if seq > start:
            found.append(_gap(device_id, epoch, start, seq - 1))
        row = refused[seq]
        kind = "waiting" if row["outcome"] == "case_missing" else "invalid"
        found.append(Finding(kind, device_id, f"epoch {epoch}: number {seq}: {row['msg']}", row["at"]))
        start = seq + 1
    if start <= last:
        found.append(_gap(device_id, epoch, start, last))
    return found


def _gap(device_id: str, epoch: int, first: int, last: int) -> Finding:
    numbers = f"number {first} is" if first == last else f"numbers {first} to {last} are"
    return Finding("gap", device_id, f"epoch {epoch}: {numbers} missing")


def rating_findings(store: Store) -> list[Finding]:
    """Late ratings, and second ratings of a case."""
    found = []
    for row in store.rows("SELECT * FROM ratings ORDER BY received_at"):
        if row["duplicate_of"] is not None:
            detail = f"rating {row['rating_id']}: case {row['project_no']} was rated before ({row['duplicate_of']})"
            found.append(Finding("duplicate", row["device_id"], detail, row["received_at"]))
        tapped = instant(json.loads(row["body"])["assessedAt"])
        received = instant(row["received_at"])
        if tapped is not None and received is not None:
            seconds = (received - tapped).total_seconds()
            if abs(seconds) > LATE_SECONDS:
                when = f"{seconds / 60:.0f} min after" if seconds > 0 else f"{-seconds / 60:.0f} min before"
                detail = f"rating {row['rating_id']} arrived {when} its tap"
                found.append(Finding("late", row["device_id"], detail, row["received_at"]))
    return found


def noted_troubles(store: Store) -> list[Finding]:
    """What was noted as it happened, the latest first."""
    return [
        Finding(row["kind"], row["device_id"] or "", row["detail"], row["at"])
        for row in store.rows("SELECT * FROM troubles ORDER BY number DESC")
    ]
