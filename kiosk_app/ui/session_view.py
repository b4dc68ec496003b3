"""The scenes of a session as plain values for the QML; the rest of `view.py`. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk_app.core.model import Level
from kiosk_app.core.scene import (
    SCENE_NAMES,
    Choice,
    IndicatorsScene,
    RatingScene,
    Reason,
    Scene,
    TextScene,
    ThanksScene,
)
from kiosk_app.ui.view import View, plain


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
                "submit": text("submit" if answered else "skip"),
                "undo": text("undo") if undo else "",
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
                "back": text("text.back"),
                "submit": text("submit"),
                "undo": text("undo") if undo else "",
            }
        case ThanksScene(undo=undo):
            own = {"title": text("thanks.title"), "text": text("thanks.text"), "undo": text("undo") if undo else ""}
        case _:
            raise TypeError(f"{type(scene).__name__} is no scene of a session")
    return SCENE_NAMES[type(scene)], own


def _choice(choice: Choice) -> View:
    return {"level": choice.level.value, "name": plain(choice.name) or _bare(choice.level)}


def _bare(level: Level) -> str:
    """A face is never without a word, even where a form forgot it."""
    return level.value.replace("_", " ")


def _reason(reason: Reason) -> View:
    return {"code": reason.code, "name": plain(reason.name), "chosen": reason.chosen, "more": reason.more}
