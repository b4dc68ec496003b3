"""`queue export FILE`, `queue import FILE`: ratings that reach the centre on a stick, by way of another terminal."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kiosk_app import __version__
from kiosk_app.commands.asking import ask
from kiosk_app.commands.failure import Failed
from kiosk_app.commands.options import add_json, add_last
from kiosk_app.commands.output import notice, say, say_json
from kiosk_app.commands.paths import path_of

if TYPE_CHECKING:
    from offline_queue.parcel import Item, Reader

PART_BYTES = 300_000
"""Of one question to the terminal, which takes a MiB: JSON's escapes may triple Chinese text."""

REMAINS = "They also remain in the queue here; delivered from both, they count once."


def configure(action: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """queue export FILE, queue import FILE."""
    leaving = action("export", "write what has not reached the centre to a file, for another terminal to deliver")
    leaving.add_argument("file", metavar="FILE", type=path_of, help="a new file, on a stick for example")
    leaving.add_argument("--force", action="store_true", help="replace FILE where it exists")
    add_json(leaving)
    add_last(leaving, export)
    coming = action("import", "take in such a file, whole or not at all; importing twice doubles nothing")
    coming.add_argument("file", metavar="FILE", type=path_of, help="a file of `queue export`")
    add_json(coming)
    add_last(coming, take_in)


def export(args: argparse.Namespace) -> int:
    """Everything released and not delivered; it stays in the queue."""
    from kiosk_app.commands.whole_file import refuse_target, write_whole
    from offline_queue.parcel import Tally, written

    refuse_target(args.file, force=args.force)
    first = _page(args, None)
    tally = Tally()
    if first["items"]:
        head = {
            "program": f"hcp-kiosk {__version__}",
            **first["head"],
            "exportedAt": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        write_whole(args.file, written(head, _items(args, first), tally), force=args.force)
    told = {"ratings": tally.ratings, "parked": tally.parked, "invitations": tally.invitations, "held": first["held"]}
    if args.json:
        say_json({**told, "file": str(args.file) if first["items"] else None})
    elif not first["items"]:
        say("nothing to export: everything has reached the centre; no file was written")
    else:
        say(f"{tally.ratings} ratings ({tally.parked} of them parked), {tally.invitations} invitations: {args.file}")
        say(REMAINS)
    if first["items"]:
        notice("the file may hold what citizens wrote: keep it with you, delete it when it has been imported")
    if first["held"]:
        notice(f"{first['held']} being given at this moment not exported; export again when the citizen is done")
    return 0


def _page(args: argparse.Namespace, place: object) -> dict[str, Any]:
    while True:
        told: dict[str, Any] = ask(args, "queue.export", next=place)
        if not told.get("renumbering"):
            return told


def _items(args: argparse.Namespace, page: dict[str, Any]) -> Iterator[Item]:
    from offline_queue.cargo import Cargo, FateCargo

    while True:
        for kind, told in page["items"]:
            yield Cargo.of(told) if kind == "rating" else FateCargo.of(told)
        if page["next"] is None:
            return
        page = _page(args, page["next"])


def take_in(args: argparse.Namespace) -> int:
    """Verify all of it, then hand it over in parts; it counts once the last part is there."""
    from offline_queue.parcel import ParcelRefused, Reader

    with _opened(args.file) as file:
        try:
            first = Reader(_lines(file))
            for _ in first:
                pass
            told = _hand_over(args, file, first.sha256)
        except ParcelRefused as error:
            raise Failed(f"{args.file}: {error}") from error
        except OSError as error:
            raise Failed(f"{args.file} cannot be read: {error.strerror}; nothing was imported") from error
    if args.json:
        say_json(told)
        return 0
    origin = f"{first.head.get('deviceId')}, exported {first.head.get('exportedAt')}"
    say(f"{told['new']} ratings of {origin} taken in ({told['parked']} of them parked), {told['known']} were here")
    say(f"{told['invitations']} invitations taken in, {told['knownInvitations']} were here")
    return 0


def _hand_over(args: argparse.Namespace, file: IO[bytes], sha256: str) -> dict[str, Any]:
    from offline_queue.parcel import Reader

    parcel = ask(args, "queue.import.begin")["parcel"]
    try:
        file.seek(0)
        again = Reader(_lines(file))
        for part in _parts(again):
            ask(args, "queue.import.take", parcel=parcel, items=part)
        if again.sha256 != sha256:
            raise Failed(f"{args.file} changed while it was read; nothing was imported")
        told: dict[str, Any] = ask(args, "queue.import.finish", parcel=parcel)
    except BaseException:
        with contextlib.suppress(Failed):
            ask(args, "queue.import.drop")
        raise
    return told


def _parts(items: Reader) -> Iterator[list[tuple[str, dict[str, Any]]]]:
    part: list[tuple[str, dict[str, Any]]] = []
    size = 0
    for item in items:
        told = item.as_json()
        length = len(json.dumps(told))
        if part and size + length > PART_BYTES:
            yield part
            part, size = [], 0
        part.append(("rating" if "record" in told else "invitation", told))
        size += length
    if part:
        yield part


def _opened(path: Path) -> IO[bytes]:
    """The file for reading; what is no plain file is not waited for."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        raise Failed(f"{path} cannot be read: {error.strerror}") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Failed(f"{path} is no plain file; name a file of `hcp-kiosk queue export`")
    return os.fdopen(descriptor, "rb")


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    from offline_queue.parcel import LONGEST_LINE

    while line := file.readline(LONGEST_LINE + 1):
        yield line
