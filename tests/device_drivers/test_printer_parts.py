"""The printer's pure parts: a sheet's lines and commands, what status bytes mean, and the machine that plays one."""

from __future__ import annotations

import errno
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from device_drivers.escpos_machine import FOREVER, Machine, Printout
from device_drivers.escpos_paper import Make, commands
from device_drivers.escpos_status import ASK, ASK_BEHIND, FORGET, Look, Paper, is_behind, is_realtime, look_of
from device_drivers.port_faults import PortUnusable
from device_drivers.sheet import CLOSING, COLUMNS, DOTS, Sheet, width_of, wrapped

SHEET = Sheet(
    title="绍兴市越城区政务服务中心",
    lines=("评价回执", "2026-11-28 14:30", "事项：企业设立登记（含分支机构），以及一个很长很长的事项名称"),
    code="AB12-CD34-EF56-GH78",
    foot=("低分评价在五个工作日内答复。",),
)
MAKES = [
    Make(profile, width, encoding, draws)
    for profile, width, encoding, draws in (
        ("default", 80, "gb18030", True),
        ("default", 58, "gbk", True),
        ("default", 80, "gb2312", False),
        ("simple", 58, "gb18030", False),
    )
]

WORDS = st.text(st.sampled_from("ab cd e，。）中文长 x-1 "), max_size=80)


@given(WORDS, st.integers(4, 48))
def test_lines_fit_and_nothing_is_lost(text: str, columns: int) -> None:
    lines = wrapped(text, columns)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    for line in lines:
        assert line == line.strip()
        assert 0 < width_of(line) <= columns


@given(st.text("中文长", min_size=1, max_size=40), st.sampled_from(sorted(CLOSING)), st.integers(8, 48))
def test_no_line_begins_with_what_closes_one(text: str, closing: str, columns: int) -> None:
    for line in wrapped((text + closing) * 3, columns)[1:]:
        assert line[0] not in CLOSING


def test_words_stay_whole_where_they_can() -> None:
    assert wrapped("Low ratings are answered", 12) == ["Low ratings", "are answered"]
    assert wrapped("abcdefghij kl", 4) == ["abcd", "efgh", "ij", "kl"]
    assert wrapped("", 10) == wrapped("  ", 10) == []
    assert width_of("é") == 2  # of the Chinese font
    assert width_of(unicodedata.normalize("NFD", "é")) == 1


def printed(make: Make, sheet: Sheet = SHEET) -> Printout:
    machine = Machine(make.encoding)
    for part in commands(sheet, make):
        assert machine.hear(part) == b""
        assert machine._buffer == b"", "a part is whole commands"
    assert machine.strange == []
    if make.profile == "simple":  # it has no knife
        assert machine.out == []
        return machine.slot
    assert machine.slot == Printout()
    (out,) = machine.out
    return out


@pytest.mark.parametrize("make", MAKES)
def test_a_sheet_comes_out_as_it_was_written(make: Make) -> None:
    out = printed(make)
    text = "".join(out.lines)
    for part in (SHEET.title, *SHEET.lines, SHEET.code, *SHEET.foot):
        assert part.replace(" ", "") in text.replace(" ", "")
    assert max(map(width_of, out.lines)) <= COLUMNS[make.width]
    assert out.codes == ([SHEET.code] if make.draws_codes else [])
    assert bool(out.images) is not make.draws_codes


