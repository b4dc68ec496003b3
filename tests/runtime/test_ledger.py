"""The ledger on a real outbox file, with a disk that refuses for real: no byte may be written (RLIMIT_FSIZE)."""

from __future__ import annotations

import contextlib
import json
import resource
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from facts import Heard
from hall_of_examples import CLERK, CONFIGURATION, invitation, moment
from waiting import until

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Deed
from kiosk_app.core.model import Ending, Fate, Input, Level, Rating, SealingKey
from kiosk_app.records import Records, clerk_of
from kiosk_app.runtime import ledger as ledger_module
from kiosk_app.runtime.ledger import CLERK as CLERK_NOTE
from kiosk_app.runtime.ledger import Ledger
from offline_queue import Outbox


def rating(number: int, project: str | None = None, **changes: Any) -> Rating:
    """A rating of an invitation of its own."""
    given = invitation(str(number), project)
    made = Rating(f"r{number}", given, Level.SATISFIED, Input.TOUCH, moment(5.0), "0715", CONFIGURATION, "2020-05")
    return replace(made, **changes)


def ending(of: Rating, fate: Fate = Fate.RATED) -> Ending:
    return Ending(of.invitation, fate, moment(4.0), moment(9.0))


class House:
    """A ledger before a real file, and what it posted, said and complained of."""

    def __init__(self, path: Path) -> None:
        self.outbox = Outbox(path)
        self.outbox.begin("CQ-YB-0031-07", 3)
        self.posted, self.said, self.woken, self.problems = Heard(), Heard(), Heard(), dict[str, str]()
        self.ledger = Ledger(
            self.outbox,
            Records(),
            post=self.posted,
            say=self.said,
            wake=lambda: self.woken("wake"),
            problem=self._problem,
        )

    def _problem(self, key: str, text: str | None) -> None:
        if text is None:
            self.problems.pop(key, None)
        else:
            self.problems[key] = text

    def ask(self, *commands: m.Command) -> None:
        for command in commands:
            self.ledger.do(command)

    def held(self, *ratings: Rating) -> None:
        """These are open and held."""
        for one in ratings:
            self.ask(m.OpenInvitation(one.invitation, moment(4.0)), m.Hold(one, moment(4.0)))
            assert self.posted.take() == m.Stored(Deed.OPEN, one.invitation.invitation_id)
            assert self.posted.take() == m.Stored(Deed.HOLD, one.rating_id)

    def sequence(self) -> list[str]:
        """The ratings in the order of their numbers."""
        return [envelope.rating_id for envelope in self.outbox.claim(100)]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(ledger_module, "RETRY_SECONDS", 0.02)
    made = House(tmp_path / "outbox.db")
    made.ledger.start()
    yield made
    made.ledger.stop()
    made.outbox.close()


