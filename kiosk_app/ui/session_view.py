"""The scenes of a session as plain values for the QML; the rest of `view.py`. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from kiosk_app.core.case import Printing
from kiosk_app.core.model import Level
from kiosk_app.core.scene import (
    SCENE_NAMES,
    Choice,
    ContactScene,
    DutyScene,
    IndicatorsScene,
    LapsedScene,
    RatingScene,
    Reason,
    Scene,
    TextScene,
    ThanksScene,
)
from kiosk_app.ui.view import View, plain

# A consent is a paragraph; the pages read in the field have some two hundred characters.
LONGEST_CONSENT = 600
# What the keys that write nothing by themselves are called.
KEYS = ("erase", "shift", "space", "separate", "signs", "letters", "pinyin", "latin", "more", "back")


def session_view(scene: Scene, text: Callable[..., str]) -> tuple[str, View]:
    """The scene's name and what is its own; TypeError for a resting scene."""
    own: dict[str, Any]
    match scene:
        case RatingScene(choices=choices, task=task, chosen=chosen):
            own = {
                "question": text("rating.question"),
                "task": text("rating.task", task=plain(task)) if plain(task) else "",
                "decline": text("rating.decline"),
                "choices": [_choice(choice) for choice in choices],
                "chosen": chosen.value if chosen else "",
            }
        case IndicatorsScene(choice=choice, reasons=reasons, expected=expected, undo=undo, has_text=has_text):
            answered = has_text or any(reason.chosen for reason in reasons)
            own = {
                "choice": _choice(choice),
                "title": text("indicators.expected" if expected else "indicators.title"),
                # Main ones first, whatever order the form has: “more” only ever adds.
                "reasons": [_reason(reason) for reason in sorted(reasons, key=lambda reason: reason.more)],
                "more": text("indicators.more"),
                "back": text("indicators.back"),
                "write": text("write.again" if has_text else "write"),
                "writeWord": text("write"),
                "contactWord": text("contact"),
                "dutyWord": text("duty"),
                "hasText": has_text,
                "submit": text("submit" if answered else "skip"),
                "undo": text("undo") if undo else "",
                "contact": text("contact.again" if scene.has_contact else "contact") if scene.contact else "",
                "hasContact": scene.has_contact,
                "duty": text("duty.called" if scene.duty_called else "duty") if scene.duty else "",
                "dutyCalled": scene.duty_called,
            }
        case TextScene(choice=choice, text=written, limit=limit, undo=undo):
            own = {
                "choice": _choice(choice),
                "title": text("text.title"),
                "hint": text("text.hint"),
                "text": written,
                "limit": limit,
                # Python's braces are done here, the count is the QML's: it changes with every key.
                "counted": text("text.limit", count="%1", limit=limit),
                "keyboard": _keyboard(text),
                "back": text("text.back"),
                "submit": text("submit"),
                "undo": text("undo") if undo else "",
            }
        case ContactScene(choice=choice, undo=undo):
            own = {
                "choice": _choice(choice),
                "title": text("contact.title"),
                "intro": text("contact.intro"),
                "advice": text("contact.advice"),
                "nameLabel": text("contact.name"),
                "mobileLabel": text("contact.mobile"),
                "consent": plain(scene.consent, LONGEST_CONSENT),
                "agree": text("contact.agree"),
                "namedLabel": text("contact.named"),
                "contactName": scene.name,
                "mobile": scene.mobile,
                "agreed": scene.agreed,
                "named": scene.named,
                "keyboard": _keyboard(text),
                "next": text("contact.next"),
                "previous": text("contact.previous"),
                "page": text("contact.page", page="%1", pages="%2"),
                # With the agreement what stands here is kept; without, the page is only left.
                "done": text("contact.done"),
                "back": text("text.back"),
                "undo": text("undo") if undo else "",
            }
        case DutyScene(choice=choice, called=called, undo=undo):
            own = {
                "choice": _choice(choice),
                "title": text("duty.comes" if called else "duty.title"),
                "text": text("duty.comes.text" if called else "duty.text"),
                "called": called,
                "call": text("duty.call"),
                "back": text("text.back"),
                "undo": text("undo") if undo else "",
            }
        case ThanksScene(undo=undo, receipt=receipt):
            own = {
                "printing": scene.printing.value,
                "print": text(f"print.{scene.printing.value}") if scene.printing is not Printing.NONE else "",
                "title": text("thanks.title"),
                "text": text("thanks.text"),
                "undo": text("undo") if undo else "",
                "receipt": plain(receipt),
                "receiptLabel": text("thanks.receipt") if receipt else "",
                "receiptHint": text("thanks.receipt.hint") if receipt else "",
                "promise": _promise(scene, text),
            }
        case LapsedScene():
            own = {"title": text("lapsed.title"), "text": text("lapsed.text")}
        case _:
            raise TypeError(f"{type(scene).__name__} is no scene of a session")
    return SCENE_NAMES[type(scene)], own


def _promise(scene: ThanksScene, text: Callable[..., str]) -> str:
    if scene.promise is not None:
        return text("thanks.promise", date=day(scene.promise, text))
    return promise_within(scene.within, text)


def promise_within(days: int, text: Callable[..., str]) -> str:
    """Within how many working days low ratings are answered; "" where nothing is promised."""
    return text("thanks.promise.day" if days == 1 else "thanks.promise.days", days=days) if days else ""


def day(when: date, text: Callable[..., str]) -> str:
    """A day with its weekday, in the scene's language."""
    return text("date", month=text(f"month.{when.month}"), day=when.day, weekday=text(f"weekday.{when.isoweekday()}"))


def _keyboard(text: Callable[..., str]) -> View:
    return {key: text(f"keyboard.{key}") for key in KEYS}


def _choice(choice: Choice) -> View:
    return {"level": choice.level.value, "name": plain(choice.name) or _bare(choice.level)}


def _bare(level: Level) -> str:
    """A face is never without a word, even where a form forgot it."""
    return level.value.replace("_", " ")


def _reason(reason: Reason) -> View:
    return {"code": reason.code, "name": plain(reason.name), "chosen": reason.chosen, "more": reason.more}
