"""How simulated devices behave on their side of the line, with a made-up time."""

from __future__ import annotations

from dataclasses import replace

import pytest

import device_drivers as drivers
from device_drivers.behaviour import APART, HELD, STREAM, Fingers, Heard, behaviour_of
from device_drivers.behaviour_modbus import Board
from device_drivers.framings.checksum import crc16_modbus
from device_drivers.framings.modbus import ModbusFraming


def words(name: str, *said: bytes) -> list[str]:
    device = behaviour_of(drivers.load(name))
    return [heard.words for data in said for heard in device.hear(data, 0.0)]


@pytest.mark.parametrize("name", drivers.shipped())
def test_every_command_is_understood(name: str) -> None:
    profile = drivers.load(name)
    for command, code in profile.commands.items():
        (heard,) = behaviour_of(profile).hear(code, 0.0)
        assert heard.name, command
        assert heard.words


@pytest.mark.parametrize("name", drivers.shipped())
def test_nonsense_is_said_once_a_read_and_never_answered(name: str) -> None:
    device = behaviour_of(drivers.load(name))
    assert [(heard.name, heard.reply) for heard in device.hear(b"\xf5\xf6\xf7", 0.0)] == [("", b"")]
    assert device.hear(b"", 0.0) == []


def test_a_pad_with_a_probe_answers_it() -> None:
    for name, question, answer in (("ascii5", b"?", b"!"), ("pinpad-8x", b"\x89", b"OK\r"), ("xid", b"_c1", b"_xid0")):
        (heard,) = behaviour_of(drivers.load(name)).hear(question, 0.0)
        assert heard.reply == answer


def test_a_display_is_read_whatever_the_host_writes() -> None:
    line = "五个字".encode("gbk").ljust(16)
    assert words("pinpad-8x", b"\x1bS1" + line) == ["text line 2: 五个字"]
    assert words("pinpad-8x", b"\x1bS1" + line[:5], line[5:]) == ["text line 2: 五个字"]
    assert words("pinpad-8x", b"\x1bC0") == ["text line 1: empty"]
    assert words("pinpad-8x", b"\x1b", b"S0" + line) == ["text line 1: 五个字"]
    assert words("pinpad-8x", b"\x1bx") == ["something that is no command of this pad"]


def test_words_alone_make_a_display() -> None:
    profile = drivers.load("pinpad-8x")
    bare = behaviour_of(replace(profile, commands={}))
    (heard,) = bare.hear(b"\x1bS0" + b"abc".ljust(16), 0.0)
    assert heard.words == "text line 1: abc"
    assert [each.words for each in bare.hear(b"\x1bS\x33", 0.0)] == ["something that is no command of this pad"]


def test_a_box_that_does_not_tell_releases_sends_a_key_each_time() -> None:
    device = behaviour_of(drivers.load("ascii5"))
    assert (device.press("5", 0.0), device.press("5", 0.0), device.deadline()) == (b"5", b"5", None)


def test_a_response_pad_tells_both_edges_a_moment_apart() -> None:
    device = behaviour_of(drivers.load("xid"))
    decoder = drivers.load("xid").decoder()
    down = device.press("5", 1.0)
    assert down == b"\x6b\xb0" + (1000).to_bytes(4, "little")
    assert (device.tick(1.0), device.deadline()) == (b"", 1.0 + HELD)
    again = device.press("5", 1.05)  # let go first
    assert again[1] == 0xA0
    up = device.tick(1.05 + HELD)
    assert device.deadline() is None
    frames = decoder.feed(down + again + up, 0.0)
    assert [frame[1] for frame in frames] == [True, False, True, False]  # type: ignore[index]  # key frames
    device.press("1", 2.0)
    device.power_on()
    assert device.deadline() is None


