"""A process that lives the terminal's life on an outbox, for as many ratings as it is told or until it is killed.

It says on stdout `will …` before each deed, and after it `did …` (as the screen would say thanks) or `refused`. What a
`did` tells must be true of the disk for ever after; see promises.py. `mode` opens the file as the outbox does
(`wal-full`) or, to see that it is found out, lives in a way that loses what was acknowledged: `wal-normal` and
`delete-full` are too little for a power cut, and `hasty` says thanks before the disk has it.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import random
import sqlite3
import sys
import time
import uuid
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from offline_queue import (
    START_OF_CHAIN,
    Delivered,
    Keep,
    Later,
    Outbox,
    OutboxError,
    Parked,
    Verdict,
    canonical,
    renumbering,
)
from offline_queue.canonical import linked
from offline_queue.cargo import Cargo
from offline_queue.wal import lengthened
from offline_queue.when import Clock

Given = TypeVar("Given")
LAID_OUT_PAGES = 64  # room for some ten ratings in the log: lives go on with and without
WORN_OUT = 12  # refusals in a row after which the terminal is given up
PRAGMAS = {
    "wal-full": (),
    "wal-normal": ("PRAGMA synchronous = NORMAL",),
    "hasty": (),
    "delete-full": ("PRAGMA journal_mode = DELETE", "PRAGMA synchronous = FULL"),
}

opened: list[sqlite3.Connection] = []
_connect = sqlite3.connect


def connect(*args: Any, **settings: Any) -> sqlite3.Connection:
    """sqlite3.connect that notes the connection, so that its mode can be told and turned."""
    connection: sqlite3.Connection = _connect(*args, **settings)
    if os.fspath(args[0]) == sys.argv[1]:  # not what the outbox opens beside it
        opened.append(connection)
    return connection


def say(*words: object) -> None:
    """One line, in one write: whole or not there."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def digest(record: dict[str, object]) -> str:
    """A record without its numbers, in 16 characters."""
    return sha256(canonical(record)).hexdigest()[:16]


class WornOut(Exception):
    """The disk refuses everything."""


