"""What the outbox promises, call by call."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from offline_queue import (
    START_OF_CHAIN,
    AlreadyRated,
    Case,
    Delivered,
    Later,
    NoIdentity,
    Outbox,
    OutboxBusy,
    OutboxUnusable,
    Parked,
    canonical,
)
from offline_queue.when import Clock

CASE: Case = ("P-1", 1, 1)


def record(rating_id: str, satisfaction: int = 5, **more: object) -> dict[str, object]:
    return {"ratingId": rating_id, "satisfaction": satisfaction, "detailComplete": False, **more}


def fate(invitation_id: str, state: str = "rated") -> dict[str, object]:
    return {"invitationId": invitation_id, "projectNo": "P-1", "serviceNumber": 1, "state": state}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outbox.db"


@pytest.fixture
def outbox(path: Path) -> Iterator[Outbox]:
    with Outbox(path) as outbox:
        outbox.begin("CQ-YB-0031-07", 3)
        yield outbox


def release(outbox: Outbox, *ids: str) -> None:
    for rating_id in ids:
        outbox.hold(rating_id, None, None, record(rating_id))
        outbox.release(rating_id)


def verify_chain(raws: list[bytes]) -> None:
    previous = START_OF_CHAIN
    for seq, raw in enumerate(raws, 1):
        told = json.loads(raw)
        assert told["deviceSeq"] == seq
        link = told.pop("chain")
        assert link == sha256(previous.encode() + canonical(told)).hexdigest()
        previous = link


# ---- held, released


def test_held_then_released(outbox: Outbox) -> None:
    assert outbox.open_invitation("i", {"projectNo": "P-1", "serviceNumber": 1, "offeredAt": "t0"})
    assert not outbox.open_invitation("i", {"projectNo": "other"})
    assert outbox.invitation_state("i") == "offered"
    outbox.hold("r", "i", CASE, record("r", 2))
    assert outbox.claim(10) == []
    assert outbox.last() == (0, START_OF_CHAIN)
    final = record("r", 4, detailComplete=True, writingEvaluation="好")
    released = outbox.release("r", final, fate("i"))
    assert outbox.last() == (released.seq, released.chain) == (1, released.chain)
    (envelope,) = outbox.claim(10)
    told = json.loads(envelope.raw)
    assert told == {**final, "deviceId": "CQ-YB-0031-07", "epoch": 3, "deviceSeq": 1, "chain": released.chain}
    assert envelope.raw == canonical(told)
    verify_chain([envelope.raw])
    assert outbox.invitation_state("i") == "rated"
    (sent,) = outbox.claim_fates(10)
    assert (sent.invitation_id, sent.raw) == ("i", canonical(fate("i")))


def test_a_release_again_answers_the_same(outbox: Outbox) -> None:
    outbox.hold("r", None, None, record("r"))
    first = outbox.release("r")
    assert outbox.release("r", record("r", 1)) == first
    outbox.settle(outbox.claim(1), {"r": Delivered()})
    assert outbox.release("r") == first
    assert outbox.last() == (first.seq, first.chain)
    with pytest.raises(LookupError, match="no rating"):
        outbox.release("unknown")


def test_a_rating_of_an_invitation_is_released_with_its_fate_or_not_at_all(outbox: Outbox) -> None:
    outbox.open_invitation("i", {})
    outbox.hold("r", "i", None, record("r"))
    with pytest.raises(ValueError, match="together"):
        outbox.release("r")
    with pytest.raises(ValueError, match="end as"):
        outbox.release("r", None, fate("i", "seen"))
    with pytest.raises(ValueError, match="not of this invitation"):
        outbox.release("r", None, fate("other"))
    with pytest.raises(ValueError, match="ratingId"):
        outbox.release("r", record("x"), fate("i"))
    with pytest.raises(TypeError):
        outbox.release("r", record("r", pf=0.5), fate("i"))  # type: ignore[arg-type] # a float is the point
    assert outbox.last()[0] == 0
    assert outbox.status().held == 1
    assert outbox.invitation_state("i") == "offered"


def test_hold_is_idempotent_and_the_first_counts(outbox: Outbox) -> None:
    outbox.hold("r", None, CASE, record("r", 5))
    outbox.hold("r", None, CASE, record("r", 1))
    outbox.release("r")
    outbox.hold("r", None, CASE, record("r", 1))
    assert json.loads(outbox.claim(1)[0].raw)["satisfaction"] == 5
    assert outbox.status().unsent == 1
    with pytest.raises(ValueError, match="ratingId"):
        outbox.hold("x", None, None, record("y"))


def test_amend_and_withdraw_reach_held_ratings_only(outbox: Outbox) -> None:
    outbox.hold("r", None, CASE, record("r", 5))
    assert outbox.amend("r", record("r", 2))
    assert outbox.withdraw("r")
    assert not outbox.withdraw("r")
    assert not outbox.amend("r", record("r", 2))
    assert not outbox.is_rated(CASE)
    outbox.hold("s", None, CASE, record("s", 1))
    outbox.release("s")
    assert not outbox.amend("s", record("s", 2))
    assert not outbox.withdraw("s")
    assert json.loads(outbox.claim(1)[0].raw)["satisfaction"] == 1
    with pytest.raises(ValueError, match="ratingId"):
        outbox.amend("s", record("t"))


# ---- once a case


@pytest.mark.parametrize("fate_of_first", ["held", "waiting", "parked", "delivered"])
def test_a_case_is_rated_once(outbox: Outbox, fate_of_first: str) -> None:
    assert not outbox.is_rated(CASE)
    outbox.hold("r", None, CASE, record("r"))
    if fate_of_first != "held":
        outbox.release("r")
    if fate_of_first == "parked":
        outbox.settle(outbox.claim(1), {"r": Parked("X")})
    if fate_of_first == "delivered":
        outbox.settle(outbox.claim(1), {"r": Delivered()})
    assert outbox.is_rated(CASE)
    with pytest.raises(AlreadyRated):
        outbox.hold("s", None, CASE, record("s"))
    outbox.hold("append", None, ("P-1", 1, 2), record("append"))
    outbox.hold("step", None, ("P-1", 2, 1), record("step"))


def test_without_a_case_nothing_clashes(outbox: Outbox) -> None:
    for rating_id in "abc":
        outbox.hold(rating_id, None, None, record(rating_id))
    assert outbox.status().held == 3


# ---- invitations


def test_the_first_fate_counts(outbox: Outbox) -> None:
    outbox.open_invitation("i", {})
    assert outbox.record_fate("i", fate("i", "lapsed"))
    assert not outbox.record_fate("i", fate("i", "cancelled"))
    assert outbox.invitation_state("i") == "lapsed"
    assert outbox.record_fate("unheard", fate("unheard", "fault"))
    assert outbox.invitation_state("never") is None
    assert [json.loads(sent.raw)["state"] for sent in outbox.claim_fates(10)] == ["lapsed", "fault"]


def test_fates_leave_like_ratings(outbox: Outbox) -> None:
    for invitation_id in "abcd":
        outbox.open_invitation(invitation_id, {})
        outbox.record_fate(invitation_id, fate(invitation_id, "declined"))
    sent = outbox.claim_fates(3)
    assert [one.key for one in sent] == ["a", "b", "c"]
    assert [one.key for one in outbox.claim_fates(1, {"a"})] == ["b"]
    assert outbox.settle_fates(sent, {"a": Delivered(), "b": Parked("X", "y"), "d": Delivered()}) == ["a"]
    assert [one.key for one in outbox.claim_fates(10)] == ["c", "d"]
    assert [one.key for one in outbox.claim_these_fates(["a", "c"])] == ["c"]
    assert outbox.status().as_json()["unsent"] == 0  # status tells of ratings only


def test_known_for_a_day_of_running_time_whatever_the_wall_clock_does(path: Path) -> None:
    wall, mono = [1.8e9], [100.0]
    clock = Clock(lambda: wall[0], lambda: mono[0], "boot-1")
    with Outbox(path, clock) as outbox:
        outbox.record_fate("old", fate("old", "lapsed"))
        mono[0] += 50_000
        outbox.record_fate("new", fate("new", "lapsed"))
        outbox.open_invitation("open", {})
        wall[0] = 0.0
    mono[0] = 7.0  # another boot, in 1970
    with Outbox(path, Clock(lambda: wall[0], lambda: mono[0], "boot-2")) as outbox:
        assert outbox.invitation_states() == {"open": "offered", "new": "lapsed", "old": "lapsed"}
        wall[0] = 4e9
        mono[0] += 40_000
        assert outbox.invitation_states() == {"open": "offered", "new": "lapsed"}
        assert outbox.invitation_states(10.0) == {"open": "offered"}


# ---- after a crash


def test_recovery_releases_what_is_held_and_ends_what_is_open(path: Path) -> None:
    with Outbox(path) as outbox:
        outbox.begin("D", 1)
        outbox.open_invitation("i", {"projectNo": "P-1", "serviceNumber": 1, "offeredAt": "t0"})
        outbox.open_invitation("j", {"projectNo": "P-2", "offeredAt": "t1"})
        outbox.hold("r", "i", CASE, record("r", 1, detailComplete=True))
        outbox.hold("s", None, None, record("s"))
        outbox.hold("t", "never opened", None, record("t"))
    with Outbox(path) as outbox:
        recovery = outbox.recover("t9")
        assert recovery.released == ("r", "s", "t")
        assert recovery.faulted == ("j",)
        raws = [envelope.raw for envelope in outbox.claim(10)]
        verify_chain(raws)
        assert [json.loads(raw)["detailComplete"] for raw in raws] == [False] * 3
        fates = [json.loads(sent.raw) for sent in outbox.claim_fates(10)]
        assert fates[0] == {
            "invitationId": "i", "projectNo": "P-1", "serviceNumber": 1,
            "state": "rated", "offeredAt": "t0", "endedAt": "t9",
        }  # fmt: skip
        assert {one["invitationId"]: one["state"] for one in fates[1:]} == {"j": "fault", "never opened": "rated"}
        again = outbox.recover("t10")
        assert (again.released, again.faulted) == ((), ())


def test_nothing_is_numbered_without_an_identity(path: Path) -> None:
    with Outbox(path) as outbox:
        assert (outbox.device_id, outbox.epoch) == (None, None)
        outbox.hold("r", None, None, record("r"))
        with pytest.raises(NoIdentity):
            outbox.release("r")
        with pytest.raises(NoIdentity):
            outbox.renumber(2)
        assert outbox.status().held == 1
        assert outbox.begin("D", 2) == 2
        assert (outbox.device_id, outbox.epoch) == ("D", 2)
        assert outbox.release("r").seq == 1


# ---- sending


def test_claims_go_by_number_and_leave_out_who_waits(outbox: Outbox) -> None:
    release(outbox, "a", "b", "c", "d")
    assert [one.key for one in outbox.claim(2)] == ["a", "b"]
    assert [one.key for one in outbox.claim(2, {"a", "c"})] == ["b", "d"]
    assert [one.key for one in outbox.claim(9, {"a"})] == ["b", "c", "d"]
    assert [one.key for one in outbox.claim_these(["d", "unknown", "a"])] == ["a", "d"]


def test_only_what_was_sent_is_believed(outbox: Outbox) -> None:
    release(outbox, "a", "b", "c")
    sent = outbox.claim(2)
    verdicts = {"a": Delivered("N-1"), "c": Delivered("N-3"), "zzz": Delivered()}
    assert outbox.settle(sent, verdicts) == ["a"]
    assert [one.key for one in outbox.claim(9)] == ["b", "c"]
    assert (outbox.receipt("a"), outbox.receipt("c"), outbox.receipt("zzz")) == ("N-1", None, None)
    assert outbox.settle(sent, verdicts) == []  # the same answer again
    assert outbox.settle(sent, {"a": Parked("X")}) == []  # what is delivered stays delivered
    status = outbox.status()
    assert (status.unsent, status.parked, status.delivered) == (2, 0, 1)


def test_parked_rows_keep_every_answer_and_can_go_again(outbox: Outbox) -> None:
    release(outbox, "a", "b")
    before = outbox.claim_these(["a"])[0].raw
    for verdict in [Later("CASE", "no such case"), Later("CASE", "no such case"), Parked("BAD_NORM", "110?")]:
        outbox.settle(outbox.claim(1), {"a": verdict})
    story = outbox.show("a")
    assert story is not None
    assert (story.row.state, story.row.code, story.row.msg) == ("parked", "BAD_NORM", "110?")
    assert [(one.times, one.code) for one in story.attempts] == [(2, "CASE"), (1, "BAD_NORM")]
    assert story.record["ratingId"] == "a"
    assert outbox.show("zzz") is None
    assert [row.rating_id for row in outbox.rows("parked")] == ["a"]
    assert [row.rating_id for row in outbox.rows("unsent")] == ["b"]
    assert outbox.retry(["a", "b", "zzz"]) == 1
    assert [one.raw for one in outbox.claim(1)] == [before]
    outbox.settle(outbox.claim(2), {"a": Parked("X"), "b": Parked("Y")})
    assert outbox.retry() == 2
    outbox.settle(outbox.claim(1), {"a": Delivered(None, duplicate=True)})
    (row,) = outbox.rows("delivered")
    assert (row.duplicate, row.receipt_no, row.code) == (True, None, "X")
    assert [row.rating_id for row in outbox.rows()] == ["a", "b"]
    assert [row.rating_id for row in outbox.rows(limit=1, offset=1)] == ["b"]
    assert outbox.rows("held") == []
    with pytest.raises(ValueError, match="no such state"):
        outbox.rows("lost")


def test_status_is_the_documented_document(outbox: Outbox) -> None:
    assert outbox.status().as_json() == {
        "unsent": 0, "held": 0, "parked": 0, "delivered": 0,
        "oldestUnsentSeconds": None, "lastSeq": 0, "lastError": None,
    }  # fmt: skip
    release(outbox, "a", "b", "c")
    outbox.hold("d", None, None, record("d"))
    outbox.settle(outbox.claim(2), {"a": Delivered(), "b": Parked("BAD", "why")})
    told = outbox.status().as_json()
    oldest, error = told.pop("oldestUnsentSeconds"), told.pop("lastError")
    assert told == {"unsent": 1, "held": 1, "parked": 1, "delivered": 1, "lastSeq": 3}
    assert isinstance(oldest, float)
    assert oldest >= 0
    assert isinstance(error, dict)
    assert (error["code"], error["msg"]) == ("BAD", "why")
    assert error["at"].endswith("+00:00")


def test_the_oldest_age_follows_running_time_not_the_clock_on_the_wall(path: Path) -> None:
    wall, mono = [1.8e9], [1000.0]
    with Outbox(path, Clock(lambda: wall[0], lambda: mono[0], "boot-1")) as outbox:
        outbox.begin("D", 1)
        release(outbox, "a")
        mono[0] += 60
        wall[0] = 0.0  # 1970
        assert outbox.status().oldest_unsent_seconds == 60.0
    mono[0] = 30.0
    with Outbox(path, Clock(lambda: wall[0], lambda: mono[0], "boot-2")) as outbox:
        assert outbox.status().oldest_unsent_seconds == 30.0  # at least since this boot; never negative
        wall[0] = 1.8e9 + 500
        assert outbox.status().oldest_unsent_seconds == 500.0


# ---- epochs


def test_begin_keeps_ours_unless_the_identity_is_newer(outbox: Outbox) -> None:
    release(outbox, "a", "b")
    assert outbox.begin("CQ-YB-0031-07", 3) == 3
    assert outbox.begin("CQ-YB-0031-07", 2) == 3
    assert outbox.last()[0] == 2
    assert outbox.begin("CQ-YB-0031-07", 4) == 4
    raws = [one.raw for one in outbox.claim(9)]
    verify_chain(raws)
    assert [json.loads(raw)["epoch"] for raw in raws] == [4, 4]
    assert outbox.begin("ANOTHER", 1) == 1
    assert [json.loads(one.raw)["deviceId"] for one in outbox.claim(9)] == ["ANOTHER", "ANOTHER"]
    assert (outbox.device_id, outbox.epoch) == ("ANOTHER", 1)


def test_renumbering_takes_along_all_that_was_not_accepted(outbox: Outbox) -> None:
    release(outbox, *"abcdefg")
    before = {one.key: json.loads(one.raw) for one in outbox.claim(9)}
    outbox.settle(outbox.claim(4), {"a": Delivered(), "b": Parked("X"), "c": Delivered(), "d": Later("CASE")})
    outbox.hold("h", None, None, record("h"))
    assert outbox.renumber(4) == 5
    outbox.retry()
    sent = outbox.claim(99)
    assert [one.key for one in sent] == list("bdefg")
    verify_chain([one.raw for one in sent])
    for one in sent:
        old, new = before[one.key], json.loads(one.raw)
        changed = {key for key in old if old[key] != new[key]}
        assert changed <= {"epoch", "deviceSeq", "chain"}
    assert outbox.release("h").seq == 6
    with pytest.raises(ValueError, match="does not come after"):
        outbox.renumber(4)
    assert outbox.renumber(9) == 6


def test_a_long_backlog_is_renumbered_whole(outbox: Outbox) -> None:
    ids = [f"{k:04}" for k in range(1203)]
    release(outbox, *ids)
    outbox.settle(outbox.claim(3), {ids[0]: Delivered()})
    assert outbox.renumber(4) == 1202
    sent = outbox.claim(2000)
    assert [one.key for one in sent] == ids[1:]
    verify_chain([one.raw for one in sent])
    assert outbox.last() == (1202, json.loads(sent[-1].raw)["chain"])


def test_a_verdict_on_old_numbers_is_not_believed_after_a_renumbering(outbox: Outbox) -> None:
    release(outbox, "a")
    in_flight = outbox.claim(1)
    outbox.renumber(4)
    assert outbox.settle(in_flight, {"a": Delivered()}) == []
    assert outbox.status().unsent == 1  # else the new epoch would begin with a gap


def test_heartbeats_notice_a_restored_disk(outbox: Outbox) -> None:
    release(outbox, "a", "b")
    links = [json.loads(one.raw)["chain"] for one in outbox.claim(2)]
    assert [outbox.chain_at(seq) for seq in range(4)] == [START_OF_CHAIN, *links, None]
    assert outbox.agrees_with(3, 0, START_OF_CHAIN)
    assert outbox.agrees_with(3, 1, links[0])
    assert outbox.agrees_with(3, 2, None)
    assert outbox.agrees_with(2, 9, "told of an epoch already left")
    assert not outbox.agrees_with(3, 3, links[1])
    assert not outbox.agrees_with(3, 1, links[1])


# ---- small things


def test_notes_and_tokens_survive(path: Path) -> None:
    with Outbox(path) as outbox:
        outbox.keep("clerk", {"staffNo": "007", "stars": 5})
        outbox.keep("gone", 1)
        outbox.keep("gone", None)
        assert outbox.add_token("window 7", "salt:hash")
        assert not outbox.add_token("window 7", "another")
        outbox.add_token("dropped", "x")
        assert outbox.drop_token("dropped")
        assert not outbox.drop_token("dropped")
    with Outbox(path) as outbox:
        assert outbox.kept("clerk") == {"staffNo": "007", "stars": 5}
        assert outbox.kept("gone") is None
        assert outbox.tokens() == {"window 7": "salt:hash"}


# ---- the file


def test_a_second_opening_is_refused_and_names_the_holder(outbox: Outbox, path: Path) -> None:
    with pytest.raises(OutboxBusy, match=f"process {os.getpid()}") as caught:
        Outbox(path)
    assert caught.value.pid == os.getpid()
    code = f"from offline_queue import Outbox; Outbox({str(path)!r})"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert f"process {os.getpid()}" in told.stderr
    (path.with_suffix(".lock")).write_bytes(b"\xff not a pid")
    with pytest.raises(OutboxBusy, match="another process"):
        Outbox(path)
    outbox.close()
    Outbox(path).close()


def test_a_refused_opening_lets_go_of_the_lock(path: Path) -> None:
    path.write_bytes(b"this is not a database, but it is long enough to look like one" * 20)
    path.with_name("quarantine").write_text("in the way")  # so that it cannot be set aside
    for _ in range(2):
        with pytest.raises(OutboxUnusable) as caught:
            Outbox(path)
        assert caught.value.remedy
    path.unlink()
    Outbox(path).close()


def test_a_file_of_a_newer_program_is_left_alone(path: Path) -> None:
    import sqlite3

    Outbox(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(OutboxUnusable, match="newer version"):
        Outbox(path)


def test_a_missing_directory_and_a_closed_outbox_are_clear_errors(tmp_path: Path) -> None:
    with pytest.raises(OutboxUnusable, match="directory exists"):
        Outbox(tmp_path / "missing" / "outbox.db")
    (tmp_path / "is a directory").mkdir()
    with pytest.raises(OutboxUnusable, match="cannot be opened"):
        Outbox(tmp_path / "is a directory")
    outbox = Outbox(tmp_path / "outbox.db")
    assert outbox.can_store()
    outbox.probe()
    outbox.close()
    outbox.close()
    assert not outbox.can_store()
    with pytest.raises(OutboxUnusable, match="closed"):
        outbox.status()


def test_a_full_disk_is_told_and_nothing_is_half_done(outbox: Outbox) -> None:
    release(outbox, "a")
    db = outbox._store.connection()
    assert db is not None
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    db.execute(f"PRAGMA max_page_count = {pages}")  # SQLite's own way to be full

    def fill() -> None:
        for k in range(1000):
            outbox.hold(f"x{k}", None, None, record(f"x{k}", writingEvaluation="满" * 150))

    with pytest.raises(OutboxUnusable, match="the disk is full") as caught:
        fill()
    assert caught.value.remedy == "free some space on it"
    held = outbox.status().held
    assert len(outbox.rows("held", limit=1000)) == held
    db.execute("PRAGMA max_page_count = 1000000")
    assert outbox.can_store()  # by trying
    assert outbox.release("x0").seq == 2


def test_threads_may_hold_while_another_settles(outbox: Outbox) -> None:
    ids = [f"{worker}-{k}" for worker in range(4) for k in range(25)]
    errors: list[BaseException] = []

    def work(worker: int) -> None:
        try:
            release(outbox, *[key for key in ids if key.startswith(f"{worker}-")])
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    seen: list[bytes] = []
    while len(seen) < len(ids) and not errors:
        batch = outbox.claim(7)
        outbox.settle(batch, {one.key: Delivered() for one in batch})
        seen.extend(one.raw for one in batch)
    for thread in threads:
        thread.join()
    assert not errors
    verify_chain(seen)
    status = outbox.status()
    assert (status.delivered, status.unsent) == (100, 0)


def test_what_is_slow_is_imported_only_where_it_works(path: Path) -> None:
    Outbox(path).close()
    code = (
        "import sys, offline_queue\n"
        f"offline_queue.Outbox({str(path)!r}).close()\n"
        "print([name for name in ('sqlite_utils', 'requests', 'PySide6', 'click') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_the_file_is_durable_by_its_settings(outbox: Outbox) -> None:
    db = outbox._store.connection()
    assert db is not None
    assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert db.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        ("SELECT id FROM ratings WHERE state = 'waiting' AND state <> 'delivered' ORDER BY seq LIMIT 1", "unsettled"),
        ("SELECT count(*) FROM ratings WHERE state = 'held' AND state <> 'delivered'", "unsettled"),
        (
            "SELECT id FROM invitations WHERE stage = 'waiting' AND stage <> 'delivered' ORDER BY n",
            "unsettled_invitations",
        ),
        ("SELECT id FROM ratings INDEXED BY one_rating_a_number WHERE series = 1 AND seq > 5", "one_rating_a_number"),
    ],
)
def test_the_backlog_is_never_scanned(outbox: Outbox, sql: str, index: str) -> None:
    db = outbox._store.connection()
    assert db is not None
    plan = " ".join(row[3] for row in db.execute("EXPLAIN QUERY PLAN " + sql))
    assert f"SEARCH {sql.split(' FROM ')[1].partition(' ')[0]} USING" in plan
    assert index in plan
    assert "TEMP B-TREE" not in plan


def test_a_refusal_leaves_nothing_open_behind_it(outbox: Outbox) -> None:
    outbox.hold("r", None, CASE, record("r"))
    with pytest.raises(AlreadyRated):
        outbox.hold("s", None, CASE, record("s"))
    db = outbox._store.connection()
    assert db is not None
    assert not db.in_transaction
    assert not outbox._store.failing  # it says nothing about the disk
    outbox.hold("s", None, None, record("s"))
    assert [row.rating_id for row in outbox.rows("held")] == ["r", "s"]
