"""The voice on a real sound server with a loudspeaker that is a recorder; what is said, stopped and rendered."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from array import array
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from glass import until

from kiosk_app.ui import voice as subject
from kiosk_app.ui.clips import Clips, to_file
from kiosk_app.ui.mulaw import table
from kiosk_app.ui.player import REST_SECONDS, Player
from kiosk_app.ui.samples import samples
from kiosk_app.ui.texts import Texts
from kiosk_app.ui.voice import GREETING_SECONDS, KEPT, Voice

ROOT = Path(__file__).parents[2]
SOUNDS = ROOT / "assets" / "sounds"
CLIPS = Clips(SOUNDS)
TEXTS = Texts(ROOT / "assets" / "locale")


def clip(key: str, language: str = "zh-CN", volume: int = 100) -> bytes:
    return CLIPS.find(TEXTS.text(key, language), language).translate(table(volume))


def tone() -> bytes:
    return CLIPS.tone().translate(table(100))


class Loudspeaker:
    """Stands in for the player: notes what is played; `hold` keeps a sound from ending until it is cut or let go."""

    def __init__(self) -> None:
        self.silent = False
        self.played: list[bytes] = []
        self.cuts = 0
        self._gate = subject.threading.Event()
        self._gate.set()

    def play(self, sound: bytes, *, still: Callable[[], bool] = lambda: True) -> None:
        if still():
            self.played.append(sound)
            assert self._gate.wait(20)

    def cut(self) -> None:
        self.cuts += 1
        self._gate.set()

    def hold(self) -> None:
        self._gate.clear()

    def go(self) -> None:
        self._gate.set()


Make = Callable[..., tuple[Voice, Loudspeaker]]


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[Voice] = []

    def voice(**more: Any) -> tuple[Voice, Loudspeaker]:
        speaker = Loudspeaker()
        more = {"volume": 100, "volume_hours": {}, "player": speaker} | more
        made.append(Voice(SOUNDS, TEXTS, **more))
        made[-1].begin()
        # It first tries whether anything can be heard.
        until(lambda: speaker.played == [b""])
        speaker.played.clear()
        return made[-1], speaker

    yield voice
    for each in made:
        each.end()


def test_a_scene_is_said_and_the_next_one_interrupts_it(make: Make) -> None:
    voice, speaker = make()
    speaker.hold()
    voice.shown(samples()["idle"], samples()["rating"])
    until(lambda: speaker.played == [clip("say.rating")])
    voice.shown(samples()["rating"], samples()["indicators"])
    until(lambda: speaker.played == [clip("say.rating"), clip("say.indicators")])
    assert speaker.cuts == 1


def test_what_waits_to_be_said_goes_with_the_scene(make: Make) -> None:
    voice, speaker = make()
    scene = samples()["rating"]
    guided = replace(scene, frame=replace(scene.frame, guide=True))
    speaker.hold()
    voice.shown(scene, guided)
    until(lambda: speaker.played == [clip("say.guide.on")])
    voice.shown(guided, samples(language="en")["thanks"])
    until(lambda: speaker.played[1:] == [clip("say.guide.off", "en"), clip("say.thanks", "en")])


def test_a_tap_stops_speech_and_its_tone_is_not_stopped(make: Make) -> None:
    voice, speaker = make()
    speaker.hold()
    voice.tapped()
    until(lambda: speaker.played == [tone()])
    # Somebody drums, then the scene changes: one more tone, then the prompt, and the tone under way is not cut.
    voice.tapped()
    voice.tapped()
    voice.shown(samples()["indicators"], samples()["thanks"])
    assert speaker.cuts == 0
    speaker.go()
    until(lambda: speaker.played == [tone(), tone(), clip("say.thanks")])


def test_what_is_under_the_finger_is_said(make: Make) -> None:
    voice, speaker = make()
    voice.say("非常\n满意", "zh-CN", chosen=False)
    voice.say(" ", "zh-CN", chosen=True)
    until(lambda: not speaker.played or speaker.played == [CLIPS.find("非常 满意", "zh-CN").translate(table(100))])
    speaker.played.clear()
    voice.say("没有提供材料清单", "zh-CN", chosen=True)
    spoken = CLIPS.find("没有提供材料清单", "zh-CN").translate(table(100))
    until(lambda: speaker.played[-2:] == [spoken, clip("say.chosen")])


def test_a_resting_screen_greets_whoever_touches_it_but_not_every_tap(make: Make) -> None:
    clock = [0.0]
    voice, speaker = make(now=lambda: clock[0])
    scene = samples()["paused"]
    voice.touched(samples()["rating"])
    for said, moments in enumerate(((0.0, 1.0, GREETING_SECONDS - 0.1), (GREETING_SECONDS + 0.1,)), 1):
        for clock[0] in moments:
            voice.touched(scene)
        until(lambda said=said: len(speaker.played) == said)
    assert set(speaker.played) == {clip("say.paused")}


@pytest.mark.parametrize(("hour", "volume"), [(11, 60), (12, 30), (14, 60)])
def test_the_volume_goes_by_the_hour(make: Make, hour: int, volume: int) -> None:
    voice, speaker = make(volume=60, volume_hours={"12-14": 30, "18-8": 0}, hour=lambda: hour)
    voice.shown(samples()["idle"], samples()["rating"])
    until(lambda: speaker.played == [clip("say.rating", volume=volume)])


def test_at_no_volume_nothing_is_played(make: Make) -> None:
    hours = [3]
    voice, speaker = make(volume_hours={"18-8": 0}, hour=lambda: hours[0])
    voice.shown(samples()["idle"], samples()["rating"])
    until(lambda: not voice._waiting)
    hours[0] = 9
    voice.tapped()
    until(lambda: speaker.played == [tone()])


def test_a_centre_s_own_text_is_rendered_once_and_kept_in_memory_only(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[list[str]] = []
    real = subprocess.run

    def run(command: list[str], **more: Any) -> Any:
        calls.append(command)
        assert "办得快" not in " ".join(command)
        return real(command, cwd=ROOT, **more)

    monkeypatch.setattr(subject.subprocess, "run", run)
    voice, speaker = make()
    for _ in range(2):
        speaker.played.clear()
        voice.say("窗口办得快", "zh-CN", chosen=False)
        until(lambda: len(speaker.played) == 1)
        assert len(speaker.played[0]) > 5_000
    assert len(calls) == 1


def test_what_is_one_person_s_is_said_and_not_kept(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    def run(command: list[str], **more: Any) -> Any:
        asked.append(more["input"])
        return subprocess.CompletedProcess(command, 0, to_file(more["input"]), b"")

    monkeypatch.setattr(subject.subprocess, "run", run)
    voice, speaker = make()
    for name, times in (("case", 2), ("receipt", 2), ("targets", 1)):
        asked.clear()
        voice.shown(samples()["welcome"], samples()[name])
        for _ in range(2):
            speaker.played.clear()
            voice.say(f"钱某某的{name}", "zh-CN", chosen=False)
            until(lambda: any(len(sound) == len(f"钱某某的{name}".encode()) for sound in speaker.played))  # noqa: B023
        assert len(asked) == times
    assert [words.text for words in voice._made] == ["钱某某的targets"]


def test_in_the_silent_hours_nobody_is_offered_a_guide_to_listen_to(make: Make) -> None:
    hours = [3]
    voice, _ = make(volume_hours={"18-8": 0}, hour=lambda: hours[0])
    assert voice.silent
    hours[0] = 9
    assert not voice.silent


def test_what_cannot_be_rendered_is_answered_with_a_tone(
    make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    voice, speaker = make()
    voice.say("……", "zh-CN", chosen=False)
    until(lambda: speaker.played == [tone()])
    monkeypatch.setenv("PATH", str(tmp_path))
    voice.say("没有这个词的读音", "zh-CN", chosen=False)
    until(lambda: speaker.played == [tone(), tone()])


def test_only_so_many_rendered_texts_are_kept(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], **more: Any) -> Any:
        return subprocess.CompletedProcess(command, 0, to_file(more["input"]), b"")

    monkeypatch.setattr(subject.subprocess, "run", run)
    voice, speaker = make()
    for number in range(KEPT + 3):
        speaker.played.clear()
        voice.say(f"text {number}", "en", chosen=False)
        until(lambda: len(speaker.played) == 1)
    assert len(voice._made) == KEPT


# -- a sound server ---------------------------------------------------------------------------------------------------


class SoundServer:
    """PulseAudio with a loudspeaker that goes nowhere, and `parec` listening to it."""

    def __init__(self, folder: Path) -> None:
        socket = folder / "server"
        places = ("HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME")
        self._environment = {**os.environ, **dict.fromkeys(places, str(folder))}
        self._environment["PULSE_SERVER"] = self.address = f"unix:{socket}"
        self._listens = f"module-native-protocol-unix socket={socket} auth-anonymous=1"
        self._record = folder / "record"
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        sink = "module-null-sink sink_name=hall rate=12000 channels=1 format=s16le"
        options = ("-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "-L", self._listens, "-L", sink)
        self._begin("pulseaudio", *options)
        until(lambda: self._run("pactl", "list", "short", "sinks").returncode == 0)
        out = self._record.open("wb")
        self._begin(
            "parec", "-d", "hall.monitor", "--raw", "--rate=12000", "--channels=1", "--latency-msec=20", out=out
        )
        out.close()
        until(lambda: self._record.stat().st_size > 0)

    def stop(self) -> None:
        for process in reversed(self._processes):
            process.terminate()
            process.wait(20)

    def _begin(self, *command: str, out: Any = subprocess.DEVNULL) -> None:
        self._processes.append(subprocess.Popen(command, env=self._environment, stdout=out, stderr=subprocess.DEVNULL))

    def _run(self, *command: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(command, env=self._environment, capture_output=True, check=False)

    @property
    def seconds(self) -> float:
        """How long it has been listening."""
        return self._record.stat().st_size / 24_000

    def heard(self) -> tuple[float, int]:
        """Seconds that were not silent, and the loudest sample."""
        samples_ = array("h")
        content = self._record.read_bytes()
        samples_.frombytes(content[: len(content) // 2 * 2])
        return sum(1 for sample in samples_ if sample) / 12_000, max(map(abs, samples_), default=0)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    made = SoundServer(tmp_path)
    monkeypatch.setenv("PULSE_SERVER", made.address)
    # So that ALSA has none either, whatever the machine has.
    (tmp_path / "alsa.conf").write_text("pcm.!default { type hw card 7 }\n")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "alsa.conf"))
    yield made
    made.stop()


def test_the_rating_scene_can_be_heard_in_the_hall(server: SoundServer) -> None:
    server.start()
    voice = Voice(SOUNDS, TEXTS, volume=100, volume_hours={})
    voice.begin()
    voice.shown(samples()["idle"], samples()["rating"])
    length = len(clip("say.rating")) / 12_000
    until(lambda: server.heard()[0] > 0.75 * length)
    assert server.heard()[1] > 20_000
    assert not voice.silent
    voice.end()


def test_a_device_that_comes_later_is_heard(server: SoundServer) -> None:
    clock = [0.0]
    voice = Voice(SOUNDS, TEXTS, volume=100, volume_hours={}, player=Player(now=lambda: clock[0]))
    voice.begin()
    until(lambda: voice.silent)
    server.start()
    clock[0] = REST_SECONDS + 1
    voice.shown(samples()["idle"], samples()["rating"])
    until(lambda: not voice.silent)
    assert server.heard()[1] > 20_000
    voice.end()


def test_an_interrupted_prompt_is_silent_at_once(server: SoundServer) -> None:
    server.start()
    voice = Voice(SOUNDS, TEXTS, volume=100, volume_hours={})
    voice.begin()
    scene = samples()["rating"]
    voice.shown(scene, replace(scene, frame=replace(scene.frame, guide=True)))
    until(lambda: server.heard()[0] > 0.2)
    voice.shown(scene, samples()["idle"])
    until(lambda: voice._saying is None)
    since = server.seconds
    until(lambda: server.seconds > since + 1)
    assert server.heard()[0] < len(clip("say.guide.on")) / 12_000 / 2
    voice.end()


# -- the screen -------------------------------------------------------------------------------------------------------

SCREEN = """
    import sys
    from kiosk_app.ui.samples import samples
    from kiosk_app.ui.screen import Screen
    screen = Screen(post=print, new_id=lambda: "x", fullscreen=False, volume={volume})
    screen.show(samples()["idle"])
    def first():
        from PySide6.QtCore import QTimer
        print([name for name in sys.modules if name.startswith("kiosk_app.ui.voice")])
        def looked():
            print([name for name in sys.modules if name in ("kiosk_app.ui.voice", "PySide6.QtMultimedia", "pypinyin")])
            screen.quit()
        QTimer.singleShot(1000, looked)
    screen.run(on_first_frame=first)
"""


@pytest.mark.parametrize(("volume", "later"), [("None", "[]"), ("60", "['kiosk_app.ui.voice']")])
def test_the_voice_is_loaded_after_the_first_frame_and_not_at_all_when_it_is_off(volume: str, later: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(SCREEN.format(volume=volume))],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "PULSE_SERVER": "unix:/nowhere"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == f"[]\n{later}\n", done.stderr
