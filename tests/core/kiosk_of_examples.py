"""A hall kiosk for the tests: set up, and led to where a test begins."""

from __future__ import annotations

from dataclasses import replace

from hall_of_examples import CONFIGURATION, FORM, Terminal

from kiosk_app.core import messages as m
from kiosk_app.core.case import CaseRecord, CaseStep, Printing, Target
from kiosk_app.core.messages import Deed
from kiosk_app.core.model import Role
from kiosk_app.core.receipt import rating_id_of_seed
from kiosk_app.core.states import Opening, Thanks

WINDOW, HALL = Target("window", "07", "户政综合窗口"), Target("hall", "YB01", "渝北区政务服务中心")
NUMBER = "YB-2026-0001"
CASE = CaseRecord(
    NUMBER,
    (CaseStep(1, "2", rated=True, can_append=True), CaseStep(2, "3"), CaseStep(3, "1", rated=True)),
    task_code="T1",
    task_name="居民身份证换领",
    task_type="07",
    org_name="渝北区公安分局",
    staff_no="0731",
    applicant="张*",
)
OURS = rating_id_of_seed(731)
OWN = "00000000-0000-4000-8000-00000000000a"


def kiosk(**changes: object) -> Terminal:
    """A hall kiosk at rest, with targets."""
    terminal = Terminal()
    given = {"role": Role.HALL, "targets": (WINDOW, HALL)} | changes
    terminal.post(m.Configured(replace(CONFIGURATION, **given), FORM))  # type: ignore[arg-type]  # test data
    return terminal


def seeking(number: str = NUMBER, **changes: object) -> Terminal:
    """The centre is being asked for a case."""
    terminal = kiosk(**changes)
    terminal.post(m.FindOpened(terminal.token))
    terminal.post(m.CaseSought(terminal.token, number))
    return terminal


def showing(case: CaseRecord = CASE, **changes: object) -> Terminal:
    """A case on show."""
    terminal = seeking(case.project_no, **changes)
    terminal.post(m.CaseFound(terminal.token, case))
    return terminal


def offered(step: int = 2, *, append: bool = False, **changes: object) -> Terminal:
    """The faces for a step of the case, past the guard."""
    terminal = showing(**changes)
    terminal.post(m.StepChosen(terminal.token, step, append, OWN))
    assert isinstance(terminal.state, Opening)
    terminal.post(m.Stored(Deed.OPEN, OWN))
    terminal.now += 0.5
    return terminal


def thanked() -> Terminal:
    """Thanks for an own rating, with a receipt; the printer is there."""
    terminal = offered()
    terminal.post(m.PrinterTold(0, Printing.OFFERED))
    terminal.rate(rating_id=OURS)
    terminal.post(m.DetailFinished(terminal.token))
    terminal.wait(CONFIGURATION.undo_seconds)
    terminal.post(m.Stored(Deed.RELEASE, OURS))
    assert isinstance(terminal.state, Thanks)
    return terminal
