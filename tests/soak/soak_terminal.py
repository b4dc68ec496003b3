"""A whole terminal without a screen, in a process of its own, with a citizen who looks at its scenes and touches them.

`soak_terminal.py CONFIG TIMES YESTERDAY`: TIMES faster than life where it waits for the centre and in its running time;
YESTERDAY invitations are in its file that have a day of running time behind them.
stdin: `NUMBER STEP,STEP …` what the citizen does in the session to come. stdout: `NUMBER SCENE` whenever one is shown.
"""

from __future__ import annotations

import collections
import os
import queue
import sys
import threading
import time
import uuid
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk_app import logs, settings
from kiosk_app.core import messages as m
from kiosk_app.core.model import LEVELS, Input
from kiosk_app.core.resting import RESTING_NAMES
from kiosk_app.core.scene import SCENE_NAMES, IndicatorsScene, RatingScene, Scene, TextScene, ThanksScene
from kiosk_app.core.times import GUARD_SECONDS
from kiosk_app.runtime.pulse import recently_alive
from kiosk_app.terminal import Terminal
from offline_queue import Delivered, Pace
from offline_queue.when import Clock, this_boot

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = 86400.0
WORDS = "等了很久，但是办得很好。"
_PAUSE = threading.Event()  # never set: somebody looks before they touch


class Citizen:
    """Does the next step as soon as a scene is shown that has room for it."""

    def __init__(self) -> None:
        self._number = "0"
        self._steps: collections.deque[str] = collections.deque()
        self._shown: queue.SimpleQueue[Scene] = queue.SimpleQueue()

    def begin(self, post: Callable[[m.Event], None]) -> None:
        """What touches are told to."""
        threading.Thread(target=self._live, args=(post,), daemon=True).start()

    def show(self, scene: Scene) -> None:
        """The terminal's screen: said at once, in the thread of who shows it, so that a kill cannot come between."""
        name = SCENE_NAMES.get(type(scene)) or RESTING_NAMES[type(scene)]
        os.write(1, f"{self._number} {name}\n".encode())
        self._shown.put(scene)

    def intend(self, line: str) -> None:
        """What is done in the session to come."""
        number, _, steps = line.strip().partition(" ")
        self._steps = collections.deque(filter(None, steps.split(",")))
        self._number = number

    def _live(self, post: Callable[[m.Event], None]) -> None:
        while True:
            scene = self._shown.get()
            if not self._steps:
                continue
            event = self._event(self._steps[0], scene)
            if event is not None:
                self._steps.popleft()
                post(event)

    def _event(self, step: str, scene: Scene) -> m.Event | None:
        verb, _, level = step.partition(" ")
        token = scene.frame.token
        match scene, verb:
            case RatingScene(locked=False, chosen=None), "choose":
                _PAUSE.wait(GUARD_SECONDS + 0.01)
                return m.LevelChosen(token, LEVELS[5 - int(level)], Input.TOUCH, str(uuid.uuid4()))
            case RatingScene(locked=False, chosen=None), "decline":
                _PAUSE.wait(GUARD_SECONDS + 0.01)
                return m.RatingDeclined(token)
            case IndicatorsScene(reasons=reasons), "reason" if reasons:
                return m.IndicatorToggled(token, reasons[0].code)
            case IndicatorsScene(), "write":
                return m.TextOpened(token)
            case TextScene(), "say":
                return m.TextEntered(token, WORDS)
            case IndicatorsScene(), "finish":
                return m.DetailFinished(token)
            case IndicatorsScene(undo=True) | ThanksScene(undo=True), "undo":
                return m.LevelUndone(token)
        return None


def faster(times: float) -> Pace:
    """The sender's numbers, `times` faster; how much goes in a request stays as it is."""
    life = Pace()
    names = ("first", "ceiling", "case_ceiling", "longest_busy", "spread", "tick", "error_again")
    low, high = life.identity
    changed = {name: getattr(life, name) / times for name in names}
    return replace(life, identity=(low / times, high / times), **changed)


def live_through(terminal: Terminal, invitations: int, pass_time: Callable[[float], None]) -> None:
    """Yesterday: so many invitations that were declined, told and are kept for a day."""
    outbox = terminal.outbox
    for number in range(invitations):
        invitation_id = str(uuid.UUID(int=number))
        at = "2026-11-22T09:00:00.000+08:00"
        told = {"invitationId": invitation_id, "projectNo": f"Y-{number:018}", "serviceNumber": 1}
        outbox.record_fate(invitation_id, {**told, "state": "declined", "offeredAt": at, "endedAt": at})
        pass_time(DAY / invitations)
    while fates := outbox.claim_fates(200):
        outbox.settle_fates(fates, {fate.key: Delivered() for fate in fates})


def main(config: str, times: float, yesterday: int) -> None:
    """Until stdin ends."""
    loaded = settings.load(Path(config))
    logs.set_up(loaded.log.format, loaded.log.level)
    passed = 0.0

    def pass_time(seconds: float) -> None:
        nonlocal passed
        passed += seconds

    citizen = Citizen()
    terminal = Terminal(
        loaded,
        show=citizen.show,
        was_alive=recently_alive(loaded.state_dir),
        pace=faster(times),
        running_time=Clock(time.time, lambda: time.monotonic() * times + passed, this_boot()),
    )
    if yesterday:
        live_through(terminal, yesterday, pass_time)
    citizen.begin(terminal.post)
    terminal.start()
    terminal.begin()
    for line in sys.stdin:
        citizen.intend(line)
    terminal.end()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
