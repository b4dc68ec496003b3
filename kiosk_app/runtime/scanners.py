"""The code scanners and card readers as the engine sees them: whatever they read is an event, and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import device_drivers as drivers
from kiosk_app.core.messages import CodeScanned, Event

WELL = (drivers.PortState.READY, drivers.PortState.DISABLED)


@dataclass(frozen=True, slots=True)
class ScannerWish:
    """One scanner of the settings."""

    kind: str
    port: str
    baud: int = 9600
    prefix: str = ""
    suffix: str = ""


class Scanners:
    """All scanners and readers of one terminal."""

    def __init__(self, wishes: Iterable[ScannerWish], *, post: Callable[[Event], None]) -> None:
        self._scanners = [
            drivers.Scanner(
                wish.port,
                kind=wish.kind,
                baud=wish.baud,
                prefix=wish.prefix,
                suffix=wish.suffix,
                on_text=lambda text: post(CodeScanned(text)),
            )
            for wish in wishes
        ]

    def __contains__(self, kind: str) -> bool:
        """Whether there is one of this kind: code, card."""
        return any(scanner.kind == kind for scanner in self._scanners)

    def start(self) -> None:
        """Begin to look for the ports; never fails."""
        for scanner in self._scanners:
            scanner.start()

    def end(self) -> None:
        """Let go of the ports; does not wait for it."""
        for scanner in self._scanners:
            scanner.end()

    def stop(self) -> None:
        """The same, and wait for it, two seconds at most."""
        self.end()
        for scanner in self._scanners:
            scanner.stop()

    def problems(self) -> list[str]:
        """What a technician should look at, a line a scanner that is not well."""
        statuses = [scanner.status() for scanner in self._scanners]
        words = {"code": "scanner", "card": "card reader"}
        return [f"{words[each.kind]} {each.port}: {each.reason}" for each in statuses if each.state not in WELL]
