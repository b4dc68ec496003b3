"""The soak: a hall lives through a day while network and centre misbehave; at its end the centre's database is audited.

Real are the terminals (processes, killed ones too), their files, pads and counter interfaces, the centre and HTTP.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import centre_audit
import requests
from gauges import Gauges, Sample, look
from hall_day import Day, Plan, Turn, plans, turns
from hall_window import REPOSITORY, Told, Window, until
from switch import Switch

TIMES = 120.0
"""A day in twelve minutes. Scaled by it: the terminal's backoff, pace and spread, the heartbeat, the running time that
retention goes by. Not scaled: the disk, HTTP, Retry-After (2 s), the guard of the faces (0.25 s), upkeep's looks."""

CONFIGURATION = {
    "timeouts": {"invitation": 0.6, "detail": 0.05, "thanks": 0.03},
    "undoSeconds": 0.08,
    "heartbeatSeconds": 300 / TIMES,
}
SLOW_SECONDS = 1.5  # half as much again as the windows' read time-out
KEEP_ROWS = 200  # of delivered ratings: little, so that what is not forgotten shows


@dataclass
class Report:
    """What the day was like. `faults`: a line for everything that is wrong; none, if nothing was lost or doubled."""

    told: list[Told] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    ratings: int = 0
    kills: int = 0
    parked: int = 0
    again: int = 0
    away: float = 0.0
    offline: int = 0
    seconds: float = 0.0

    def fates(self) -> Counter[str]:
        """How often each."""
        return Counter(one.fate or "never opened" for one in self.told)


@contextmanager
def practice_centre(folder: Path) -> Iterator[str]:
    """The practice centre as a process on `folder`/centre.db → its base URL."""
    command = [sys.executable, "-m", "kiosk_app", "central", "serve", "--listen", "127.0.0.1:0", "--json"]
    command += ["--db", str(folder / "centre.db")]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, cwd=REPOSITORY) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())["url"]
        finally:
            process.terminate()


class Weather:
    """Turns the network and the centre as the day goes on, and knows how long the network was away."""

    def __init__(self, ahead: list[Turn], switch: Switch, misbehave: Callable[[dict[str, float]], None]) -> None:
        self._ahead = ahead
        self._switch = switch
        self._misbehave = misbehave
        self._since = time.monotonic()
        self.seconds: Counter[bool] = Counter()

    def at(self, session: int) -> None:
        """That many sessions have begun."""
        while self._ahead and self._ahead[0].at <= session:
            turn = self._ahead.pop(0)
            if turn.way is not None:
                self._count()
                self._switch.turn(turn.way)
            if turn.faults is not None:
                self._misbehave(turn.faults)

    def fair(self) -> None:
        """The day is over."""
        self._count()
        self._ahead.clear()
        self._switch.turn("up")
        self._misbehave({})

    def _count(self) -> None:
        now = time.monotonic()
        self.seconds[self._switch.way == "up"] += now - self._since  # type: ignore[assignment]  # seconds, not counts
        self._since = now


def live(day: Day, folder: Path, say: Callable[[str], None] = lambda line: None) -> Report:
    """The whole day in `folder`, which is empty and has a short name (a socket lies in it)."""
    report = Report()
    begun = time.monotonic()
    with ExitStack() as stack:
        url = stack.enter_context(practice_centre(folder))
        centre = urlsplit(url)
        assert centre.port is not None
        practice = f"{centre.scheme}://{centre.netloc}/practice"

        def pull(lever: str, told: object) -> None:
            requests.post(f"{practice}/{lever}", json=told, timeout=30).raise_for_status()

        pull("config", CONFIGURATION)
        switch = stack.enter_context(Switch(centre.port))
        way_there = f"http://127.0.0.1:{switch.port}{centre.path}"
        steady, killed = (
            Window(folder / name, TIMES, yesterday) for name, yesterday in (("a", day.sessions), ("b", 0))
        )
        for window in (steady, killed):
            stack.callback(window.close)
            window.prepare(url, way_there, KEEP_ROWS)
            window.start()
        weather = Weather(turns(day), switch, lambda faults: pull("faults", {**faults, "slowSeconds": SLOW_SECONDS}))
        neighbour = _Neighbour(killed)
        begun_there = list(plans(day, day.sessions // day.neighbour, killed=True))
        assert steady.process is not None
        pid = steady.process.pid
        with Gauges(lambda: look(len(steady.told) / day.sessions, pid, steady.state_dir)) as gauges:
            for number, plan in enumerate(plans(day, day.sessions, killed=False)):
                weather.at(number)
                if number % day.neighbour == 0 and begun_there:
                    neighbour.do(begun_there.pop(0))
                if number % 500 == 0:
                    say(f"{number} sessions, {time.monotonic() - begun:.0f} s")
                steady.live(plan)
            neighbour.end()
        weather.fair()
        report.samples = gauges.samples
        _settle(report, folder, [steady, killed])
        report.kills = killed.kills
        report.away = weather.seconds[False] / sum(weather.seconds.values())
    report.seconds = time.monotonic() - begun
    return report


class _Neighbour:
    """The other window, in a thread of its own: whatever goes wrong there is raised at `end`."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._plans: queue.SimpleQueue[Plan | None] = queue.SimpleQueue()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._live, name="neighbour", daemon=True)
        self._thread.start()

    def do(self, plan: Plan) -> None:
        self._plans.put(plan)

    def end(self) -> None:
        self._plans.put(None)
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _live(self) -> None:
        try:
            while (plan := self._plans.get()) is not None:
                self._window.live(plan)
        except BaseException as error:  # noqa: BLE001  # handed to who waits for it
            self._error = error


def _settle(report: Report, folder: Path, windows: list[Window]) -> None:
    """Wait until nothing is under way, audit; send what was parked once more, and audit again."""
    database = folder / "centre.db"
    report.told = [one for window in windows for one in window.told]
    expected = sum(one.fate is not None for one in report.told)

    def idle() -> bool:
        # The audit names what is missing; who waits here waits for what may still be on its way.
        unsent = any(window.ask("queue.status")["unsent"] for window in windows)
        return not unsent and centre_audit.reports(database) >= expected

    def last_seqs() -> dict[str, int]:
        return {window.device_id: window.ask("queue.status")["lastSeq"] for window in windows}

    _patiently(idle, "everything at the centre", report)
    parked = {}
    for window in windows:
        for row in window.ask("queue.list", states=["parked"]):
            session = window.ask("queue.show", id=row["ratingId"])["record"]["taskCode"]
            parked[session] = (row["code"], row["msg"])
    report.parked = len(parked)
    report.faults += centre_audit.faults(database, report.told, parked, last_seqs())
    retried = sum(window.ask("queue.retry")["retried"] for window in windows)
    if retried != len(parked):
        report.faults.append(f"{len(parked)} parked, {retried} sent again")
    _patiently(lambda: idle() and centre_audit.count(database) >= report.fates()["rated"], "the parked ones", report)
    again = centre_audit.faults(database, report.told, {}, last_seqs())
    report.faults += [fault for fault in again if fault not in report.faults]
    report.ratings = centre_audit.count(database)
    report.again, report.offline = centre_audit.circumstances(database)
    for window in windows:
        window.end()


def _patiently(fact: Callable[[], bool], what: str, report: Report) -> None:
    try:
        until(fact, what)
    except AssertionError as error:
        report.faults.append(str(error))
