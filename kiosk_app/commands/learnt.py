"""What was learnt at the glass of pads' keys, for the commands that show what is in force."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kiosk_app.commands.asking import ask_at
from kiosk_app.commands.failure import Failed
from kiosk_app.settings import Pad


def learnt_at(state_dir: Path) -> Callable[[Pad], dict[str, int]]:
    """The keys learnt of a pad of the settings; {} where none were, or nobody can say (another user's directory)."""
    try:
        note = ask_at(state_dir, "pad.learnt") if (state_dir / "outbox.db").exists() else {}
    except (OSError, Failed):
        note = {}

    def of(pad: Pad) -> dict[str, int]:
        if not note or not pad.enabled:
            return {}
        from device_drivers import load
        from kiosk_app.runtime.learnt_keys import learnt_of

        return learnt_of(note, pad.port, load(pad.profile).name)

    return of
