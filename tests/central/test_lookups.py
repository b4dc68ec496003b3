"""What a citizen looks up, against a real centre and a real outbox."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kiosk_app.central.errors import CentralError
from kiosk_app.core import messages as m
from kiosk_app.core.case import CaseRecord, CaseStep, Progress, ReceiptRecord, Trouble
from kiosk_app.core.receipt import code_of, rating_id_of_seed
from kiosk_app.lookups import MOST_AT_ONCE, Lookups
from offline_queue import Outbox
from offline_queue.envelope import Delivered, Later, Parked, Verdict

OURS = rating_id_of_seed(731)
CODE = code_of(OURS)
STEPS = [
    {"serviceNumber": 1, "proStatus": "2", "rated": True, "canAppend": True},
    {"serviceNumber": 2, "proStatus": "3", "rated": False},
]
RECEIPT = {"receiptNo": "YB01-7Q2K-9F4M", "state": "received", "dueDate": None, "answer": None}
TAPPED = "2026-11-27T10:00:00.000+08:00"


class Desk:
    """A terminal's outbox, a centre that says `says`, and what came of the look-ups."""

    def __init__(self, folder: Path, kit: Any, new_centre: Any, new_client: Any) -> None:
        self.kit = kit
        self.says: bytes = kit.ok()
        self.hold = threading.Event()
        self.hold.set()
        self.centre = new_centre(self._said)
        self.client: Any = new_client(self.centre.url)
        self.outbox = Outbox(folder / "outbox.db")
        self.outbox.begin("d", 1)
        self.allowed = threading.Event()
        self.allowed.set()
        self.hurried = self.reached = 0
        self.heartbeat_comes = False
        self.posted: list[Any] = []
        self.lookups = Lookups(
            self._client,
            self.outbox,
            post=self.posted.append,
            allowed=self.allowed,
            hurry=self._hurry,
            reached=self._reached,
            patience=0.01,
        )

    def _said(self, seen: Any) -> bytes:
        self.hold.wait(10)
        return self.says

    def _client(self) -> Any:
        if isinstance(self.client, Exception):
            raise self.client
        return self.client

    def _hurry(self) -> None:
        self.hurried += 1
        if self.heartbeat_comes:
            self.allowed.set()

    def _reached(self) -> None:
        self.reached += 1

    def asked(self, lookup: Any) -> Any:
        """What comes of one look-up."""
        before = len(self.posted)
        self.lookups.ask(lookup)
        self.kit.until(lambda: len(self.posted) > before)
        return self.posted[-1]

    def case(self) -> Any:
        return self.asked(m.LookUpCase(7, "P-1"))

    def receipt(self, number: str = OURS) -> Any:
        return self.asked(m.LookUpReceipt(8, number))

    def none(self, code: str) -> None:
        self.says = self.kit.http(200, self.kit.envelope(None, code=code))

    def silent(self) -> None:
        self.says = self.kit.http(502, b"proxy")

    def rated(self, step: int = 1, assess: int = 1, *verdicts: Verdict, trust: str = "synced", **more: Any) -> None:
        """A rating of ours, and what the centre said to it."""
        case = {"projectNo": "P-1", "serviceNumber": step, "assessNumber": assess}
        tapped = {"assessedAt": TAPPED, "clock": {"trust": trust}, "detailComplete": False}
        record = {"ratingId": OURS, **case, **tapped, **more}
        self.outbox.hold(OURS, None, ("P-1", step, assess), record)
        if verdicts:
            self.outbox.release(OURS)
        for verdict in verdicts:
            self.outbox.settle(self.outbox.claim(1), {OURS: verdict})


@pytest.fixture
def desk(tmp_path: Path, kit: Any, new_centre: Any, new_client: Any) -> Iterator[Desk]:
    made = Desk(tmp_path, kit, new_centre, new_client)
    yield made
    made.hold.set()
    made.outbox.close()


