"""The interface for the counter's business system, and the page for halls without one.

Importing this loads neither the HTTP server nor the web framework: they come with `CounterServer.start()`.
"""

from __future__ import annotations

from kiosk_app.counter.board import Board
from kiosk_app.counter.server import CounterError, CounterServer

__all__ = ["Board", "CounterError", "CounterServer"]
