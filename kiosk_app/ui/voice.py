"""The voice: is told what happens on the glass, and speaks. Loaded after the first frame; not at all with ui.voice off.

What it says is decided in `speech.py`; one thread of its own finds the sound and plays it, so that nobody waits for it.
A text with no clip is rendered in a process of its own where espeak-ng is installed, and kept in memory only: nothing
that was ever on a screen is written down. Where it cannot be rendered there is a tone, so that a finger is answered.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kiosk_app.core.hall_scene import CaseScene, FindScene, ReceiptAskScene, ReceiptScene
from kiosk_app.core.loudness import volume_at
from kiosk_app.core.scene import Scene, ThanksScene
from kiosk_app.ui.clips import Clips, from_file, key
from kiosk_app.ui.mulaw import table
from kiosk_app.ui.player import Player
from kiosk_app.ui.speech import greeting, prompts
from kiosk_app.ui.texts import Texts

# A child that drums on the glass is welcomed once.
GREETING_SECONDS = 20.0
# The frame that a tap or a scene calls for is drawn first; a program started beside it would double its p95. Ears are
# content with a tenth of a second.
PAUSE_SECONDS = 0.06
# A hall's own texts that are in use at one time are some fifty; 30 kB each.
KEPT = 64
# Of a Raspberry Pi with its tables not yet in memory, twice over.
RENDER_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Words:
    """Something to be said; `text` "": the tone."""

    text: str = ""
    language: str = ""
    # A visitor's own matter: not kept for the next.
    own: bool = field(default=False, compare=False)


TONE = Words()
# What is read out there is about one person: a case, a number, an answer.
OWN = (CaseScene, FindScene, ReceiptAskScene, ReceiptScene, ThanksScene)


def _hour() -> int:
    # The wall clock's: the hall's quiet hours are. A clock that is wrong costs nothing but loudness.
    return time.localtime().tm_hour


class Voice:
    """`begin` once; everything else in the GUI thread, and nothing of it waits."""

    def __init__(
        self,
        sounds: Path,
        texts: Texts,
        *,
        volume: int,
        volume_hours: Mapping[str, int],
        player: Player | None = None,
        hour: Callable[[], int] = _hour,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clips = Clips(sounds)
        self._texts = texts
        self._volume = volume
        self._volume_hours = volume_hours
        self._player = player or Player()
        self._hour = hour
        self._now = now
        self._wanted = threading.Condition()
        self._waiting: deque[Words] = deque()
        self._saying: Words | None = None
        self._stopped = False
        self._ended = False
        self._greeted_at = -GREETING_SECONDS
        self._own = False
        self._made: OrderedDict[Words, bytes] = OrderedDict()
        self._thread = threading.Thread(target=self._speak, name="voice", daemon=True)

    def begin(self) -> None:
        """Start, and see whether anything can be heard: whoever asks for the guide must not be left with silence."""
        self._thread.start()

    @property
    def silent(self) -> bool:
        """Whether nothing could be heard when it was last tried, or nothing may be at this hour."""
        return self._player.silent or not volume_at(self._hour(), self._volume, self._volume_hours)

    def shown(self, before: Scene | None, now: Scene) -> None:
        """This scene is shown after that one: say its prompt, instead of whatever is being said."""
        self._own = isinstance(now, OWN)
        speech = prompts(before, now)
        self._put(self._words(speech.keys, now.frame.language), stop=speech.stop)

    def touched(self, scene: Scene) -> None:
        """The glass was pressed: whoever stands before a resting screen is told what it is."""
        speech = greeting(scene)
        if speech.keys and self._now() - self._greeted_at >= GREETING_SECONDS:
            self._greeted_at = self._now()
            self._put(self._words(speech.keys, scene.frame.language), stop=False)

    def tapped(self) -> None:
        """A tap counted: the tone, the same for every tap."""
        self._put([TONE], stop=True)

    def say(self, text: str, language: str, *, chosen: bool) -> None:
        """Say what is under the finger."""
        also = ["say.chosen"] if chosen else []
        self._put([Words(key(text), language, self._own), *self._words(also, language)] if key(text) else [], stop=True)

    def end(self) -> None:
        """Fall silent for good."""
        with self._wanted:
            self._ended = self._stopped = True
            self._player.cut()
            self._wanted.notify()

    def _words(self, keys: Iterable[str], language: str) -> list[Words]:
        return [Words(key(self._texts.text(each, language)), language) for each in keys]

    def _put(self, words: list[Words], *, stop: bool) -> None:
        with self._wanted:
            if stop:
                # A tone is over before anybody could stop it.
                self._waiting = deque(each for each in self._waiting if each is TONE)
                self._stopped = True
                if self._saying not in (None, TONE):
                    self._player.cut()
            # Somebody who drums gets one tone at a time.
            self._waiting += [each for each in words if each is not TONE or TONE not in self._waiting]
            self._wanted.notify()

    def _speak(self) -> None:
        self._player.play(b"")
        while True:
            with self._wanted:
                self._saying = None
                while not self._waiting and not self._ended:
                    self._wanted.wait()
                if self._ended:
                    return
                self._saying = words = self._waiting.popleft()
                self._stopped = False
                self._wanted.wait_for(lambda: self._ended or not self._still_wanted(), PAUSE_SECONDS)
            volume = volume_at(self._hour(), self._volume, self._volume_hours)
            sound = self._sound(words) if volume else b""
            if sound:
                self._player.play(sound.translate(table(volume)), still=self._still_wanted)

    def _still_wanted(self) -> bool:
        return not self._stopped or self._saying is TONE

    def _sound(self, words: Words) -> bytes:
        if words is TONE:
            return self._clips.tone()
        return self._clips.find(words.text, words.language) or self._rendered(words) or self._clips.tone()

    def _rendered(self, words: Words) -> bytes:
        found = self._made.get(words)
        if found is None and shutil.which("espeak-ng"):
            found = _rendered(words)
            if not words.own:
                self._made[words] = found
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
        return found or b""


def _rendered(words: Words) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  our own module; the text is on the standard input
            [sys.executable, "-m", "kiosk_app.ui.render", words.language],
            input=words.text.encode(),
            capture_output=True,
            check=False,
            timeout=RENDER_SECONDS,
        )
        return from_file(done.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return b""
