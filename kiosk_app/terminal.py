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
from kiosk_app.central.errors import CentralError
from kiosk_app.central.expiry import Certificates
from kiosk_app.central.feed import Feed
from kiosk_app.central.identity import FILE_NAME, Identity, read_identity
from kiosk_app.central.line import OFFLINE
from kiosk_app.central.wording import rfc3339
from kiosk_app.core import messages as m
from kiosk_app.core import working_days
from kiosk_app.core.model import Configuration, Form, Moment, Role, SealingKey
from kiosk_app.core.scene import Scene
from kiosk_app.core.session import start
from kiosk_app.counter.board import Board
from kiosk_app.counter.tokens import matches
from kiosk_app.curtain_keeper import CurtainKeeper
from kiosk_app.desk import Desk
from kiosk_app.errands import Errands
from kiosk_app.localised import localised
from kiosk_app.paper import Receipts
from kiosk_app.questions import OPEN_TECHNICIAN, TECHNICIAN, answer, pin_of
from kiosk_app.records import Records, clerk_of
from kiosk_app.runtime.clock import Clock
from kiosk_app.runtime.control import Control, ControlError
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
from offline_queue import Outbox, OutboxError, Shelf

if TYPE_CHECKING:
    from kiosk_app.central.client import Client
    from kiosk_app.counter.server import CounterServer
    from offline_queue.drain import Drain
    from offline_queue.policy import Pace
    from offline_queue.when import Clock as RunningTime

log = logging.getLogger(__name__)

