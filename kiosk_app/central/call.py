"""One request before it is signed and sent, and what a dialect is. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from kiosk_app.central.identity import Identity
from kiosk_app.central.outcome import Judged, Outcome
from offline_queue.envelope import Verdict


@dataclass(frozen=True, slots=True)
class Call:
    """`url`: relative to the centre's base, or absolute. `body`: as it goes over the wire, compressed already.

    `logged`: whether a log may say that it was made, at its moment. `everywhere`: every centre has it, so that an
    HTTP error in its place comes from something between; of the others it may only say that this centre has none.
    """

    method: str
    url: str
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    signed: bool = True
    logged: bool = True
    everywhere: bool = True


class Dialect(Protocol):
    """How one centre wants to be spoken to: the translation of one request and of one answer, and nothing else.

    A further dialect is one further file beside `dialects/reference.py` and its name in `dialects/__init__.py`.
    """

    name: str
    ratings_a_call: int  # the most that one request may carry

    def time(self) -> Call:
        """Ask for the centre's time."""
        ...

    def enrolment(self, body: Mapping[str, object], /) -> Call:
        """Ask for an identity."""
        ...

    def configuration(self, etag: str | None, /) -> Call:
        """Ask for the configuration, if newer."""
        ...

    def form(self, url: str, etag: str | None, /) -> Call:
        """Ask for a form, if newer; `url` as the configuration names it."""
        ...

    def ratings(self, records: Sequence[bytes], /) -> Call:
        """Send ratings: canonical records, byte for byte as they are kept."""
        ...

    def invitations(self, items: Sequence[bytes], /) -> Call:
        """Send invitations' fates, as they are kept."""
        ...

    def heartbeat(self, body: Mapping[str, object], /) -> Call:
        """Say how the device is."""
        ...

    def epoch(self, device_id: str, epoch: int, reason: str, /) -> Call:
        """Ask for the epoch after this one."""
        ...

    def duty_call(self, body: Mapping[str, object], /) -> Call:
        """Have the duty manager called."""
        ...

    def token(self, project_no: str | None, service_number: int | None, /) -> Call:
        """Ask for a code for rating by phone, of a step of a case or of none."""
        ...

    def case(self, project_no: str, /) -> Call:
        """Look a case up."""
        ...

    def receipt(self, no: str, /) -> Call:
        """Ask what became of a rating, by its receipt's number or its own id."""
        ...

    def proof(
        self, call: Call, path_with_query: str, identity: Identity, signature: str, timestamp_ms: int, nonce: str, /
    ) -> Mapping[str, str]:
        """The headers that say who asks and prove it."""
        ...

    def judged_by_status(self, status: int, headers: Mapping[str, str], call: Call, now_ms: int, /) -> Outcome | None:
        """What the status alone says; None where the body must be read."""
        ...

    def judged(self, status: int, headers: Mapping[str, str], body: bytes, /) -> Judged:
        """What the whole answer says."""
        ...

    def verdicts(self, data: Mapping[str, Any], sent: Sequence[str], /) -> Mapping[str, Verdict]:
        """The verdict on each rating or invitation that was sent and is named in the answer, by its id."""
        ...
