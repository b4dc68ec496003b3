"""The field: real keys, and what it refuses of the clipboard, the middle button and everything that is no text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QClipboard, QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtQml import QQmlComponent
from PySide6.QtQuick import QQuickItem, QQuickView
from PySide6.QtTest import QTest

from kiosk_app.ui.assets import QML

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
STRANGE = "13900000000\tstrange words"


@pytest.fixture
def make_field(qapp: QGuiApplication) -> Iterator[Callable[..., Any]]:
    made: list[QQuickView] = []

    def make(**properties: Any) -> Any:
        view = QQuickView()
        made.append(view)
        component = QQmlComponent(view.engine(), QUrl.fromLocalFile(str(QML / "Field.qml")), view)
        item = component.createWithInitialProperties({"name": "words", "width": 400, "height": 200, **properties})
        assert isinstance(item, QQuickItem), component.errorString()
        item.setParent(view)
        item.setParentItem(view.contentItem())
        view.resize(400, 200)
        view.show()
        view.requestActivate()
        assert QTest.qWaitForWindowActive(view)
        item.begin("")
        return item

    yield make
    for view in made:
        view.close()
        view.deleteLater()
    QGuiApplication.clipboard().clear()


def edit(field: QQuickItem) -> QQuickItem:
    found = field.window().activeFocusItem()
    assert found.inherits("QQuickTextEdit")
    return found


def typed(field: Any, text: str) -> str:
    for sign in text:
        QTest.keyClick(field.window(), sign)
    return str(field.property("text"))


def committed(field: Any, text: str) -> str:
    """As an input method, or a program that says it is one, puts it in."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QGuiApplication.sendEvent(edit(field), event)
    return str(field.property("text"))


def test_it_is_typed_into_up_to_its_limit(make_field: Callable[..., Any]) -> None:
    field = make_field(limit=5)
    assert typed(field, "abcdefg") == "abcde"
    assert field.property("count") == 5
    QTest.keyClick(field.window(), Qt.Key.Key_Home)
    assert typed(field, "x") == "abcde"
    QTest.keyClick(field.window(), Qt.Key.Key_Delete)
    assert typed(field, "x") == "xbcde"
    assert edit(field).property("cursorPosition") == 1


def test_characters_are_counted_as_the_centre_does(make_field: Callable[..., Any]) -> None:
    field = make_field(limit=3)
    assert committed(field, "𬱖💣好不") == "𬱖💣好"
    assert field.property("count") == 3


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (Qt.Key.Key_V, CTRL),
        (Qt.Key.Key_V, CTRL | SHIFT),
        (Qt.Key.Key_Insert, SHIFT),
        (Qt.Key.Key_Insert, CTRL | SHIFT),
        (Qt.Key.Key_Paste, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F18, Qt.KeyboardModifier.NoModifier),
    ],
)
def test_no_key_pastes(make_field: Callable[..., Any], key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    QGuiApplication.clipboard().setText(STRANGE)
    field = make_field(lines=True)
    for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
        # As the window system sends it; QTest knows no media keys.
        QGuiApplication.sendEvent(field.window(), QKeyEvent(kind, key, modifiers))
    assert field.property("text") == ""


def test_no_button_pastes(make_field: Callable[..., Any]) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(STRANGE)
    if clipboard.supportsSelection():
        clipboard.setText(STRANGE, QClipboard.Mode.Selection)
    field = make_field(lines=True)
    for button in (Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton):
        QTest.mouseClick(field.window(), button, pos=QPoint(50, 50))
        assert field.property("text") == ""


def test_nothing_is_left_on_the_clipboard(make_field: Callable[..., Any]) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("before")
    field = make_field()
    typed(field, "secret")
    QTest.mouseDClick(field.window(), Qt.MouseButton.LeftButton, pos=QPoint(20, 100))
    assert edit(field).property("selectedText") == ""
    QTest.keyClick(field.window(), Qt.Key.Key_End)
    for _ in range(3):
        QTest.keyClick(field.window(), Qt.Key.Key_Left, SHIFT)
    assert edit(field).property("selectedText") == "ret"
    for key in (Qt.Key.Key_C, Qt.Key.Key_X, Qt.Key.Key_Insert):
        QTest.keyClick(field.window(), key, CTRL)
    QTest.keyClick(field.window(), Qt.Key.Key_Delete, SHIFT)
    assert clipboard.text() == "before"


def test_what_was_deleted_does_not_come_back(make_field: Callable[..., Any]) -> None:
    field = make_field()
    typed(field, "ab")
    QTest.keyClick(field.window(), Qt.Key.Key_Backspace)
    QTest.keyClick(field.window(), Qt.Key.Key_Z, CTRL)
    assert field.property("text") == "a"


@pytest.mark.parametrize(("lines", "text"), [(True, "a\nb"), (False, "ab")])
def test_a_line_feed_only_where_there_are_lines(make_field: Callable[..., Any], lines: bool, text: str) -> None:
    field = make_field(lines=lines)
    typed(field, "a")
    QTest.keyClick(field.window(), Qt.Key.Key_Return)
    assert typed(field, "b") == text


def test_a_tab_is_no_sign(make_field: Callable[..., Any]) -> None:
    field = make_field()
    typed(field, "a")
    QTest.keyClick(field.window(), Qt.Key.Key_Tab)
    QTest.keyClick(field.window(), Qt.Key.Key_Backtab, SHIFT)
    assert field.property("text") == "a"


def test_digits_only(make_field: Callable[..., Any]) -> None:
    field = make_field(digits=True, limit=11)
    assert typed(field, "+86x138-001 38000999") == "86138001380"


def test_it_asks_that_nothing_be_learnt(make_field: Callable[..., Any]) -> None:
    for digits in (False, True):
        hints = edit(make_field(digits=digits)).property("inputMethodHints")
        assert Qt.InputMethodHint.ImhSensitiveData in Qt.InputMethodHint(hints)


def test_begin_takes_no_more_than_it_may(make_field: Callable[..., Any]) -> None:
    field = make_field(limit=4)
    field.begin("一二\x00三四五六")
    assert field.property("text") == "一二三四"
    assert edit(field).property("cursorPosition") == 4
    assert field.written() == "一二三四"
