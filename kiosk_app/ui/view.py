"""A scene as plain values for the QML: every text resolved, every foreign string made harmless to lay out. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from kiosk_app.core.resting import (
    RESTING_NAMES,
    CleaningScene,
    ClerkCard,
    Frame,
    IdleScene,
    OutOfServiceScene,
    PausedScene,
    SetupScene,
    WelcomeScene,
)
from kiosk_app.ui.texts import FIRST, Texts

if TYPE_CHECKING:
    from kiosk_app.core.board import Poster, Published
    from kiosk_app.core.scene import Scene

View = dict[str, Any]
Photo = Callable[[bytes], str]
"""Gives a picture's address for the QML, or "" for bytes that are no picture."""

# The longest names in use have some 40 characters (handling items); beyond this nobody reads on.
LONGEST = 120
STARS = 5


def plain(text: str, longest: int = LONGEST) -> str:
    """One printable line of at most `longest` characters: no controls, no direction overrides that leak."""
    if text.isprintable():  # nearly always; no control, format or surrogate sign is
        return " ".join(text.split())[:longest]
    shown = "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp", "Cs") else sign for sign in text)
    return " ".join(shown.split())[:longest]


def view(scene: Scene, texts: Texts, photo: Photo) -> View:
    """The scene as the QML draws it: a mapping of strings, numbers, booleans, lists and mappings."""

    def text(key: str, **values: object) -> str:
        return texts.text(key, scene.frame.language).format(**values)

    def also(key: str) -> str:
        return texts.text(key, _other(scene.frame, texts))

    if type(scene) not in RESTING_NAMES:
        from kiosk_app.core.scene import HALL_NAMES, TECHNICIANS  # the first frame is of a resting scene

        if isinstance(scene, TECHNICIANS):
            from kiosk_app.ui.technician_view import technician_view as other_view
        elif type(scene) in HALL_NAMES:
            from kiosk_app.ui.hall_view import hall_view as other_view
        else:
            from kiosk_app.ui.session_view import session_view as other_view
        name, own = other_view(scene, text)
        return _frame(scene.frame, name, texts) | own
    base = _frame(scene.frame, RESTING_NAMES[type(scene)], texts)
    match scene:
        case SetupScene():
            keys = ("title", "intro", "enrol", "check", "after")
            own = {key: text(f"setup.{key}") for key in keys}
            own |= {f"{key}Also": also(f"setup.{key}") for key in keys}
        case OutOfServiceScene():
            own = {key: text(f"out_of_service.{key}") for key in ("title", "text")}
            own |= {f"{key}Also": also(f"out_of_service.{key}") for key in ("title", "text")}
        case PausedScene(clerk=clerk):
            reason = "paused.break" if clerk else "paused.text"
            own = {"title": text("paused.title"), "titleAlso": also("paused.title")}
            own |= {"text": text(reason), "textAlso": also(reason), "clerk": _clerk(clerk, text, photo)}
        case CleaningScene():
            own = {key: text(f"cleaning.{key}") for key in ("title", "text")}
            own |= {f"{key}Also": also(f"cleaning.{key}") for key in ("title", "text")}
        case IdleScene(clerk=clerk, phone=phone, posters=posters, published=published):
            own = {"invite": text("idle.invite"), "inviteAlso": also("idle.invite")}
            own |= {"welcome": text("idle.welcome"), "clerk": _clerk(clerk, text, photo)}
            own |= {"phone": phone, "phoneText": text("idle.phone") if phone else ""}
            own |= {"posters": posters_view(posters), "published": published_view(published, text)}
        case WelcomeScene(targets=targets, posters=posters, published=published):
            choices = ("find", "targets", "receipt") if targets else ("find", "receipt")
            own = {"title": text("welcome.title"), "titleAlso": also("welcome.title")}
            own |= {
                "choices": [
                    {"deed": deed, "name": text(f"welcome.{deed}"), "hint": text(f"welcome.{deed}.hint")}
                    for deed in choices
                ]
            }
            own |= {"posters": posters_view(posters), "published": published_view(published, text)}
    return base | own


def _frame(frame: Frame, name: str, texts: Texts) -> View:
    tags = [tag for tag in frame.languages if texts.has(tag)]
    return {
        "name": name,
        "token": frame.token,
        "large": frame.large,
        "low": frame.low,
        "contrast": frame.contrast,
        "guide": frame.guide,
        # What each switch says; `on`: it is in force, and the next tap takes it back.
        "aids": [
            {"aid": aid, "name": texts.text(f"aid.{aid}", frame.language), "on": on}
            for aid, on in (
                ("large", frame.large),
                ("low", frame.low),
                ("contrast", frame.contrast),
                ("guide", frame.guide),
            )
        ],
        "offline": texts.text("offline", frame.language) if frame.offline else "",
        "span": frame.span,
        "finish": texts.text("finish", frame.language) if frame.finish else "",
        # Its place is kept where nobody is there yet.
        "finishWord": texts.text("finish", frame.language),
        # The QML puts the seconds in: they change without another scene.
        "countdown": texts.text("countdown", frame.language).format(seconds="%1"),
        "language": frame.language,
        # The one shown needs no button.
        "languages": [{"tag": tag, "name": texts.text("language", tag)} for tag in tags if tag != frame.language],
        "hall": plain(frame.hall),
        "window": plain(frame.window),
    }


def _other(frame: Frame, texts: Texts) -> str:
    """The second language of a scene that nobody can switch."""
    return next((tag for tag in frame.languages if tag != frame.language and texts.has(tag)), FIRST)


def posters_view(posters: Iterable[Poster]) -> list[View]:
    """The hall's notices as the carousel takes them."""
    return [{"path": poster.path, "seconds": poster.seconds, "name": plain(poster.name)} for poster in posters]


def published_view(published: Published | None, text: Callable[..., str]) -> View | None:
    """A month's results as the chart takes them; None where there are none."""
    if published is None:
        return None
    most = max((tally.count for tally in published.tallies), default=0)
    total = sum(tally.count for tally in published.tallies)
    return {
        "title": text("published.title", period=_month(published.period, text)),
        "unit": plain(published.unit),
        "total": text("published.total", total=total),
        "tallies": [
            {
                "level": tally.level,
                "name": plain(tally.name),
                "count": tally.count,
                # Bars are measured by the longest one.
                "share": tally.count / most if most else 0.0,
                "percent": f"{100 * tally.count / total:.1f}%" if total else "",
            }
            for tally in published.tallies
        ],
    }


def _month(period: str, text: Callable[..., str]) -> str:
    """The month of "2026-10" in words; what has another form stays as it is."""
    year, _, month = period.partition("-")
    if len(year) == 4 and year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12:
        return text("period", year=year, month=text(f"month.{int(month)}"))
    return plain(period)


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
