"""What is told of a terminal: also while its disk cannot be read, and with what this machine overrides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hall_of_examples import CONFIGURATION, Terminal

from kiosk_app.bulletin import Bulletin
from kiosk_app.core import messages as m
from kiosk_app.core.model import Role, SealingKey
from kiosk_app.core.session import start
from kiosk_app.core.states import Lapsed, State
from kiosk_app.localised import localised
from kiosk_app.runtime.clock import Clock
from kiosk_app.runtime.health import Health
from kiosk_app.runtime.pad import Pads
from kiosk_app.settings import Local
from offline_queue import Outbox, OutboxUnusable


def bulletin_of(outbox: Outbox, state_dir: Path, state: Callable[[], State] = start) -> tuple[Bulletin, Health]:
    clock, health = Clock(), Health()
    pads = Pads([], post=lambda event: None)
    told = Bulletin(outbox, pads, health, state=state, moment=clock.moment, line=lambda: "offline", state_dir=state_dir)
    return told, health


def test_a_disk_that_cannot_be_read_does_not_silence_the_heartbeat(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.db")
    outbox.begin("D", 3)
    outbox.hold("r", None, None, {"ratingId": "r"})
    given = outbox.release("r")
    bulletin, health = bulletin_of(outbox, tmp_path)
    before = bulletin.heartbeat()
    assert (before["deviceId"], before["epoch"], before["unsent"]) == ("D", 3, 1)
    assert (before["lastSeq"], before["lastChain"]) == (1, given.chain)
    outbox.close()
    health.problem("outbox", "cannot be read")
    after = bulletin.heartbeat()
    changing = ("at", "uptimeSeconds", "clock", "diskFreeMiB", "memoryMiB", "problems")
    assert {k: v for k, v in after.items() if k not in changing} == {
        k: v for k, v in before.items() if k not in changing
    }
    assert "outbox: cannot be read" in after["problems"]


def test_a_disk_that_never_could_be_read_has_nothing_to_tell(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.db")
    outbox.close()
    bulletin, _ = bulletin_of(outbox, tmp_path)
    with pytest.raises(OutboxUnusable):
        bulletin.heartbeat()


def test_before_the_set_up(tmp_path: Path) -> None:
    with Outbox(tmp_path / "outbox.db") as outbox:
        bulletin, _ = bulletin_of(outbox, tmp_path, state=lambda: start(role=Role.HALL))
        told = bulletin.status()
        assert (told["state"], told["role"], told["staffNo"]) == ("not_set_up", "hall", None)
        assert told["central"] == {"state": "offline"}
        assert not bulletin.healthy()


def test_the_word_for_a_glass_that_is_wiped_and_for_a_time_that_was_over(tmp_path: Path) -> None:
    with Outbox(tmp_path / "outbox.db") as outbox:
        terminal = Terminal().set_up()
        bulletin, _ = bulletin_of(outbox, tmp_path, state=lambda: terminal.state)
        terminal.post(m.CleaningBegun(terminal.token))
        assert bulletin.status()["state"] == "busy"
        terminal.post(m.ClerkPaused(1))
        assert bulletin.status()["state"] == "paused"
        terminal.post(m.StoreLost())
        assert bulletin.status()["state"] == "out_of_service"
        terminal = Terminal().set_up().invite()
        assert bulletin.status()["state"] == "busy"
        terminal.wait(CONFIGURATION.timeouts.invitation)
        assert isinstance(terminal.state, Lapsed)
        assert bulletin.status()["state"] == "idle"


def test_enrolments_key_seals_where_the_centre_s_configuration_has_none() -> None:
    enrolments, centres = (SealingKey(name, "X25519-SEALED-BOX", bytes(32)) for name in ("enrolment", "centre"))
    assert localised(CONFIGURATION, Local()).sealing_key is None
    assert localised(CONFIGURATION, Local(), enrolments).sealing_key == enrolments
    assert localised(replace(CONFIGURATION, sealing_key=centres), Local(), enrolments).sealing_key == centres


def test_what_a_machine_overrides() -> None:
    assert localised(CONFIGURATION, Local()) == CONFIGURATION
    here = localised(CONFIGURATION, Local(role="hall", detail_timeout=1.5, undo_seconds=0.0))
    assert here.role is Role.HALL
    assert here.timeouts == replace(CONFIGURATION.timeouts, detail=1.5)
    assert here.undo_seconds == 0.0
    assert (
        replace(here, role=CONFIGURATION.role, timeouts=CONFIGURATION.timeouts, undo_seconds=CONFIGURATION.undo_seconds)
        == CONFIGURATION
    )
