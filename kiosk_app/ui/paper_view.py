"""A receipt as it stands on paper: the hall, the moment, the item, the number. Never a level, never a name."""

from __future__ import annotations

from device_drivers.sheet import Sheet
from kiosk_app.core.messages import PrintReceipt
from kiosk_app.ui.session_view import day
from kiosk_app.ui.texts import Texts
from kiosk_app.ui.view import plain


def sheet_of(command: PrintReceipt, hall: str, at: str, texts: Texts) -> Sheet:
    """The sheet in the session's language. `at`: the moment of the tap in words, "" where no clock knew it."""

    def text(key: str, **gaps: object) -> str:
        return texts.text(key, command.language).format(**gaps)

    lines = [text("paper.title")] if hall else []
    lines += [text("paper.time", time=at)] if at else []
    lines += [text("paper.task", task=plain(command.task))] if command.task else []
    foot = text("thanks.promise", date=day(command.promise, text)).split("\n") if command.promise else []
    title = plain(hall) or text("paper.title")
    return Sheet(title, tuple(lines), plain(command.receipt), (text("paper.hint"), *foot))
