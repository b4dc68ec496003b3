"""The terminal from its start to its end: first a picture, then everything behind it.

The first frame is all a person sees of a start, and loading the program takes longer than drawing it. So the window
comes up with the curtain (`curtain.py`), and the composition root (`terminal.py`) is loaded and started when that frame
is on the glass.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import threading
import time
from typing import TYPE_CHECKING

from kiosk_app.runtime.pulse import recently_alive
from kiosk_app.ui.broken import BrokenScreen
from kiosk_app.ui.screen import Drawn, NoScreen, Screen, watched_signals

if TYPE_CHECKING:
    from kiosk_app.core.messages import Event
    from kiosk_app.core.scene import Scene
    from kiosk_app.settings import Settings
    from kiosk_app.terminal import Terminal

log = logging.getLogger(__name__)

LOADING_SECONDS = 2.5
"""How long an end waits for a beginning that is still under way; SIGTERM promises five seconds in all."""


class CannotRun(Exception):
    """The terminal cannot start; one line, what is wrong and what to do."""


class Run:
    """One run of the terminal. `run` in the main thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.terminal: Terminal | None = None
        self._failure: CannotRun | None = None
        self._was_alive = False
        self._beginning = threading.Thread(target=self._begin, name="beginning", daemon=True)
        self.screen = Screen(
            post=self._post,
            new_id=_new_id,
            fullscreen=settings.ui.fullscreen,
            screen=settings.ui.screen,
            motion=settings.ui.motion,
            panel_inches=settings.ui.panel_inches,
            volume=settings.ui.volume if settings.ui.voice else None,
            volume_hours=settings.ui.volume_hours,
        )

    def run(self) -> int:
        """Until `screen.quit`; CannotRun with one line where it cannot start."""
        state_dir = self._settings.state_dir
        try:
            state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise CannotRun(
                f"the state directory {state_dir} cannot be made ({error.strerror}); "
                "make it writable for this user, or set device.state_dir"
            ) from error
        self._was_alive = recently_alive(state_dir)
        # Nothing made up to the first frame is garbage: looking for it costs a tenth of the start.
        gc.disable()
        try:
            code = self.screen.run(on_first_frame=self.first_frame, curtain=self._curtain)
        except (NoScreen, BrokenScreen) as error:
            raise CannotRun(str(error)) from error
        finally:
            self._end()
        if self._failure is not None:
            raise self._failure
        return code

    def _curtain(self) -> Drawn | Scene:
        from kiosk_app.curtain import kept_curtain  # while Qt is loading, too

        here = self._settings.local.role
        role = here or self._settings.device.role
        return kept_curtain(self._settings.state_dir, clerk_stays=self._was_alive, role=role, settled=here is not None)

    def first_frame(self) -> None:
        """The curtain is on the glass: load what is behind it."""
        # From here on there may be what somebody typed: a crash must not write it into a file.
        import resource

        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        self._beginning.start()

    def _begin(self) -> None:
        try:
            from kiosk_app.terminal import Terminal
            from offline_queue import OutboxError

            try:
                terminal = Terminal(self._settings, show=self.screen.show, was_alive=self._was_alive)
            except OutboxError as error:
                raise CannotRun(str(error)) from error
            terminal.start()
            self.terminal = terminal
            gc.freeze()
            gc.enable()
            terminal.begin()
        except CannotRun as error:
            self._failure = error
            self.screen.quit()
        except Exception as error:  # noqa: BLE001  # said as the one line of a start that failed
            log.error("the start failed", extra={"error": type(error).__name__})
            self._failure = CannotRun(f"the start failed ({type(error).__name__}); see the log and `hcp-kiosk check`")
            self.screen.quit()

    def _post(self, event: Event) -> None:
        from kiosk_app.curtain import NOBODYS

        # A touch on the curtain counts for nothing, also when the engine is there and its first scene is not yet.
        if self.terminal is not None and getattr(event, "token", None) != NOBODYS:
            self.terminal.post(event)

    def _end(self) -> None:
        gc.enable()
        if self._beginning.is_alive():
            self._beginning.join(LOADING_SECONDS)
        if self.terminal is not None:
            begun = time.monotonic()
            self.terminal.end()
            log.info("ended", extra={"seconds": round(time.monotonic() - begun, 1)})


def _new_id() -> str:
    from kiosk_app.runtime.rating_id import new_rating_id  # with the first tap; the first frame need not wait for it

    return new_rating_id()


def run_terminal(settings: Settings) -> int:
    """The terminal until SIGTERM or SIGINT; CannotRun with one line where it cannot start."""
    os.umask(0o077)  # whatever is made from here on is for the terminal's user alone
    run = Run(settings)
    with watched_signals(run.screen.quit):
        return run.run()
