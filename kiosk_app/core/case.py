"""What a hall kiosk finds: a case and its steps, a place to rate without one, what became of a rating. Frozen values.

A case on show is personal: it lives in memory only, and goes when its finder does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One step of a case. `rated`: it has its first rating, at the centre or here; `can_append`: a second is open."""

    service_number: int
    pro_status: str | None = None
    rated: bool = False
    can_append: bool = False


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case as the centre tells it; `applicant` as the centre masked it. `told` False: as typed, nobody was asked."""

    project_no: str = field(repr=False)
    steps: tuple[CaseStep, ...]
    task_code: str | None = None
    task_name: str | None = None
    task_type: str | None = None
    org_name: str | None = None
    dept_code: str | None = None
    staff_no: str | None = None
    applicant: str | None = field(default=None, repr=False)
    told: bool = True


@dataclass(frozen=True, slots=True)
class Target:
    """What can be rated without a case: a window, a unit, the hall; as the configuration names it."""

    kind: str
    code: str
    name: str


class Progress(Enum):
    """How far the answer to a rating is."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"
    # What only this terminal knows.
    WAITING = "waiting"  # kept here, not at the centre yet
    NO_CASE = "no_case"  # the centre does not know the case yet; it is asked again
    RATED_BEFORE = "rated_before"  # the case had been rated elsewhere
    REFUSED = "refused"  # the centre could not take it; a technician sees it


UNANSWERED = (Progress.RECEIVED, Progress.ASSIGNED, Progress.WAITING, Progress.NO_CASE)
"""The answer is still to come, and what the thanks have promised holds."""


@dataclass(frozen=True, slots=True)
class ReceiptRecord:
    """What became of a rating. `due`: the day by which an answer is promised, by the centre, or to all low ratings as
    `reckoned` here."""

    receipt_no: str
    progress: Progress
    due: date | None = None
    answer: str | None = field(default=None, repr=False)
    reckoned: bool = False


class Sought(Enum):
    """What is being asked of the centre."""

    CASE = "case"
    RECEIPT = "receipt"


class Trouble(Enum):
    """Why a search gave nothing."""

    SHAPE = "shape"  # cannot be a number of that kind
    UNKNOWN = "unknown"  # the centre knows none
    SILENT = "silent"  # the centre is not reached


class Printing(Enum):
    """Where the paper receipt stands."""

    NONE = "none"  # no printer configured
    OFFERED = "offered"
    AT_WORK = "at_work"
    DONE = "done"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFF = "off"  # does not answer
