"""Plausible scenes with invented people: for pictures of the screens, and to make views before they are needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from kiosk_app import __version__
from kiosk_app.core.model import LEVELS, Level
from kiosk_app.core.scene import (
    Choice,
    CleaningScene,
    ClerkCard,
    ContactScene,
    DoorScene,
    DutyScene,
    Frame,
    IdleScene,
    IndicatorsScene,
    LapsedScene,
    OutOfServiceScene,
    PausedScene,
    Poster,
    Published,
    RatingScene,
    Reason,
    Scene,
    SetupScene,
    Tally,
    TechnicianPadScene,
    TechnicianScene,
    TextScene,
    ThanksScene,
)
from kiosk_app.core.technician import Came, Door, Lesson, PadReport, Report
from kiosk_app.ui.assets import assets
from kiosk_app.ui.hall_samples import hall_samples

_CLERK = {
    "zh-CN": ("王晓梅", "综合窗口", "把每一件小事办好，让每一位群众满意"),
    "en": ("Wang Xiaomei", "General services", "Every small matter done well"),
}
_PLACE = {"zh-CN": ("渝北区政务服务中心", "07 户政综合窗口"), "en": ("Yubei Service Centre", "07 Household register")}
_TASK = {"zh-CN": "居民身份证换领", "en": "Renewal of an identity card"}
_WORDS = {"zh-CN": "材料清单写得很清楚，一次就办好了。", "en": "The list of papers was clear, all done in one visit."}
_LEVELS = {
    "zh-CN": ("非常满意", "满意", "基本满意", "不满意", "非常不满意"),
    "en": ("Very satisfied", "Satisfied", "Fairly satisfied", "Dissatisfied", "Very dissatisfied"),
}
_REASONS = {
    "zh-CN": (
        "没有提供材料样本",
        "没有提供材料清单",
        "未在承诺时间内办结",
        "同样内容的证明材料被要求多次提交",
        "承诺网办但无法在线办理",
        "在线预约办理后到实体大厅重复取号排队",
        "窗口人员业务不熟练",
        "服务态度生硬",
    ),
    "en": (
        "No sample documents provided",
        "No list of documents provided",
        "Not completed within the promised time",
        "Proof of the same thing asked for several times",
        "Promised online, but could not be done online",
        "Booked online, yet had to queue again in the hall",
        "Staff not familiar with the work",
        "Brusque manner",
    ),
}
_CONSENT = {
    "zh-CN": "您填写的姓名和手机号码仅用于核实和答复本次评价，加密后提交市评价中心，不向被评价单位和第三方提供。",
    "en": "Name and number are used only to look into this rating and to answer you. They are sealed for the city's "
    "rating centre and given to nobody else.",
}
_POSTERS = {
    "zh-CN": (("priority", "老年人、残疾人优先办理"), ("papers", "来大厅之前，先看材料清单")),
    "en": (("priority", "Priority for elderly and disabled people"), ("papers", "See the list of papers at home")),
}
_COUNTS = (912, 201, 40, 6, 3)
_MAIN = 3
_SAMPLE = Level.DISSATISFIED


def samples(
    *,
    language: str = "zh-CN",
    large: bool = False,
    low: bool = False,
    contrast: bool = False,
    guide: bool = False,
    offline: bool = False,
    token: int = 1,
) -> dict[str, Scene]:
    """Every scene once, by its name, with demonstration data; other languages than these two get Chinese data."""
    spoken = language if language in _LEVELS else "zh-CN"
    hall, window = _PLACE[spoken]
    frame = Frame(
        token, language, ("zh-CN", "en"), large, hall, window, low=low, contrast=contrast, guide=guide, offline=offline
    )
    name, title, motto = _CLERK[spoken]
    clerk = ClerkCard("1024", name, title, 5, motto)
    choices = tuple(Choice(level, word) for level, word in zip(LEVELS, _LEVELS[spoken], strict=True))
    choice = choices[LEVELS.index(_SAMPLE)]
    reasons = tuple(
        Reason(f"2{number:02}", word, number == 1, number >= _MAIN) for number, word in enumerate(_REASONS[spoken])
    )
    posters = tuple(Poster(str(assets() / "samples" / f"{name}.png"), 8.0, word) for name, word in _POSTERS[spoken])
    tallies = zip(LEVELS, _LEVELS[spoken], _COUNTS, strict=True)
    published = Published("2026-10", hall, tuple(Tally(level.value, word, count) for level, word, count in tallies))
    return {
        "setup": SetupScene(frame),
        "out_of_service": OutOfServiceScene(frame),
        "paused": PausedScene(frame, clerk),
        "idle": IdleScene(
            frame,
            clerk,
            "https://hcp.example.invalid/r/7Q2K9F4M",
            posters,
            published,
        ),
        "cleaning": CleaningScene(frame),
        "rating": RatingScene(frame, choices, _TASK[spoken]),
        "indicators": IndicatorsScene(
            frame, choice, reasons, expected=True, undo=True, has_text=False, contact=True, duty=True
        ),
        "text": TextScene(frame, choice, _WORDS[spoken], 150, undo=True),
        "contact": ContactScene(frame, choice, _CONSENT[spoken], undo=True),
        "duty": DutyScene(frame, choice, undo=True),
        "thanks": ThanksScene(frame, undo=True, receipt="YB01-7Q2K-9F4M", promise=date(2026, 12, 4)),
        "lapsed": LapsedScene(frame),
        **hall_samples(replace(frame, finish=True), spoken, posters, published),
        **_technicians(replace(frame, large=False, low=False, guide=False)),
    }


def _technicians(frame: Frame) -> dict[str, Scene]:
    """The technician's pages; nobody enlarges them."""
    keys = dict(zip("54321", LEVELS, strict=True))
    port = "/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0"
    lesson = Lesson(
        asked=LEVELS[2], keys=(("2", LEVELS[0]), ("5", LEVELS[1])), came=Came.TAKEN, key="5", meant=LEVELS[1]
    )
    pad = PadReport(
        port,
        "ascii5",
        "ready",
        "the pad answers",
        device="/dev/ttyUSB0",
        keys=tuple(keys.items()),
        bytes_heard=41,
        keys_heard=2,
        last_bytes="35",
        last_key="5",
        lesson=lesson,
    )
    report = Report(
        version=__version__,
        problems=("centre: not reached (no route to 192.0.2.7): see the network cable",),
        line="offline",
        unsent=37,
        parked=1,
        oldest_seconds=11_520.0,
        counter="127.0.0.1:8787",
        time="2026-11-28 14:05:09",
        clock="synced",
        device_id="T-500112-0042",
        pads=(pad,),
    )
    return {
        "door": DoorScene(frame, Door()),
        "technician": TechnicianScene(frame, report),
        "technician_pad": TechnicianPadScene(frame, pad, 0, 1),
    }


def blanks() -> Iterator[Scene]:
    """The scenes of a session, in the order in which a citizen meets them."""
    made = samples()
    yield from (made[name] for name in ("rating", "indicators", "thanks"))
