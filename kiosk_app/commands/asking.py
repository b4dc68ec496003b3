"""A command's question to the state directory: to the terminal that runs on it, else to its files."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from kiosk_app.commands.failure import Failed
from kiosk_app.commands.options import load_settings
from kiosk_app.commands.ownership import hand_over

# A terminal that is just starting or ending holds the outbox and does not answer yet, or no more.
PATIENCE_SECONDS = 10.0
BETWEEN_SECONDS = 0.05


def ask(args: argparse.Namespace, question: str, **details: object) -> Any:
    """The answer to one of `kiosk_app.questions`, for the state directory of these arguments' settings."""
    return ask_at(load_settings(args).state_dir, question, **details)


def ask_at(state_dir: Path, question: str, **details: object) -> Any:
    """The same for a state directory; Failed with a line where nobody can answer."""
    from kiosk_app.runtime.control import ControlError, NobodyThere
    from kiosk_app.runtime.control import ask as ask_terminal
    from offline_queue import OutboxBusy

    give_up = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return ask_terminal(state_dir, question, details)
        except NobodyThere:
            pass
        except ControlError as error:
            raise Failed(str(error)) from error
        try:
            return _ask_files(state_dir, question, details)
        except OutboxBusy as error:
            if time.monotonic() > give_up:
                raise Failed(str(error)) from error
        # Nothing tells when another process lets go of the file, or opens its door: look again.
        time.sleep(BETWEEN_SECONDS)


def _ask_files(state_dir: Path, question: str, details: dict[str, object]) -> Any:
    from kiosk_app import questions
    from kiosk_app.runtime.control import ControlError
    from offline_queue import Outbox, OutboxBusy, OutboxError

    path = state_dir / "outbox.db"
    if not path.exists():
        if question not in {"counter.pair", "queue.import.begin"} and not (
            question == "technician.pin" and not details
        ):
            return questions.nothing_yet(question)
        # A token or a PIN may be made before the terminal's first start, and a queue be brought.
        state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with Outbox(path) as outbox:
            return questions.answer(outbox, question, details)
    except OutboxBusy:
        raise
    except (OutboxError, ControlError) as error:
        raise Failed(str(error)) from error
    finally:
        hand_over(state_dir)
