"""Files that a technician's `sudo` made must belong to the terminal's user, or the terminal cannot open them."""

from __future__ import annotations

import os
from pathlib import Path

OURS = ("outbox.db", "outbox.db-wal", "outbox.db-shm", "outbox.lock", "identity.json", "reserve")
QUARANTINE = "quarantine"  # what a command found damaged and set aside


def hand_over(state_dir: Path) -> None:
    """As root: give our files in the state directory to the directory's owner. Otherwise nothing."""
    if os.geteuid() != 0:
        return
    owner = state_dir.stat()
    folder = state_dir / QUARANTINE
    cases = [folder, *folder.rglob("*")] if folder.is_dir() and not folder.is_symlink() else []
    for path in [*(state_dir / name for name in OURS), *cases]:
        # lchown: a link put there by somebody else must not give away what it points to.
        if path.exists() and path.lstat().st_uid != owner.st_uid:
            os.lchown(path, owner.st_uid, owner.st_gid)
