"""The practice centre: the reference contract as a server of its own, with a page of what it received.

It is also the project's examiner: it reads the contract independently and shares no code with the terminal.
"""

from __future__ import annotations

from kiosk_app.practice.centre.server import CannotServe, PracticeCentre

__all__ = ["CannotServe", "PracticeCentre"]