CLOCK = "clock"
OPEN_SECONDS = 10.0
"""How long a command waits for the pages; the engine answers within milliseconds."""

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
        self._pace = pace
        state_dir = settings.state_dir
        self._shelf = Shelf(state_dir / "shelf")
        self.outbox = Outbox(state_dir / "outbox.db", running_time, shed=self._shelf.shed)
        self.clock = Clock(kept=_mapping(self.outbox.kept(CLOCK)), keep=self._keep_clock)
        self.health = Health(mono=self.clock.mono)
        self._identity: Identity | None = None
        self._offline = False
        self._decided: tuple[Configuration, Form] | None = None
        self._stop = threading.Event()
        self._client: Client | None = None
        self._client_lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._control: Control | None = None
        self.counter: CounterServer | None = None
        self.drain: Drain | None = None
        self.board = Board(known=self.outbox.invitation_state)
        self._show = show
        self._curtain = CurtainKeeper(state_dir)
        wish = settings.central
        self._certificates = Certificates(
            wish.client_cert,
            wish.ca_file,
            lambda: self._client.certificate_until if self._client else None,
            now=lambda: self.clock.now_ms() / 1000,
            mono=self.clock.mono,
            problem=self.health.problem,
        )
        self._pulse = Pulse(state_dir, state_dir / FILE_NAME, self._identity_changed, self._each_look)

        self.ledger = Ledger(
            self.outbox,
            Records(),
            post=self.post,
            say=self._say,
            wake=self._wake_drain,
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
            hall=lambda: (self._decided[0].binding.hall_name or "") if self._decided else "",
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
            line=lambda: self._client.line.state if self._client else "unknown",
            role=settings.device.role,
            state_dir=state_dir,
            devices=lambda: [*self.scanners.problems(), *self.receipts.problems()],
        )
        doorkeeper = Doorkeeper(lambda: pin_of(self.outbox.kept(TECHNICIAN)), matches, mono=self.clock.mono)
        self._desk = Desk(
            self.pads,
            judge=doorkeeper.judge,
            report=lambda: self.bulletin.report(self.counter.address if self.counter else None),
            keep=self._keep_learnt,
            post=self.post,
        )
        self.feed = Feed(
            self.client,
            self._shelf,
            shipped_form=(assets() / "form" / "2020-05.json").read_bytes(),
            on_configured=self._configured,
            heartbeat_body=self.bulletin.heartbeat,
            problem=self.health.problem,
            agrees=self.outbox.agrees_with,
            on_copied_disk=self._copied_disk,
            on_reached=self._reached,
            on_mended=self._mended,
            clock=time.monotonic,
            pace=pace,
        )
        self.errands = Errands(
            self.client,
            self._shelf.media,
            self.feed,
            self.outbox,
            post=self.post,
            reached=self._line_is_well,
            clock=self.clock,
            health=self.health,
            stop=self._stop,
            pace=pace,
        )
        self._take_identity()
        self._recover()
        self._restore_clerk(was_alive)

    # -- the life of it ------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Ledger, engine, and what the centre decided the last time: from here on a tap counts."""
        self.ledger.start()
        if self._identity is not None:
            self.feed.restore()
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
        self._attempt("control", self._start_control)
        self._attempt("counter", self._start_counter)
        self._attempt("upkeep", self._start_upkeep)
        self._attempt("central", self._start_centre)
        log.info("started", extra={"version": __version__})

    def end(self) -> None:
        """Stop every part, those that bring events in first; what is held is released at the next start."""
        self._stop.set()
        self.feed.wake()
        self.errands.wake()
        if self.drain is not None:
            self.drain.wake()
        if self._client is not None:
            self._client.close()
        if self.counter is not None:
            self.counter.stop()
        if self._control is not None:
            self._control.stop()
        self._desk.stop()
        self.scanners.stop()
        self.receipts.stop()
        self.pads.stop()
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

        key = self._decided[0].sealing_key if self._decided else None
        key = key or self._enrolments_key()
        if key is not None:
            ensure_usable(key)

    def _start_control(self) -> None:
        self._control = Control(self.settings.state_dir, self._asked)
        self._control.start()

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

    def _start_centre(self) -> None:
        from kiosk_app.central.courier import CentreCourier
        from offline_queue.drain import Drain

        client = self.client()
        self.drain = Drain(
            self.outbox,
            CentreCourier(client),
            allowed=self.feed.allowed.is_set,
            delivered=self._delivered,
            pause=client.budget.wait,
            pace=self._pace,
        )
        self._run("feed", self.feed.run)
        self._run("drain", self.drain.run)
        self.errands.begin(self._run)

    # -- the centre ----------------------------------------------------------------------------------------------

    def client(self) -> Client:
        """The one client; made, and its libraries loaded, when first asked for. CentralError where it cannot be."""
        with self._client_lock:
            if self._client is None:
                from kiosk_app.central.client import Client

                self._client = Client(
                    **self.settings.central._asdict(),
                    identity=lambda: self._identity,
                    app_version=__version__,
                    now_ms=self.clock.now_ms,
                    on_answer=self.clock.learn,
                    mono=self.clock.mono,
                )
            return self._client

    def _take_identity(self) -> None:
        try:
            self._identity = read_identity(self.settings.state_dir)
        except CentralError as error:
            self.health.problem("identity", str(error))
            log.error("identity unusable", extra={"reason": str(error)})
            return
        self.health.problem("identity", None)
        if self._identity is not None:
            self.outbox.begin(self._identity.device_id, self._identity.epoch)

    def _identity_changed(self) -> None:
        """A technician has enrolled this device, for the first time or anew, while it runs."""
        before = self._identity
        self._take_identity()
        if self._identity == before:
            return
        log.info("identity changed")
        self._put_in_force()
        if before is None and self._identity is not None:
            self.feed.restore()
        self.feed.wake()

    def _configured(self, configuration: Configuration, form: Form) -> None:
        self._decided = configuration, form
        self._put_in_force()

    def _put_in_force(self) -> None:
        """What the centre decided, as it is in force here; enrolment's key may be another than it was."""
        if self._decided is not None:
            configuration = localised(self._decided[0], self.settings.local, self._enrolments_key())
            self.engine.post(m.Configured(configuration, self._decided[1]))
            self.errands.in_force(configuration)

    def _enrolments_key(self) -> SealingKey | None:
        return self._identity.sealing_key if self._identity else None

    def _do(self, command: m.Command) -> None:
        """What a step asks for: of the technician's desk, else of the disk."""
        if isinstance(command, m.JudgePin | m.Instruct):
            self._desk.do(command)
        else:
            self.ledger.do(command)

    def post(self, event: m.Event) -> None:
        """Something has happened, now; from any thread."""
        self.engine.post(event)

    # The drain comes after the first frame; until then there is nothing to wake.

    def _wake_drain(self) -> None:
        if self.drain is not None:
            self.drain.wake()

    def _delivered(self, rating_id: str, receipt_no: str | None) -> None:
        self.feed.reached()
        if receipt_no:
            self.post(m.ReceiptCame(rating_id, receipt_no))

    def _copied_disk(self) -> None:
        if self.drain is not None:
            self.drain.start_afresh("restored")

    def _reached(self) -> None:
        self.errands.line_is_back()
        if self.drain is not None:
            self.drain.reached()

    def _line_is_well(self) -> None:
        """Something beside feed and drain has reached the centre: both try again at once."""
        self.feed.reached()
        self._reached()

    def _mended(self) -> None:
        if self.drain is not None:
            self.drain.resume()

    def _each_look(self) -> None:
        self._curtain.keep()
        self._certificates.look()
        self._look_at_the_line()

    def _look_at_the_line(self) -> None:
        offline = self._client is not None and self._client.line.state == OFFLINE
        if offline != self._offline:
            self._offline = offline
            self.post(m.LineChanged(offline))

    def _shown(self, scene: Scene) -> None:
        self._show(scene)
        self._curtain.note(scene)

    # -- what others are told ------------------------------------------------------------------------------------

    def moment(self) -> Moment:
        """This instant, and whether the centre has answered within two heartbeats."""
        moment = self.clock.moment()
        client = self._client
        answered = client.line.answered_at if client else None
        offline = answered is None or moment.mono - answered > 2 * self.feed.heartbeat_seconds
        return replace(moment, offline=offline)

    def _say(self, said: m.Said) -> None:
        if isinstance(said, m.Answer):
            self.board.answer(said)
        else:
            self.board.tell(said)

    def _send(self, errand: m.Errand) -> None:
        match errand:
            case m.CallDuty():
                self.errands.call_duty(errand)
            case m.LookUpCase() | m.LookUpReceipt():
                self.errands.look_up(errand)
            case m.PrintReceipt():
                self.receipts.put_on_paper(errand)

    def _asked(self, name: str, args: Mapping[str, Any]) -> Any:
        if name == "terminal.status":
            address = self.counter.address if self.counter else None
            return {**self.bulletin.status(), "problems": self.bulletin.problems(), "counter": address}
        if name == OPEN_TECHNICIAN:
            return self._open_technician()
        return answer(self.outbox, name, args, retried=self._wake_drain)

    def _open_technician(self) -> dict[str, bool]:
        """The technician's pages on the glass; ControlError while a citizen is at it."""
        asked = self.board.ask(m.TechnicianCalled, self.post)
        try:
            said = asked.result(OPEN_SECONDS)
        except TimeoutError as error:
            raise ControlError("the terminal does not answer now; see its log") from error
        if said.reply is not m.Reply.DONE:
            raise ControlError("a citizen is rating: try again in a minute")
        return {"open": True}

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