@contextlib.contextmanager
def disk_that_takes_nothing() -> Iterator[None]:
    """No file of this process may grow or be written; Python ignores SIGXFSZ, so that SQLite hears EFBIG."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_rating_s_life(house: House) -> None:
    one = rating(1, "P-1")
    house.held(one)
    final = replace(one, text="好", complete=True)
    house.ask(m.Amend(final), m.Release(final, ending(one)))
    assert house.posted.take() == m.Stored(Deed.RELEASE, "r1")
    assert house.woken.take() == "wake"
    (sent,) = house.outbox.claim(10)
    record = json.loads(sent.raw)
    assert (record["deviceSeq"], record["writingEvaluation"], record["detailComplete"]) == (1, "好", True)
    assert house.outbox.invitation_state(one.invitation.invitation_id) == "rated"
    house.held(rating(2))
    house.ask(m.Withdraw("r2"))
    assert house.posted.take() == m.Stored(Deed.WITHDRAW, "r2")
    assert house.outbox.status().held == 0


def test_a_case_rated_before_is_no_fault_of_the_disk(house: House) -> None:
    house.held(rating(1, "P-1"))
    house.ask(m.Hold(rating(2, "P-1"), moment(4.0)))
    assert house.posted.take() == m.StoreFailed(Deed.HOLD, "r2", rated=True)
    assert house.problems == {}
    assert house.posted.rest() == []


def test_an_ending_and_a_clerk_are_said_when_the_disk_has_them(house: House) -> None:
    told = (m.Tell("i", Fate.DECLINED), m.Answer(3, m.Reply.DONE))
    seen: list[Any] = []
    house.ledger._say = lambda said: seen.append((said, house.outbox.kept(CLERK_NOTE)))
    house.ask(m.Record(ending(rating(1), Fate.DECLINED), told), m.KeepClerk(CLERK, True, told[1:]))
    until(lambda: len(seen) == 3, "all of it said")
    assert [said for said, _ in seen] == [*told, told[1]]
    assert house.outbox.invitation_state(invitation("1").invitation_id) == "declined"
    assert clerk_of(seen[-1][1]) == (CLERK, True)
    house.ask(m.KeepClerk(None, False))
    until(lambda: house.outbox.kept(CLERK_NOTE) is None, "nobody kept")


def test_what_the_disk_refuses_is_said_at_once(house: House) -> None:
    one, two = rating(1), rating(2)
    house.held(one)
    with disk_that_takes_nothing():
        house.ask(m.Hold(two, moment(4.0)))
        assert house.posted.take() == m.StoreLost()
        assert house.posted.take() == m.StoreFailed(Deed.HOLD, "r2")
        house.ask(m.OpenInvitation(two.invitation, moment(4.0)), m.Withdraw("r1"))
        assert house.posted.take() == m.StoreFailed(Deed.OPEN, two.invitation.invitation_id)
        assert house.posted.take() == m.StoreFailed(Deed.WITHDRAW, "r1")
        assert "outbox.db" in house.problems["outbox"]
    assert house.posted.take() == m.StoreRecovered()
    assert house.problems == {}
    assert house.outbox.status().held == 1, "what was refused is not done behind anyone's back"
    assert house.outbox.invitation_state(two.invitation.invitation_id) is None


def test_what_must_not_be_lost_is_owed_and_comes_in_order(house: House) -> None:
    ratings = [rating(number) for number in range(1, 6)]
    house.held(*ratings)
    declined = rating(9)
    with disk_that_takes_nothing():
        for one in ratings[:3]:
            house.ask(m.Release(one, ending(one)))
        house.ask(m.Record(ending(declined, Fate.DECLINED), (m.Tell("i9", Fate.DECLINED),)))
        house.ask(m.KeepClerk(replace(CLERK, staff_no="1"), False, (m.Answer(1, m.Reply.DONE),)))
        house.ask(m.KeepClerk(CLERK, False, (m.Answer(2, m.Reply.DONE),)))
        assert house.posted.take() == m.StoreLost()
        assert [house.posted.take() for _ in range(3)] == [m.StoreFailed(Deed.RELEASE, f"r{n}") for n in (1, 2, 3)]
        assert house.said.take() == m.Tell("i9", Fate.DECLINED)
        assert [house.said.take() for _ in range(2)] == [m.Answer(1, m.Reply.DONE), m.Answer(2, m.Reply.DONE)]
    for one in ratings[3:]:
        house.ask(m.Release(one, ending(one)))
    until(lambda: len(house.sequence()) == 5, "all five released")
    assert house.sequence() == ["r1", "r2", "r3", "r4", "r5"]
    until(lambda: clerk_of(house.outbox.kept(CLERK_NOTE)) == (CLERK, False), "the last clerk")
    assert house.outbox.invitation_state(declined.invitation.invitation_id) == "declined"
    assert house.posted.take_until(lambda event: isinstance(event, m.StoreRecovered))
    assert house.problems == {}
    assert house.said.rest() == [], "nothing is said twice"


def test_any_success_pays_what_is_owed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = rating(1), rating(2)
    house.held(one)
    monkeypatch.setattr(ledger_module, "RETRY_SECONDS", 3600.0)
    with disk_that_takes_nothing():
        house.ask(m.Release(one, ending(one)))
        assert [house.posted.take(), house.posted.take()] == [m.StoreLost(), m.StoreFailed(Deed.RELEASE, "r1")]
    house.ask(m.OpenInvitation(two.invitation, moment(4.0)))
    assert house.posted.take() == m.Stored(Deed.OPEN, two.invitation.invitation_id)
    assert house.posted.take() == m.StoreRecovered()
    assert house.sequence() == ["r1"]


def test_the_end_tries_once_more(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    one = rating(1)
    house.held(one)
    monkeypatch.setattr(ledger_module, "RETRY_SECONDS", 3600.0)
    with disk_that_takes_nothing():
        house.ask(m.Release(one, ending(one)))
        assert [house.posted.take(), house.posted.take()] == [m.StoreLost(), m.StoreFailed(Deed.RELEASE, "r1")]
    house.ledger.stop()
    assert house.sequence() == ["r1"]


def test_the_end_on_a_disk_that_goes_on_refusing(house: House) -> None:
    one = rating(1)
    house.held(one)
    with disk_that_takes_nothing():
        house.ask(m.Release(one, ending(one)))
        house.ledger.stop()
    assert house.outbox.status().held == 1
    assert house.outbox.recover("2026-11-23T00:00:00.000Z").released == ("r1",)


BROKEN = replace(CONFIGURATION, sealing_key=SealingKey("k", "NO-SUCH-BOX", b""))
APPLICANT = {"userName": "李建国"}


def broken(number: int) -> Rating:
    """One that cannot be made into a record."""
    made = rating(number)
    return replace(made, configuration=BROKEN, invitation=replace(made.invitation, applicant=APPLICANT))


def test_a_record_that_cannot_be_made_does_not_close_the_terminal(house: House) -> None:
    house.ask(m.Hold(broken(1), moment(4.0)))
    assert house.posted.take() == m.StoreLost()
    assert house.posted.take() == m.StoreFailed(Deed.HOLD, "r1")
    assert house.posted.take() == m.StoreRecovered(), "the disk is well"
    assert house.problems == {"ledger": "Hold failed (SealingFailed)"}
    house.held(rating(2))


def test_a_held_rating_is_released_as_it_stands_where_its_last_record_cannot_be_made(house: House) -> None:
    house.held(rating(1))
    house.ask(m.Release(broken(1), ending(broken(1))))
    assert house.posted.take() == m.Stored(Deed.RELEASE, "r1")
    assert house.sequence() == ["r1"]
    assert "released as it was held" in house.problems["ledger"]


def test_what_can_never_be_written_holds_up_nothing(house: House) -> None:
    two = rating(2)
    house.held(two)
    with disk_that_takes_nothing():
        house.ask(m.Release(rating(1), ending(rating(1))), m.Release(two, ending(two)))
        assert house.posted.take() == m.StoreLost()
        assert [house.posted.take() for _ in range(2)] == [m.StoreFailed(Deed.RELEASE, f"r{n}") for n in (1, 2)]
    assert house.posted.take() == m.StoreRecovered()
    assert house.sequence() == ["r2"]
    assert house.problems == {"ledger": "Release failed (LookupError)"}


def test_what_is_none_of_its_own_ends_nothing(house: House) -> None:
    house.ask(m.Answer(1, m.Reply.DONE))
    house.held(rating(1))
    assert house.problems == {"ledger": "Answer failed (TypeError)"}
