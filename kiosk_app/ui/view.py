"""A scene as plain values for the QML: every text resolved, every foreign string made harmless to lay out. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kiosk_app.core.scene import (
    SCENE_NAMES,
    Choice,
    ClerkCard,
    Frame,
    IdleScene,
    IndicatorsScene,
    OutOfServiceScene,
    PausedScene,
    RatingScene,
    Reason,
    Scene,
    SetupScene,
    TextScene,
    ThanksScene,
)
from kiosk_app.ui.texts import FIRST, Texts

if TYPE_CHECKING:
    from kiosk_app.core.model import Level

View = dict[str, Any]
Photo = Callable[[bytes], str]
"""Gives a picture's address for the QML, or "" for bytes that are no picture."""

# The longest names in use have some 40 characters (handling items); beyond this nobody reads on.
LONGEST = 120
STARS = 5


def plain(text: str) -> str:
    """One printable line of at most LONGEST characters: no controls, no direction overrides that leak."""
    shown = "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp", "Cs") else sign for sign in text)
    return " ".join(shown.split())[:LONGEST]


def view(scene: Scene, texts: Texts, photo: Photo) -> View:
    """The scene as the QML draws it: a mapping of strings, numbers, booleans, lists and mappings."""

    def text(key: str, **values: object) -> str:
        return texts.text(key, scene.frame.language).format(**values)

    def also(key: str) -> str:
        return texts.text(key, _other(scene.frame, texts))

    base = _frame(scene.frame, SCENE_NAMES[type(scene)], texts)
    match scene:
        case SetupScene():
            keys = ("title", "intro", "enrol", "check", "after")
            own: View = {key: text(f"setup.{key}") for key in keys}
            own |= {f"{key}Also": also(f"setup.{key}") for key in keys}
        case OutOfServiceScene():
            own = {key: text(f"out_of_service.{key}") for key in ("title", "text")}
            own |= {f"{key}Also": also(f"out_of_service.{key}") for key in ("title", "text")}
        case PausedScene(clerk=clerk):
            reason = "paused.break" if clerk else "paused.text"
            own = {"title": text("paused.title"), "titleAlso": also("paused.title")}
            own |= {"text": text(reason), "textAlso": also(reason), "clerk": _clerk(clerk, text, photo)}
        case IdleScene(clerk=clerk):
            own = {"invite": text("idle.invite"), "inviteAlso": also("idle.invite")}
            own |= {"welcome": text("idle.welcome"), "clerk": _clerk(clerk, text, photo)}
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
    return base | own


def _frame(frame: Frame, name: str, texts: Texts) -> View:
    tags = [tag for tag in frame.languages if texts.has(tag)]
    return {
        "name": name,
        "token": frame.token,
        "large": frame.large,
        "largeName": texts.text("normal" if frame.large else "larger", frame.language),
        # The one shown needs no button.
        "languages": [{"tag": tag, "name": texts.text("language", tag)} for tag in tags if tag != frame.language],
        "hall": plain(frame.hall),
        "window": plain(frame.window),
    }


def _other(frame: Frame, texts: Texts) -> str:
    """The second language of a scene that nobody can switch."""
    return next((tag for tag in frame.languages if tag != frame.language and texts.has(tag)), FIRST)


def _choice(choice: Choice) -> View:
    return {"level": choice.level.value, "name": plain(choice.name) or _bare(choice.level)}


def _bare(level: Level) -> str:
    """A face is never without a word, even where a form forgot it."""
    return level.value.replace("_", " ")


def _reason(reason: Reason) -> View:
    return {"code": reason.code, "name": plain(reason.name), "chosen": reason.chosen, "more": reason.more}


def _clerk(clerk: ClerkCard | None, text: Callable[..., str], photo: Photo) -> View | None:
    if clerk is None:
        return None
    name = plain(clerk.name)
    stars = None if clerk.stars is None else min(max(clerk.stars, 0), STARS)
    return {
        "name": name,
        "number": text("clerk.number", number=plain(clerk.staff_no)),
        "title": plain(clerk.title),
        "stars": "" if stars is None else "★" * stars + "☆" * (STARS - stars),
        "starsName": "" if stars is None else text("clerk.stars", stars=stars),
        "motto": plain(clerk.motto),
        "photo": photo(clerk.photo) if clerk.photo else "",
        "initial": name[:1],
    }
