"""The outbox: a terminal's facts, on the disk before anyone says thanks, numbered once and never lost.

Every public call is one transaction and may come from any thread; it returns after the disk has it.
What each statement does is told in ratings, invitations, sending, report and notes; here is what belongs together.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Concatenate, ParamSpec, TypeVar

from . import (
    carried,
    integrity,
    invitations,
    notes,
    quarantine,
    ratings,
    renumbering,
    report,
    retention,
    sending,
)
from .canonical import canonical
from .carriage import Carriage
from .damage import damages
from .envelope import Envelope, FateEnvelope, Verdict
from .errors import NoIdentity, OutboxError, OutboxUnusable
from .ratings import Case, Released
from .store import Store
from .when import Clock, system_clock

log = logging.getLogger(__name__)

_RESTOCK_SECONDS = 30.0  # a technician who makes room sees it soon
_BREATH = 0.001  # seconds between two slices, in which whoever waits for the file gets it


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was mended after a restart: ratings released as they stood, invitations that ended as a fault."""

    released: tuple[str, ...]
    faulted: tuple[str, ...]


P = ParamSpec("P")
R = TypeVar("R")


def once_more(
    call: Callable[Concatenate[Outbox, P], R],
) -> Callable[Concatenate[Outbox, P], R]:
    """The same call again after a failure that something could be done about. Each call is one transaction, so that
    nothing of the first one happened."""

    @functools.wraps(call)
    def tried(outbox: Outbox, /, *args: P.args, **kwargs: P.kwargs) -> R:
        while True:
            try:
                return call(outbox, *args, **kwargs)
            except OutboxUnusable as error:
                if not outbox._store.relieved(error):
                    raise

    return tried


