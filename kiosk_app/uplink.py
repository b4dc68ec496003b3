"""The centre as this terminal has it: who we are there, what it decided, and all that goes between us.

Loaded with the composition root, after the first frame; the client and its libraries with the first thing to ask.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kiosk_app import __version__
from kiosk_app.central.errors import CentralError
from kiosk_app.central.feed import Feed
from kiosk_app.central.identity import Identity, read_identity
from kiosk_app.central.line import OFFLINE, UNKNOWN
from kiosk_app.core import messages as m
from kiosk_app.core.model import Configuration, Form, SealingKey
from kiosk_app.errands import Errands
from kiosk_app.localised import localised
from kiosk_app.runtime.clock import Clock
from kiosk_app.runtime.health import Health
from kiosk_app.settings import Settings
from kiosk_app.ui.assets import assets
from offline_queue import Outbox, Shelf

if TYPE_CHECKING:
    from kiosk_app.central.client import Client
    from offline_queue.drain import Drain
    from offline_queue.policy import Pace

log = logging.getLogger(__name__)


class Uplink:
    """Feed, drain and errands on one client. `take_identity` and `restore` first, `begin` when there is time, `end`.

    `heartbeat_body()`: how the terminal is. `stop` ends the threads; `pace` of asking, None for the contract's.
    """

    def __init__(
        self,
        settings: Settings,
        outbox: Outbox,
        shelf: Shelf,
        *,
        post: Callable[[m.Event], None],
        clock: Clock,
        health: Health,
        heartbeat_body: Callable[[], dict[str, Any]],
        stop: threading.Event,
        pace: Pace | None,
    ) -> None:
        self._settings, self._outbox, self._post = settings, outbox, post
        self._clock, self._health, self._pace = clock, health, pace
        self._identity: Identity | None = None
        self._decided: tuple[Configuration, Form] | None = None
        self._offline = False
        self._client: Client | None = None
        self._client_lock = threading.Lock()
        self._drain: Drain | None = None
        self._feed = Feed(
            self.client,
            shelf,
            shipped_form=(assets() / "form" / "2020-05.json").read_bytes(),
            on_configured=self._configured,
            heartbeat_body=heartbeat_body,
            problem=health.problem,
            agrees=outbox.agrees_with,
            on_copied_disk=self._copied_disk,
            on_reached=self._reached,
            on_mended=self._mended,
            clock=time.monotonic,
            pace=pace,
        )
        self._errands = Errands(
            self.client,
            shelf.media,
            self._feed,
            outbox,
            post=post,
            reached=self._line_is_well,
            clock=clock,
            health=health,
            stop=stop,
            pace=pace,
        )

    # -- the life of it ------------------------------------------------------------------------------------------

    def take_identity(self) -> None:
        """Who we are, from the state directory; the outbox numbers under it."""
        try:
            self._identity = read_identity(self._settings.state_dir)
        except CentralError as error:
            self._health.problem("identity", str(error))
            log.error("identity unusable", extra={"reason": str(error)})
            return
        self._health.problem("identity", None)
        if self._identity is not None:
            self._outbox.begin(self._identity.device_id, self._identity.epoch)

    def restore(self) -> None:
        """What the centre decided the last time is in force, where there is an identity; needs no network."""
        if self._identity is not None:
            self._feed.restore()

    def begin(self, run: Callable[[str, Callable[[threading.Event], None]], None]) -> None:
        """Speak to the centre; `run(name, work)` starts a thread. CentralError where the settings cannot be used."""
        from kiosk_app.central.courier import CentreCourier
        from offline_queue.drain import Drain

        client = self.client()
        self._drain = Drain(
            self._outbox,
            CentreCourier(client),
            allowed=self._feed.allowed.is_set,
            delivered=self._delivered,
            pause=client.budget.wait,
            pace=self._pace,
        )
        run("feed", self._feed.run)
        run("drain", self._drain.run)
        self._errands.begin(run)

    def end(self) -> None:
        """Wake what sleeps, once `stop` is set, and cut what is under way."""
        self._feed.wake()
        self._errands.wake()
        self.wake_drain()
        if self._client is not None:
            self._client.close()

    def client(self) -> Client:
        """The one client; made, and its libraries loaded, when first asked for. CentralError where it cannot be."""
        with self._client_lock:
            if self._client is None:
                from kiosk_app.central.client import Client

                self._client = Client(
                    **self._settings.central._asdict(),
                    identity=lambda: self._identity,
                    app_version=__version__,
                    now_ms=self._clock.now_ms,
                    on_answer=self._clock.learn,
                    mono=self._clock.mono,
                )
            return self._client

    # -- what others want of it ----------------------------------------------------------------------------------

    def wake_drain(self) -> None:
        """There is something to send. The drain comes after the first frame; until then there is nothing to wake."""
        if self._drain is not None:
            self._drain.wake()

    def call_duty(self, call: m.CallDuty) -> None:
        """Have the duty manager called; returns at once."""
        self._errands.call_duty(call)

    def look_up(self, lookup: m.LookUpCase | m.LookUpReceipt) -> None:
        """Ask for a case or a receipt; returns at once."""
        self._errands.look_up(lookup)

    def identity_changed(self) -> None:
        """A technician has enrolled this device, for the first time or anew, while it runs."""
        before = self._identity
        self.take_identity()
        if self._identity == before:
            return
        log.info("identity changed")
        self._put_in_force()
        if before is None:
            self.restore()
        self._feed.wake()

    def look_at_the_line(self) -> None:
        """Say where it has gone, or come back."""
        offline = self.line() == OFFLINE
        if offline != self._offline:
            self._offline = offline
            self._post(m.LineChanged(offline))

    # -- what is known of it -------------------------------------------------------------------------------------

    def line(self) -> str:
        """How the centre is reached, in the words of `central.line`."""
        return self._client.line.state if self._client else UNKNOWN

    def silent(self, mono: float) -> bool:
        """Whether at this moment the centre has answered nothing within two heartbeats."""
        answered = self._client.line.answered_at if self._client else None
        return answered is None or mono - answered > 2 * self._feed.heartbeat_seconds

    def certificate_until(self) -> float | None:
        """The end of the centre's certificate, in seconds since 1970; None where none was seen."""
        return self._client.certificate_until if self._client else None

    def hall_name(self) -> str:
        """The hall's name; "" where the centre gave none."""
        return (self._decided[0].binding.hall_name or "") if self._decided else ""

    def sealing_key(self) -> SealingKey | None:
        """The key in force: the configuration's wins over enrolment's."""
        return (self._decided[0].sealing_key if self._decided else None) or self._enrolments_key()

    # -- what feed and drain say ---------------------------------------------------------------------------------

    def _configured(self, configuration: Configuration, form: Form) -> None:
        self._decided = configuration, form
        self._put_in_force()

    def _put_in_force(self) -> None:
        """What the centre decided, as it is in force here; enrolment's key may be another than it was."""
        if self._decided is not None:
            configuration = localised(self._decided[0], self._settings.local, self._enrolments_key())
            self._post(m.Configured(configuration, self._decided[1]))
            self._errands.in_force(configuration)

    def _enrolments_key(self) -> SealingKey | None:
        return self._identity.sealing_key if self._identity else None

    def _delivered(self, rating_id: str, receipt_no: str | None) -> None:
        self._feed.reached()
        if receipt_no:
            self._post(m.ReceiptCame(rating_id, receipt_no))

    def _copied_disk(self) -> None:
        if self._drain is not None:
            self._drain.start_afresh("restored")

    def _reached(self) -> None:
        self._errands.line_is_back()
        if self._drain is not None:
            self._drain.reached()

    def _line_is_well(self) -> None:
        """Something beside feed and drain has reached the centre: both try again at once."""
        self._feed.reached()
        self._reached()

    def _mended(self) -> None:
        if self._drain is not None:
            self._drain.resume()
