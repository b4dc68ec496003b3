"""The technician's scenes as plain values for the QML; the rest of `view.py`. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk_app.core.scene import SCENE_NAMES, DoorScene, Scene, TechnicianPadScene, TechnicianScene
from kiosk_app.core.technician import Door, Lesson, PadReport, Report
from kiosk_app.ui.view import View, plain

# Reasons of faults are sentences, with the remedy in them.
LONGEST_LINE = 300
# The best level first, as everywhere.
LEVELS = ("very_satisfied", "satisfied", "fairly_satisfied", "dissatisfied", "very_dissatisfied")

Text = Callable[..., str]


def technician_view(scene: Scene, text: Text) -> tuple[str, View]:
    """The scene's name and what is its own; TypeError for any but the technician's."""
    own: dict[str, Any]
    match scene:
        case DoorScene(door=door):
            own = _door(door, text)
        case TechnicianScene(report=report, clean=clean):
            own = {
                "title": text("technician.title"),
                "facts": _facts(report, text) if report else [],
                "problems": [plain(line, LONGEST_LINE) for line in report.problems] if report else [],
                "problemsTitle": text("technician.problems"),
                "well": text("technician.well" if report else "technician.wait"),
                "pads": text("technician.pads"),
                "clean": text("technician.clean") if clean else "",
                "leave": text("technician.leave"),
            }
        case TechnicianPadScene(pad=pad, place=place, count=count):
            lesson = pad.lesson if pad else None
            own = {
                "title": text("pad.title", place=place + 1, count=count) if pad else text("pad.none"),
                "facts": _pad_facts(pad, text) if pad else [],
                "keysTitle": text("pad.learnt" if pad.learnt else "pad.keys") if pad else "",
                "levels": _levels(pad, lesson, text) if pad else [],
                "asking": lesson is not None and lesson.asked is not None,
                "ask": _ask(lesson, text) if lesson else "",
                "note": _note(lesson, text) if lesson else "",
                "learn": text("pad.learn") if pad else "",
                "forget": text("pad.forget") if pad and pad.learnt else "",
                "next": text("pad.next") if count > 1 else "",
                "skip": text("pad.skip"),
                "stop": text("pad.stop"),
                "back": text("pad.back"),
            }
        case _:
            raise TypeError(f"{type(scene).__name__} is no technician's scene")
    return SCENE_NAMES[type(scene)], own


def _door(door: Door, text: Text) -> View:
    shut = door.shut_until is not None
    said = "door.wrong" if door.wrong else "door.text"
    return {
        "title": text("door.title"),
        "text": text(said if door.has_pin else "door.none"),
        "open": door.has_pin and not shut,
        # The QML puts the seconds in.
        "wait": text("door.shut", seconds="%1") if shut else "",
        "enter": text("door.enter"),
        "clear": text("door.clear"),
        "back": text("door.back"),
    }


def _fact(label: str, value: str) -> View:
    return {"label": label, "value": plain(value, LONGEST_LINE)}


def _facts(report: Report, text: Text) -> list[View]:
    queue = text("technician.counts", unsent=report.unsent, parked=report.parked, held=report.held)
    facts = [
        _fact(text("technician.line"), text(f"line.{report.line}")),
        _fact(text("technician.queue"), queue),
    ]
    if report.oldest_seconds is not None:
        minutes = int(report.oldest_seconds // 60)
        age = text("technician.age", hours=minutes // 60, minutes=minutes % 60)
        facts.append(_fact(text("technician.oldest"), age))
    facts += [
        _fact(text("technician.pad"), f"{pad.profile} · {text(f'padstate.{pad.state}')}") for pad in report.pads
    ] or [_fact(text("technician.pad"), text("pad.none"))]
    facts += [
        _fact(text("technician.counter"), report.counter or "—"),
        _fact(text("technician.clock"), report.time),
        _fact(text("technician.trust"), text(f"trust.{report.clock}")),
        _fact(text("technician.device"), report.device_id or "—"),
        _fact(text("technician.version"), report.version),
    ]
    return facts


def _pad_facts(pad: PadReport, text: Text) -> list[View]:
    last = " · ".join(part for part in (pad.last_key, pad.last_bytes) if part)
    # What changes comes first: on a small screen a long reason pushes out what everybody knows.
    return [
        _fact(text("pad.state"), text(f"padstate.{pad.state}")),
        _fact(text("pad.reason"), pad.reason),
        _fact(text("pad.last"), last or "—"),
        _fact(text("pad.heard"), text("pad.counts", bytes=pad.bytes_heard, keys=pad.keys_heard)),
        _fact(text("pad.profile"), pad.profile),
        _fact(text("pad.port"), pad.port),
    ]


def _levels(pad: PadReport, lesson: Lesson | None, text: Text) -> list[View]:
    """Each level with its keys: in a lesson those learnt so far."""
    asked = lesson.asked if lesson else None
    shown = lesson.keys if lesson and asked else pad.keys
    return [
        {
            "name": text(f"level.{level}"),
            "keys": plain(", ".join(key for key, meant in shown if meant.value == level)) or "—",
            "asked": asked is not None and asked.value == level,
        }
        for level in LEVELS
    ]


def _ask(lesson: Lesson, text: Text) -> str:
    if lesson.asked is None:
        return text("pad.kept" if lesson.kept else "pad.unchanged")
    level = text(f"level.{lesson.asked.value}")
    return text("pad.again" if lesson.again else "pad.ask", level=level)


def _note(lesson: Lesson, text: Text) -> str:
    if lesson.fault:
        return plain(lesson.fault, LONGEST_LINE)
    if lesson.came is None:
        return ""
    meant = text(f"level.{lesson.meant.value}") if lesson.meant else ""
    return text(f"came.{lesson.came.value}", name=plain(lesson.key), level=meant)