@pytest.mark.parametrize("make", [make for make in MAKES if not make.draws_codes])
def test_a_code_that_was_drawn_can_be_read(make: Make) -> None:
    images = printed(make).images
    assert len({image.width for image in images}) == 1
    width, rows = images[0].width, b"".join(image.rows for image in images)
    assert width * 8 <= DOTS[make.width]
    picture = Pillow.frombytes("1", (width * 8, len(rows) // width), bytes(255 - byte for byte in rows))
    (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    assert found.text == SHEET.code


@given(st.text(min_size=1, max_size=30), st.sampled_from(MAKES[:2]))
def test_whatever_an_item_is_called_the_printer_is_not_steered_by_it(text: str, make: Make) -> None:
    from kiosk_app.ui.view import plain

    out = printed(make, Sheet("t", (plain(text),), "C0DE", ()))
    assert out.codes == ["C0DE"]
    assert out.lines[0] == "t"
    assert out.lines[-1] == "C0DE"


def test_characters_beyond_the_printer_s_font_are_question_marks() -> None:
    assert "?" in printed(Make(encoding="gbk"), Sheet("龘𬱖", (), "", ())).lines[0]
    assert printed(Make(), Sheet("龘𬱖", (), "", ())).lines == ["龘𬱖"]
    assert printed(Make(), Sheet("t", (), "", ())).codes == []


def test_an_unknown_profile_and_a_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PortUnusable, match="no profile epsom"):
        commands(SHEET, Make("epsom"))
    monkeypatch.setitem(sys.modules, "escpos", None)
    with pytest.raises(PortUnusable, match=r"hcp-kiosk\[printer\]"):
        commands(SHEET, Make())


def test_the_library_is_loaded_by_nobody_who_does_not_print_and_leaves_nothing_behind(tmp_path: Path) -> None:
    script = """if True:
        import sys
        import kiosk_app.terminal
        import kiosk_app.runtime.scanners, device_drivers.printer
        from device_drivers.escpos_paper import Make, load
        assert not {"escpos", "PIL", "yaml", "barcode"} & set(sys.modules)
        load(Make())
    """
    environment = {"PYTHONPATH": str(Path(__file__).parents[2]), "TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_a_machine_without_a_place_for_the_library_s_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    for name in [name for name in sys.modules if name.partition(".")[0] == "escpos"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(tempfile, "mkdtemp", nowhere)
    with pytest.raises(PortUnusable, match="see that /tmp can be written"):
        commands(SHEET, Make())


@pytest.mark.parametrize(
    ("answers", "look"),
    [
        ({}, Look()),
        ({1: 0x12}, Look(True)),
        ({1: 0x12, 2: 0x12, 4: 0x12}, Look(True)),
        ({1: 0x1A, 2: 0x16, 4: 0x12}, Look(True, Paper.COVER_OPEN)),
        ({1: 0x1A, 2: 0x32, 4: 0x12}, Look(True, Paper.PAPER_OUT)),
        ({1: 0x12, 2: 0x12, 4: 0x7E}, Look(True, Paper.PAPER_OUT, low=True)),
        ({1: 0x12, 2: 0x12, 4: 0x1E}, Look(True, Paper.READY, low=True)),
        ({1: 0x1A, 2: 0x52, 4: 0x12}, Look(True, Paper.OFF)),
        ({1: 0x1A}, Look(True, Paper.OFF)),
    ],
)
def test_what_status_bytes_mean(answers: dict[int, int], look: Look) -> None:
    assert look_of(answers) == look
    assert look.reason


@given(st.integers(0, 255))
def test_kinds_of_answers_are_told_apart(byte: int) -> None:
    assert not (is_realtime(byte) and is_behind(byte))


def test_xon_and_xoff_are_no_answers() -> None:
    assert not any(is_realtime(byte) or is_behind(byte) for byte in (0x11, 0x13))


def test_a_machine_says_what_is_the_matter_with_it() -> None:
    machine = Machine()

    def asked() -> Look:
        return look_of({kind: machine.hear(question)[0] for kind, question in ASK.items()})

    assert asked() == Look(True)
    machine.low = True
    assert asked().low
    machine.cover_open = True
    assert asked().paper is Paper.COVER_OPEN
    machine.cover_open, machine.roll = False, 0
    assert asked().paper is Paper.PAPER_OUT
    machine.hear(b"kept\n")
    assert machine.hear(ASK_BEHIND) == b""
    machine.roll = FOREVER
    assert machine.work() == b"\0"
    assert machine.slot.lines == ["kept"]
    machine.roll = 0
    machine.hear(b"thrown away\n" + FORGET)
    machine.roll = FOREVER
    machine.work()
    assert machine.slot.lines == ["kept"]
    machine.switch(False)
    assert machine.hear(ASK[1]) == b""
    assert Machine(knows_behind=False).hear(ASK_BEHIND) == b""


@given(st.binary(max_size=200), st.integers(1, 20))
def test_a_machine_survives_any_bytes_however_they_are_cut(data: bytes, size: int) -> None:
    whole, cut = Machine(), Machine()
    whole.hear(data)
    for place in range(0, len(data), size):
        cut.hear(data[place : place + size])
    assert (whole.out, whole.slot.codes) == (cut.out, cut.slot.codes)
