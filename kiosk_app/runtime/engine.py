"""The engine: events in from any thread, one step at a time, scenes and commands out. It decides nothing itself."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import replace

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Command, Event, Said
from kiosk_app.core.model import Moment
from kiosk_app.core.present import cue, present
from kiosk_app.core.scene import Cue, Scene
from kiosk_app.core.session import deadline, step
from kiosk_app.core.states import Holding, State

log = logging.getLogger(__name__)

CALM_SECONDS = 1.0
"""How long a deadline is left alone after an event failed: one that fails for ever must not spin."""


HELD_BACK_SECONDS = 0.05
"""A disk usually has a level within a millisecond or two. Drawing “on its way” before that would only delay the frame
that says it is there; the touched face has answered by itself. A slower disk is shown."""

COUNTDOWN_SECONDS = 0.15
"""A finger that comes down gives the scene its time anew, and most often leads to another scene as it lifts, a tenth
of a second later. A picture in which nothing but the time left has changed waits for that."""


class Engine:
    """Runs the session in a thread of its own.

    `show` and `show_cue` are called when what they draw has changed; `do` takes what is for the disk, `say` what is for
    the counter, `send` what goes beyond both. All five are called from the engine's thread and must not block.
    """

    def __init__(
        self,
        state: State,
        *,
        now: Callable[[], Moment],
        do: Callable[[Command], None],
        say: Callable[[Said], None],
        send: Callable[[m.Errand], None],
        show: Callable[[Scene], None],
        show_cue: Callable[[Cue, int | None], None],
        fault: Callable[[str, str | None], None] = lambda key, text: None,
    ) -> None:
        self.state = state
        self._now = now
        self._do = do
        self._say = say
        self._send = send
        self._show = show
        self._show_cue = show_cue
        self._fault = fault
        self._events: queue.SimpleQueue[tuple[Event, Moment] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._scene: Scene | None = None
        self._cue: tuple[Cue, int | None] | None = None
        self._held_back: float | None = None  # when a picture that was held back is drawn after all

    def post(self, event: Event) -> None:
        """Something has happened, now. From any thread; never blocks."""
        self._events.put((event, self._now()))

    def start(self) -> None:
        """Take what was posted so far, show the first scene, and begin: nobody sees a scene that is over already."""
        while not self._events.empty():
            got = self._events.get()
            if got is not None:
                self._take(*got, draw=False)
        self._attempt("picture", self._draw)
        self._thread.start()

    def stop(self) -> None:
        """End after what was posted before; returns when the thread is gone."""
        self._events.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        calm_until = 0.0
        while True:
            due, now = deadline(self.state), self._now().mono
            wait = None if due is None else max(0.0, due - now, calm_until - now)
            if self._held_back is not None:
                back = max(0.0, self._held_back - now)
                wait = back if wait is None else min(wait, back)
            try:
                got = self._events.get(timeout=wait)
            except queue.Empty:
                if self._held_back is not None:
                    self._held_back = None
                    self._attempt("picture", self._draw)
                    continue
                got = (m.TimePassed(), self._now())
            if got is None:
                return
            if not self._take(*got):
                calm_until = self._now().mono + CALM_SECONDS

    def _take(self, event: Event, moment: Moment, *, draw: bool = True) -> bool:
        """One event; False where it failed: it is said, the state stands, and the terminal goes on."""
        before = self.state
        try:
            self.state, commands = step(self.state, event, moment)
        except Exception as error:  # noqa: BLE001  # one bad event must not end the terminal
            log.error("event failed", extra={"event": type(event).__name__, "error": type(error).__name__})
            self._fault("engine", f"an event failed ({type(event).__name__}: {type(error).__name__})")
            return False
        # The disk is asked first: everything else takes place while it works.
        for command in commands:
            if not isinstance(command, m.Answer | m.Tell | m.Errand):
                self._attempt("ledger", self._do, command)
        # Drawn before it is said: what the counter hears as offered can be pressed already.
        if draw and not self._holds_back(before, moment):
            self._attempt("picture", self._draw)
        for command in commands:
            if isinstance(command, m.Answer | m.Tell):
                self._attempt("counter", self._say, command)
            elif isinstance(command, m.Errand):
                self._attempt("errand", self._send, command)
        return True

    def _holds_back(self, before: State, moment: Moment) -> bool:
        """Whether the picture can wait: of a level on its way to the disk, or of more time left."""
        if isinstance(self.state, Holding):
            if not isinstance(before, Holding):
                self._held_back = moment.mono + HELD_BACK_SECONDS
        elif not self._only_more_time():
            self._held_back = None
        elif self._held_back is None:
            self._held_back = moment.mono + COUNTDOWN_SECONDS
        return self._held_back is not None

    def _only_more_time(self) -> bool:
        """Whether the scene differs from the one shown in nothing but when it ends."""
        scene, shown = present(self.state), self._scene
        if shown is None or scene == shown or type(scene) is not type(shown) or scene.frame.ends is None:
            return False
        return replace(scene, frame=replace(scene.frame, ends=shown.frame.ends)) == shown

    def _draw(self) -> None:
        """What has changed; what could not be drawn is drawn again with the next event."""
        # The screen first: drawing takes longer than a lamp.
        scene = present(self.state)
        if scene != self._scene and self._attempt("screen", self._show, scene):
            self._scene = scene
        pad = cue(self.state)
        if pad != self._cue and self._attempt("pad", self._show_cue, *pad):
            self._cue = pad

    def _attempt(self, part: str, call: Callable[..., None], *args: object) -> bool:
        """A part that fails is said; it must not take the others' turn away."""
        try:
            call(*args)
        except Exception as error:  # noqa: BLE001  # whatever a part meets is its own
            log.error("a part failed", extra={"part": part, "error": type(error).__name__})
            self._fault("engine", f"the {part} failed ({type(error).__name__})")
            return False
        return True
