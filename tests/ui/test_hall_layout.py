"""A hall kiosk's scenes at their extremes, and a session's with the way out beside the switches: nothing cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from test_layout import SIZES, look

from kiosk_app.core.case import CaseStep, Printing, Progress, Target, Trouble
from kiosk_app.core.scene import HALL_NAMES, SCENE_NAMES, Scene, WelcomeScene
from kiosk_app.ui.samples import samples

HALL = (*HALL_NAMES.values(), "welcome")
BARE = {"setup", "cleaning", "door", "technician", "technician_pad"}
LONG = "渝北区行政审批和公共资源交易综合服务大厅第二分区"
ANSWER = "您反映的排队时间长的问题已核实，该窗口自十二月起增设一个席位，并开通预约取号。" * 20

# The narrowest, the widest and the lowest each time; the others in `make layouts`.
EACH_TIME = [(1080, 1920), (1280, 800), (800, 480)]
HALL_SIZES = [
    size if size in EACH_TIME or hasattr(size, "marks") else pytest.param(size, marks=pytest.mark.long)
    for size in SIZES
]
by_size = pytest.mark.parametrize("size", HALL_SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
by_type = pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
by_language = pytest.mark.parametrize("language", ["zh-CN", "en"])
by_reach = pytest.mark.parametrize("low", [False, True], ids=["high", "low"])


def extremes(made: dict[str, Any]) -> Iterator[tuple[str, Scene]]:
    """The longest texts and lists that may come, the shortest, and every word of each scene."""
    welcome, find, case, targets = made["welcome"], made["find"], made["case"], made["targets"]
    asked, receipt, thanks = made["receipt_ask"], made["receipt"], made["thanks"]
    yield "no targets", replace(welcome, targets=False)
    yield "nothing on the board", replace(welcome, posters=(), published=None)
    yield "results only", replace(welcome, posters=())
    for trouble in Trouble:
        yield f"no case: {trouble.value}", replace(find, trouble=trouble)
        yield f"no receipt: {trouble.value}", replace(asked, trouble=trouble)
    yield "no scanner", replace(find, scanner=False)
    yield "a card", replace(find, card=True)
    yield "no scanner for receipts", replace(asked, scanner=False)
    of = case.case
    steps = tuple(CaseStep(number, str(number % 5), rated=number % 3 == 0) for number in range(1, 13))
    yield "many steps", replace(case, case=replace(of, steps=steps))
    rated = replace(of, steps=tuple(replace(step, rated=True, can_append=False) for step in of.steps))
    yield "all rated", replace(case, case=rated)
    typed = replace(of, told=False, steps=of.steps[1:2], task_name=None, org_name=None, applicant=None)
    yield "nobody asked", replace(case, case=typed)
    yield "no steps", replace(case, case=replace(of, steps=()))
    wordy = replace(of, project_no="Y" * 50, task_name=LONG * 5, org_name=LONG * 5, applicant="买买提·*" * 12)
    yield "a wordy case", replace(case, case=wordy)
    yield "one target", replace(targets, targets=targets.targets[:1])
    many = tuple(Target("window", str(number), f"{number:02} {LONG[: number + 3]}") for number in range(30))
    yield "many targets", replace(targets, targets=many)
    yield "wordy targets", replace(targets, targets=tuple(replace(each, name=LONG * 5) for each in targets.targets))
    for progress in Progress:
        told = replace(receipt.receipt, progress=progress, answer=None)
        yield progress.value, replace(receipt, receipt=told)
        yield f"{progress.value}, in days", replace(receipt, receipt=replace(told, due=None), within=5)
    yield "a long answer", replace(receipt, receipt=replace(receipt.receipt, answer=ANSWER, receipt_no="R" * 64))
    for printing in Printing:
        yield f"paper: {printing.value}", replace(thanks, printing=printing)
        yield f"paper: {printing.value}, no undo", replace(thanks, printing=printing, undo=False, promise=None)


@by_size
@by_type
@by_language
@by_reach
def test_nothing_is_cut_at_a_hall_kiosks_extremes(
    make_glass: Callable[..., Any], size: tuple[int, int], language: str, large: bool, low: bool
) -> None:
    glass = make_glass(size)
    onward = "更多" if language == "zh-CN" else "More"
    turning = "下一页" if language == "zh-CN" else "Read on"
    for what, scene in extremes(samples(language=language, large=large, low=low)):
        glass.show(samples(large=large, low=low)["welcome"])
        finish = not isinstance(scene, WelcomeScene)
        glass.show(replace(scene, frame=replace(scene.frame, finish=finish)))
        look(glass, large, size, what)
        for _ in range(40):
            on = next((name for name in glass.controls() if name == onward or name.startswith(turning)), None)
            if on is None or (on.startswith(turning) and on.split()[-1].split("/")[0] == on.split("/")[-1]):
                break
            glass.tap(on)
            glass.settle()
            look(glass, large, size, what)


@by_size
@by_type
@by_language
@by_reach
def test_nothing_is_cut_while_a_number_is_typed(
    make_glass: Callable[..., Any], size: tuple[int, int], language: str, large: bool, low: bool
) -> None:
    glass = make_glass(size)
    letters, digits = ("字母", "数字") if language == "zh-CN" else ("ABC", "123")
    for name, most in (("find", 50), ("receipt_ask", 64)):
        scene: Any = samples(language=language, large=large, low=low)[name]
        glass.show(samples(large=large, low=low)["welcome"])
        glass.show(scene)
        for number in range(most):
            if number % 6 == 0:
                glass.tap(letters if number % 12 == 0 else digits)
                glass.settle()
                look(glass, large, size, f"{name}, {number} signs")
            glass.tap("W" if number % 12 < 6 else "8")
        glass.settle()
        look(glass, large, size, f"{name}, {most} signs")
        glass.show(replace(scene, trouble=Trouble.SHAPE))
        look(glass, large, size, f"{name}, refused")


@by_size
@by_type
@by_language
@by_reach
def test_nothing_of_a_session_is_cut_beside_the_way_out(
    make_glass: Callable[..., Any], size: tuple[int, int], language: str, large: bool, low: bool
) -> None:
    glass = make_glass(size)
    for offline in (False, True):
        made = samples(language=language, large=large, low=low, offline=offline)
        for name in (name for name in SCENE_NAMES.values() if name not in BARE):
            glass.show(replace(made[name], frame=replace(made[name].frame, finish=name != "welcome")))
            look(glass, large, size, name)
            if offline:
                frame = replace(made[name].frame, finish=True, ends=glass.window.bridge._now() + 19, span=60)
                glass.show(replace(made[name], frame=frame))
                look(glass, large, size, f"{name}, soon over")
