"""A sheet as a printer's commands. The door to python-escpos, which is loaded by whoever prints and by nobody else.

Its text goes through code pages, of which Chinese printers have another kind: a mode in which two or four bytes are a
character. So Chinese is encoded here, and sent as it is.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import Any

from device_drivers.port_faults import PortUnusable
from device_drivers.sheet import COLUMNS, DOTS, Sheet, wrapped

KANJI = b"\x1c&"  # FS &: from here on bytes above 7F are Chinese
KANJI_SIZE = {False: b"\x1c!\x00", True: b"\x1c!\x0c"}  # FS !: Chinese characters have their own size
BAND = 24  # rows of an image in one command: what is begun must be sent to its end, so it is kept small
DOT = 6  # printer's dots a side of the code's squares: 0.75 mm, a third more than phones need


@dataclass(frozen=True, slots=True)
class Make:
    """What is known of a printer: python-escpos' profile, the paper's width in mm, its Chinese encoding, and whether
    it draws QR codes itself."""

    profile: str = "default"
    width: int = 80
    encoding: str = "gb18030"
    draws_codes: bool = True


def commands(sheet: Sheet, make: Make) -> tuple[bytes, ...]:
    """The sheet, cut off at its end; each of the parts is whole commands or text. PortUnusable: see `load`."""
    paper = load(make)
    columns = COLUMNS[make.width]

    def write(text: str, room: int) -> None:
        for line in wrapped(text, room):
            paper._raw(line.encode(make.encoding, "replace") + b"\n")

    paper.hw("INIT")
    paper._raw(KANJI)
    paper.set(align="center", double_width=True, double_height=True)
    paper._raw(KANJI_SIZE[True])
    write(sheet.title, columns // 2)
    paper.set(align="left", normal_textsize=True)
    paper._raw(KANJI_SIZE[False])
    paper._raw(b"\n")
    for line in sheet.lines:
        write(line, columns)
    if sheet.code:
        paper.set(align="center")
        if make.draws_codes:
            paper._raw(b"\n")
            paper.qr(sheet.code, ec=1, size=DOT, native=True)
        else:
            paper.qr(sheet.code, ec=1, size=DOT, image_arguments={"fragment_height": BAND})
        paper._raw(b"\n")
        # The library's image leaves the mode for Chinese.
        paper._raw(KANJI)
        for part in wrapped(sheet.code, columns):
            paper._raw(part.encode(make.encoding, "replace") + b"\n")
        paper.set(align="left")
        paper._raw(b"\n")
    for line in sheet.foot:
        write(line, columns)
    paper.cut(mode="PART")
    return tuple(paper.parts)


def load(make: Make) -> Any:
    """An empty paper of the library's; PortUnusable where it is not installed, or knows no such profile."""
    try:
        from escpos import capabilities
        from escpos.escpos import Escpos
    except ImportError:
        raise PortUnusable(
            "a printer needs python-escpos, which is missing: pip install 'hcp-kiosk[printer]'"
        ) from None
    except OSError as problem:  # it wants to write into /tmp before it does anything
        raise PortUnusable(
            f"python-escpos cannot be loaded, {problem.strerror}: see that /tmp can be written"
        ) from None
    if not capabilities.environ.get("ESCPOS_CAPABILITIES_PICKLE_DIR"):
        # A folder of its own in /tmp at every start, for a file that is never read again.
        shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    if make.profile not in capabilities.CAPABILITIES["profiles"]:
        raise PortUnusable(f"python-escpos has no profile {make.profile}: take default, or a name of its list")

    class Recorded(Escpos):  # type: ignore[misc]  # untyped
        """Keeps what would be sent."""

        def __init__(self) -> None:
            super().__init__(profile=make.profile)
            self.parts: list[bytes] = []
            data = self.profile.profile_data
            # Without a width the library talks on stdout whenever an image is drawn.
            width = {"mm": make.width, "pixels": DOTS[make.width]}
            self.profile.profile_data = {**data, "media": {**data.get("media", {}), "width": width}}

        def _raw(self, msg: bytes) -> None:
            self.parts.append(bytes(msg))

    return Recorded()
