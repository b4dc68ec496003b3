"""The pane in front of the glass: an event filter on the window that lets through what a person means.

Fingers are judged by `fingers.py`, keys by `keys.py`. Of a mouse only its left button is a finger. There is no wheel,
no pinch, no menu, no hovering, nothing to drag; nobody can do what has no button.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QEventPoint, QGuiApplication, QKeyEvent, QMouseEvent, QPointingDevice, QScreen, QTouchEvent
from PySide6.QtQuick import QQuickView

from kiosk_app.ui.bridge import Bridge
from kiosk_app.ui.fingers import LONGEST_SECONDS, Contact, Glass, Phase, Verdict, judged
from kiosk_app.ui.keys import STILL_SECONDS, Keys, stilled, struck

_Type = QEvent.Type
_TOUCHES = frozenset((_Type.TouchBegin, _Type.TouchUpdate, _Type.TouchEnd))
_MOUSE = frozenset((_Type.MouseButtonPress, _Type.MouseButtonRelease, _Type.MouseButtonDblClick, _Type.MouseMove))
_NEVER = frozenset(
    (
        _Type.Wheel,
        _Type.NativeGesture,
        _Type.ContextMenu,
        _Type.DragEnter,
        _Type.DragMove,
        _Type.Drop,
        _Type.TabletPress,
        _Type.TabletMove,
        _Type.TabletRelease,
    )
)
_PHASES = {QEventPoint.State.Pressed: Phase.DOWN, QEventPoint.State.Released: Phase.UP}
# A text field would claim them; nobody may be caught in one.
_LEADING_OUT = frozenset((Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape))
_MOVES = frozenset(
    (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
)
_MODIFIERS = frozenset((Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta))

# What a screen says of its size is believed if it is a screen's; many panels say nothing, some say centimetres.
LIKELY_DPI = (30.0, 400.0)
USUAL_DPI = 96.0
MM_PER_INCH = 25.4


def _dots_per_inch(screen: QScreen, panel_inches: float) -> float:
    """As the machine is configured, else as the screen says, else as usual."""
    if panel_inches > 0:
        size = screen.size()
        return math.hypot(size.width(), size.height()) / panel_inches
    dpi = screen.physicalDotsPerInch()
    return dpi if LIKELY_DPI[0] <= dpi <= LIKELY_DPI[1] else USUAL_DPI


def _lifted(point: QEventPoint) -> QEventPoint:
    return QEventPoint(point.id(), QEventPoint.State.Released, point.scenePosition(), point.globalPosition())


class Pane(QObject):
    """Lives in the GUI thread, in front of `view`, until it is taken off."""

    def __init__(
        self, view: QQuickView, bridge: Bridge, *, panel_inches: float = 0.0, now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self._view = view
        self._bridge = bridge
        self._now = now
        self._glass = Glass()
        self._lifting = False
        self._lying: list[QEventPoint] = []
        self._device: QPointingDevice | None = None
        self._clicked = 0.0
        self._click: QPointF | None = None
        self._moved = 0.0
        self._keys = Keys.STILL
        # Twice half the time: should the program be busy meanwhile, what was typed is taken in before the second half.
        self._still = QTimer(self, singleShot=True, interval=round(STILL_SECONDS * 500))
        self._still.timeout.connect(self._half)
        self._halves = 0
        self._mm = MM_PER_INCH / _dots_per_inch(view.screen(), panel_inches)
        view.installEventFilter(self)

    def take_off(self) -> None:
        """Judge no longer."""
        self._view.removeEventFilter(self)
        self._still.stop()

    def calm_for(self, seconds: float) -> bool:
        """Whether nothing lies on the glass, and nothing has for so long."""
        down = self._glass.down or QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        return not down and self._now() - self._moved >= seconds

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt for every event of the window; True: nobody else sees it."""
        kind = event.type()
        if kind in _TOUCHES and isinstance(event, QTouchEvent):
            return not self._lifting and self._touched(event)
        if kind in _MOUSE and isinstance(event, QMouseEvent):
            return self._moused(kind, event)
        if kind == _Type.TouchCancel:
            self._glass, self._lying = Glass(sized=self._glass.sized), []
        elif kind == _Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # A key of a keyboard; those of the keyboard on the glass are made by the program and are touches.
            if event.spontaneous() and not event.isAutoRepeat() and event.key() not in _MODIFIERS:
                self._struck(event.key())
            if event.key() in _LEADING_OUT:
                event.ignore()
                return True
        elif kind == _Type.Hide:
            self._gone()
        elif kind in _NEVER:
            event.accept()
            return True
        return False

    def _struck(self, key: int) -> None:
        self._keys = struck(self._keys, key in _MOVES)
        self._halves = 0
        self._still.start()
        item = self._view.activeFocusItem()
        typing = item is not None and (item.inherits("QQuickTextEdit") or item.inherits("QQuickTextInput"))
        if typing or self._keys is Keys.MOVES:
            self._bridge.handle(True)
        self._bridge.struck.emit(self._keys is Keys.BURST)

    def _half(self) -> None:
        self._halves += 1
        if self._halves == 1:
            self._still.start()
        else:
            self.stilled()

    def stilled(self) -> None:
        """No key has been pressed for a while: the one before counts if it stands alone."""
        self._still.stop()
        self._keys, counts = stilled(self._keys)
        if counts:
            self._bridge.handle(True)
            self._bridge.alone.emit()

    def _touched(self, event: QTouchEvent) -> bool:
        self._moved = self._now()
        mm = self._mm
        contacts, came = [], False
        for point in event.points():
            size = point.ellipseDiameters()
            size_mm = max(size.width(), size.height()) * mm
            phase = _PHASES.get(point.state(), Phase.THERE)
            came = came or phase is Phase.DOWN
            contacts.append(Contact(point.id(), phase, size_mm))
        under_way = self._glass.down
        self._device = event.pointingDevice()
        self._lying = [_lifted(point) for point in event.points() if point.state() != QEventPoint.State.Released]
        self._glass, verdict = judged(self._glass, contacts, self._now())
        if verdict is Verdict.COUNTS:
            if came:
                self._bridge.handle(False)
            return False
        if verdict is Verdict.CANCELS:
            self._lift(event, under_way)
        event.accept()  # else Qt makes a click of it
        return True

    def _lift(self, event: QTouchEvent, under_way: Collection[int]) -> None:
        """The presses under way end here and count for nothing. A TouchCancel would leave those stuck that slid off."""
        self._bridge.disturbed.emit()
        points = [_lifted(point) for point in event.points() if point.id() in under_way]
        if points:
            self._release(event.pointingDevice(), points)

    def _release(self, device: QPointingDevice, points: list[QEventPoint]) -> None:
        lifted = QTouchEvent(_Type.TouchEnd, device, Qt.KeyboardModifier.NoModifier, points)
        self._lifting = True
        QCoreApplication.sendEvent(self._view, lifted)
        self._lifting = False

    def _gone(self) -> None:
        """The window goes. What is down is lifted on somebody else's, and would hold this one when it comes again."""
        self._bridge.disturbed.emit()
        if self._device is not None and self._lying:
            self._release(self._device, self._lying)
            self._lying = []
            self._glass = Glass(sized=self._glass.sized)
        if self._click is not None:
            left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
            kind, free = _Type.MouseButtonRelease, Qt.KeyboardModifier.NoModifier
            QCoreApplication.sendEvent(self._view, QMouseEvent(kind, self._click, self._click, left, none, free))

    def _moused(self, kind: QEvent.Type, event: QMouseEvent) -> bool:
        if kind == _Type.MouseMove:
            return event.buttons() == Qt.MouseButton.NoButton
        self._moved = self._now()
        if event.button() != Qt.MouseButton.LeftButton:
            return True
        if kind == _Type.MouseButtonPress:
            self._clicked = self._now()
            self._click = event.position()
            self._bridge.handle(False)
        elif kind == _Type.MouseButtonRelease:
            self._click = None
            if self._now() - self._clicked > LONGEST_SECONDS:
                self._bridge.disturbed.emit()
        return False
