"""What a keyboard that types means by its keys (pure), as on a US one: that is how scanners and readers come."""

from __future__ import annotations

from device_drivers.scans import SPOILT

# From linux/input-event-codes.h: the place of a key in each row is its code.
_ROWS = {
    2: ("1234567890-=", "!@#$%^&*()_+"),
    16: ("qwertyuiop[]", "QWERTYUIOP{}"),
    30: ("asdfghjkl;'`", 'ASDFGHJKL:"~'),
    43: ("\\zxcvbnm,./", "|ZXCVBNM<>?"),
    57: (" ", " "),
    71: ("789-456+1230.", "789-456+1230."),  # the number block
    55: ("*", "*"),
    98: ("/", "/"),
}
PLAIN = {first + place: sign for first, (plain, _) in _ROWS.items() for place, sign in enumerate(plain)}
SHIFTED = {first + place: sign for first, (_, shifted) in _ROWS.items() for place, sign in enumerate(shifted)}
ENTER = frozenset({28, 96})
SHIFT = frozenset({42, 54})
OTHERS = frozenset({29, 97, 56, 100, 125, 126})  # Ctrl, Alt, Meta: what they make of a key is no text
CAPS = 58


class UsKeys:
    """Keys that go down and up, as bytes: a character, a line end, nothing."""

    def __init__(self) -> None:
        self._held: set[int] = set()
        self._caps = False

    def lost(self) -> bytes:
        """Keys went missing: the text is none, and nobody knows any more what is held."""
        self._held.clear()
        return SPOILT

    def down(self, code: int) -> bytes:
        """What this key types."""
        if code in SHIFT | OTHERS:
            self._held.add(code)
            return b""
        if code == CAPS:
            self._caps = not self._caps
            return b""
        if self._held & OTHERS:
            return b""
        if code in ENTER:
            return b"\r"
        shifted = bool(self._held & SHIFT)
        if self._caps and PLAIN.get(code, "").isalpha():
            shifted = not shifted
        return (SHIFTED if shifted else PLAIN).get(code, "").encode()

    def up(self, code: int) -> None:
        """It was let go."""
        self._held.discard(code)

    def counts(self, code: int) -> bool:
        """Whether a key that is held for ever is worth a remark: Shift may be."""
        return code not in SHIFT | OTHERS | {CAPS}