class Outbox:
    """One file, one process: a second one gets OutboxBusy. OutboxUnusable where file or disk fail.

    `shed` makes room on a full disk (whether it did) before the reserve is touched.
    """

    def __init__(
        self, path: str | Path, clock: Clock | None = None, *, shed: Callable[[], bool] = lambda: False
    ) -> None:
        self._clock = clock or system_clock()
        self._reserved: bool | None = None  # None: nobody has asked for a reserve yet
        self._noticed: tuple[str, ...] = ()
        self._store = Store(Path(path), self._look_again, shed)
        with self._store.read() as db:
            (ran,) = db.execute("SELECT ran FROM standing").fetchone()
            self._renumbering = renumbering.aim(db) is not None
        self._clock.goes_on_from(ran)
        self.carriage = Carriage(self._store, self._clock)

    def _look_again(self, db: sqlite3.Connection) -> None:
        """Another file or another connection: what is kept in memory may be true no more."""
        self._renumbering = renumbering.aim(db) is not None

    def close(self) -> None:
        """Close the file; what was acknowledged is on the disk anyway."""
        with contextlib.suppress(OutboxError), self._store.write() as db:
            db.execute("UPDATE standing SET ran = ?", (self._clock.ran(),))
        self._store.close()

    def __enter__(self) -> Outbox:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # ---- whose facts these are

    @property
    @once_more
    def device_id(self) -> str | None:
        """The device the outbox numbers for, None before `begin`."""
        with self._store.read() as db:
            return renumbering.in_force(db).device_id

    @property
    @once_more
    def epoch(self) -> int | None:
        """The epoch in force, None before `begin`."""
        with self._store.read() as db:
            return renumbering.in_force(db).epoch

    @once_more
    def begin(self, device_id: str, epoch: int) -> int:
        """Say who we are → the epoch in force. A higher epoch or another device renumbers; a lower one keeps ours.

        A long backlog is not waited for: `renumber_on` does the rest. The first slice is in the same commit, so that
        a new terminal has its numbering whole or not at all: a crash in between left one that could not release.
        """
        while True:
            with self._store.write() as db:
                now = renumbering.in_force(db)
                if now.device_id == device_id and now.epoch is not None and epoch <= now.epoch:
                    return now.epoch
                if not self._renumbering:
                    self._start_renumbering(db, device_id, epoch)
                    more = renumbering.move(db, renumbering.SLICE)
                    break
            self.renumber_on()  # another one is under way
        self._renumbering = more
        log.info("numbering begins", extra={"epoch": epoch})
        return epoch

    def renumber(self, new_epoch: int) -> int:
        """Go on under a new epoch, slice by slice → how many ratings it has numbered."""
        self.renumber_on()
        with self._store.write() as db:
            now = ratings.standing(db)
            if now.device_id is None or now.epoch is None:
                raise NoIdentity("this terminal has no identity yet, so there is nothing to renumber")
            if new_epoch <= now.epoch:
                raise ValueError(f"epoch {new_epoch} does not come after {now.epoch}")
            self._start_renumbering(db, now.device_id, new_epoch)
            notes.need_epoch(db, None)
        self.renumber_on()
        count = self.last()[0]
        log.warning("renumbered under a new epoch", extra={"epoch": new_epoch, "count": count})
        return count

    @once_more
    def need_epoch(self, reason: str) -> None:
        """Have nothing sent before a new epoch, over restarts until `renumber` was told one."""
        with self._store.write() as db:
            notes.need_epoch(db, reason)

    @once_more
    def needs_epoch(self) -> str | None:
        """Why a new epoch is needed before anything is sent (a salvage, a copied disk), None while all is well."""
        with self._store.read() as db:
            return notes.epoch_needed(db)

    @property
    def renumbering(self) -> bool:
        """Whether ratings are on their way to another numbering; nothing can be claimed until `renumber_on` is done."""
        return self._renumbering

    @once_more
    def renumber_on(self, seconds: float | None = None) -> bool:
        """Go on with what `begin` or `renumber` started, also before a crash, a slice at least and then for so long
        (None: to the end); False once there is nothing left to do."""
        until = None if seconds is None else time.monotonic() + seconds
        while self._renumbering:
            with self._store.write() as db:
                more = renumbering.move(db, renumbering.SLICE)
            # After the commit: a slice that the disk refuses has not happened.
            self._renumbering = more
            if more and until is not None and time.monotonic() >= until:
                break
            if more:
                self._store.keep_log_short()
                time.sleep(_BREATH)
        return self._renumbering

    def _start_renumbering(self, db: sqlite3.Connection, device_id: str, epoch: int) -> None:
        renumbering.begin(db, device_id, epoch)
        # Before the commit: where that fails, the next slice finds nothing under way.
        self._renumbering = True

    @once_more
    def last(self) -> tuple[int, str]:
        """The last number given in this epoch and its link; (0, zeros) at first."""
        with self._store.read() as db:
            now = renumbering.in_force(db)
            return now.seq, now.chain

    @once_more
    def chain_at(self, seq: int) -> str | None:
        """The link of a number of this epoch, None where it is not here."""
        with self._store.read() as db:
            return ratings.chain_at(db, seq)

    @once_more
    def agrees_with(self, epoch: int, last_seq: int, last_chain: str | None) -> bool:
        """Whether what a heartbeat sent under `epoch` was told of the centre's last number is of our making; False
        means a restored or copied disk. What cannot be judged (another epoch, a pruned row) counts as agreeing."""
        with self._store.read() as db:
            now = ratings.standing(db)
            if epoch != now.epoch or last_seq <= 0 or self._renumbering:
                return True
            if last_seq > now.seq:
                return False
            link = ratings.chain_at(db, last_seq)
            return link is None or last_chain is None or link == last_chain

    # ---- a rating's life up to its release

    @once_more
    def open_invitation(self, invitation_id: str, body: Mapping[str, object]) -> bool:
        """Store an open invitation; False if the id is known already. `body` must not hold personal data; its
        projectNo, serviceNumber and offeredAt tell its fate if the terminal dies."""
        raw = canonical(body)
        with self._store.single() as db:
            return invitations.invite(db, invitation_id, raw)

    @once_more
    def hold(self, rating_id: str, invitation_id: str | None, case: Case | None, record: Mapping[str, object]) -> None:
        """Store the level that was just given (record without deviceId, epoch, deviceSeq, chain; detailComplete
        false). The same id again changes nothing; AlreadyRated where the step of the case has a rating."""
        raw = ratings.as_held(rating_id, record)
        with self._store.single() as db:
            ratings.hold(db, rating_id, invitation_id, case, raw)

    @once_more
    def amend(self, rating_id: str, record: Mapping[str, object]) -> bool:
        """Replace the record of a held rating; False if it is not held."""
        raw = ratings.as_held(rating_id, record)
        with self._store.single() as db:
            return ratings.amend(db, rating_id, raw)

    @once_more
    def withdraw(self, rating_id: str) -> bool:
        """Undo a held rating: it is gone from the disk; False if it is not held."""
        with self._store.single() as db:
            return ratings.withdraw(db, rating_id)

    @once_more
    def release(
        self, rating_id: str, record: Mapping[str, object] | None = None, fate: Mapping[str, object] | None = None
    ) -> Released:
        """Final: number, chain and last bytes, and the invitation's fate (item of POST /invitations), one commit.

        `record` None: as it is held. `fate` is needed where it was held for an invitation. Once released, the same
        call answers the same and changes nothing. LookupError where no such rating is held.
        """
        with self._store.write() as db:
            released, invitation_id, fresh = ratings.release(db, self._clock, rating_id, record)
            if fresh and invitation_id is not None:
                if fate is None:
                    raise ValueError("a rating of an invitation is released together with the invitation's fate")
                invitations.end(db, self._clock, invitation_id, fate)
            return released

    @once_more
    def record_fate(self, invitation_id: str, fate: Mapping[str, object]) -> bool:
        """Store how an invitation without a rating ended; False if it had ended already (the first counts)."""
        with self._store.write() as db:
            return invitations.end(db, self._clock, invitation_id, fate)

    @once_more
    def recover(self, at_text: str) -> Recovery:
        """After a restart, in one commit: held ratings are released as they stand, their invitations are `rated`,
        other open ones `fault`. `at_text`: now, RFC 3339. A second call finds nothing to do."""
        released: list[str] = []
        faulted: list[str] = []
        with self._store.write() as db:
            bodies = dict(invitations.open_ones(db))
            for rating_id, invitation_id, record in ratings.held(db):
                ratings.release(db, self._clock, rating_id, ratings.unfinished(record))
                released.append(rating_id)
                if invitation_id is not None:
                    body = bodies.pop(invitation_id, {})
                    fate = invitations.fate_of(invitation_id, body, "rated", at_text)
                    invitations.end(db, self._clock, invitation_id, fate)
            for invitation_id, body in bodies.items():
                fate = invitations.fate_of(invitation_id, body, "fault", at_text)
                invitations.end(db, self._clock, invitation_id, fate)
                faulted.append(invitation_id)
        if released or faulted:
            log.warning("recovered after a crash", extra={"released": len(released), "faulted": len(faulted)})
        return Recovery(tuple(released), tuple(faulted))

    @once_more
    def is_rated(self, case: Case) -> bool:
        """Whether this step of the case has a rating here, held ones included."""
        with self._store.read() as db:
            return ratings.is_rated(db, case)

    @once_more
    def invitation_state(self, invitation_id: str) -> str | None:
        """The final state, "offered" while it is open, None where it is not known."""
        with self._store.read() as db:
            return invitations.state_of(db, invitation_id)

    @once_more
    def invitation_states(self, newer_than_seconds: float = 86400.0) -> dict[str, str]:
        """id → state of all open invitations and of those that ended within so much running time (a clock that
        jumps forgets nothing), newest first."""
        with self._store.read() as db:
            return invitations.states(db, self._clock, newer_than_seconds)

    # ---- sending

    @once_more
    def pending(self) -> tuple[int, int]:
        """How many ratings wait to be sent, and the last number given; no row is counted for it."""
        with self._store.read() as db:
            return sending.pending(db)

    @once_more
    def claim(self, limit: int, without: Collection[str] = frozenset(), *, after: int = 0) -> list[Envelope]:
        """The next waiting ratings in the order of their numbers, from the one after `after` on, leaving out those
        ids (they wait on their own). None while they are being renumbered."""
        with self._store.read() as db:
            return [] if self._renumbering else sending.claim(db, limit, without, after)

    @once_more
    def claim_these(self, ids: Collection[str]) -> list[Envelope]:
        """Of these ratings those that still wait, in the order of their numbers; none while they are renumbered."""
        with self._store.read() as db:
            return [] if self._renumbering else sending.claim_these(db, ids)

    @once_more
    def settle(self, sent: Sequence[Envelope], verdicts: Mapping[str, Verdict]) -> list[str]:
        """Write the verdicts on what was sent, one commit → ids delivered. Only ids that were sent are believed."""
        with self._store.write() as db:
            return sending.settle(db, self._clock, sent, verdicts)

    @once_more
    def claim_fates(self, limit: int, without: Collection[str] = frozenset()) -> list[FateEnvelope]:
        """The next invitations' fates to send, our own first."""
        with self._store.read() as db:
            found = sending.claim_fates(db, limit, without)
            return found + carried.claim_fates(db, limit - len(found), without)

    @once_more
    def claim_these_fates(self, ids: Collection[str]) -> list[FateEnvelope]:
        """Of these fates those that still wait."""
        with self._store.read() as db:
            return sending.claim_these_fates(db, ids) + carried.claim_these_fates(db, ids)

    @once_more
    def settle_fates(self, sent: Sequence[FateEnvelope], verdicts: Mapping[str, Verdict]) -> list[str]:
        """The same for fates: delivered, parked, or (no verdict) still waiting."""
        with self._store.write() as db:
            carried.settle_fates(db, self._clock, sent, verdicts)
            return sending.settle_fates(db, sent, verdicts)

    @once_more
    def retry(self, ids: Collection[str] | None = None) -> int:
        """Send parked ratings again (all, or these) → how many. Wake the drain afterwards."""
        with self._store.write() as db:
            return sending.retry(db, ids) + carried.retry(db, ids)

    @once_more
    def note_error(self, code: str, msg: str) -> None:
        """Keep what went wrong last on the way to the centre, for `status`."""
        with self._store.write() as db:
            sending.note_error(db, self._clock.wall(), code, msg)

    # ---- looking

    @once_more
    def status(self) -> report.Status:
        """Counts, age of the oldest unsent, last number, last error; as fast with a million rows as with none."""
        with self._store.read() as db:
            return report.status(db, self._clock)

    @once_more
    def rows(self, state: str | None = None, limit: int = 100, offset: int = 0) -> list[report.Row]:
        """A page of ratings; `state`: held, unsent, parked or delivered."""
        with self._store.read() as db:
            return report.rows(db, state, limit, offset)

    @once_more
    def show(self, rating_id: str) -> report.Story | None:
        """All about one rating with every answer it got."""
        with self._store.read() as db:
            return report.story(db, rating_id)

    @once_more
    def receipt(self, rating_id: str) -> str | None:
        """The receipt number of a rating, None while it has not come."""
        with self._store.read() as db:
            return report.receipt(db, rating_id)

    @once_more
    def probe(self) -> None:
        """Write something of no meaning; OutboxUnusable where the disk does not take it."""
        with self._store.write() as db:
            notes.keep(db, "probe", int(self._clock.wall()))

    def can_store(self) -> bool:
        """Whether a rating could be stored now; after a failed write it tries one."""
        try:
            if self._store.failing:
                self.probe()
            with self._store.read():
                return True
        except OutboxError:
            return False

    # ---- upkeep

    def is_quiet(self) -> bool:
        """Whether nobody is about to tap or to finish a rating."""
        with self._store.read() as db:
            return invitations.is_quiet(db)

    def log_pages(self) -> int:
        """Pages in the write-ahead log that are not in the database yet."""
        return self._store.log_pages()

    def lay_out_log(self, pages: int) -> bool:
        """Lay out room in the log, a little a call, so that a commit need not lengthen it; whether it is done."""
        return self._store.lay_out_log(pages)

    @once_more
    def checkpoint(self) -> None:
        """Bring the log into the database; whoever holds meanwhile waits for it."""
        self._store.checkpoint()

    @once_more
    def prune(self, keep: retention.Keep) -> int:
        """Remove a slice of what the centre has and need not be kept any longer → how many; 0: nothing is left."""
        with self._store.write() as db:
            gone = retention.prune_ratings(db, self._clock, keep)
        with self._store.write() as db:
            gone += carried.prune(db, self._clock, keep)
        with self._store.write() as db:
            return gone + retention.prune_invitations(db, self._clock, keep)

    def shrink(self, spare: int) -> bool:
        """Give a slice of the pages that are free beyond `spare` back; False where there are none."""
        return self._store.shrink(spare, retention.SLICE)

    # ---- damage

    def look_through(self, stop: threading.Event) -> None:
        """Check the whole file, which takes its time, in the thread that calls; nobody waits for it. What is found is
        in `troubles`, and the next opening sets the file aside and salvages it."""
        try:
            found = tuple(integrity.whole(self._store.path, stop))
        except sqlite3.Error as error:
            found = (f"it could not be looked through ({error})",)
        if found and not stop.is_set():
            log.error("the outbox is damaged", extra={"count": len(found), "reason": found[0]})
            self._noticed = found
            with contextlib.suppress(OSError):
                quarantine.want(self._store.path, found[0])

    def restock(self) -> float:
        """Make the reserve whole where there is room → seconds until that is worth asking again."""
        self._reserved = self._store.restock()
        return _RESTOCK_SECONDS

    def _short_of_room(self) -> list[str]:
        reserve = self._store.reserve
        left = reserve.left
        if self._reserved is None or left >= reserve.size:
            return []
        return [f"the disk is full, {left // 2**20} MiB of the reserve for ratings are left: free some space on it"]

    def troubles(self) -> list[str]:
        """What a technician should know of the file and the disk, a line each with what to do."""
        lines = [f"{one.found}: {one.remedy}" for one in damages(self._store.path, self._clock.ran())]
        lines.extend(self._short_of_room())
        if self._noticed:
            lines.append(f"{self._noticed[0]}: restart the terminal, it then saves every rating that can be read")
        return lines

    # ---- small things beside the facts

    @once_more
    def keep(self, key: str, value: object) -> None:
        """Keep a small JSON value over restarts (the signed-in clerk); None forgets it."""
        with self._store.write() as db:
            notes.keep(db, key, value)

    @once_more
    def kept(self, key: str) -> object:
        """What was kept under a key, None where nothing was."""
        with self._store.read() as db:
            return notes.kept(db, key)

    @once_more
    def add_token(self, name: str, salted_hash: str) -> bool:
        """Keep the hash of a counter's token; False where the name is taken."""
        with self._store.write() as db:
            return notes.add_token(db, name, salted_hash, self._clock.wall())

    @once_more
    def tokens(self) -> dict[str, str]:
        """name → salted hash of every token."""
        with self._store.read() as db:
            return notes.tokens(db)

    @once_more
    def drop_token(self, name: str) -> bool:
        """Forget a token; False where there is none of that name."""
        with self._store.write() as db:
            return notes.drop_token(db, name)
