"""The page about pads, executed: every row of bytes does what it says."""

from __future__ import annotations

import re

import pytest

import device_drivers as drivers
from device_drivers.conversation import draw, step
from device_drivers.frames import Answer, Frame, Held, KeyFrame, Sign
from device_drivers.messages import Cue, Show
from device_drivers.profile import SHIPPED
from device_drivers.talk import Opened, Talk, Tick

PAGE = (SHIPPED / "README.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### `([\w-]+)`\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL))
ROW = re.compile(r"^\| (host|pad) \| ((?:[0-9A-F]{2} ?)+) \| (.+?) \|$", re.MULTILINE)
PROFILES = {name: drivers.load(name) for name in SECTIONS}


def rows(who: str) -> list[tuple[str, bytes, str]]:
    return [
        (name, bytes.fromhex(code), what)
        for name, section in SECTIONS.items()
        for speaker, code, what in ROW.findall(section)
        if speaker == who
    ]


def in_words(profile: drivers.Profile, frame: Frame) -> str:
    match frame:
        case Answer():
            return "answer"
        case Sign():
            return "sign"
        case Held():
            return f"key {frame.key} held"
        case KeyFrame(pressed=False):
            return f"key {frame.key} up"
        case KeyFrame():
            level = profile.keys.get(frame.key)
            return f"key {frame.key} {'no level' if level is None else f'level {level}'}"


@pytest.mark.parametrize("name", SECTIONS)
def test_the_page_has_rows_for_every_key_and_cue(name: str) -> None:
    profile = PROFILES[name]
    told = {what for owner, _, what in rows("host") if owner == name}
    assert told >= {f"cue {cue}" for cue, commands in profile.cues.items() if commands}
    assert ("opening" in told) == bool(profile.opening)
    assert profile.probe is None or profile.probe.command in told
    said = ", ".join(what for owner, _, what in rows("pad") if owner == name)
    for key in profile.framing.codes:
        assert in_words(profile, KeyFrame(key)) in said


@pytest.mark.parametrize(("name", "code", "what"), rows("pad"))
def test_what_the_pad_says(name: str, code: bytes, what: str) -> None:
    decoder = PROFILES[name].decoder()
    said = [in_words(PROFILES[name], frame) for frame in decoder.feed(code, 0.0) + decoder.expire(1.0)]
    noise = [f"noise {decoder.noise}"] if decoder.noise else []
    assert ", ".join(noise + said) == what


@pytest.mark.parametrize(("name", "code", "what"), rows("host"))
def test_what_the_pad_is_told(name: str, code: bytes, what: str) -> None:
    profile = PROFILES[name]
    opened = step(profile, Talk(), Opened(), 0.0)
    if what == "opening":
        names = opened.send
    elif what in ("probe", "poll"):
        names = step(profile, opened.talk, Tick(), 0.0).send
    else:
        cue = Cue(what.removeprefix("cue "))
        talk = step(profile, opened.talk, Show(cue, 1 if cue is Cue.ASK else None), 0.0).talk
        names = draw(profile, talk)[1]
    assert b"".join(profile.commands[each] for each in names) == code


def test_the_page_names_every_shipped_profile_and_every_key() -> None:
    from device_drivers.profile_framings import FRAMINGS
    from device_drivers.profile_schema import TABLES

    for name in drivers.shipped():
        assert f"`{name}`" in PAGE
    tables = [*TABLES.items(), *((kind, keys) for kind, both in FRAMINGS.items() for keys in both)]
    for table, keys in tables:
        assert f"`{table}`" in PAGE
        for key in keys if isinstance(keys, dict) else ():
            assert re.search(rf"\b{key}\b", PAGE), f"{table}.{key}"
