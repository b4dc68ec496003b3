"""What went over a wire, written down and played again."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import device_drivers as drivers
from device_drivers.frames import Answer, KeyFrame
from device_drivers.messages import Cue, Press
from device_drivers.wire_log import FULL, LogFault, WireLog, keys_of, profile_name, replay

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Wire

ASCII5 = drivers.load("ascii5")
LOGS = sorted((Path(__file__).parent / "logs").glob("*.log"))


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.stem)
def test_a_recorded_log_still_gives_its_presses(path: Path) -> None:
    """Whoever has a pad that behaves oddly puts its log of `pad test --log` beside these."""
    lines = path.read_text(encoding="utf-8").splitlines()
    replayed = replay(drivers.load(profile_name(lines)), lines)
    assert [(press.key, press.level, press.arming) for press in replayed.presses] == replayed.recorded
    assert replayed.recorded


def test_there_are_recorded_logs() -> None:
    assert LOGS


def test_what_a_supervisor_heard_is_what_the_log_gives(
    wire: Wire, tmp_path: Path, supervise: Callable[..., drivers.PadSupervisor]
) -> None:
    path, pressed = tmp_path / "log", threading.Event()
    log = WireLog(path, ASCII5, 0.0)
    told: list[Press] = []
    log.wished(Cue.ASK, 9, 0.0)

    def note(press: Press) -> None:
        told.append(press)
        pressed.set()

    pad = supervise(str(wire.link), on_press=note, tap=log)
    wire.expect(b"?X")
    wire.send(b"!zz")
    pad.show(Cue.ASK, 9)
    wire.expect(b"A")
    wire.send(b"x4\r\n5")
    assert pressed.wait(10)
    wire.expect(b"X")
    pad.stop()
    log.close()
    log.remark("behind the end", 0.0)
    text = path.read_text(encoding="utf-8")
    replayed = replay(ASCII5, text.splitlines())
    assert [(press.key, press.level) for press in replayed.presses] == [("4", 4)]
    assert replayed.recorded == [("4", 4, told[0].arming)]
    assert " > 3f" in text
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_log_is_bounded(tmp_path: Path) -> None:
    log = WireLog(tmp_path / "log", ASCII5, 0.0, largest=1000)
    for number in range(1000):
        log.heard(b"\xa5" * 100, [], float(number), float(number))
    text = (tmp_path / "log").read_text(encoding="utf-8")
    assert len(text) < 1100
    assert text.endswith(f"{FULL}\n")
    replay(ASCII5, text.splitlines())


def test_a_full_disk_ends_the_log_and_nothing_else(tmp_path: Path) -> None:
    log = WireLog(tmp_path / "log", ASCII5, 0.0)
    assert log._file is not None
    log._file.close()
    log._file = open("/dev/full", "w", buffering=1, encoding="utf-8")  # noqa: SIM115  # the log closes it
    log.wrote(b"A", 1.0)
    log.wrote(b"A", 1.0)
    log.close()


def test_a_file_that_is_there_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        WireLog(tmp_path / "log", ASCII5, 0.0)


def test_a_half_frame_expires_when_it_did() -> None:
    """The gap's end is between two lines."""
    esc = drivers.load("pinpad-esc")
    told = replay(esc, ["0 = ask 1", "1.0 < 02 35", "1.01 < 03"])
    assert [press.key for press in told.presses] == ["5"]
    assert replay(esc, ["0 = ask 1", "1.0 < 02", "1.2 < 03"]).noise == 2
    # The key behind a beginning that came to nothing is a press at the gap's end, not when the next byte comes.
    late = replay(esc, ["0 = ask 1", "1.0 < 02 35", "2.0 = off", "3.0 < ff"])
    assert [press.key for press in late.presses] == ["5"]
    assert late.presses[0].at < 1.5


@given(
    st.lists(
        st.one_of(
            st.builds("< {}".format, st.binary(min_size=1, max_size=20).map(bytes.hex)),
            st.sampled_from(["! opened", "= off", "= ask 1", "= ask 2", "> 41", "# words", "< 35", "< 31 0d"]),
        ),
        max_size=40,
    )
)
def test_whatever_was_written_can_be_read(events: list[str]) -> None:
    told = replay(ASCII5, [f"{number / 20:.6f} {event}" for number, event in enumerate(events)])
    assert len({press.arming for press in told.presses}) <= 2


@pytest.mark.parametrize("line", ["", "soon < 35", "1.0 < 3", "1.0 = nonsense", "1.0 = ask", "1.0 ? 35", "1.0 * 5"])
def test_what_is_no_wire_log_is_said(line: str) -> None:
    with pytest.raises(LogFault, match="line 2: is no line of a wire log"):
        replay(ASCII5, ["0.0 # hcp-kiosk wire log 1, profile ascii5", line])


def test_the_profile_stands_in_the_first_line() -> None:
    assert profile_name(["0.000 # hcp-kiosk wire log 1, profile ascii5"]) == "ascii5"
    for lines in ([], ["root:x:0:0"]):
        with pytest.raises(LogFault):
            profile_name(lines)


def test_keys_that_went_down() -> None:
    frames = [(KeyFrame("5"), None), (Answer(), None), (KeyFrame("5", False), None)]
    assert keys_of(frames) == ["5"]
