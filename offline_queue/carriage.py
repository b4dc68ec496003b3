"""Ratings from terminal to terminal: what leaves on a stick, what came on one, and the way of that to the centre.

A part of the outbox (`Outbox.carriage`); every call is one transaction and may come from any thread.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from . import carried, loading, report
from .cargo import Cargo, FateCargo, Unfit, rating_fault
from .carried import Arrived
from .envelope import Envelope, Verdict
from .loading import Place
from .store import Store
from .when import Clock


class Carriage:
    """On the outbox's own store and clock."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # ---- out

    def load(self, place: Place | None, limit: int) -> tuple[list[Cargo | FateCargo], Place | None]:
        """At most `limit` of what is not delivered, from `place` on (None: the beginning), and where the next page
        begins, None after the last. NumbersChanged where a new epoch came since the first page. Nothing is removed."""
        with self._store.read() as db:
            return loading.page(db, self._clock, place or loading.start(db), limit)

    # ---- in

    def begin(self) -> int:
        """A new import → its parcel's number; one that was never finished is forgotten."""
        with self._store.write() as db:
            return carried.begin(db)

    def take(self, parcel: int, items: Sequence[Cargo | FateCargo]) -> None:
        """Part of a parcel; nobody sees it before `finish`. Unfit where a link is wrong: nothing of it is taken."""
        for item in items:
            fault = rating_fault(item) if isinstance(item, Cargo) else None
            if fault is not None:
                raise Unfit(fault)
        with self._store.write() as db:
            carried.take(db, self._clock, parcel, items)
        self._store.keep_log_short()

    def finish(self, parcel: int) -> Arrived:
        """The parcel is whole: in one commit all of it counts. Wake the drain afterwards."""
        with self._store.write() as db:
            return carried.finish(db, self._clock, parcel)

    def drop(self) -> None:
        """Forget a parcel that is not finished."""
        with self._store.write() as db:
            carried.drop(db)

    # ---- on to the centre

    def claim(self, limit: int, without: Collection[str] = frozenset()) -> list[Envelope]:
        """The next carried ratings to send, in the order they came."""
        with self._store.read() as db:
            return carried.claim(db, limit, without)

    def claim_these(self, ids: Collection[str]) -> list[Envelope]:
        """Of these the ones that still wait."""
        with self._store.read() as db:
            return carried.claim_these(db, ids)

    def settle(self, sent: Sequence[Envelope], verdicts: Mapping[str, Verdict]) -> list[str]:
        """Write the verdicts, one commit → ids delivered."""
        with self._store.write() as db:
            return carried.settle(db, self._clock, sent, verdicts)

    def rows(self, state: str | None, limit: int) -> list[report.Row]:
        """Carried ratings in the order they came; states as `Outbox.rows` has them."""
        with self._store.read() as db:
            return report.carried_rows(db, state, limit)
