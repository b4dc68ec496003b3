"""Sound made audible by a program of the sound system's, fed through a pipe.

Measured against Qt's player, which costs 11 MB, three threads and FFmpeg in this process and needs PulseAudio or
PipeWire: a pipe costs nothing here while nobody speaks, a sound card that appears later is simply there at the next
word, a server that hangs is a child that is ended, and ALSA alone is enough.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Sequence

from kiosk_app.ui.clips import RATE
from kiosk_app.ui.surroundings import NOWHERE

log = logging.getLogger(__name__)

# The first serves PulseAudio and PipeWire, the second ALSA where there is no sound server.
PLAYERS: tuple[tuple[str, ...], ...] = (
    ("pacat", "--raw", "--format=ulaw", f"--rate={RATE}", "--channels=1", "--client-name=hcp-kiosk"),
    ("aplay", "-q", "-t", "raw", "-f", "MU_LAW", "-r", str(RATE), "-c", "1", "-"),
)
REST_SECONDS = 10.0
"""How long nothing is tried after nothing could be heard: a scene a second must not start two programs each."""
OVERTIME_SECONDS = 5.0
"""How much longer than its sound a player may take; one that takes more hangs."""


def _environment() -> dict[str, str]:
    """Ours, but with the sound server's cookie where it lies: only the keyboard is to find nothing at home."""
    return {name: value for name, value in os.environ.items() if NOWHERE.get(name) != value}


class Player:
    """Plays one sound at a time. `play` in one thread, `cut` from any."""

    def __init__(
        self, players: Sequence[Sequence[str]] = PLAYERS, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._players = list(players)
        self._now = now
        self._lock = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None
        self._cut = False
        self._rest_until = 0.0
        self.silent = False
        """Whether nothing could be heard when it was last tried."""

    def play(self, sound: bytes, *, still: Callable[[], bool] = lambda: True) -> None:
        """Until the sound is over or cut. `still`: whether it is wanted, asked in the last moment."""
        if self._now() < self._rest_until:
            return
        player = next((player for player in self._players if self._played(player, sound, still)), None)
        heard = player is not None
        # The one that played is asked first the next time.
        self._players.sort(key=lambda each: each is not player)
        self._rest_until = 0.0 if heard else self._now() + REST_SECONDS
        if heard is self.silent:
            self.silent = not heard
            # Once a change, not once a word.
            log.info("sound can be heard" if heard else "no sound device is found", extra={"part": "voice"})

    def audible(self) -> bool:
        """Whether something could be heard now: tried with a sound of no length, and not said in the log."""
        return any(self._played(player, b"", lambda: True) for player in self._players)

    def cut(self) -> None:
        """End the sound that is being played."""
        with self._lock:
            if self._running is not None:
                self._cut = True
                self._running.kill()

    def _played(self, player: Sequence[str], sound: bytes, still: Callable[[], bool]) -> bool:
        program = shutil.which(player[0])
        if program is None:
            return False
        with self._lock:
            if not still():
                return True
            self._cut = False
            try:
                self._running = running = subprocess.Popen(  # noqa: S603  no shell, nothing of anybody's in it
                    [program, *player[1:]],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env=_environment(),
                )
            except OSError:
                return False
        try:
            running.communicate(sound, timeout=len(sound) / RATE + OVERTIME_SECONDS)
        except subprocess.TimeoutExpired:
            running.kill()
            running.communicate()
        with self._lock:
            self._running = None
            return self._cut or running.returncode == 0