class Life:
    """One terminal; the same seed does the same deeds."""

    def __init__(self, path: str, seed: int, mode: str, checkpoint_pages: int) -> None:
        self.path, self.mode, self.checkpoint_pages = path, mode, checkpoint_pages
        self.chance = random.Random(seed)
        self.refusals = 0
        self.told_mode = False
        self.open()

    def attempt(self, *words: object, deed: Callable[[], Given], told: Callable[[Given], str] = lambda _: "") -> bool:
        """Say it, do it, say what came of it → whether it was done."""
        say("will", *words)
        hasty = self.mode == "hasty"
        if hasty:
            say("did")
        try:
            given = deed()
        except OutboxError:
            if not hasty:
                say("refused")
            self.refusals += 1
            if self.refusals == WORN_OUT:
                raise WornOut from None
            return False
        if not hasty:
            say("did", told(given))
        if opened:
            self.set_mode()  # it was opened anew after a failure
        self.refusals = 0
        return True

    def open(self) -> None:
        # Its time runs quickly: a day, after which invitations may be pruned, is a tenth of a second.
        self.outbox = Outbox(self.path, Clock(time.time, lambda: time.monotonic() * 864_000, "boot"))
        self.lay_out_log()
        self.set_mode()
        assert self.told_mode, "no connection to the file was seen"
        self.attempt("begin", 1, deed=lambda: self.outbox.begin("D", 1), told=str)
        self.attempt("recover", deed=lambda: self.outbox.recover("now"))

    def lay_out_log(self) -> None:
        """As upkeep does, without the whole reserve beside it: that is too much to copy with every state."""
        with contextlib.suppress(OSError):  # full, failing, or no log: one that grows serves as well
            fd = lengthened(Path(f"{self.path}-wal"), LAID_OUT_PAGES, 2**20)
            if fd is not None:
                try:
                    os.fdatasync(fd)
                finally:
                    os.close(fd)

    def set_mode(self) -> None:
        """Turn every connection to the file that was made since, and say how it stands."""
        for connection in opened:
            try:
                for pragma in PRAGMAS[self.mode]:
                    connection.execute(pragma)
                # Checkpoints are where much can go wrong: have many in a short life.
                if connection.execute("PRAGMA wal_autocheckpoint").fetchone()[0]:
                    connection.execute(f"PRAGMA wal_autocheckpoint = {self.checkpoint_pages}")
                (journal,) = connection.execute("PRAGMA journal_mode").fetchone()
                (synchronous,) = connection.execute("PRAGMA synchronous").fetchone()
            except sqlite3.ProgrammingError:
                continue  # closed by now
            except sqlite3.Error:
                raise WornOut from None  # the switch is ours: its errors are not the outbox's
            say("mode", journal, synchronous)
            self.told_mode = True
        opened.clear()

    def close(self) -> None:
        self.outbox.close()

    def new_id(self) -> str:
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))

    def likely(self, part: float) -> bool:
        return self.chance.random() < part

    def record(self, key: str, done: bool = False) -> dict[str, object]:
        text = "评" * self.chance.randint(1, 250)
        return {"ratingId": key, "satisfaction": self.chance.randint(1, 5), "text": text, "detailComplete": done}

    def visit(self) -> None:
        """A citizen, from the invitation to thanks."""
        invitation, project = self.new_id(), self.new_id()
        body = {"projectNo": project, "serviceNumber": 1, "offeredAt": "t"}
        self.attempt("invite", invitation, deed=lambda: self.outbox.open_invitation(invitation, body))
        if self.likely(0.1):
            self.end(invitation, "lapsed")
            return
        while not self.rate(invitation, project):
            if self.likely(0.4):
                self.end(invitation, "declined")
                return

    def rate(self, invitation: str, project: str) -> bool:
        """A level and what follows → whether it is over; False after an undo, or where it could not be stored."""
        key = self.new_id()
        level = self.record(key)
        if not self.attempt(
            "hold", key, digest(level), invitation,
            deed=partial(self.outbox.hold, key, invitation, (project, 1, 1), level),
        ):  # fmt: skip
            return False
        while self.likely(0.3):
            more = self.record(key)
            self.attempt("amend", key, digest(more), deed=partial(self.outbox.amend, key, more), told=yes_or_no)
        if self.likely(0.25) and self.attempt("withdraw", key, deed=partial(self.outbox.withdraw, key), told=yes_or_no):
            return False
        final, fate = self.record(key, done=True), {"invitationId": invitation, "state": "rated"}
        for _ in range(3):
            if self.attempt(
                "release", key, digest(final), invitation,
                deed=lambda: self.outbox.release(key, final, fate),
                told=lambda given: f"{self.epoch_of(key)} {given.seq} {given.chain}",
            ):  # fmt: skip
                break
        return True

    def epoch_of(self, key: str) -> object:
        """What its number counts in: while a renumbering is under way not yet the epoch in force."""
        story = self.outbox.show(key)
        return None if story is None else story.record["epoch"]

    def end(self, invitation: str, state: str) -> None:
        fate = {"invitationId": invitation, "state": state}
        self.attempt("end", invitation, state, deed=lambda: self.outbox.record_fate(invitation, fate), told=yes_or_no)

    def send(self) -> None:
        """What a drain writes down."""
        sent = self.outbox.claim(self.chance.randint(1, 5))
        verdicts: dict[str, Verdict] = {}
        for one in sent:
            there = Delivered(f"R-{one.key}")
            choices: list[Verdict] = [there, there, Parked("invalid"), Later("case_missing")]
            verdicts[one.key] = self.chance.choice(choices)
        words = [f"{key}={type(verdict).__name__.lower()}" for key, verdict in verdicts.items()]
        self.attempt("settle", *words, deed=lambda: self.outbox.settle(sent, verdicts))

    def send_fates(self) -> None:
        sent = self.outbox.claim_fates(self.chance.randint(1, 5))
        keys = [one.key for one in sent]
        verdicts = dict.fromkeys(keys, Delivered())
        self.attempt("settle-fates", *keys, deed=lambda: self.outbox.settle_fates(sent, verdicts))

    def import_parcel(self) -> None:
        """Ratings of another terminal, in two parts that count together or not at all."""
        items, link = [], START_OF_CHAIN
        for seq in range(1, self.chance.randint(2, 5)):
            told = {**self.record(self.new_id(), done=True), "deviceId": "E", "epoch": 1, "deviceSeq": seq}
            raw, new = linked(link, told)
            items.append(Cargo.of({"record": raw, "previous": link, "state": "unsent", "age": 9, "attempts": []}))
            link = new

        def deed() -> None:
            parcel = self.outbox.carriage.begin()
            self.outbox.carriage.take(parcel, items[:1])
            self.outbox.carriage.take(parcel, items[1:])
            self.outbox.carriage.finish(parcel)

        words = [f"{item.rating_id}={sha256(item.record).hexdigest()[:16]}" for item in items]
        self.attempt("import", *words, deed=deed)

    def send_carried(self) -> None:
        sent = self.outbox.carriage.claim(self.chance.randint(1, 3))
        verdicts = {one.key: self.chance.choice((Delivered(), Parked("invalid"))) for one in sent}
        words = [f"{key}={type(verdict).__name__.lower()}" for key, verdict in verdicts.items()]
        self.attempt("settle-carried", *words, deed=lambda: self.outbox.carriage.settle(sent, verdicts))

    def retry(self) -> None:
        parked = [*self.outbox.rows("parked", 3), *self.outbox.carriage.rows("parked", 1)]
        keys = [row.rating_id for row in parked]
        self.attempt("retry", *keys, deed=lambda: self.outbox.retry(keys))

    def renumber(self) -> None:
        epoch = (self.outbox.epoch or 0) + 1
        self.attempt("renumber", epoch, deed=lambda: self.outbox.renumber(epoch))

    def renumber_on(self) -> None:
        self.attempt("renumber-on", deed=self.outbox.renumber_on)

    def keep(self) -> None:
        value = self.chance.randint(1, 10**6)
        self.attempt("keep", "clerk", value, deed=lambda: self.outbox.keep("clerk", value))

    def probe(self) -> None:
        self.attempt("probe", deed=self.outbox.probe)

    def checkpoint(self) -> None:
        self.attempt("checkpoint", deed=self.outbox.checkpoint)

    def prune(self) -> None:
        self.attempt("prune", deed=lambda: self.outbox.prune(Keep(rows=3)), told=str)

    def shrink(self) -> None:
        self.attempt("shrink", deed=lambda: self.outbox.shrink(0))

    def reopen(self) -> None:
        self.close()
        self.open()


