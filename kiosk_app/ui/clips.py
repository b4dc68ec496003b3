"""What can be spoken without rendering anything: the clips in assets/sounds, found by the text they say.

`<language>/index.json` maps texts to files (`NAME.au`); `tone.au` lies above the languages. A file is Sun's .au, a
header of six numbers before the samples, which any player on a desk plays as well: 8-bit µ-law, 12 kHz, one channel.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator
from pathlib import Path

from kiosk_app.ui.mulaw import SILENCE

RATE = 12_000
"""Samples, and with µ-law bytes, a second. A telephone's 8,000 lose the hissing that tells si from shi; 16,000 would
be a third more megabytes for what few loudspeakers in a hall give back."""
TONE = "tone"
_HEADER = struct.Struct(">4s5I4x")  # four bytes of no remark, which some players miss otherwise
_MAGIC, _MULAW = b".snd", 1
_CODE = re.compile(r"(?=.*[0-9])[A-Z0-9]+(-[A-Z0-9]+)*")
_COMMA = re.compile("，|, ")
_BETWEEN, _AT_DASH = 0.08, 0.3  # seconds between the signs of a receipt number, read to be written down


def key(text: str) -> str:
    """A text as the index knows it: in one line."""
    return " ".join(text.split())


def to_file(samples: bytes) -> bytes:
    """A clip as the content of a file."""
    return _HEADER.pack(_MAGIC, _HEADER.size, len(samples), _MULAW, RATE, 1) + samples


def from_file(content: bytes) -> bytes:
    """The samples of a clip; ValueError for anything but one of ours."""
    try:
        magic, offset, size, encoding, rate, channels = _HEADER.unpack_from(content)
    except struct.error:
        raise ValueError("is no sound") from None
    if (magic, encoding, rate, channels) != (_MAGIC, _MULAW, RATE, 1):
        raise ValueError("is no sound of the kind that is played here")
    return content[offset : offset + size]


class Clips:
    """The clips under `root`; each index is read when first asked for, each clip whenever it is said."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._read: dict[str, dict[str, str]] = {}

    def tone(self) -> bytes:
        """The soft tone of a tap."""
        return self._file(self._root / f"{TONE}.au")

    def find(self, text: str, language: str) -> bytes:
        """Samples that say `text`, spelling a receipt number; b"" where there are none."""
        wanted = key(text)
        if len(wanted) == 1:
            wanted = wanted.upper()  # a key of the keyboard
        if found := self._clip(wanted, language):
            return found
        if _CODE.fullmatch(wanted):
            return self._spelled(wanted, language)
        if joined := self._joined(wanted, language):
            return joined
        # A language's own name on the button that switches to it.
        return next(filter(None, (self._clip(wanted, other) for other in self._others(language))), b"")

    def _joined(self, text: str, language: str) -> bytes:
        """A thing and its state, each with its clip: “Accepted, Rate”."""
        parts = [self._clip(part, language) for part in _COMMA.split(text)]
        return (bytes([SILENCE]) * round(_BETWEEN * RATE)).join(parts) if len(parts) > 1 and all(parts) else b""

    def _spelled(self, code: str, language: str) -> bytes:
        said = bytearray()
        for sign in code:
            pause = _AT_DASH if sign == "-" else _BETWEEN
            said += self._clip(sign, language) + bytes([SILENCE]) * round(pause * RATE)
        return bytes(said)

    def _clip(self, wanted: str, language: str) -> bytes:
        name = self._index(language).get(wanted)
        return self._file(self._root / language / f"{name}.au") if name else b""

    def _others(self, language: str) -> Iterator[str]:
        return (path.parent.name for path in sorted(self._root.glob("*/index.json")) if path.parent.name != language)

    def _index(self, language: str) -> dict[str, str]:
        if language not in self._read:
            try:
                self._read[language] = json.loads((self._root / language / "index.json").read_bytes())
            except (OSError, ValueError):
                # Missing or damaged, it has no clips; the voice goes on without.
                self._read[language] = {}
        return self._read[language]

    @staticmethod
    def _file(path: Path) -> bytes:
        try:
            return from_file(path.read_bytes())
        except (OSError, ValueError):
            return b""  # an installation with a hole in it is silent there
