"""A hall kiosk's scenes as plain values for the QML; the rest of `view.py`. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk_app.core.case import CaseRecord, CaseStep, ReceiptRecord
from kiosk_app.core.scene import (
    HALL_NAMES,
    CaseScene,
    FindScene,
    ReceiptAskScene,
    ReceiptScene,
    Scene,
    SeekingScene,
    TargetsScene,
)
from kiosk_app.ui.session_view import day, promise_within
from kiosk_app.ui.view import View, plain

# An answer is a letter of some lines.
LONGEST_ANSWER = 600
# The steps of a case the scheme knows.
STEPS = ("1", "2", "3")

Text = Callable[..., str]


def hall_view(scene: Scene, text: Text) -> tuple[str, View]:
    """The scene's name and what is its own; TypeError for any but a hall kiosk's in use."""
    own: dict[str, Any]
    match scene:
        case FindScene(trouble=trouble, scanner=scanner, card=card):
            own = {
                "title": text("find.title"),
                "hint": text("find.hint.card" if card else "find.hint.scan") if scanner or card else text("find.hint"),
                "trouble": text(f"find.{trouble.value}") if trouble else "",
                **_keypad(text),
            }
        case SeekingScene(sought=sought):
            own = {"title": text("seeking.title"), "text": text(f"seeking.{sought.value}")}
        case CaseScene(case=case):
            own = _case(case, text)
        case TargetsScene(targets=targets):
            own = {
                "title": text("targets.title"),
                **_leafing(text),
                "targets": [
                    {"kind": one.kind, "code": one.code, "name": plain(one.name) or plain(one.code)} for one in targets
                ],
            }
        case ReceiptAskScene(trouble=trouble, scanner=scanner):
            own = {
                "title": text("receipt_ask.title"),
                "hint": text("receipt_ask.hint.scan" if scanner else "receipt_ask.hint"),
                "trouble": text(f"receipt_ask.{trouble.value}") if trouble else "",
                **_keypad(text),
            }
        case ReceiptScene(receipt=receipt, within=within):
            own = {
                "title": text("receipt.title"),
                "number": plain(receipt.receipt_no),
                "state": receipt.progress.value,
                "stateName": text(f"receipt.{receipt.progress.value}"),
                "stateText": text(f"receipt.{receipt.progress.value}.text"),
                "due": _due(receipt, within, text),
                "answerLabel": text("receipt.answer") if receipt.answer else "",
                "answer": plain(receipt.answer or "", LONGEST_ANSWER),
                "page": text("contact.page", page="%1", pages="%2"),
                "numberLabel": text("thanks.receipt"),
                "back": text("text.back"),
            }
        case _:
            raise TypeError(f"{type(scene).__name__} is no scene of a hall kiosk")
    return HALL_NAMES[type(scene)], own


def _due(receipt: ReceiptRecord, within: int, text: Text) -> str:
    """What the centre promises, or what was promised to all low ratings: here nobody says which this one was."""
    if receipt.answer:
        return ""
    if receipt.due is not None:
        return text("thanks.promise" if receipt.reckoned else "receipt.due", date=day(receipt.due, text))
    return promise_within(within, text)


def _keypad(text: Text) -> View:
    """What stands on a keypad beside its digits and letters."""
    words = {name: text(f"keypad.{name}") for name in ("letters", "digits", "erase", "clear", "seek", "dash")}
    return {"keypad": words, "back": text("text.back")}


def _leafing(text: Text) -> View:
    """Back to where one came from; on to the next page of a list, and to its first."""
    return {"back": text("text.back"), "more": text("indicators.more"), "first": text("indicators.back")}


def _case(case: CaseRecord, text: Text) -> View:
    steps = [_step(step, text) for step in case.steps]
    names = [step["name"] for step in steps]
    for step in steps:
        if names.count(step["name"]) > 1:
            step["name"] = text("step.numbered", name=step["name"], number=step["number"])
        # What the guide says of it.
        step["label"] = text("step.label", name=step["name"], state=step["stateName"])
    return {
        "title": text("case.title") if any(step["open"] for step in steps) else text("case.all_rated"),
        "numberLabel": text("case.number"),
        "number": plain(case.project_no),
        "task": plain(case.task_name or ""),
        "org": plain(case.org_name or ""),
        "applicant": plain(case.applicant or ""),
        "told": case.told,
        "note": "" if case.told else text("case.untold"),
        "rate": text("case.rate"),
        "page": text("contact.page", page="%1", pages="%2"),
        "steps": steps,
        **_leafing(text),
    }


def _step(step: CaseStep, text: Text) -> View:
    """`open`: it can be rated now; `append`: for the second time."""
    append = step.rated and step.can_append
    name = text(f"step.{step.pro_status}" if step.pro_status in STEPS else "step.other", number=step.service_number)
    state = "case.append" if append else "case.rated" if step.rated else "case.rate"
    return {
        "number": step.service_number,
        "name": name,
        "open": append or not step.rated,
        "append": append,
        "stateName": text(state),
    }
