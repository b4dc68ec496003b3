"""Plausible scenes of a hall kiosk, with invented people; beside `samples.py`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kiosk_app.core.board import Poster, Published
from kiosk_app.core.case import CaseRecord, CaseStep, Progress, ReceiptRecord, Sought, Target
from kiosk_app.core.hall_scene import (
    CaseScene,
    FindScene,
    HallScene,
    ReceiptAskScene,
    ReceiptScene,
    SeekingScene,
    TargetsScene,
    WelcomeScene,
)
from kiosk_app.core.resting import Frame

_TARGETS = {
    "zh-CN": ("07 户政综合窗口", "12 社保窗口", "渝北区公安分局", "渝北区政务服务中心"),
    "en": ("07 Household register", "12 Social insurance", "Yubei Public Security", "Yubei Service Centre"),
}
_TASK = {"zh-CN": ("居民身份证换领", "渝北区公安分局"), "en": ("Renewal of an identity card", "Yubei Public Security")}
_ANSWER = {
    "zh-CN": "您反映的排队时间长的问题已核实，该窗口自 12 月起增设一个席位，并开通预约取号。谢谢您的意见。",
    "en": "We looked into the waiting time: the window has a second desk from December on. Thank you.",
}


def hall_samples(
    frame: Frame, spoken: str, posters: tuple[Poster, ...], published: Published | None
) -> dict[str, HallScene]:
    """Every scene of a hall kiosk once, by its name. `spoken`: zh-CN or en."""
    kinds = ("window", "window", "unit", "hall")
    targets = tuple(
        Target(kind, f"{number:02}", name)
        for number, (kind, name) in enumerate(zip(kinds, _TARGETS[spoken], strict=True))
    )
    task, org = _TASK[spoken]
    steps = (CaseStep(1, "2", rated=True, can_append=True), CaseStep(2, "3"), CaseStep(3, "1", rated=True))
    case = CaseRecord("YB2026112800731", steps, task_name=task, org_name=org, applicant="张*")
    receipt = ReceiptRecord("YB01-7Q2K-9F4M", Progress.ANSWERED, date(2026, 12, 4), _ANSWER[spoken])
    return {
        # Nobody is there who could finish.
        "welcome": WelcomeScene(replace(frame, finish=False), True, posters, published),
        "find": FindScene(frame, scanner=True),
        "seeking": SeekingScene(frame, Sought.CASE),
        "case": CaseScene(frame, case),
        "targets": TargetsScene(frame, targets),
        "receipt_ask": ReceiptAskScene(frame, scanner=True),
        "receipt": ReceiptScene(frame, receipt),
    }
