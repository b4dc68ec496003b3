"""Random lives of an outbox against a model in plain dictionaries; a crash is close, open, recover."""

from __future__ import annotations

import json
import tempfile
from hashlib import sha256
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from offline_queue import (
    START_OF_CHAIN,
    AlreadyRated,
    Delivered,
    Envelope,
    Later,
    Outbox,
    Parked,
    Verdict,
    canonical,
    renumbering,
)

CASES = st.none() | st.tuples(st.sampled_from(["P1", "P2", "P3"]), st.integers(1, 2), st.just(1))
VERDICTS = st.sampled_from([Delivered("N"), Delivered(None, True), Parked("X"), Later("Y"), None])


class Life(RuleBasedStateMachine):
    ids = Bundle("ids")

    @initialize()
    def begin(self) -> None:
        self.slice, renumbering.SLICE = renumbering.SLICE, 2  # so that a few ratings are a long backlog
        self.directory = tempfile.TemporaryDirectory()
        self.path = Path(self.directory.name) / "outbox.db"
        self.outbox = Outbox(self.path)
        self.epoch = self.outbox.begin("D", 1)
        self.count = 0
        self.state: dict[str, str] = {}
        self.level: dict[str, int] = {}
        self.case: dict[str, tuple[str, int, int] | None] = {}
        self.invitation: dict[str, str] = {}
        self.fates: dict[str, str] = {}
        self.unsent_fates: list[str] = []
        self.order: list[str] = []  # released under the present epoch, by number
        self.accepted: dict[str, bytes] = {}
        self.in_flight: list[Envelope] = []

    def teardown(self) -> None:
        if hasattr(self, "outbox"):
            self.outbox.close()
            self.directory.cleanup()
            renumbering.SLICE = self.slice

    def record(self, key: str) -> dict[str, object]:
        return {"ratingId": key, "satisfaction": self.level[key], "detailComplete": False}

    @rule(target=ids, case=CASES, level=st.integers(1, 5), invited=st.booleans())
    def hold(self, case: tuple[str, int, int] | None, level: int, invited: bool) -> str:
        self.count += 1
        key, invitation = f"r{self.count}", f"i{self.count}"
        self.level[key] = level
        if invited:
            assert self.outbox.open_invitation(invitation, {"projectNo": case[0] if case else None})
            self.fates[invitation] = "offered"
        rated = case is not None and case in self.case.values()
        assert case is None or self.outbox.is_rated(case) == rated
        try:
            self.outbox.hold(key, invitation if invited else None, case, self.record(key))
            assert not rated
        except AlreadyRated:
            assert rated
            if invited:
                assert self.outbox.record_fate(invitation, {"invitationId": invitation, "state": "cancelled"})
                self.fates[invitation] = "cancelled"
                self.unsent_fates.append(invitation)
            return key
        self.state[key] = "held"
        self.case[key] = case
        if invited:
            self.invitation[key] = invitation
        return key

    @rule(key=ids, level=st.integers(1, 5))
    def amend(self, key: str, level: int) -> None:
        held = self.state.get(key) == "held"
        assert self.outbox.amend(key, {**self.record(key), "satisfaction": level}) == held
        if held:
            self.level[key] = level

    @rule(key=ids)
    def withdraw(self, key: str) -> None:
        held = self.state.get(key) == "held"
        assert self.outbox.withdraw(key) == held
        if held:
            del self.state[key], self.case[key]
            self.invitation.pop(key, None)

    @rule(key=ids)
    def release(self, key: str) -> None:
        if key not in self.state:
            return
        invitation = self.invitation.get(key)
        fate = {"invitationId": invitation, "state": "rated"} if invitation else None
        released = self.outbox.release(key, None, fate)
        if self.state[key] == "held":
            self.now_released(key)
        if key in self.order:
            assert released.seq == self.order.index(key) + 1

    def now_released(self, key: str) -> None:
        self.state[key] = "waiting"
        self.order.append(key)
        invitation = self.invitation.get(key)
        if invitation and self.fates.get(invitation) == "offered":
            self.fates[invitation] = "rated"
            self.unsent_fates.append(invitation)

    @rule(
        limit=st.integers(1, 5),
        verdicts=st.lists(VERDICTS, min_size=5, max_size=5),
        without=st.sets(ids, max_size=2),
    )
    def send(self, limit: int, verdicts: list[Verdict | None], without: set[str]) -> None:
        sent = self.outbox.claim(limit, without)
        waiting = [key for key in self.order if self.state[key] == "waiting" and key not in without]
        assert [one.key for one in sent] == ([] if self.outbox.renumbering else waiting[:limit])
        told = {one.key: verdict for one, verdict in zip(sent, verdicts, strict=False) if verdict is not None}
        self.outbox.settle(sent, {**told, "r0": Delivered()})
        for one in sent:
            verdict = told.get(one.key)
            if isinstance(verdict, Delivered):
                self.state[one.key] = "delivered"
                self.accepted[one.key] = one.raw
            elif isinstance(verdict, Parked):
                self.state[one.key] = "parked"

    @rule(limit=st.integers(1, 3), count=st.integers(0, 3))
    def send_fates(self, limit: int, count: int) -> None:
        sent = self.outbox.claim_fates(limit)
        assert {one.key for one in sent} <= set(self.unsent_fates)
        assert len(sent) == min(limit, len(self.unsent_fates))
        for one in sent:
            assert json.loads(one.raw)["state"] == self.fates[one.key]
        done = self.outbox.settle_fates(sent, {one.key: Delivered() for one in sent[:count]})
        for key in done:
            self.unsent_fates.remove(key)

    @rule()
    def retry(self) -> None:
        parked = [key for key, state in self.state.items() if state == "parked"]
        assert self.outbox.retry() == len(parked)
        self.state.update(dict.fromkeys(parked, "waiting"))

    @rule(limit=st.integers(1, 5))
    def send_and_wait_for_the_answer(self, limit: int) -> None:
        self.in_flight = self.outbox.claim(limit)

    @rule()
    def the_answer_comes(self) -> None:
        """It may have been sent under numbers that are gone, or are just going."""
        sent, self.in_flight = self.in_flight, []
        raws = {one.key: one.raw for one in sent}
        for key in self.outbox.settle(sent, {one.key: Delivered() for one in sent}):
            assert self.state[key] == "waiting"
            self.state[key] = "delivered"
            self.accepted[key] = raws[key]

    @rule(step=st.integers(1, 3))
    def renumber(self, step: int) -> None:
        self.epoch += step
        left = self.left()
        assert self.outbox.renumber(self.epoch) == len(left)
        self.order = left

    @rule(step=st.integers(1, 3))
    def begin_anew(self, step: int) -> None:
        """The first slice only, where there is more than one."""
        self.epoch += step
        if self.outbox.renumbering:
            self.order = self.left()
        assert self.outbox.begin("D", self.epoch) == self.epoch
        if not self.outbox.renumbering:
            self.order = self.left()

    @rule()
    def renumber_on(self) -> None:
        before = self.outbox.renumbering
        if not self.outbox.renumber_on(0.0) and before:
            self.order = self.left()

    def left(self) -> list[str]:
        return [key for key in self.order if self.state[key] != "delivered"]

    @rule()
    def crash(self) -> None:
        self.outbox.close()
        self.outbox = Outbox(self.path)
        assert self.outbox.begin("D", 1) == self.epoch
        held = [key for key, state in self.state.items() if state == "held"]
        still_open = {key for key, fate in self.fates.items() if fate == "offered"}
        recovery = self.outbox.recover("now")
        assert list(recovery.released) == held
        for key in held:
            self.now_released(key)
        assert set(recovery.faulted) == still_open - {self.invitation.get(key) for key in held}
        for invitation in recovery.faulted:
            self.fates[invitation] = "fault"
            self.unsent_fates.append(invitation)

    @invariant()
    def counts_agree(self) -> None:
        if not hasattr(self, "outbox"):
            return
        states = list(self.state.values())
        status = self.outbox.status()
        assert (status.held, status.unsent, status.parked, status.delivered) == tuple(
            states.count(state) for state in ("held", "waiting", "parked", "delivered")
        )
        assert status.last_seq == len(self.order)
        assert (status.oldest_unsent_seconds is None) == (status.unsent == 0)

    @invariant()
    def the_chain_has_no_gap(self) -> None:
        if not hasattr(self, "outbox") or self.outbox.renumbering:
            return
        previous = START_OF_CHAIN
        sent = {one.key: one.raw for one in self.outbox.claim_these(self.order)}
        for seq, key in enumerate(self.order, 1):
            raw = sent.get(key) or self.accepted.get(key)
            if raw is None:  # parked: only its link can be seen
                previous = self.outbox.chain_at(seq) or ""
                continue
            told = json.loads(raw)
            assert (told["deviceSeq"], told["epoch"], told["satisfaction"]) == (seq, self.epoch, self.level[key])
            link = told.pop("chain")
            assert link == sha256(previous.encode() + canonical(told)).hexdigest() == self.outbox.chain_at(seq)
            previous = link
        assert self.outbox.last() == (len(self.order), previous)

    @invariant()
    def invitations_are_known(self) -> None:
        if hasattr(self, "outbox"):
            assert self.outbox.invitation_states() == self.fates


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