class TestACase:
    def test_it_is_found_with_what_was_rated_here(self, desk: Desk) -> None:
        desk.says = desk.kit.ok({"projectNo": "P-1", "steps": STEPS, "staffNo": "0731"})
        found = desk.case()
        assert (found.ticket, found.case.staff_no) == (7, "0731")
        assert found.case.steps == (CaseStep(1, "2", rated=True, can_append=True), CaseStep(2, "3"))
        assert desk.reached == 1
        desk.rated(2)
        assert desk.case().case.steps[1] == CaseStep(2, "3", rated=True)

    def test_a_second_thought_is_had_once(self, desk: Desk) -> None:
        desk.says = desk.kit.ok({"projectNo": "P-1", "steps": STEPS})
        desk.rated(1, 2)
        assert desk.case().case.steps[0] == CaseStep(1, "2", rated=True)

    def test_there_is_none(self, desk: Desk) -> None:
        desk.none("NO_SUCH_CASE")
        assert desk.case() == m.SearchFailed(7, Trouble.UNKNOWN)

    def test_nobody_answers(self, desk: Desk) -> None:
        desk.silent()
        assert desk.case() == m.SearchFailed(7, Trouble.SILENT)
        assert desk.reached == 0
        desk.rated()
        assert desk.case() == m.CaseFound(7, CaseRecord("P-1", (CaseStep(1, rated=True),)))

    def test_an_answer_that_cannot_be_read_is_none(self, desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
        desk.says = desk.kit.ok({"projectNo": "P-1", "steps": "张*"})
        assert desk.case() == m.SearchFailed(7, Trouble.SILENT)
        assert "张" not in str([vars(record) for record in caplog.records])

    def test_a_client_that_cannot_be_made(self, desk: Desk) -> None:
        desk.client = CentralError("no address")
        assert desk.case() == m.SearchFailed(7, Trouble.SILENT)

    def test_a_fault_of_ours_is_not_waited_for(self, desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
        desk.client = RuntimeError("P-1")
        assert desk.case() == m.SearchFailed(7, Trouble.SILENT)
        assert "P-1" not in str([vars(record) for record in caplog.records])

    def test_nothing_is_asked_before_the_first_heartbeat(self, desk: Desk) -> None:
        desk.allowed.clear()
        assert desk.case() == m.SearchFailed(7, Trouble.SILENT)
        assert (desk.hurried, desk.centre.seen) == (1, [])
        desk.heartbeat_comes = True
        desk.none("NO_SUCH_CASE")
        assert desk.case() == m.SearchFailed(7, Trouble.UNKNOWN)

    def test_a_disk_that_cannot_be_read_keeps_no_case_away(self, desk: Desk) -> None:
        desk.says = desk.kit.ok({"projectNo": "P-1", "steps": STEPS})
        desk.outbox.close()
        assert desk.case().case.steps[1] == CaseStep(2, "3")

    def test_one_that_hangs_holds_up_nobody(self, desk: Desk) -> None:
        desk.none("NO_SUCH_CASE")
        desk.hold.clear()
        desk.lookups.ask(m.LookUpCase(1, "P-1"))
        desk.kit.until(lambda: desk.centre.seen)
        desk.rated(1, 1)
        assert desk.receipt().receipt.progress is Progress.WAITING
        desk.hold.set()
        desk.kit.until(lambda: len(desk.posted) == 2)
        assert [event.ticket for event in desk.posted] == [8, 1]

    def test_where_many_hang_only_the_newest_is_asked(self, desk: Desk) -> None:
        desk.none("NO_SUCH_CASE")
        desk.hold.clear()
        for ticket in range(MOST_AT_ONCE):
            desk.lookups.ask(m.LookUpCase(ticket, f"P-{ticket}"))
            desk.kit.until(lambda so_many=ticket + 1: len(desk.centre.seen) == so_many)
        for ticket in (8, 9):
            desk.lookups.ask(m.LookUpCase(ticket, f"P-{ticket}"))
        desk.hold.set()
        desk.kit.until(lambda: len(desk.posted) == MOST_AT_ONCE + 1)
        assert sorted(event.ticket for event in desk.posted) == [*range(MOST_AT_ONCE), 9]


class TestAReceipt:
    @pytest.mark.parametrize(
        ("verdicts", "progress"),
        [
            ((), Progress.WAITING),
            ((Later("17"),), Progress.NO_CASE),
            ((Parked("INVALID"),), Progress.REFUSED),
        ],
    )
    def test_what_only_this_terminal_knows(self, desk: Desk, verdicts: tuple[Verdict, ...], progress: Progress) -> None:
        desk.rated(1, 1, *verdicts)
        assert desk.receipt() == m.ReceiptFound(8, ReceiptRecord(CODE or "", progress))
        assert desk.centre.seen == []

    def test_the_centre_s_word_with_the_day_that_was_promised(self, desk: Desk) -> None:
        desk.rated(1, 1, Delivered("YB01-7Q2K-9F4M"))
        desk.says = desk.kit.ok(RECEIPT)
        assert desk.receipt().receipt == ReceiptRecord("YB01-7Q2K-9F4M", Progress.RECEIVED)
        desk.lookups.within = 5
        dated = ReceiptRecord("YB01-7Q2K-9F4M", Progress.RECEIVED, date(2026, 12, 4), reckoned=True)
        assert desk.receipt().receipt == dated
        desk.says = desk.kit.ok(RECEIPT | {"dueDate": "2026-12-01"})
        assert desk.receipt().receipt == ReceiptRecord("YB01-7Q2K-9F4M", Progress.RECEIVED, date(2026, 12, 1))
        desk.says = desk.kit.ok(RECEIPT | {"state": "answered", "answer": "好"})
        assert desk.receipt().receipt == ReceiptRecord("YB01-7Q2K-9F4M", Progress.ANSWERED, answer="好")

    @pytest.mark.parametrize(
        ("tapped", "trust"), [(TAPPED, "unknown"), ("2031-11-27T10:00:00.000+08:00", "synced"), ("?", "synced")]
    )
    def test_a_day_that_is_not_known_is_not_guessed(self, desk: Desk, tapped: str, trust: str) -> None:
        desk.rated(1, 1, Delivered("YB01-7Q2K-9F4M"), trust=trust, assessedAt=tapped)
        desk.lookups.within = 5
        desk.says = desk.kit.ok(RECEIPT)
        assert desk.receipt().receipt == ReceiptRecord("YB01-7Q2K-9F4M", Progress.RECEIVED)

    def test_of_a_number_of_the_centre_s_only_the_centre_knows(self, desk: Desk) -> None:
        desk.says = desk.kit.ok(RECEIPT)
        assert desk.receipt("YB01-7Q2K-9F4M").receipt.progress is Progress.RECEIVED
        desk.none("NO_SUCH_RECEIPT")
        assert desk.receipt("YB01-7Q2K-9F4M") == m.SearchFailed(8, Trouble.UNKNOWN)
        desk.silent()
        assert desk.receipt("YB01-7Q2K-9F4M") == m.SearchFailed(8, Trouble.SILENT)
        desk.says = desk.kit.ok(RECEIPT | {"state": "lost"})
        assert desk.receipt("YB01-7Q2K-9F4M") == m.SearchFailed(8, Trouble.SILENT)

    def test_what_was_delivered_is_known_to_be_there(self, desk: Desk) -> None:
        desk.rated(1, 1, Delivered("YB01-7Q2K-9F4M"))
        desk.silent()
        assert desk.receipt().receipt == ReceiptRecord("YB01-7Q2K-9F4M", Progress.RECEIVED)
        desk.none("NO_SUCH_RECEIPT")
        assert desk.receipt() == m.SearchFailed(8, Trouble.UNKNOWN)

    def test_a_repetition_is_told_from_a_case_rated_elsewhere_by_the_centre(self, desk: Desk) -> None:
        desk.rated(1, 1, Delivered(None, duplicate=True))
        desk.none("NO_SUCH_RECEIPT")
        assert desk.receipt().receipt == ReceiptRecord(CODE or "", Progress.RATED_BEFORE)
        desk.silent()
        assert desk.receipt() == m.SearchFailed(8, Trouble.SILENT)
        desk.says = desk.kit.ok(RECEIPT)
        assert desk.receipt().receipt.progress is Progress.RECEIVED
