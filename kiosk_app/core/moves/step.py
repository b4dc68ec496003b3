"""What a move gives, and the one change nearly all of them make."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kiosk_app.core.messages import Command
from kiosk_app.core.states import State

Step = tuple[State, tuple[Command, ...]]


def with_hall(state: State, **changes: object) -> Any:
    """The same state in a hall with these changes."""
    return replace(state, hall=replace(state.hall, **changes))  # type: ignore[arg-type]  # replace() checks at run time
