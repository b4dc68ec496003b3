"""Where the counter's questions meet the session's answers, and where every invitation stands.

A question gets a ticket and goes to the engine as an event; the engine's `Answer` brings the ticket back. Every `Tell`
moves an invitation forward, never back. Any thread may call any method; only `state` may block, to read the disk.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from kiosk_app.core.messages import Answer, Event, Reply, Tell
from kiosk_app.core.model import Fate

# An invitation is to be known for at least a day; two hours more, so that "yesterday at this time" still is.
KEPT_SECONDS = 26 * 3600.0
# A busy window rates a few hundred times a day. Of more than this only the disk still knows: 400 bytes each in memory.
MOST_KEPT = 2_000

_RANK = {Fate.OFFERED: 0, Fate.SEEN: 1}
_FINAL = 2


@dataclass(slots=True)
class _Standing:
    fate: Fate
    since: float


class Board:
    """Tickets and invitations. `known(invitation_id)`: the fate's value of one of before this start, else None."""

    def __init__(self, known: Callable[[str], str | None], clock: Callable[[], float] = time.monotonic) -> None:
        self._known = known
        self._clock = clock
        self._lock = threading.Lock()
        self._last_ticket = 0
        self._asked: dict[int, tuple[Future[Answer], str | None]] = {}
        self._standings: OrderedDict[str, _Standing] = OrderedDict()
        self._watchers: dict[str, list[Callable[[], None]]] = {}

    def ask(
        self, make_event: Callable[[int], Event], post: Callable[[Event], None], invitation_id: str | None = None
    ) -> Future[Answer]:
        """Draw a ticket and post the event made with it; the future gets the answer.

        `invitation_id`: the one it would open; it stands as offered from the answer on, before anyone else hears of it.
        """
        future: Future[Answer] = Future()
        future.set_running_or_notify_cancel()  # whoever stops waiting must not make the engine's answer an error
        with self._lock:
            self._last_ticket += 1
            ticket = self._last_ticket
            self._asked[ticket] = (future, invitation_id)
        try:
            post(make_event(ticket))
        except BaseException:
            with self._lock:
                del self._asked[ticket]
            raise
        return future

    def answer(self, answer: Answer) -> None:
        """Hand an answer to whoever drew its ticket; one without an owner is dropped."""
        called: list[Callable[[], None]] = []
        with self._lock:
            future, invitation_id = self._asked.pop(answer.ticket, (None, None))
            if invitation_id is not None:
                if answer.reply is Reply.OFFERED:
                    called = self._move(invitation_id, answer.fate or Fate.OFFERED)
                elif answer.reply is Reply.PRESENT and answer.fate is not None:
                    called = self._move(invitation_id, answer.fate)
        if future is not None:
            future.set_result(answer)
        for call in called:
            call()

    def tell(self, tell: Tell) -> None:
        """Note where an invitation stands; at a final state wake those who wait for it."""
        with self._lock:
            called = self._move(tell.invitation_id, tell.fate)
        for call in called:
            call()

    def recall(self, invitation_id: str) -> Fate | None:
        """Where an invitation of this start stands; never blocks."""
        with self._lock:
            standing = self._standings.get(invitation_id)
            return standing.fate if standing else None

    def state(self, invitation_id: str) -> Fate | None:
        """Where an invitation stands, also one of before this start; None for one never heard of. May read the disk."""
        fate = self.recall(invitation_id)
        if fate is not None:
            return fate
        value = self._known(invitation_id)
        # It may have moved while the disk was read: what was told is newer than what was written.
        return self.recall(invitation_id) or (Fate(value) if value is not None else None)

    def watch(self, invitation_id: str, called: Callable[[], None]) -> Callable[[], None]:
        """Call `called` once, from any thread, when the invitation is final (at once if it is); returns how to stop."""
        with self._lock:
            standing = self._standings.get(invitation_id)
            final = standing is not None and standing.fate.final
            if not final:
                self._watchers.setdefault(invitation_id, []).append(called)
        if final:
            called()

        def unwatch() -> None:
            with self._lock:
                waiting = self._watchers.get(invitation_id, [])
                if called in waiting:
                    waiting.remove(called)
                if not waiting:
                    self._watchers.pop(invitation_id, None)

        return unwatch

    def waiting(self, invitation_id: str) -> int:
        """How many wait for its end."""
        with self._lock:
            return len(self._watchers.get(invitation_id, ()))

    def _move(self, invitation_id: str, fate: Fate) -> list[Callable[[], None]]:
        """Under the lock: forward only, so that a late word never reopens what is over."""
        now = self._clock()
        standing = self._standings.get(invitation_id)
        if standing is None:
            self._standings[invitation_id] = _Standing(fate, now)
            self._prune(now)
        elif _RANK.get(fate, _FINAL) > _RANK.get(standing.fate, _FINAL):
            standing.fate, standing.since = fate, now
            self._standings.move_to_end(invitation_id)
        else:
            return []
        return self._watchers.pop(invitation_id, []) if fate.final else []

    def _prune(self, now: float) -> None:
        """Forget what is final and a day old, oldest first, and the oldest final ones where there are too many."""
        surplus = len(self._standings) - MOST_KEPT
        forgotten = []
        for invitation_id, standing in self._standings.items():
            if now - standing.since <= KEPT_SECONDS and surplus <= 0:
                break
            if standing.fate.final:
                forgotten.append(invitation_id)
                surplus -= 1
        for invitation_id in forgotten:
            del self._standings[invitation_id]
