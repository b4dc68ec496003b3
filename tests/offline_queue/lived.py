"""An outbox that has lived: ratings of every state, invitations, tokens, notes; and ways to damage its files."""

from __future__ import annotations

import shutil
from pathlib import Path

from offline_queue import Delivered, Later, Outbox, Parked

RATINGS = 120
HELD = ["held-0", "held-1"]
PARKED = [f"r{n:03}" for n in range(10, 14)]
DELIVERED = [f"r{n:03}" for n in range(10)]
WAITING = [f"r{n:03}" for n in range(14, RATINGS)]
EVERYTHING = {*HELD, *PARKED, *DELIVERED, *WAITING}
PARTS = ("", "-wal", "-shm")


def record(rating_id: str, **more: object) -> dict[str, object]:
    return {"ratingId": rating_id, "satisfaction": 5, "detailComplete": False, "text": "评" * 100, **more}


def live(path: Path, aside: Path | None = None) -> None:
    """Fill the outbox at `path`. `aside`: take its files there as they lie at the end, as a crash would leave them,
    with a long log; else it is closed."""
    with Outbox(path) as outbox:
        if aside is not None:
            outbox._store.connection().execute("PRAGMA wal_autocheckpoint = 0")
        outbox.begin("D-1", 3)
        outbox.keep("clerk", {"staffNo": "0715"})
        outbox.add_token("desk", "salted")
        for n in range(RATINGS):
            key = f"r{n:03}"
            outbox.open_invitation(f"i{n:03}", {"projectNo": f"P-{n}", "offeredAt": "t"})
            outbox.hold(key, f"i{n:03}", (f"P-{n}", 1, 1), record(key))
            outbox.release(key, None, {"invitationId": f"i{n:03}", "state": "rated"})
        sent = outbox.claim(10)
        outbox.settle(sent, {one.key: Delivered(f"N-{one.key}") for one in sent})
        sent = outbox.claim(4)
        outbox.settle(sent, {one.key: Parked("BAD", "refused") for one in sent})
        sent = outbox.claim(1)
        outbox.settle(sent, {one.key: Later("CASE", "not yet") for one in sent})
        outbox.open_invitation("open", {"projectNo": "P-open", "offeredAt": "t"})
        for key in HELD:
            outbox.hold(key, None, None, record(key))
        if aside is not None:
            take(path, aside)
    if aside is None:
        assert not path.with_name("outbox.db-wal").exists()


def take(path: Path, aside: Path) -> None:
    """A copy of the files as they are, open or not."""
    aside.mkdir(mode=0o700)
    for part in PARTS:
        if Path(f"{path}{part}").exists():
            shutil.copy2(f"{path}{part}", f"{aside / path.name}{part}")


def states(outbox: Outbox) -> dict[str, str]:
    return {row.rating_id: row.state for row in outbox.rows(limit=10_000)}


def wreck(path: Path, at: int, content: bytes) -> None:
    """Write into a file as a bad disk does."""
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)
