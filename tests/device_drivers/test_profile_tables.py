"""The tables of every kind of framing, displays, lamps, polls: what is wrong is said all at once, to the point."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import device_drivers as drivers
from device_drivers.frames import KeyFrame, Sign
from device_drivers.messages import Cue
from device_drivers.profile import SHIPPED, own, parse, shadowed

Table = dict[str, Any]
Change = Callable[[Table], object]


def table(name: str) -> Table:
    return tomllib.loads((SHIPPED / f"{name}.toml").read_text(encoding="utf-8"))


def faults(wrong: Table) -> list[str]:
    with pytest.raises(drivers.ProfileError) as raised:
        parse(wrong, "pad.toml")
    return [fault.removeprefix("pad.toml: ") for fault in raised.value.faults]


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        # framings
        ("xid", lambda t: t["framing"].update(kind=7), "framing.kind: expected one of codes"),
        ("xid", lambda t: t["framing"].pop("kind"), "framing.kind: missing"),
        ("xid", lambda t: t.update(framing=[]), "framing: expected a dictionary"),
        ("xid", lambda t: t["framing"].update(ned="00"), "framing.ned: unknown; the nearest known key is 'end'"),
        ("xid", lambda t: t["framing"]["zero"][0].update(masc="0c"), "framing.zero.0.masc: unknown; the nearest"),
        ("xid", lambda t: t["framing"]["key"].update(mask="a0"), "framing.key.mask: expected a row of bits"),
        ("xid", lambda t: t["framing"]["key"].update(mask="00"), "framing.key.mask: expected a row of bits"),
        ("xid", lambda t: t["framing"]["pressed"].update(mask="30"), "framing.pressed.mask: expected one bit"),
        ("xid", lambda t: t["framing"]["codes"].update({"8": "08"}), "framing.codes.8: is more than the bits of"),
        ("xid", lambda t: t["framing"]["codes"].update({"8": "01"}), "framing.codes.8: is the same as framing.codes.1"),
        ("xid", lambda t: t["framing"].update(longest=5), "framing.clock: lies beyond framing.longest"),
        ("xid", lambda t: t["framing"]["pressed"].update(at=6), "framing.pressed: lies beyond framing.longest"),
        ("xid", lambda t: t["framing"]["key"].update(at=6), "framing.key: lies beyond framing.longest"),
        ("xid", lambda t: t["framing"].update(start="5f"), "probe.answer: begins as framing.start does"),
        ("xid", lambda t: t["checksum"].update(first=1), "checksum.first: is not for the kind none"),
        ("xid", lambda t: t["checksum"].update(kind="xor", first=0), "checksum.last: missing"),
        ("jt905", lambda t: t["checksum"].update(at=-65), "checksum.at: lies outside the frame"),
        ("jt905", lambda t: t["checksum"].update(kind="crc"), "checksum.kind: expected one of none, xor, sum, crc16"),
        ("jt905", lambda t: t["framing"]["match"][0].update(any=[]), "framing.match.0.any: expected a list such as"),
        ("jt905", lambda t: t["framing"]["match"][0].update(any=["06", "11 12"]), "framing.match: all the bytes at"),
        ("jt905", lambda t: t["framing"]["match"][1].update(at=63), "framing.match.1: lies beyond framing.longest"),
        ("jt905", lambda t: t["framing"]["length"].update(at=63), "framing.length: lies beyond framing.longest"),
        ("jt905", lambda t: t["framing"]["length"].update(order="middle"), "framing.length.order: expected one of big"),
        ("srbox", lambda t: t["framing"]["codes"].update({"5": "11"}), "framing.codes: expected one bit such as"),
        ("srbox", lambda t: t["framing"]["codes"].update({"5": "01"}), "framing.codes.5: is the same as"),
        ("modbus-rtu", lambda t: t["framing"]["codes"].update({"5": 0}), "framing.codes.5: is the same as"),
        ("modbus-rtu", lambda t: t["framing"]["codes"].update({"5": 64}), "framing.codes: the inputs' addresses must"),
        ("modbus-rtu", lambda t: t["framing"].update(unit=0), "framing.unit: expected a whole number from 1 to 247"),
        (
            "pinpad-esc",
            lambda t: t["framing"]["codes"].update({"1": []}),
            "framing.codes: expected bytes in hexadecimal",
        ),
        ("pinpad-esc", lambda t: t["framing"]["codes"].update({"1": ["31", "32"]}), "framing.codes.1: is the same as"),
        # presence
        ("srbox", lambda t: t["probe"].update(answer="00"), "probe.answer: is needed, but for the framing mask"),
        ("xid", lambda t: t["probe"].pop("answer"), "probe.answer: is needed, but for the framing mask"),
        ("modbus-rtu", lambda t: t.pop("poll"), "poll: a table [poll] and the framing modbus go together"),
        ("xid", lambda t: t.update(poll=table("modbus-rtu")["poll"]), "poll: a table [poll] and the framing modbus"),
        ("modbus-rtu", lambda t: t.update(probe=table("xid")["probe"]), "probe: a pad that is polled needs no [probe]"),
        ("jt905", lambda t: t.update(heartbeat={"every": 5}), "heartbeat: needs a table [probe]"),
        # keys
        (
            "xid",
            lambda t: t["press"].pop("unrated"),
            "keys: key '6' of framing.codes has no level; give it one or name",
        ),
        ("xid", lambda t: t["press"]["unrated"].append("9"), "press.unrated: this pad has no key '9'; it has 1, 2"),
        ("xid", lambda t: t["press"]["unrated"].append("1"), "press.unrated: key '1' has a level in [keys]"),
        # displays
        ("pinpad-8x", lambda t: t["display"].update(encoding="gbq"), "display.encoding: expected the name of a coding"),
        ("pinpad-8x", lambda t: t["display"].update(clear=["00"]), "display.clear: needs a command for each of"),
        ("pinpad-8x", lambda t: t["display"].update(lines=[], clear=[]), "display.clear: needs a command for each of"),
        (
            "pinpad-8x",
            lambda t: t["display"].update(ask=["a", "b", "c"]),
            "display.ask: has 3 lines; the display has 2",
        ),
        (
            "pinpad-8x",
            lambda t: t["display"].update(ask=["请您评价本次服务!"]),
            "display.ask: '请您评价本次服务!' takes 17",
        ),
        ("pinpad-8x", lambda t: t["display"].update(ask=["👍"]), "display.ask: '👍' is not in gbk; use another"),
        (
            "pinpad-8x",
            lambda t: t["display"].update(ask=["a\x1bC"]),
            "display.ask: 'a\\x1bC' has a character that cannot",
        ),
        ("pinpad-8x", lambda t: t["display"].pop("ask"), "display.ask: missing"),
        ("pinpad-8x", lambda t: t["commands"].update(text="00"), "commands.text: is made of its own table; leave one"),
        ("pinpad-8x", lambda t: t["cues"].update(ask=["lamps"]), "cues.ask: command 'lamps' is not in [commands]"),
        (
            "pinpad-8x",
            lambda t: t["cues"].update(opening=["text"]),
            "cues.opening: command 'text' is not in [commands]",
        ),
        # lamps
        ("srbox", lambda t: t["lamps"].pop("base"), "lamps.base: missing"),
        ("srbox", lambda t: t["lamps"].update(first=1), "lamps.first: is not for lamps of the kind byte"),
        ("srbox", lambda t: t["lamps"].update(base="41"), "lamps.base: has bits of its own where the lamps are"),
        ("srbox", lambda t: t["lamps"].update(ask=[6]), "lamps.ask: there is no lamp 6, only 5"),
        ("srbox", lambda t: t["lamps"].update(kind="coils"), "lamps.kind: coils and the framing modbus go together"),
        ("modbus-rtu", lambda t: t["lamps"].pop("function"), "lamps.function: missing"),
        ("modbus-rtu", lambda t: t["lamps"].update(function="06"), "lamps.function: expected one of 05, 0f"),
    ],
)
def test_a_fault_is_said_to_the_point(name: str, change: Change, words: str) -> None:
    wrong = table(name)
    change(wrong)
    said = faults(wrong)
    assert any(fault.startswith(words) for fault in said), said


def test_all_faults_of_all_tables_at_once() -> None:
    wrong = table("pinpad-8x")
    wrong["display"] |= {"welcome": ["👍"], "thanks": ["a", "b", "c"]}
    wrong["press"]["unrated"] = []
    wrong["cues"]["off"] = ["voice"]
    said = faults(wrong)
    assert len(said) == 2 + 5 + 1, said


# ---- framings that no shipped profile has ------------------------------------------------------------------------


def test_lines_and_texts_between_marks() -> None:
    lines, marks = table("ascii5"), table("ascii5")
    lines["framing"] = {"kind": "line", "end": "0d", "codes": {str(n): f"4b 3{n}" for n in range(1, 6)}}
    lines["framing"] |= {"ignored_after": "0a", "longest": 3, "gap": 0.05}
    decoder = parse(lines, "pad.toml").decoder()
    assert decoder.feed(b"K1\r\nxK2\rK", 0.0) + decoder.feed(b"5\r", 0.0) == [KeyFrame(key) for key in "125"]
    assert decoder.noise == 1
    marks["framing"] = {"kind": "stx-etx", "start": "02", "end": "03", "longest": 3, "gap": 0.05}
    marks["framing"]["codes"] = {str(n): f"3{n}" for n in range(1, 6)}
    decoder = parse(marks, "pad.toml").decoder()
    assert decoder.feed(b"\x021\x03\x02\x025\x033", 0.0) == [KeyFrame("1"), KeyFrame("5")]
    assert decoder.noise == 2


def fixed() -> Table:
    made = table("jt905")
    made["framing"] = {
        **{"kind": "fixed", "start": "aa", "end": "55", "longest": 5, "gap": 0.05},
        **{"key": {"at": 2}, "match": [{"at": 1, "any": ["10"]}], "codes": table("jt905")["framing"]["codes"]},
    }
    made["checksum"] = {"kind": "sum", "first": 1, "last": 2, "at": 3}
    return made


def test_fixed_frames_with_an_end_and_a_checksum() -> None:
    profile = parse(fixed(), "pad.toml")
    decoder = profile.decoder()
    assert decoder.feed(b"\xaa\x10\x01\x11\x55", 0.0) == [KeyFrame("01")]
    assert decoder.feed(b"\xaa\x11\x01\x12\x55", 0.0) == [Sign()]  # not what is to be matched
    assert decoder.feed(b"\xaa\x10\x07\x17\x55", 0.0) == [Sign()]  # no key of ours
    assert decoder.noise == 0
    assert decoder.feed(b"\xaa\x10\x01\x12\x55", 0.0) == []  # checksum
    assert decoder.feed(b"\xaa\x10\x01\x11\x56", 0.0) == []  # end
    assert decoder.noise == 10
    framing: Any = profile.framing
    assert (framing.sends("03", True, 0.0), framing.sends("03", False, 0.0)) == (b"\xaa\x10\x03\x13\x55", b"")


def test_lengths_low_byte_first_without_a_checksum_and_with_a_probe() -> None:
    made = table("jt905")
    made["framing"] |= {"length": {"at": 1, "bytes": 1, "order": "little", "adds": 2}, "start": "aa", "end": ""}
    made["framing"] |= {"match": [], "key": {"at": 2}}
    made |= {"checksum": {"kind": "none"}, "probe": {**table("xid")["probe"], "answer": "06"}}
    made["commands"]["probe"] = "05"
    profile = parse(made, "pad.toml")
    decoder = profile.decoder()
    said = decoder.feed(b"\xaa\x01\x02\xaa\x00\x06\xaa\x03\x01\x00\x00", 0.0)
    assert [type(frame).__name__ for frame in said] == ["KeyFrame", "Sign", "Answer", "KeyFrame"]
    framing: Any = profile.framing
    assert framing.sends("03", True, 0.0) == b"\xaa\x01\x03"


def test_a_fixed_frame_without_a_release_or_a_probe() -> None:
    made = table("xid")
    del (
        made["framing"]["pressed"],
        made["framing"]["clock"],
        made["probe"],
        made["heartbeat"],
        made["commands"]["probe"],
    )
    profile = parse(made, "pad.toml")
    assert not profile.framing.tells_release
    assert profile.decoder().feed(b"\x6b\xa0\0\0\0\0", 0.0) == [KeyFrame("5")]


def test_lamps_one_by_one() -> None:
    made = table("modbus-rtu")
    made["lamps"] |= {"function": "05", "ask": [2]}
    profile = parse(made, "pad.toml")
    sent = [profile.commands[name] for name in profile.cues[Cue.ASK]]
    assert [data[:6].hex() for data in sent] == [f"0105000{n}{'ff00' if n == 1 else '0000'}" for n in range(5)]


# ---- overrides and a technician's own ----------------------------------------------------------------------------


def test_texts_are_overridden_cue_by_cue() -> None:
    shipped = drivers.load("pinpad-8x")
    changed = shipped.with_texts({"thanks": ["", "再见"]})
    assert changed.commands["text thanks 1"] == b"\x1bC0"
    assert changed.commands["text thanks 2"] == b"\x1bS1" + "再见".encode("gbk").ljust(16)
    assert changed.commands["text ask 1"] == shipped.commands["text ask 1"]
    assert shipped.with_texts({}) is shipped
    with pytest.raises(drivers.ProfileError) as raised:
        shipped.with_texts({"thank": ["a"], "ask": ["x" * 17], "off": "a"})  # type: ignore[dict-item]  # a mistake
    assert len(raised.value.faults) == 3
    with pytest.raises(drivers.ProfileError, match="no display"):
        drivers.load("xid").with_texts({"ask": ["a"]})


def test_a_technician_s_own_profile_stands_beside_the_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HCP_KIOSK_PADS_D", str(tmp_path))
    text = (SHIPPED / "ascii5.toml").read_text(encoding="utf-8")
    (tmp_path / "lobby.toml").write_text(text.replace('name = "ascii5"', 'name = "lobby"'), encoding="utf-8")
    (tmp_path / "ascii5.toml").write_text(text.replace("9600", "1200"), encoding="utf-8")
    assert own() == ("lobby",)
    assert drivers.load("lobby").name == "lobby"
    assert drivers.load("ascii5").line.baud == 9600  # a shipped name means the shipped one
    assert shadowed() == (tmp_path / "ascii5.toml",)
    with pytest.raises(drivers.ProfileError, match="did you mean 'lobby'") as raised:
        drivers.load("loby")
    assert f"in {tmp_path}: lobby" in str(raised.value)
    (tmp_path / "hall.toml").write_text(text, encoding="utf-8")
    with pytest.raises(drivers.ProfileError, match="must be 'hall' as the file is called, not 'ascii5'"):
        drivers.load("hall")
