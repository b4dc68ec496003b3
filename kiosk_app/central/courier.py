"""Carries the outbox's envelopes to the centre: the queue's words on one side, the client's on the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiosk_app.central import outcome as central
from offline_queue import envelope as queue

if TYPE_CHECKING:
    from kiosk_app.central.client import Client


class CentreCourier:
    """`offline_queue.Courier` over a client. Its calls block, have the client's time-outs, and never raise.

    One carry is one request: a batch must not be larger than `client.dialect.ratings_a_call`.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def carry(self, envelopes: Sequence[queue.Envelope], /) -> queue.Outcome:
        """Send ratings in one request, in this order, byte for byte as they are kept."""
        return self._said(self._client.ratings([one.raw for one in envelopes]), [one.key for one in envelopes])

    def carry_fates(self, fates: Sequence[queue.FateEnvelope], /) -> queue.Outcome:
        """Send invitations' fates in one request."""
        return self._said(self._client.invitations([one.raw for one in fates]), [one.key for one in fates])

    def new_epoch(self, epoch: int, reason: str, /) -> int | None:
        """Ask for the epoch after `epoch`; None where there was no usable answer."""
        identity = self._client.identity
        if identity is None:
            return None
        outcome = self._client.epochs(identity.device_id, epoch, reason)
        given = outcome.data.get("epoch") if isinstance(outcome, central.Answered) else None
        return given if isinstance(given, int) and not isinstance(given, bool) else None

    def _said(self, outcome: central.Outcome, sent: Sequence[str]) -> queue.Outcome:
        match outcome:
            case central.Answered(data):
                return queue.Answered(self._client.dialect.verdicts(data, sent))
            case central.Refused(400, "BAD_BATCH", msg):
                return queue.BadBatch(msg[:500])
            case central.Refused(401, "CLOCK_SKEW"):
                # Not the batch's fault: splitting it would not help.
                return queue.Unreachable("CLOCK_SKEW: the centre does not accept our clock")
            case central.Refused(status, code):
                return queue.Unreachable(f"{code[:64]} (HTTP {status})", http=True)
            case central.NotReached(reason, http, timed_out):
                return queue.Unreachable(reason, http=http, timed_out=timed_out)
            case central.Busy(retry_after):
                return queue.Busy(retry_after or None)
            case central.TooLarge():
                return queue.TooLarge()
            case central.IdentityRefused(code):
                return queue.IdentityRefused(code)
            case central.Fenced():
                return queue.Fenced()
            case central.NotModified():
                return queue.Unreachable("nothing was asked that could be unchanged")
