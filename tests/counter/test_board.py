"""The board: tickets, standings that only move forward, and what is forgotten."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.core.messages import Answer, ClerkPaused, Event, Reply, Tell
from kiosk_app.core.model import Fate
from kiosk_app.counter import Board, board


def nothing(_: str) -> None:
    return None


def test_a_ticket_brings_its_answer_back() -> None:
    posted: list[Event] = []
    one = Board(nothing)
    first, second = one.ask(ClerkPaused, posted.append), one.ask(ClerkPaused, posted.append)
    assert posted == [ClerkPaused(1), ClerkPaused(2)]
    one.answer(Answer(2, Reply.NO_STAFF))
    assert second.result(0).reply is Reply.NO_STAFF
    assert not first.done()
    one.answer(Answer(2, Reply.DONE))  # said twice, or to nobody: dropped
    one.answer(Answer(99, Reply.DONE))
    first.cancel()  # who stops waiting does not make the answer an error
    one.answer(Answer(1, Reply.DONE))
    assert first.result(0).reply is Reply.DONE


def test_an_event_that_cannot_be_posted_leaves_no_ticket() -> None:
    def broken(_: Event) -> None:
        raise RuntimeError

    one = Board(nothing)
    with pytest.raises(RuntimeError):
        one.ask(ClerkPaused, broken)
    assert not one._asked


@pytest.mark.parametrize(
    ("reply", "fate", "stands"),
    [
        (Reply.OFFERED, Fate.OFFERED, Fate.OFFERED),
        (Reply.OFFERED, None, Fate.OFFERED),
        (Reply.PRESENT, Fate.SEEN, Fate.SEEN),
        (Reply.PRESENT, Fate.RATED, Fate.RATED),
        (Reply.PRESENT, None, None),
        (Reply.BUSY, None, None),
    ],
)
def test_an_answer_says_where_the_invitation_stands(reply: Reply, fate: Fate | None, stands: Fate | None) -> None:
    one = Board(nothing)
    one.ask(ClerkPaused, lambda _: None, "i")
    one.answer(Answer(1, reply, fate))
    assert one.state("i") is stands


@given(st.lists(st.sampled_from(list(Fate))))
def test_an_invitation_moves_forward_only_and_its_end_stays(fates: list[Fate]) -> None:
    one, heard = Board(nothing), []
    unwatch = one.watch("i", lambda: heard.append(one.recall("i")))
    for fate in fates:
        one.tell(Tell("i", fate))
    ends = [fate for fate in fates if fate.final]
    expected = ends[0] if ends else Fate.SEEN if Fate.SEEN in fates else Fate.OFFERED if fates else None
    assert one.state("i") is expected
    assert heard == ends[:1]
    unwatch()
    assert one.waiting("i") == 0


def test_who_watches_what_is_over_is_called_at_once() -> None:
    one, heard = Board(nothing), []
    one.tell(Tell("i", Fate.LAPSED))
    one.watch("i", lambda: heard.append(1))()
    assert heard == [1]


def test_two_watch_and_one_stops() -> None:
    one, heard = Board(nothing), []
    stop = one.watch("i", lambda: heard.append("a"))
    one.watch("i", lambda: heard.append("b"))
    stop()
    stop()
    one.tell(Tell("i", Fate.RATED))
    assert heard == ["b"]


def test_the_disk_knows_what_memory_does_not() -> None:
    one = Board({"old": "rated"}.get)
    assert (one.recall("old"), one.state("old"), one.state("never")) == (None, Fate.RATED, None)


def test_what_was_told_while_the_disk_was_read_wins() -> None:
    def known(invitation_id: str) -> str:
        one.tell(Tell(invitation_id, Fate.RATED))
        return "offered"

    one = Board(known)
    assert one.state("i") is Fate.RATED


def test_a_day_is_kept_and_open_ones_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    one = Board(nothing, lambda: now[0])
    one.tell(Tell("open", Fate.OFFERED))
    one.tell(Tell("over", Fate.RATED))
    now[0] = 24 * 3600.0
    one.tell(Tell("next", Fate.RATED))
    assert one.recall("over") is Fate.RATED
    now[0] = board.KEPT_SECONDS + 1
    one.tell(Tell("later", Fate.RATED))
    assert [one.recall(name) for name in ("open", "over", "next")] == [Fate.OFFERED, None, Fate.RATED]
    monkeypatch.setattr(board, "MOST_KEPT", 5)
    for n in range(50):
        one.tell(Tell(f"n{n}", Fate.LAPSED))
    assert one.recall("open") is Fate.OFFERED
    assert len(one._standings) == 5
