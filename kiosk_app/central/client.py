"""The centre's client: every request and every answer. Import it after the first frame: it loads `requests`.

One exchange is: translate (dialect), sign, send, read whole within a deadline, judge (dialect). Nothing here raises
for what the network or the centre does: it is an `Outcome`.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence

import requests
import urllib3.exceptions

from kiosk_app.central import signing
from kiosk_app.central.adapter import Adapter, as_written, size_of
from kiosk_app.central.address import Address, proxy_address
from kiosk_app.central.budget import Budget
from kiosk_app.central.call import Call, Dialect
from kiosk_app.central.dialects import dialect_of
from kiosk_app.central.errors import CentralError
from kiosk_app.central.flight import Flight, Watch
from kiosk_app.central.gate import Gate
from kiosk_app.central.identity import Identity
from kiosk_app.central.line import Line
from kiosk_app.central.outcome import (
    Answered,
    Busy,
    IdentityRefused,
    Judged,
    NotModified,
    NotReached,
    Outcome,
    Refused,
)
from kiosk_app.central.reason import is_time_out, reason_of
from kiosk_app.central.tls import tls_context
from kiosk_app.central.wording import scrubbed

log = logging.getLogger(__name__)

# The contract's bound on an answer.
LONGEST_ANSWER = 8 * 1024 * 1024
LONGEST_FILE = 50 * 1024 * 1024
# A request as a whole may take so many read time-outs: a batch of 200 over a slow line fits, a dripping peer does not.
_READS_A_REQUEST = 4
# A file as a whole: the contract's 50 MiB over half a megabit a second.
_FILE_SECONDS = 900.0
_PIECE = 64 * 1024


class Client:
    """Speaks to one centre. Its calls block, have their own time-outs, never raise, and are safe from any thread.

    `identity`: who we are now, None before enrolment. `now_ms`: milliseconds since 1970 corrected by the known
    offset. `on_answer(server_time_ms, sent, got)`: for every answer that says the centre's time, in seconds of `mono`.
    `on_reached()`: for every answer at all. Both are called from the thread that asked.
    `gate` is shut by 429 and 503: until it opens every call is answered Busy here. `budget` counts every request;
    the sender waits for it. CentralError for an address, a proxy, a signature or certificates that cannot be used.
    """

    def __init__(
        self,
        url: str,
        identity: Callable[[], Identity | None],
        *,
        dialect: str = "reference",
        signature: str = signing.HMAC_SHA256,
        ca_file: str = "",
        client_cert: str = "",
        client_key: str = "",
        proxy: str = "",
        connect_timeout: float = 5.0,
        read_timeout: float = 15.0,
        requests_per_minute: int = 0,
        kib_per_minute: int = 0,
        app_version: str = "",
        now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        on_answer: Callable[[int, float, float], None] = lambda server_time_ms, sent, got: None,
        on_reached: Callable[[], None] = lambda: None,
        mono: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = Address.of(url)
        try:
            signing.ensure_available(signature)
            self.dialect: Dialect = dialect_of(dialect)
        except ValueError as error:
            raise CentralError(str(error)) from None
        self._identity, self._signature = identity, signature
        self._now_ms, self._on_answer, self._mono = now_ms, on_answer, mono
        self._on_reached = on_reached
        self._timeout = (connect_timeout, read_timeout)
        self._deadline = connect_timeout + _READS_A_REQUEST * read_timeout
        self._proxies = _proxies(proxy, self._address)
        self._adapter = Adapter(tls_context(ca_file, client_cert, client_key))
        # No compressed answers: what is small needs none, and eight MiB stay eight.
        self._headers = {
            "User-Agent": f"hcp-kiosk/{app_version}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
        }
        self._flights: set[Flight] = set()
        self._watch = Watch()
        self._lock = threading.Lock()
        self._closed = False
        self._ending = threading.Event()
        self.certificate_until: float | None = None  # end of the centre's certificate, seconds since 1970
        self.gate = Gate(mono)
        self.budget = Budget(requests_per_minute, kib_per_minute, mono)
        self.line = Line()

    @property
    def url(self) -> str:
        """The centre's base address."""
        return self._address.base

    @property
    def identity(self) -> Identity | None:
        """Who we are now."""
        return self._identity()

    def time(self) -> Outcome:
        """GET /time: `on_answer` gets it."""
        return self.ask(self.dialect.time())

    def enrol(self, body: Mapping[str, object]) -> Outcome:
        """POST /enrolments."""
        return self.ask(self.dialect.enrolment(body))

    def config(self, etag: str | None = None) -> Outcome:
        """GET /device/config; NotModified where `etag` is the newest."""
        return self.ask(self.dialect.configuration(etag))

    def form(self, url: str, etag: str | None = None) -> Outcome:
        """GET a form at the URL the configuration names."""
        return self.ask(self.dialect.form(url, etag))

    def ratings(self, records: Sequence[bytes]) -> Outcome:
        """POST /ratings: canonical records as they are kept, never encoded anew."""
        return self.ask(self.dialect.ratings(records))

    def invitations(self, items: Sequence[bytes]) -> Outcome:
        """POST /invitations."""
        return self.ask(self.dialect.invitations(items))

    def heartbeat(self, body: Mapping[str, object]) -> Outcome:
        """POST /heartbeats."""
        return self.ask(self.dialect.heartbeat(body))

    def epochs(self, device_id: str, epoch: int, reason: str) -> Outcome:
        """POST /epochs."""
        return self.ask(self.dialect.epoch(device_id, epoch, reason))

    def duty_call(self, body: Mapping[str, object]) -> Outcome:
        """POST /duty-calls."""
        return self.ask(self.dialect.duty_call(body))

    def token(self, project_no: str | None = None, service_number: int | None = None) -> Outcome:
        """POST /tokens."""
        return self.ask(self.dialect.token(project_no, service_number))

    def case(self, project_no: str) -> Outcome:
        """GET /cases/{projectNo}; Refused · NO_SUCH_CASE where there is none."""
        return self._looked_up(project_no, self.dialect.case, "NO_SUCH_CASE")

    def receipt(self, no: str) -> Outcome:
        """GET /receipts/{no}, of a receipt's number or a rating's id; Refused · NO_SUCH_RECEIPT where there is none."""
        return self._looked_up(no, self.dialect.receipt, "NO_SUCH_RECEIPT")

    def _looked_up(self, typed: str, call: Callable[[str], Call], none: str) -> Outcome:
        # As a piece of a path these would name another call, whatever they are written as.
        return Refused(200, none) if typed in ("", ".", "..") else self.ask(call(scrubbed(typed)))

    def fetch(self, url: str, into: Callable[[bytes], bool]) -> Outcome:
        """GET a file that the centre names; its bytes go to `into`, piece by piece, until that says False.

        Answered says that something came, not that it is the file: whoever asks knows its checksum. So it proves
        nothing about the line either, and another host's answers least of all.
        """
        return self.ask(Call("GET", url, headers={"Accept": "*/*"}), into)

    def close(self) -> None:
        """Cut what is under way; every later call is NotReached at once."""
        self._ending.set()
        with self._lock:
            self._closed = True
            flights = tuple(self._flights)
        for flight in flights:
            flight.cut()
        self._adapter.close()

    def ask(self, call: Call, into: Callable[[bytes], bool] | None = None) -> Outcome:
        """One call to the centre; twice where its clock and ours are apart and it says by how much."""
        at_the_centre = into is None or self._address.is_of_the_centre(call.url)
        wait = self.gate.remaining()
        if wait > 0 and at_the_centre:
            return Busy(wait)
        judged, got = self._exchange(call, self._now_ms(), into)
        match judged.outcome:
            case Refused(status=401, code="CLOCK_SKEW") if (
                judged.server_time_ms is not None and call.signed and at_the_centre
            ):
                corrected = judged.server_time_ms + round((self._mono() - got) * 1000)
                judged, got = self._exchange(call, corrected, into)
        outcome = judged.outcome
        if isinstance(outcome, Busy) and at_the_centre:
            self.gate.shut_for(outcome.retry_after)
        missing = not call.everywhere and isinstance(outcome, NotReached) and outcome.http
        if outcome != IdentityRefused(NO_IDENTITY) and into is None and not missing:
            self.line.heard(outcome, got)
            if not isinstance(outcome, NotReached):
                self._on_reached()
        if call.logged:
            # The call only: what is looked up, a case or a receipt, stands behind it.
            log.debug("centre asked", extra={"path": call.url.partition("/")[0], "outcome": type(outcome).__name__})
        return outcome

    def _exchange(self, call: Call, timestamp_ms: int, into: Callable[[bytes], bool] | None) -> tuple[Judged, float]:
        """One request and its answer; the second is when it was over."""
        sent = self._mono()
        try:
            prepared = self._prepared(call, timestamp_ms)
        except _Unsigned:
            return Judged(IdentityRefused(NO_IDENTITY)), sent
        except CentralError as error:
            return Judged(NotReached(str(error))), sent
        except (requests.RequestException, ValueError):
            return Judged(NotReached("the request could not be written: is the address a URL?")), sent
        judged = self._flown(call, prepared, into)
        got = self._mono()
        if judged.server_time_ms is not None and into is None:
            self._on_answer(judged.server_time_ms, sent, got)
        return judged, got

    def _prepared(self, call: Call, timestamp_ms: int) -> requests.PreparedRequest:
        url, at_the_centre = self._address.resolve(call.url)
        prepared = requests.PreparedRequest()
        prepared.method, prepared.body = call.method, call.body or None
        # What is looked up is a case or a receipt of somebody's: it is not kept, nor does it drive out the others.
        prepared.url = as_written(url, again=call.method == "POST")
        length = {} if call.method == "GET" else {"Content-Length": str(len(call.body))}
        prepared.headers = requests.structures.CaseInsensitiveDict({**self._headers, **call.headers, **length})
        if call.signed and at_the_centre:
            identity = self._identity()
            if identity is None:
                raise _Unsigned
            # Signed as it stands on the request line, after the library has written it.
            proof = self.dialect.proof(
                call, prepared.path_url, identity, self._signature, timestamp_ms, str(uuid.uuid4())
            )
            prepared.headers.update(proof)
        return prepared

    def _flown(self, call: Call, prepared: requests.PreparedRequest, into: Callable[[bytes], bool] | None) -> Judged:
        seconds = self._deadline if into is None else max(_FILE_SECONDS, self.budget.pause(LONGEST_FILE))
        flight = Flight(self._watch, seconds)
        with self._lock:
            if self._closed:
                return Judged(NotReached("the program is ending"))
            self._flights.add(flight)
        try:
            with flight:
                judged = self._sent(call, prepared, flight, into)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            judged = Judged(NotReached(reason_of(error), timed_out=is_time_out(error)))
        finally:
            self.budget.spend(size_of(prepared) + flight.received)
            self.certificate_until = flight.certificate_until or self.certificate_until
            with self._lock:
                self._flights.discard(flight)
        if flight.was_cut and isinstance(judged.outcome, NotReached):
            if self._closed:
                return Judged(NotReached("the program is ending"))
            return Judged(NotReached("the answer took too long", timed_out=True))
        return judged

    def _sent(
        self, call: Call, prepared: requests.PreparedRequest, flight: Flight, into: Callable[[bytes], bool] | None
    ) -> Judged:
        # The adapter without a session: the environment, redirects, cookies and hooks are neither wanted nor free.
        response = self._adapter.send(prepared, stream=True, timeout=self._timeout, proxies=self._proxies)
        with contextlib.closing(response):
            flight.received += sum(len(name) + len(value) + 4 for name, value in response.headers.items())
            by_status = self.dialect.judged_by_status(response.status_code, response.headers, call, self._now_ms())
            if by_status == NotModified():
                _read(response, flight)  # it has no body; read to its end the connection can be used again
            if by_status is not None:
                return Judged(by_status)
            if into is not None and response.status_code == 200:
                self._poured(response, into)
                return Judged(Answered({}))
            body = _read(response, flight)
        if body is None:
            return Judged(NotReached("the answer is larger than 8 MiB"))
        return self.dialect.judged(response.status_code, response.headers, body)

    def _poured(self, response: requests.Response, into: Callable[[bytes], bool]) -> None:
        """The body into `into`, no faster than half the budget, so that ratings need not wait for a picture."""
        for piece in response.raw.stream(_PIECE, decode_content=True):
            if not into(piece) or self._ending.wait(self.budget.pause(len(piece))):
                return


NO_IDENTITY = "NO_IDENTITY"
"""The code of our own for a device that is not enrolled."""


class _Unsigned(Exception):
    """There is no identity to sign with."""


def _proxies(proxy: str, address: Address) -> dict[str, str]:
    if not proxy:
        return {}
    proxy = proxy_address(proxy, address)
    return {"http": proxy, "https": proxy}


def _read(response: requests.Response, flight: Flight) -> bytes | None:
    """The whole body; None where it is longer than may be. Raises where it was cut off."""
    body: bytes = response.raw.read(LONGEST_ANSWER + 1, decode_content=True)
    flight.received += len(body)
    return body if len(body) <= LONGEST_ANSWER else None
