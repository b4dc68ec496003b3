"""What goes between the terminal and the centre beside ratings and wishes: duty calls, look-ups, the code for phones,
notices."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk_app.central.duty_calls import DutyCalls
from kiosk_app.central.feed import Feed
from kiosk_app.central.phone_code import PhoneCode
from kiosk_app.central.posters import Posters
from kiosk_app.central.wire_duty import duty_call_body
from kiosk_app.core import messages as m
from kiosk_app.core.model import Configuration, Role
from kiosk_app.lookups import Lookups
from kiosk_app.runtime.clock import Clock
from kiosk_app.runtime.health import Health
from offline_queue import Outbox
from offline_queue.media import Media

if TYPE_CHECKING:
    from kiosk_app.central.client import Client
    from offline_queue.policy import Pace


class Errands:
    """Each waits for no other and for nothing else of the terminal. `run(name, work)` starts a thread.

    `reached()`: the centre has answered one of them, so that feed and drain need wait no longer.
    """

    def __init__(
        self,
        client: Callable[[], Client],
        media: Media,
        feed: Feed,
        outbox: Outbox,
        *,
        post: Callable[[m.Event], None],
        reached: Callable[[], None],
        clock: Clock,
        health: Health,
        stop: threading.Event,
        pace: Pace | None,
    ) -> None:
        self._duty_calls = DutyCalls(
            client,
            allowed=feed.allowed,
            stop=stop,
            hurry=feed.wake,
            reached=reached,
            problem=health.problem,
            clock=clock.mono,
        )
        self._lookups = Lookups(client, outbox, post=post, allowed=feed.allowed, hurry=feed.wake, reached=reached)
        self._phone_code = PhoneCode(
            client,
            post=lambda url: post(m.PhoneCodeCame(url)),
            allowed=feed.allowed,
            now_ms=clock.now_ms,
            clock=clock.mono,
            reached=reached,
            problem=health.problem,
            pace=pace,
        )
        self._posters = Posters(
            client,
            media,
            post=lambda posters: post(m.PostersCame(posters)),
            allowed=feed.allowed,
            clock=clock.mono,
            problem=health.problem,
            pace=pace,
        )

    def in_force(self, configuration: Configuration) -> None:
        """What the configuration wants of them."""
        # The code is for who is served at a counter; elsewhere one rates at the screen itself.
        self._phone_code.want(configuration.rating_page if configuration.role is Role.COUNTER else None)
        self._posters.want(configuration.notices)
        self._lookups.within = configuration.answer_within_working_days or 0

    def begin(self, run: Callable[[str, Callable[[threading.Event], None]], None]) -> None:
        """Those that wait for something to do."""
        run("phone code", self._phone_code.run)
        run("posters", self._posters.run)

    def call_duty(self, call: m.CallDuty) -> None:
        """Have the duty manager called; returns at once."""
        self._duty_calls.call(duty_call_body(call))

    def look_up(self, lookup: m.LookUpCase | m.LookUpReceipt) -> None:
        """Ask for a case or a receipt; returns at once."""
        self._lookups.ask(lookup)

    def line_is_back(self) -> None:
        """The centre was reached by something else."""
        self._phone_code.line_is_back()
        self._posters.line_is_back()

    def wake(self) -> None:
        """Look now; also at the end."""
        self._phone_code.wake()
        self._posters.wake()
