"""Where damaged files are kept whole: `quarantine/0001`, `0002` … beside the outbox.

Every step can be the last before the power goes. What is under way stands in the folder's `case.json`, written before
the step it tells of; the next start goes on from there. The damaged files leave their place by rename only.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .flush import flush

FOLDER = "quarantine"
KEPT_WHOLE = 2  # of those out of which everything was saved; one in which something is missing is never deleted
NOTE = "case.json"
WANTED = "wanted"
PARTS = ("-wal", "-shm", "-journal", "")  # the database last: as long as it is there, nothing has been decided


@dataclass(frozen=True, slots=True)
class Case:
    """One quarantined outbox. `stage`: moving → salvaging → placing → done."""

    folder: Path
    stage: str
    reason: str
    tries: int = 0
    found: Mapping[str, Any] | None = None  # what the salvage found, once it is done

    @property
    def whole(self) -> bool:
        """Whether everything in it was saved, as far as can be known."""
        return bool(self.found and self.found.get("whole"))


def cases(path: Path) -> list[Case]:
    """All cases of the outbox at `path`, oldest first."""
    found = []
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        found = [_read(folder) for folder in sorted(_home(path).iterdir()) if folder.name.isdigit()]
    return found


def unfinished(path: Path) -> Case | None:
    """The case that a power cut left in the middle."""
    return next((case for case in cases(path) if case.stage != "done"), None)


def begin(path: Path, reason: str) -> Case:
    """Open a case and move the files of the outbox into it."""
    home = _home(path)
    if not home.is_dir():
        home.mkdir(mode=0o700)
        flush(home.parent)
    number = max((int(case.folder.name) for case in cases(path)), default=0) + 1
    folder = home / f"{number:04}"
    # Made under another name: a folder with a number has its note.
    making = home / "new"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    case = Case(making, "moving", reason)
    _write(case)
    os.replace(making, folder)
    flush(home)
    return move(path, Case(folder, "moving", reason))


def move(path: Path, case: Case) -> Case:
    """Take the files away from their place, as far as they are still there."""
    for part in PARTS:
        with contextlib.suppress(FileNotFoundError):
            os.replace(f"{path}{part}", case.folder / f"{path.name}{part}")
            os.chmod(case.folder / f"{path.name}{part}", 0o600)
    # First where they are, then where they are no more: a crash between leaves two names, not none.
    (_home(path) / WANTED).unlink(missing_ok=True)
    flush(case.folder)
    flush(path.parent)
    return _written(Case(case.folder, "salvaging", case.reason))


def want(path: Path, reason: str) -> None:
    """Have the files set aside at the next opening."""
    home = _home(path)
    home.mkdir(mode=0o700, exist_ok=True)
    fd = os.open(home / WANTED, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(fd, "w") as file:
        file.write(reason)
        file.flush()
        os.fsync(file.fileno())
    flush(home)


def wanted(path: Path) -> str | None:
    """Why the files are to be set aside, None where nobody asked for it."""
    try:
        return (_home(path) / WANTED).read_text("utf-8", "replace") or "damaged"
    except OSError:
        return None


def another_try(case: Case) -> Case:
    """Count a salvage that begins."""
    return _written(Case(case.folder, "salvaging", case.reason, case.tries + 1))


def place(path: Path, case: Case, fresh: Path, found: Mapping[str, Any]) -> Case:
    """Put the fresh outbox, which is on the disk, into its place."""
    placing = _written(Case(case.folder, "placing", case.reason, case.tries, found))
    os.replace(fresh, path)
    flush(path.parent)
    return placing


def close(path: Path, case: Case) -> Case:
    """The outbox is in its place: the case is over. Lets go of the oldest that gave everything."""
    done = _written(Case(case.folder, "done", case.reason, case.tries, case.found or {}))
    whole = [one for one in cases(path) if one.stage == "done" and one.whole]
    for one in whole[:-KEPT_WHOLE]:
        shutil.rmtree(one.folder, ignore_errors=True)
    return done


def _home(path: Path) -> Path:
    return path.parent / FOLDER


def _read(folder: Path) -> Case:
    try:
        told = json.loads((folder / NOTE).read_text())
        return Case(folder, told["stage"], told["reason"], told["tries"], told["found"])
    except (OSError, ValueError, KeyError, TypeError):
        # Without its note nothing is known of it: it stays, and nothing is done with it.
        return Case(folder, "done", "its note is damaged", found={})


def _written(case: Case) -> Case:
    _write(case)
    return case


def _write(case: Case) -> None:
    told = {"stage": case.stage, "reason": case.reason, "tries": case.tries, "found": case.found}
    part = case.folder / f"{NOTE}.part"
    fd = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(fd, "w") as file:
        json.dump(told, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, case.folder / NOTE)
    flush(case.folder)