def yes_or_no(given: bool) -> str:
    """The answer of a deed that may find nothing to do."""
    return "yes" if given else "no"


def main() -> None:
    """Visits without end, or so many and then each other deed once more, so that a short life has them all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("path")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mode", choices=PRAGMAS, default="wal-full")
    parser.add_argument("--visits", type=int, default=sys.maxsize)
    parser.add_argument("--checkpoint-pages", type=int, default=40)
    given = parser.parse_args()
    logging.disable()  # stderr is for what is a fault
    renumbering.SLICE = 3  # a renumbering takes several commits, as it does with a long backlog
    sqlite3.connect = connect  # type: ignore[assignment]
    try:
        life = Life(given.path, given.seed, given.mode, given.checkpoint_pages)
        deeds = {
            life.send: 0.5, life.send_fates: 0.3, life.import_parcel: 0.3, life.send_carried: 0.3, life.keep: 0.2,
            life.retry: 0.1, life.renumber_on: 0.5, life.renumber: 0.06, life.probe: 0.1, life.checkpoint: 0.1,
            life.prune: 0.1, life.shrink: 0.1, life.reopen: 0.04,
        }  # fmt: skip
        for _ in range(given.visits):
            life.visit()
            for deed, part in deeds.items():
                if life.likely(part):
                    deed()
        for deed in deeds:
            deed()
        if life.likely(0.5):
            life.close()
    except (OutboxError, WornOut) as error:
        say("over", type(error).__name__)
    else:
        say("over")


if __name__ == "__main__":
    main()
