"""From bytes to texts (pure): what a code scanner or a card reader sends, one text a line.

A text ends with CR, LF, CRLF, ETX, or with a pause: many a scanner comes from its box with no line end set. What stands
around it is taken off: STX, the AIM identifier that names the kind of code (`]C0`, `]Q3`), control characters such as
GS1's separators, and the prefix and suffix of this machine's settings.
"""

from __future__ import annotations

import re

LONGEST = 200  # bytes: a case's number has fifty characters; what is longer is an advertisement
GAP = 0.2  # s: a keyboard that types has up to 50 ms between its characters, a line a few
SPOILT = b"\x18"  # CAN: something of this text was lost, so all of it is
_STX, _ENDS, _CAN = 0x02, frozenset(b"\r\n\x03"), 0x18
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Scans:
    """Bytes in, whole texts out; `noise` counts the bytes that belonged to none."""

    def __init__(self, prefix: str = "", suffix: str = "") -> None:
        self.noise = 0
        self._prefix = prefix
        self._suffix = suffix
        self._half = bytearray()
        self._spoilt = False  # until the end of this text nothing counts
        self._last = 0.0  # when its last byte came

    def feed(self, data: bytes, now: float) -> list[str]:
        """The texts that were ended by these bytes, read at `now`, or by the pause before them."""
        texts = self.expire(now)
        for byte in data:
            if byte in _ENDS:
                texts += self._end()
            elif byte == _STX:  # whatever came before it was no text
                self.noise += len(self._half)
                self._half.clear()
                self._spoilt = False
            elif byte == _CAN:
                self._spoilt = True
            elif self._spoilt:
                self.noise += 1
            elif len(self._half) >= LONGEST:
                self._spoilt = True
                self.noise += 1
            else:
                self._half.append(byte)
        if data:
            self._last = now
        return texts

    def expire(self, now: float) -> list[str]:
        """The text that a pause has ended."""
        due = self.deadline()
        return self._end() if due is not None and now >= due else []

    def deadline(self) -> float | None:
        """When a pause ends what has come so far; None when nothing has."""
        return self._last + GAP if self._half or self._spoilt else None

    def reset(self) -> None:
        """The port was opened anew: half a text is none."""
        self.noise += len(self._half)
        self._half.clear()
        self._spoilt = False

    def _end(self) -> list[str]:
        whole, spoilt = bytes(self._half), self._spoilt
        self._half.clear()
        self._spoilt = False
        text = "" if spoilt else bare(_decoded(whole), self._prefix, self._suffix)
        if not text:
            self.noise += len(whole)
        return [text] if text else []


def bare(text: str, prefix: str = "", suffix: str = "") -> str:
    """The text without what scanners and readers put around it."""
    text = _CONTROL.sub("", text).strip()
    if aim := _AIM.match(text):
        text = text[aim.end() :]
    return text.removeprefix(prefix).removesuffix(suffix).strip()


def _decoded(data: bytes) -> str:
    """UTF-8, else as Chinese scanners send Chinese; "" for neither."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""
