"""`bundle`: diagnostics for whoever helps from afar, without personal data, secrets or ratings."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import importlib.metadata
import io
import json
import os
import platform
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kiosk_app import __version__
from kiosk_app.commands.config import flat_sections, shown
from kiosk_app.commands.failure import Failed
from kiosk_app.commands.options import Unloaded, add_last, try_settings
from kiosk_app.commands.output import say
from kiosk_app.commands.paths import path_of
from kiosk_app.settings import Settings

# Of a row of the queue: what helps to find a fault. Case numbers and receipts are the citizen's.
ROW = ("ratingId", "state", "deviceSeq", "releasedAt", "deliveredAt", "duplicate", "code")
SECRET_PATHS = frozenset({"client_key", "tls_key"})


def configure(parser: argparse.ArgumentParser) -> None:
    """bundle --out FILE.tar.gz."""
    parser.add_argument("--out", metavar="FILE.tar.gz", type=path_of, required=True)
    add_last(parser, bundle)


def bundle(args: argparse.Namespace) -> int:
    """Write the file whole or not at all, readable by its owner only."""
    loaded = try_settings(args)
    with whole_file(args.out) as file, tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, document in contents(loaded):
            data = json.dumps(document, ensure_ascii=False, indent=1).encode()
            entry = tarfile.TarInfo(f"hcp-kiosk/{name}.json")
            entry.size, entry.mtime, entry.mode = len(data), int(time.time()), 0o600
            archive.addfile(entry, io.BytesIO(data))
    say(str(args.out))
    return 0


def contents(loaded: Settings | Unloaded) -> Iterator[tuple[str, Any]]:
    """(name, document) of each file in the bundle; a part that fails says so in its place."""
    from kiosk_app.commands.checks import findings
    from offline_queue.damage import documents

    yield "versions", _versions()
    yield "check", [dataclasses.asdict(finding) for finding in findings(loaded)]
    if isinstance(loaded, Unloaded):
        return
    yield "config", _config(loaded)
    yield "queue", _queue(loaded.state_dir)
    yield "quarantine", documents(loaded.state_dir / "outbox.db")


def _versions() -> dict[str, Any]:
    packages = sorted(
        f"{found.metadata['Name']} {found.version}" for found in importlib.metadata.distributions() if found.metadata
    )
    return {
        "hcp-kiosk": __version__,
        "python": sys.version,
        "system": platform.platform(),
        "packages": packages,
        "at": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
    }


def _config(loaded: Settings) -> dict[str, Any]:
    """`config show`, with the places of keys left out."""
    document = {}
    for section, content in flat_sections(shown(loaded)):
        document[section] = {
            key: {**entry, "value": "(set)"} if key in SECRET_PATHS and entry["value"] else entry
            for key, entry in content.items()
        }
    return document


def _queue(state_dir: Path) -> dict[str, Any]:
    from kiosk_app.commands.asking import ask_at

    try:
        status = ask_at(state_dir, "queue.status")
        rows = ask_at(state_dir, "queue.list", limit=1000)
    except Failed as error:
        return {"error": str(error)}
    if status["lastError"]:
        # The centre's message may quote what was sent to it.
        status["lastError"].pop("msg", None)
    return {"status": status, "rows": [{key: row[key] for key in ROW} for row in rows]}


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[io.BufferedWriter]:
    """A file that appears under its name only when it is complete and on the disk."""
    try:
        descriptor, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise Failed(f"{path} cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(partial)
        raise
