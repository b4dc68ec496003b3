"""The hall's notices: each picture fetched once, checked, shown when it is whole, and gone when it is no longer named.

It has time. Whatever is missing is fetched one after the other in a thread of its own, never beside a disk that is
getting full, and a picture that turns out wrong is asked for more and more rarely: it may be 50 MiB each time.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from kiosk_app.central.alarm import Alarm
from kiosk_app.central.outcome import Answered, Busy, NotReached, Outcome
from kiosk_app.central.wire_notices import Notice, parse_notices
from kiosk_app.core.board import Poster
from offline_queue.media import Incoming, Media
from offline_queue.policy import Pace, backoff, busy_wait

if TYPE_CHECKING:
    from kiosk_app.central.client import Client

log = logging.getLogger(__name__)

_LOOK_AGAIN = 3600.0  # nothing to do until somebody wakes us
_RAREST = 6 * 3600.0  # seconds between two tries of a picture that was wrong again and again
_NO_ROOM = "there is no room on the disk for the notices: free some beside the state directory"


class Posters:
    """Runs in one thread. `post(posters)`: those whose files are whole, in the centre's order; said once a change.

    `allowed`: set when a heartbeat was answered, since nothing else is asked before. `problem(key, text | None)`.
    """

    def __init__(
        self,
        client: Callable[[], Client],
        media: Media,
        *,
        post: Callable[[tuple[Poster, ...]], None],
        allowed: threading.Event,
        clock: Callable[[], float],
        problem: Callable[[str, str | None], None] = lambda key, text: None,
        rng: Callable[[], float] = random.random,
        pace: Pace | None = None,
    ) -> None:
        self._client, self._media, self._post, self._allowed = client, media, post, allowed
        self._clock, self._problem, self._rng = clock, problem, rng
        self._pace = pace or Pace()
        self._alarm = Alarm()
        media.on_shed = self._alarm.wake
        self._said: Sequence[Mapping[str, object]] | None = None  # None: no configuration is in force yet
        self._swept: Sequence[Mapping[str, object]] | None = None
        self._shown: tuple[Poster, ...] = ()
        self._line_streak, self._not_before = 0, clock()
        self._barred = True  # nothing may be asked yet
        self._tries: dict[str, tuple[int, float, str]] = {}  # digest → how often, when again, what was wrong

    def want(self, notices: Sequence[Mapping[str, object]]) -> None:
        """The configuration's `notices`. From any thread."""
        if notices != self._said:
            self._said = notices
            self._alarm.wake()

    def line_is_back(self) -> None:
        """The centre was reached by something else: waiting for the line is over. From any thread."""
        if self._barred or self._not_before > self._clock():
            self._not_before = self._clock()
            self._alarm.wake()

    def wake(self) -> None:
        """Look now; also at the end. From any thread."""
        self._alarm.wake()

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set (then `wake`, to be heard at once)."""
        while not stop.is_set():
            try:
                wait = self.turn()
            except Exception as error:  # noqa: BLE001  # a notice must not end the notices
                log.error("the notices failed", extra={"error": type(error).__name__})
                wait = self._pace.ceiling
            self._alarm.sleep(wait, stop)

    def turn(self) -> float:
        """Show what is here, sweep, fetch one that is missing and due; → seconds until the next turn."""
        said = self._said
        if said is None:
            return _LOOK_AGAIN
        notices, remarks = parse_notices(said)
        missing = self._show(notices)
        if said is not self._swept:
            self._swept, self._tries = said, {}
            self._media.keep_only({one.sha256 for one in notices})
        room = not missing or self._media.has_room()
        self._tell([*remarks, *self._faults(notices), *([] if room else [_NO_ROOM])])
        self._barred = not self._allowed.is_set()
        if not missing or self._barred:
            return _LOOK_AGAIN  # `want`, `line_is_back` and the shelf's shedding come before
        if not room:
            return self._pace.ceiling
        now = self._clock()
        due = min(missing, key=self._due)
        wait = max(self._due(due), self._not_before) - now
        if wait > 0:
            return wait
        self._fetch(due, said)
        return 0.0

    def _show(self, notices: Sequence[Notice]) -> list[Notice]:
        """Say what can be shown, if that has changed; → those whose files are not here."""
        found = [(one, self._media.path(one.sha256)) for one in notices]
        posters = tuple(Poster(str(path), one.seconds) for one, path in found if path is not None)
        if posters != self._shown:
            self._shown = posters
            self._post(posters)
        return [one for one, path in found if path is None]

    def _fetch(self, notice: Notice, said: object) -> None:
        try:
            with self._media.receive(notice.sha256) as file:
                # Who is no longer wanted need not come to its end.
                outcome = self._client().fetch(notice.url, lambda piece: self._said is said and file.write(piece))
                if isinstance(outcome, Answered) and (self._said is not said or file.land()):
                    self._tries.pop(notice.sha256, None)
                    self._line_streak = 0
                    return
                self._later(notice, outcome, file)
        except OSError as error:
            self._wrong(notice, f"cannot be kept ({error.strerror})")

    def _later(self, notice: Notice, outcome: Outcome, file: Incoming) -> None:
        now = self._clock()
        match outcome:
            case Answered():
                self._wrong(notice, file.fault or "did not come whole")
            case NotReached(http=False) if file.size == 0:
                wait = backoff(self._line_streak, self._rng(), self._pace.first, self._pace.ceiling)
                self._line_streak, self._not_before = self._line_streak + 1, now + wait
            case Busy(retry_after):
                wait = busy_wait(retry_after or None, self._rng(), self._line_streak, self._pace)
                self._line_streak, self._not_before = self._line_streak + 1, now + wait
            case NotReached():
                self._wrong(notice, "breaks off" if file.size else "is not there")
            case _:
                self._wrong(notice, "is not given by the centre")

    def _wrong(self, notice: Notice, why: str) -> None:
        streak = self._tries.get(notice.sha256, (0, 0.0, ""))[0]
        wait = min(self._pace.ceiling * 2.0 ** min(streak, 30), _RAREST) * (1 + self._rng()) / 2
        self._tries[notice.sha256] = (streak + 1, self._clock() + wait, why)

    def _due(self, notice: Notice) -> float:
        return self._tries.get(notice.sha256, (0, 0.0, ""))[1]

    def _faults(self, notices: Sequence[Notice]) -> list[str]:
        found = ((one.id, self._tries[one.sha256][2]) for one in notices if one.sha256 in self._tries)
        return [f"{name} {why}" for name, why in found]

    def _tell(self, lines: Sequence[str]) -> None:
        # One line for all: it travels in each heartbeat.
        self._problem("notices", "; ".join(dict.fromkeys(lines))[:500] or None)
