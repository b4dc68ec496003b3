"""A whole hall kiosk with a printer: the receipt of a rating on paper, and what the screen says of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from waiting import until
from window import Centre, Window

from device_drivers.printer_simulator import SimulatedPrinter
from kiosk_app.core import messages as m
from kiosk_app.core.case import Printing
from kiosk_app.core.model import Input, Level
from kiosk_app.core.scene import IndicatorsScene, RatingScene, TargetsScene, ThanksScene, WelcomeScene
from kiosk_app.runtime.rating_id import new_rating_id


@pytest.fixture
def box(tmp_path: Path) -> Iterator[SimulatedPrinter]:
    with SimulatedPrinter(tmp_path / "printer") as printer:
        yield printer


def rated(window: Window, level: Level) -> ThanksScene:
    """From the welcome over the only target to the thanks."""
    post = window.terminal.post
    post(m.TargetsOpened(window.sees(WelcomeScene, lambda scene: scene.targets).frame.token))
    post(m.TargetChosen(window.sees(TargetsScene).frame.token, "window", "07", str(uuid.uuid4())))
    token = window.sees(RatingScene).frame.token
    post(m.LevelChosen(token, level, Input.BUTTON, new_rating_id()))
    window.sees(IndicatorsScene)
    post(m.DetailFinished(token))
    return window.sees(ThanksScene)


def test_a_receipt_on_paper(centre: Centre, open_window: Callable[..., Window], box: SimulatedPrinter) -> None:
    targets = [{"kind": "window", "code": "07", "name": "户政综合窗口"}]
    centre.configure(role="hall", targets=targets, timeouts={"invitation": 60, "detail": 45, "thanks": 60})
    window = open_window(f'[printer]\nport = "serial:{box.end.path}"\n')
    post = window.terminal.post
    sheets = []
    for level in (Level.VERY_SATISFIED, Level.VERY_DISSATISFIED):
        rated(window, level)
        thanks = window.sees(ThanksScene, lambda scene: scene.printing is Printing.OFFERED and not scene.undo)
        post(m.PrintAsked(thanks.frame.token))
        window.sees(ThanksScene, lambda scene: scene.printing is Printing.DONE)
        post(m.PrintAsked(thanks.frame.token))  # once is enough
        (paper,) = until(box.taken, "the paper")
        assert paper.codes == [thanks.receipt]
        lines = [line for line in paper.lines if line]
        assert thanks.receipt in lines
        assert "评价回执" in lines
        sheets.append([line for line in lines if thanks.receipt not in line and "评价时间" not in line])
        post(m.SessionFinished(thanks.frame.token))
    assert sheets[0] == sheets[1]  # the same for every level
    box.act("out")
    until(lambda: any("paper out" in line for line in window.terminal.bulletin.problems()), "the technician's line")
    thanks = rated(window, Level.SATISFIED)
    window.sees(ThanksScene, lambda scene: scene.printing is Printing.PAPER_OUT)
    post(m.SessionFinished(thanks.frame.token))
    window.sees(WelcomeScene)  # nothing waits for paper
    assert box.taken() == []


def test_without_a_printer_there_is_no_word_of_one(centre: Centre, open_window: Callable[..., Window]) -> None:
    centre.configure(role="hall", targets=[{"kind": "window", "code": "07", "name": "户政综合窗口"}])
    window = open_window()
    assert rated(window, Level.SATISFIED).printing is Printing.NONE
    window.sees(ThanksScene)
    assert not window.terminal.receipts.problems()
    window.terminal.post(m.PrintAsked(window.sees(ThanksScene).frame.token))
    assert isinstance(window.scene, ThanksScene | WelcomeScene | RatingScene)
