"""Who has the keyboard under X, and whether a window is covered: what Qt does not say of other programs' windows.

Without a window manager nobody gives the keyboard back when a window goes, and it would be lost on the root window.
libxcb is there wherever Qt's own driver for X is.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

from PySide6.QtCore import QSocketNotifier

REVERT_TO_PARENT = 2
POINTER_ROOT = 1
"""The lowest numbers are no windows: 0 nobody, 1 whatever is under the pointer."""
EVENT_MASK = 1 << 11
VISIBILITY_CHANGE = 1 << 16
VISIBILITY_NOTIFY = 15
UNOBSCURED = 0


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _Focus(ctypes.Structure):
    _fields_ = (
        ("response_type", ctypes.c_uint8),
        ("revert_to", ctypes.c_uint8),
        ("sequence", ctypes.c_uint16),
        ("length", ctypes.c_uint32),
        ("focus", ctypes.c_uint32),
    )


class _Visibility(ctypes.Structure):
    _fields_ = (
        ("response_type", ctypes.c_uint8),
        ("pad", ctypes.c_uint8),
        ("sequence", ctypes.c_uint16),
        ("window", ctypes.c_uint32),
        ("state", ctypes.c_uint8),
    )


class XFocus:
    """A connection of its own to the X server, in the GUI thread."""

    def __init__(self) -> None:
        """OSError where there is none."""
        self._xcb = xcb = ctypes.CDLL("libxcb.so.1")
        self._free = ctypes.CDLL(None).free
        self._free.argtypes = (ctypes.c_void_p,)
        xcb.xcb_connect.restype = ctypes.c_void_p
        xcb.xcb_connect.argtypes = (ctypes.c_char_p, ctypes.c_void_p)
        for name in ("xcb_connection_has_error", "xcb_flush", "xcb_get_file_descriptor", "xcb_disconnect"):
            getattr(xcb, name).argtypes = (ctypes.c_void_p,)
        xcb.xcb_get_input_focus.argtypes = (ctypes.c_void_p,)
        xcb.xcb_get_input_focus.restype = _Cookie
        xcb.xcb_get_input_focus_reply.argtypes = (ctypes.c_void_p, _Cookie, ctypes.c_void_p)
        xcb.xcb_get_input_focus_reply.restype = ctypes.POINTER(_Focus)
        xcb.xcb_set_input_focus.argtypes = (ctypes.c_void_p, ctypes.c_uint8, ctypes.c_uint32, ctypes.c_uint32)
        xcb.xcb_set_input_focus.restype = _Cookie
        xcb.xcb_change_window_attributes.argtypes = (
            ctypes.c_void_p,
            ctypes.c_uint32,
            ctypes.c_uint32,
            ctypes.POINTER(ctypes.c_uint32),
        )
        xcb.xcb_change_window_attributes.restype = _Cookie
        xcb.xcb_poll_for_event.argtypes = (ctypes.c_void_p,)
        xcb.xcb_poll_for_event.restype = ctypes.POINTER(_Visibility)
        self._server = ctypes.c_void_p(xcb.xcb_connect(None, None))
        if xcb.xcb_connection_has_error(self._server):
            xcb.xcb_disconnect(self._server)
            raise OSError("the X server lets nobody in")
        self._noted: int | None = None
        self._watched = 0
        self._covered: Callable[[], None] = lambda: None
        self._notifier = QSocketNotifier(xcb.xcb_get_file_descriptor(self._server), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._read)

    @classmethod
    def of(cls, platform: str) -> XFocus | None:
        """The one for Qt's platform of that name; None where it is not X, or cannot be asked."""
        if platform != "xcb":
            return None
        try:
            return cls()
        except OSError:
            return None

    def note(self) -> None:
        """Remember who has the keyboard now."""
        self._noted = self._focused()

    def give_back(self, ours: int) -> None:
        """The keyboard to whom it was noted of, if it is `ours` now or nobody's. One that is gone does not get it."""
        noted, self._noted = self._noted, None
        if noted is not None and self._focused() in (ours, 0):
            self._xcb.xcb_set_input_focus(self._server, REVERT_TO_PARENT, noted, 0)
            self._xcb.xcb_flush(self._server)

    def watch(self, window: int, covered: Callable[[], None]) -> None:
        """Call `covered` whenever that window, while it is there, is no longer wholly to be seen."""
        self._covered = covered
        if window != self._watched:
            self._watched = window
            mask = (ctypes.c_uint32 * 1)(VISIBILITY_CHANGE)
            self._xcb.xcb_change_window_attributes(self._server, window, EVENT_MASK, mask)
            self._xcb.xcb_flush(self._server)

    def close(self) -> None:
        """Leave the server."""
        self._notifier.setEnabled(False)
        self._xcb.xcb_disconnect(self._server)

    def _focused(self) -> int:
        answer = self._xcb.xcb_get_input_focus_reply(self._server, self._xcb.xcb_get_input_focus(self._server), None)
        if not answer:
            return 0
        found = int(answer.contents.focus)
        self._free(answer)
        # The events that came with the answer make no noise at the socket any more.
        self._read()
        return found

    def _read(self) -> None:
        while event := self._xcb.xcb_poll_for_event(self._server):
            # The highest bit says that another program sent it.
            kind, state = event.contents.response_type & 0x7F, event.contents.state
            self._free(event)
            if kind == VISIBILITY_NOTIFY and state != UNOBSCURED:
                self._covered()
        if self._xcb.xcb_connection_has_error(self._server):
            # The server has gone; Qt says so.
            self._notifier.setEnabled(False)
