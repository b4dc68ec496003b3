"""What the counter, the centre's heartbeat and the technician are told of the terminal; never what a citizen does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk_app import __version__
from kiosk_app.central.wire_rating import clock_record
from kiosk_app.central.wording import beijing_time, rfc3339
from kiosk_app.core.model import Moment
from kiosk_app.core.states import AtDoor, Cleaning, Idle, Lapsed, NotSetUp, OutOfService, State, Technician, Thanks
from kiosk_app.core.technician import Report
from kiosk_app.runtime.health import Health
from kiosk_app.runtime.pad import Pads
from kiosk_app.runtime.vitals import disk_free_mib, memory_mib
from offline_queue import Outbox, OutboxError


class Bulletin:
    """Reads, decides nothing. `line`: how the centre is reached; `devices`: what is wrong with scanners and printer."""

    def __init__(
        self,
        outbox: Outbox,
        pads: Pads,
        health: Health,
        *,
        state: Callable[[], State],
        moment: Callable[[], Moment],
        line: Callable[[], str],
        state_dir: Path,
        devices: Callable[[], list[str]] = list,
    ) -> None:
        self._outbox = outbox
        self._pads = pads
        self._health = health
        self._state = state
        self._moment = moment
        self._line = line
        self._state_dir = state_dir
        self._devices = devices
        self._figures: tuple[int, str, str | None, int | None, dict[str, object]] | None = None

    def problems(self) -> list[str]:
        """Everything a technician should know, a line each."""
        outbox = (f"outbox: {line}" for line in self._outbox.troubles())
        return [*self._health.problems(), *self._pads.problems(), *self._devices(), *outbox]

    def status(self) -> dict[str, Any]:
        """The counter's GET /v1/status."""
        queue = self._outbox.status().as_json()
        state = self._state()
        hall = state.hall
        return {
            "state": _word(state),
            "role": hall.role.value,
            "staffNo": hall.clerk.staff_no if hall.clerk else None,
            "pad": self._pads.status(),
            "central": {"state": self._line()},
            "unsent": queue["unsent"],
            "parked": queue["parked"],
            "version": __version__,
        }

    def report(self, counter: str | None) -> Report:
        """The terminal as its technician sees it, without the pads; OutboxError. `counter`: the interface's address."""
        queue, moment = self._outbox.status(), self._moment()
        return Report(
            version=__version__,
            problems=tuple(self.problems()),
            line=self._line(),
            unsent=queue.unsent,
            parked=queue.parked,
            held=queue.held,
            oldest_seconds=queue.oldest_unsent_seconds,
            counter=counter or "",
            time=beijing_time(moment.instant_ms),
            clock=moment.trust,
            device_id=self._outbox.device_id or "",
        )

    def healthy(self) -> bool:
        """Whether a rating could be taken: a configuration and a form in force, and a disk that stores."""
        state = self._state()
        return state.hall.form is not None and not isinstance(state, OutOfService) and self._outbox.can_store()

    def heartbeat(self) -> dict[str, Any]:
        """What POST /heartbeats says, now."""
        outbox = self._outbox
        try:
            self._figures = (*outbox.last(), outbox.device_id, outbox.epoch, outbox.status().as_json())
        except OutboxError:
            # A disk that cannot even be read must not silence the heartbeat that says so: what was known last.
            if self._figures is None:
                raise
        seq, chain, device_id, epoch, queue = self._figures
        moment, configuration = self._moment(), self._state().hall.configuration
        return {
            "deviceId": device_id,
            "epoch": epoch,
            "at": rfc3339(moment.instant_ms),
            "appVersion": __version__,
            "uptimeSeconds": round(moment.mono),
            "unsent": queue["unsent"],
            "parked": queue["parked"],
            "oldestUnsentSeconds": queue["oldestUnsentSeconds"],
            "lastSeq": seq,
            "lastChain": chain,
            "pad": self._pads.status(),
            "clock": clock_record(moment),
            "diskFreeMiB": disk_free_mib(self._state_dir),
            "memoryMiB": memory_mib(),
            "configVersion": configuration.version if configuration else None,
            "problems": self.problems(),
        }


def _word(state: State) -> str:
    hall = state.hall
    match state:
        case NotSetUp():
            return "not_set_up"
        case OutOfService() | Technician():
            return "out_of_service"
        case AtDoor() if hall.configuration is None:
            return "not_set_up"
        case AtDoor() | Cleaning() if not hall.store_ok:
            return "out_of_service"
        case Cleaning():
            return "busy" if hall.staffed else "paused"
        case Idle() | Thanks() | Lapsed() | AtDoor():
            return "idle" if hall.staffed else "paused"
        case _:
            return "busy"