def test_a_response_box_streams_from_its_start_to_its_stop() -> None:
    device = behaviour_of(drivers.load("srbox"))
    assert (device.press("1", 0.0), device.tick(0.0), device.deadline()) == (b"", b"", None)
    device.power_on()
    device.hear(b"\xa0", 1.0)
    assert (device.deadline(), device.tick(1.0), device.deadline()) == (1.0, b"\x00", 1.0 + STREAM)
    device.hear(b"\xa0", 1.001)  # started already
    assert device.tick(1.005) == b""
    assert device.press("3", 1.006) == b"\x04"
    assert device.tick(1.0 + STREAM) == b"\x04"
    assert device.tick(1.006 + HELD) == b"\x00"
    device.hear(b"\x20", 2.0)
    assert device.deadline() is None
    device.hear(b"\xa0", 3.0)
    device.power_on()
    assert device.deadline() is None
    with pytest.raises(KeyError):
        device.press("9", 3.0)


def test_a_key_pressed_again_is_let_go_first() -> None:
    fingers = Fingers()
    fingers.press("1")
    fingers.press("1")
    assert [fingers.down(at) for at in (0.0, HELD, HELD + APART, 2 * HELD + APART)] == [["1"], [], ["1"], []]
    fingers.press("1")
    assert fingers.down(9.0) == ["1"]
    fingers.clear()
    assert fingers.down(9.0) == []


def test_each_press_and_each_release_is_seen_however_rarely_anyone_looks() -> None:
    fingers = Fingers()
    for _ in range(3):
        fingers.press("1")
    assert [bool(fingers.down(float(at))) for at in range(7)] == [True, False, True, False, True, False, False]


def request(text: str) -> bytes:
    data = bytes.fromhex(text)
    return data + crc16_modbus(data)


def board() -> Board:
    framing = drivers.load("modbus-rtu").framing
    assert isinstance(framing, ModbusFraming)
    return Board(framing)


@pytest.mark.parametrize(
    ("asked", "answered", "said"),
    [
        ("01 02 00 00 00 05", "01 02 01 10", "poll of the inputs"),
        ("01 02 00 04 00 0a", "01 02 02 01 00", "poll of the inputs"),
        ("01 05 00 02 ff 00", "01 05 00 02 ff 00", "lamps on: 2"),
        ("01 05 00 02 00 00", "01 05 00 02 00 00", "all lamps off"),
        ("01 0f 00 01 00 0a 02 03 02", "01 0f 00 01 00 0a", "lamps on: 1, 2, 10"),
        ("01 02 00 00 00 00", "01 82 02", "function 02 at 0, which this board has not"),
        ("01 02 00 0f 00 05", "01 82 02", "function 02 at 15, which this board has not"),
        ("01 05 00 02 12 34", "01 85 02", "function 05 at 2, which this board has not"),
        ("01 05 00 99 ff 00", "01 85 02", "function 05 at 153, which this board has not"),
        ("01 0f 00 0f 00 05 01 00", "01 8f 02", "function 0F at 15, which this board has not"),
        ("01 03 00 00 00 01", "01 83 01", "function 03 at 0, which this board has not"),
    ],
)
def test_a_board_answers_as_the_standard_says(asked: str, answered: str, said: str) -> None:
    device = board()
    assert device.press("5", 1.0) == b""
    data = request(asked)
    for byte in data[:-1]:
        assert device.hear(bytes((byte,)), 1.0) == []
    (heard,) = device.hear(data[-1:], 1.001)
    assert (heard.reply, heard.words, heard.quiet) == (request(answered), said, said.startswith("poll"))
    assert (device.tick(1.0), device.deadline()) == (b"", None)
    device.power_on()
    assert not any(device.coils)


def test_a_board_is_silent_to_what_is_damaged_or_too_long_or_another_s() -> None:
    for data in (
        b"\x01\x02\x00\x00\x00\x05\x00\x00",
        request("01 0f 00 00 00 20 04 00 00 00 00"),
        request("02 02 00 00 00 05"),
    ):
        heard = board().hear(data, 0.0)
        assert {each.reply for each in heard} <= {b""}
    device = board()
    device.hear(b"\x01\x02\x00", 0.0)
    assert device.hear(request("01 02 00 00 00 05"), 9.0)[0].name == "poll"


def test_no_behaviour_without_a_framing() -> None:
    with pytest.raises(TypeError, match="no behaviour"):
        behaviour_of(replace(drivers.load("xid"), framing=object()))  # type: ignore[arg-type]  # the test's point


def test_what_is_heard_is_a_plain_value() -> None:
    assert Heard("ask", "A (ask)") == Heard("ask", "A (ask)", b"", False)
