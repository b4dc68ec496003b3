"""What a citizen at a hall kiosk looks up: asked of the centre and of this terminal's own outbox. Nothing of it is kept
or logged: it is about a person who stands there.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kiosk_app.central.errors import CentralError
from kiosk_app.central.outcome import Answered, Outcome, Refused
from kiosk_app.core import messages as m
from kiosk_app.core.case import UNANSWERED, CaseRecord, CaseStep, Progress, ReceiptRecord, Trouble
from kiosk_app.core.receipt import code_of
from kiosk_app.core.working_days import last_working_day
from offline_queue import Outbox, OutboxError
from offline_queue.report import Story

if TYPE_CHECKING:
    from kiosk_app.central.client import Client

log = logging.getLogger(__name__)

Lookup = m.LookUpCase | m.LookUpReceipt
Found = m.CaseFound | m.ReceiptFound | m.SearchFailed

HEARTBEAT_SECONDS = 4.0
"""How long the first heartbeat after a start is waited for: nothing is said before it. Half of what a person is let
wait (core.times.SEEK_SECONDS)."""

MOST_AT_ONCE = 4
"""Threads. A centre that takes a request and says nothing keeps one for up to a minute (the client's deadline), long
after its asker has gone; whoever comes then must not wait for it."""


class Lookups:
    """A few threads, there while there is something to ask. Only the newest is asked: whoever wanted another has gone.

    `allowed`: set once a heartbeat was answered; until then `hurry()` asks for one, and
    `patience` seconds are waited. `reached()`: the centre answered.
    """

    def __init__(
        self,
        client: Callable[[], Client],
        outbox: Outbox,
        *,
        post: Callable[[m.Event], None],
        allowed: threading.Event,
        hurry: Callable[[], None] = lambda: None,
        reached: Callable[[], None] = lambda: None,
        patience: float = HEARTBEAT_SECONDS,
    ) -> None:
        self._client, self._outbox, self._post = client, outbox, post
        self._allowed, self._hurry, self._reached = allowed, hurry, reached
        self._patience = patience
        self._lock = threading.Lock()
        self._wanted: Lookup | None = None
        self._threads = 0
        self.within = 0  # the configuration's working days for an answer; 0: none is promised

    def ask(self, lookup: Lookup) -> None:
        """Look this up from now on; returns at once."""
        with self._lock:
            self._wanted = lookup
            if self._threads == MOST_AT_ONCE:
                return
            self._threads += 1
        threading.Thread(target=self._run, name="look-ups", daemon=True).start()

    def _run(self) -> None:
        while True:
            with self._lock:
                lookup, self._wanted = self._wanted, None
                if lookup is None:
                    self._threads -= 1
                    return
            self._post(self._found(lookup))

    def _found(self, lookup: Lookup) -> Found:
        try:
            return self._case(lookup) if isinstance(lookup, m.LookUpCase) else self._receipt(lookup)
        except Exception as error:  # noqa: BLE001  # a person waits: whatever it is, they hear that nothing came
            log.error("a part failed", extra={"part": "look-ups", "error": type(error).__name__})
            return m.SearchFailed(lookup.ticket, Trouble.SILENT)

    def _answer(self, ask: Callable[[Client], Outcome]) -> Mapping[str, Any] | Trouble:
        """The centre's data, or why there is none."""
        if not self._allowed.is_set():
            self._hurry()
            if not self._allowed.wait(self._patience):
                return Trouble.SILENT
        try:
            outcome = ask(self._client())
        except CentralError:
            return Trouble.SILENT
        match outcome:
            case Answered():
                self._reached()
                return outcome.data
            case Refused(code="NO_SUCH_CASE" | "NO_SUCH_RECEIPT"):
                return Trouble.UNKNOWN
            case _:
                return Trouble.SILENT

    # -- a case ---------------------------------------------------------------------------------------------------

    def _case(self, lookup: m.LookUpCase) -> Found:
        from kiosk_app.central.faults import RefusedWhole
        from kiosk_app.central.wire_lookup import parse_case

        data = self._answer(lambda client: client.case(lookup.project_no))
        if not isinstance(data, Trouble):
            try:
                case = parse_case(data)
                return m.CaseFound(lookup.ticket, replace(case, steps=tuple(self._known(case, s) for s in case.steps)))
            except RefusedWhole:
                log.warning("an answer cannot be read", extra={"part": "look-ups"})
                data = Trouble.SILENT
        typed = CaseStep(1)
        if data is Trouble.SILENT and self._known(CaseRecord(lookup.project_no, (typed,)), typed).rated:
            # Nobody else need be asked to know that.
            return m.CaseFound(lookup.ticket, CaseRecord(lookup.project_no, (CaseStep(1, rated=True),)))
        return m.SearchFailed(lookup.ticket, data)

    def _known(self, case: CaseRecord, step: CaseStep) -> CaseStep:
        """The step with what this terminal has rated of it, which the centre may not have yet."""
        rated = step.rated or self._rated(case.project_no, step.service_number, 1)
        append = step.can_append and not self._rated(case.project_no, step.service_number, 2)
        return replace(step, rated=rated, can_append=append)

    def _rated(self, project_no: str, service_number: int, assess_number: int) -> bool:
        try:
            return self._outbox.is_rated((project_no, service_number, assess_number))
        except OutboxError:
            return False

    # -- a receipt ------------------------------------------------------------------------------------------------

    def _receipt(self, lookup: m.LookUpReceipt) -> Found:
        story = self._story(lookup.number)
        progress = None if story is None else _progress(story)
        if story is not None and progress is not None:
            return m.ReceiptFound(lookup.ticket, self._of_ours(story, progress))
        found = self._asked(lookup.number)
        if isinstance(found, ReceiptRecord):
            dated = found if found.due is not None or story is None else self._dated(found, story)
            return m.ReceiptFound(lookup.ticket, dated)
        if story is not None and found is Trouble.SILENT and not story.row.duplicate:
            return m.ReceiptFound(lookup.ticket, self._of_ours(story, Progress.RECEIVED))
        if story is not None and found is Trouble.UNKNOWN and story.row.duplicate:
            # It was taken as a repetition, and not of itself: then the centre would know its id.
            return m.ReceiptFound(lookup.ticket, self._of_ours(story, Progress.RATED_BEFORE))
        return m.SearchFailed(lookup.ticket, found)

    def _asked(self, number: str) -> ReceiptRecord | Trouble:
        from kiosk_app.central.faults import RefusedWhole
        from kiosk_app.central.wire_lookup import parse_receipt

        data = self._answer(lambda client: client.receipt(number))
        if isinstance(data, Trouble):
            return data
        try:
            return parse_receipt(data)
        except RefusedWhole:
            log.warning("an answer cannot be read", extra={"part": "look-ups"})
            return Trouble.SILENT

    def _story(self, number: str) -> Story | None:
        """What this terminal knows of a rating by its id. A centre's number is the centre's to know."""
        try:
            return self._outbox.show(str(uuid.UUID(number)))
        except (ValueError, OutboxError):
            return None

    def _of_ours(self, story: Story, progress: Progress) -> ReceiptRecord:
        number = story.row.receipt_no or code_of(story.row.rating_id) or ""
        return self._dated(ReceiptRecord(number, progress), story)

    def _dated(self, receipt: ReceiptRecord, story: Story) -> ReceiptRecord:
        """With the promised day, reckoned from the tap as it was on the thanks."""
        from kiosk_app.central.wording import milliseconds_of

        if receipt.progress not in UNANSWERED or self.within <= 0:
            return receipt
        clock, tapped = story.record.get("clock"), story.record.get("assessedAt")
        known = isinstance(clock, Mapping) and clock.get("trust") != "unknown"
        at = milliseconds_of(tapped) if known and isinstance(tapped, str) else None
        due = None if at is None else last_working_day(at, self.within)
        return receipt if due is None else replace(receipt, due=due, reckoned=True)


def _progress(story: Story) -> Progress | None:
    """What only this terminal knows; None where the centre knows more."""
    match story.row.state:
        case "delivered":
            return None
        case "parked":
            return Progress.REFUSED
    # It waits, and the centre has had something to say about it: then it was that the case is missing.
    missing = bool(story.attempts) and story.row.project_no is not None
    return Progress.NO_CASE if missing else Progress.WAITING
