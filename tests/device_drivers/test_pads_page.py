"""The page about pads, executed: every row of bytes does what it says."""

from __future__ import annotations

import re

import pytest

import device_drivers as drivers
from device_drivers.conversation import Opened, Talk, Tick, draw, step
from device_drivers.frames import Answer, Frame, KeyFrame
from device_drivers.messages import Cue, Show
from device_drivers.profile import SHIPPED

PAGE = (SHIPPED / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (host|pad) \| ((?:[0-9A-F]{2} ?)+) \| (.+?) \|$", PAGE, re.MULTILINE)
PROFILE = drivers.load("ascii5")


def rows(who: str) -> list[tuple[bytes, str]]:
    return [(bytes.fromhex(code), what) for speaker, code, what in ROWS if speaker == who]


def in_words(frame: Frame) -> str:
    match frame:
        case Answer():
            return "answer"
        case KeyFrame():
            return f"key {frame.key} level {PROFILE.keys[frame.key]}"


def test_the_page_has_rows_for_every_key_and_command() -> None:
    sent = b"".join(code for code, _ in rows("host"))
    assert set(PROFILE.commands.values()) == {bytes((byte,)) for byte in sent}
    assert {what for _, what in rows("pad")} >= {f"key {key} level {level}" for key, level in PROFILE.keys.items()}


@pytest.mark.parametrize(("code", "what"), rows("pad"))
def test_what_the_pad_says(code: bytes, what: str) -> None:
    decoder = PROFILE.decoder()
    said = [in_words(frame) for frame in decoder.feed(code, 0.0)]
    noise = [f"noise {decoder.noise}"] if decoder.noise else []
    assert ", ".join(noise + said) == what


@pytest.mark.parametrize(("code", "what"), rows("host"))
def test_what_the_pad_is_told(code: bytes, what: str) -> None:
    talk = step(PROFILE, Talk(), Opened(), 0.0).talk
    if what == "probe":
        names = step(PROFILE, talk, Tick(), 0.0).send
    else:
        cue = Cue(what.removeprefix("cue "))
        talk = step(PROFILE, talk, Show(cue, 1 if cue is Cue.ASK else None), 0.0).talk
        names = draw(PROFILE, talk)[1]
    assert b"".join(PROFILE.commands[name] for name in names) == code


def test_the_page_names_every_shipped_profile_and_every_key() -> None:
    from device_drivers.profile_schema import TABLES

    for name in drivers.shipped():
        assert f"`{name}`" in PAGE
    for table, keys in TABLES.items():
        assert f"`{table}`" in PAGE
        if isinstance(keys, dict):
            for key in keys:
                assert re.search(rf"\b{key}\b", PAGE), f"{table}.{key}"
