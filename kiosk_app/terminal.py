"""The composition root: every part made once and handed what it needs. No part knows more of another than a callable.

Loaded once the first frame is on the glass: see `app.py`.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kiosk_app import __version__
from kiosk_app.bulletin import Bulletin
from kiosk_app.central.expiry import Certificates
from kiosk_app.central.identity import FILE_NAME
from kiosk_app.central.wording import rfc3339
from kiosk_app.core import messages as m
from kiosk_app.core import working_days
from kiosk_app.core.model import Moment, Role
from kiosk_app.core.scene import Scene
from kiosk_app.core.session import start
from kiosk_app.counter.board import Board
from kiosk_app.counter.tokens import matches
from kiosk_app.curtain_keeper import CurtainKeeper
from kiosk_app.desk import Desk
from kiosk_app.paper import Receipts
from kiosk_app.questions import TECHNICIAN, pin_of
from kiosk_app.reception import Reception
from kiosk_app.records import Records, clerk_of
from kiosk_app.runtime.clock import Clock
from kiosk_app.runtime.doorkeeper import Doorkeeper
from kiosk_app.runtime.engine import Engine
from kiosk_app.runtime.health import Health
from kiosk_app.runtime.learnt_keys import NOTE as LEARNT
from kiosk_app.runtime.learnt_keys import Keys, learnt_of, with_learnt
from kiosk_app.runtime.ledger import CLERK, Ledger
from kiosk_app.runtime.pad import Pads, PadWish
from kiosk_app.runtime.pulse import Pulse
from kiosk_app.runtime.scanners import Scanners, ScannerWish
from kiosk_app.settings import Settings
from kiosk_app.ui.assets import assets
from kiosk_app.ui.texts import Texts
from kiosk_app.uplink import Uplink
from offline_queue import Outbox, OutboxError, Shelf

if TYPE_CHECKING:
    from kiosk_app.counter.server import CounterServer
    from offline_queue.policy import Pace
    from offline_queue.when import Clock as RunningTime

log = logging.getLogger(__name__)

CLOCK = "clock"
JOIN_SECONDS = 1.5
"""How long the threads that may be inside a request or a long look are waited for at the end, all of them together;
SIGTERM promises five seconds in all."""


class Terminal:
    """One terminal on one state directory: `start`, then `begin`, and `end` when it is over.

    `show` takes the scenes. `was_alive`: the last one here ended less than five minutes ago. OutboxError where the
    files cannot be used. `pace` of asking the centre, and the outbox's `running_time`, for who wants a day in minutes.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        show: Callable[[Scene], None],
        was_alive: bool,
        pace: Pace | None = None,
        running_time: RunningTime | None = None,
    ) -> None:
        self.settings = settings
        state_dir = settings.state_dir
        shelf = Shelf(state_dir / "shelf")
        self.outbox = Outbox(state_dir / "outbox.db", running_time, shed=shelf.shed)
        self.clock = Clock(kept=_mapping(self.outbox.kept(CLOCK)), keep=self._keep_clock)
        self.health = Health()
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self.counter: CounterServer | None = None
        self._uplink = Uplink(
            settings,
            self.outbox,
            shelf,
            post=self.post,
            clock=self.clock,
            health=self.health,
            heartbeat_body=self._heartbeat,
            stop=self._stop,
            pace=pace,
        )
        self.board = Board(known=self.outbox.invitation_state)
        self._show = show
        self._curtain = CurtainKeeper(state_dir)
        wish = settings.central
        self._certificates = Certificates(
            wish.client_cert,
            wish.ca_file,
            self._uplink.certificate_until,
            now=lambda: self.clock.now_ms() / 1000,
            mono=self.clock.mono,
            problem=self.health.problem,
        )
        self._pulse = Pulse(state_dir, state_dir / FILE_NAME, self._uplink.identity_changed, self._each_look)
        self.ledger = Ledger(
            self.outbox,
            Records(),
            post=self.post,
            say=self._say,
            wake=self._uplink.wake_drain,
            problem=self.health.problem,
        )
        wishes = [
            PadWish(pad.profile, pad.port, pad.keys, pad.texts) for pad in settings.pads if pad.enabled and pad.port
        ]
        learnt = self.outbox.kept(LEARNT)
        self.pads = Pads(wishes, post=self.post, learnt=lambda port, profile: learnt_of(learnt, port, profile))
        self.scanners = Scanners(
            [
                ScannerWish(each.kind, each.port, each.baud, each.prefix, each.suffix)
                for each in settings.scanners
                if each.enabled
            ],
            post=self.post,
        )
        self.receipts = Receipts(
            settings.printer,
            lambda: Texts(assets() / "locale"),
            hall=self._uplink.hall_name,
            post=self.post,
        )
        self.engine: Engine = Engine(
            start(role=Role(settings.local.role or settings.device.role)),
            now=self.moment,
            do=self._do,
            say=self._say,
            send=self._send,
            show=self._shown,
            show_cue=self.pads.show,
            fault=self.health.problem,
        )
        self.bulletin = Bulletin(
            self.outbox,
            self.pads,
            self.health,
            state=lambda: self.engine.state,
            moment=self.moment,
            line=self._uplink.line,
            state_dir=state_dir,
            devices=lambda: [*self.scanners.problems(), *self.receipts.problems()],
        )
        doorkeeper = Doorkeeper(lambda: pin_of(self.outbox.kept(TECHNICIAN)), matches, mono=self.clock.mono)
        self._desk = Desk(
            self.pads,
            judge=doorkeeper.judge,
            report=lambda: self.bulletin.report(self._counters_address()),
            keep=self._keep_learnt,
            post=self.post,
        )
        self._reception = Reception(
            state_dir,
            self.outbox,
            self.board,
            self.bulletin,
            post=self.post,
            counter=self._counters_address,
            retried=self._uplink.wake_drain,
        )
        self._uplink.take_identity()
        self._recover()
        self._restore_clerk(was_alive)

    # -- the life of it ------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Ledger, engine, and what the centre decided the last time: from here on a tap counts."""
        self.ledger.start()
        self._uplink.restore()
        self.engine.start()

    def begin(self) -> None:
        """Everything that takes its time: pads, the counter's server, the centre."""
        self._pulse.start()
        self.pads.start()
        self.scanners.start()
        self.receipts.start()
        self.post(m.ReadersTold(scanner="code" in self.scanners, card="card" in self.scanners))
        self._attempt("outbox", self._start_looking)
        self._attempt("sealing", self._try_sealing)
        self._attempt("calendar", working_days.load)
        self._attempt("control", self._reception.start)
        self._attempt("counter", self._start_counter)
        self._attempt("upkeep", self._start_upkeep)
        self._attempt("central", lambda: self._uplink.begin(self._run))
        log.info("started", extra={"version": __version__})

    def end(self) -> None:
        """Stop every part, those that bring events in first; what is held is released at the next start."""
        self._stop.set()
        self._uplink.end()
        if self.counter is not None:
            self.counter.stop()
        self._reception.stop()
        self._desk.stop()
        ports = (self.scanners, self.receipts, self.pads)
        for part in ports:
            part.end()
        for part in ports:  # one that is just being opened at an address where nobody answers takes its two seconds
            part.stop()
        self.engine.stop()
        self.ledger.stop()
        self._pulse.stop()
        until = time.monotonic() + JOIN_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        self.outbox.close()

    def _attempt(self, key: str, begin: Callable[[], None]) -> None:
        """A part that cannot start is said, and the rest goes on: the glass takes ratings without any of them."""
        try:
            begin()
        except Exception as error:  # noqa: BLE001  # whatever it is, it is one line on the technician's board
            self.health.problem(key, str(error) or type(error).__name__)
            log.error("a part cannot start", extra={"part": key, "error": type(error).__name__, "reason": str(error)})

    def _start_looking(self) -> None:
        """The opening had a glance at the outbox; the whole of it is checked while ratings are taken."""
        self._run("integrity", self.outbox.look_through)

    def _try_sealing(self) -> None:
        """Load the sealing library and try the key now, so that no tap waits for it."""
        from kiosk_app.central.sealing import ensure_usable

        key = self._uplink.sealing_key()
        if key is not None:
            ensure_usable(key)

    def _start_counter(self) -> None:
        from kiosk_app.counter.server import CounterServer
        from kiosk_app.counter.tokens import Verifier

        wish = self.settings.counter
        counter = CounterServer(
            listen=wish.listen,
            board=self.board,
            post=self.engine.post,
            token_ok=Verifier(self.outbox.tokens),
            is_rated=lambda case: (
                case.project_no is not None
                and self.outbox.is_rated((case.project_no, case.service_number, case.assess_number))
            ),
            status=self.bulletin.status,
            healthy=self.bulletin.healthy,
            version=__version__,
            tls_cert=wish.tls_cert,
            tls_key=wish.tls_key,
            allowed_origins=wish.allowed_origins,
        )
        counter.start()
        self.counter = counter
        log.info("counter interface ready", extra={"address": counter.address})

    def _start_upkeep(self) -> None:
        from offline_queue import Keep, Upkeep

        wish = self.settings.queue
        more = {"reserve": self.outbox.restock}
        upkeep = Upkeep(self.outbox, Keep(wish.keep_days, wish.keep_rows), problem=self.health.problem, more=more)
        self._run("upkeep", upkeep.run)

    def _run(self, name: str, work: Callable[[threading.Event], None]) -> None:
        thread = threading.Thread(target=work, args=(self._stop,), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    # -- what the session wants ----------------------------------------------------------------------------------

    def _do(self, command: m.Command) -> None:
        """What a step asks for: of the technician's desk, else of the disk."""
        if isinstance(command, m.JudgePin | m.Instruct):
            self._desk.do(command)
        else:
            self.ledger.do(command)

    def post(self, event: m.Event) -> None:
        """Something has happened, now; from any thread."""
        self.engine.post(event)

    def _heartbeat(self) -> dict[str, Any]:
        return self.bulletin.heartbeat()

    def _each_look(self) -> None:
        self._curtain.keep()
        self._certificates.look()
        self._uplink.look_at_the_line()

    def _shown(self, scene: Scene) -> None:
        self._show(scene)
        self._curtain.note(scene)

    # -- what others are told ------------------------------------------------------------------------------------

    def moment(self) -> Moment:
        """This instant, and whether the centre has answered within two heartbeats."""
        moment = self.clock.moment()
        return replace(moment, offline=self._uplink.silent(moment.mono))

    def _say(self, said: m.Said) -> None:
        if isinstance(said, m.Answer):
            self.board.answer(said)
        else:
            self.board.tell(said)

    def _send(self, errand: m.Errand) -> None:
        match errand:
            case m.CallDuty():
                self._uplink.call_duty(errand)
            case m.LookUpCase() | m.LookUpReceipt():
                self._uplink.look_up(errand)
            case m.PrintReceipt():
                self.receipts.put_on_paper(errand)

    def _counters_address(self) -> str | None:
        return self.counter.address if self.counter else None

    def _keep_learnt(self, port: str, profile: str, keys: Keys) -> str:
        """Keep what was learnt of a pad's keys over restarts; "" or why that cannot be."""
        try:
            self.outbox.keep(LEARNT, with_learnt(self.outbox.kept(LEARNT), port, profile, keys))
        except OutboxError as error:
            return str(error)
        return ""

    # -- what a restart finds ------------------------------------------------------------------------------------

    def _recover(self) -> None:
        """After a crash: what is held is released as it stands, an open invitation is rated or a fault."""
        if self.outbox.epoch is None:
            return
        self.outbox.recover(rfc3339(self.clock.now_ms()))

    def _restore_clerk(self, was_alive: bool) -> None:
        found = clerk_of(self.outbox.kept(CLERK)) if was_alive else None
        if found is not None:
            self.engine.post(m.ClerkRestored(*found))

    def _keep_clock(self, anchor: dict[str, object]) -> None:
        try:
            self.outbox.keep(CLOCK, anchor)
        except OutboxError as error:
            log.warning("the clock's anchor cannot be kept", extra={"reason": str(error)})


def _mapping(kept: object) -> Mapping[str, object] | None:
    return kept if isinstance(kept, Mapping) else None
