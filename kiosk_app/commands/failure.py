"""How a command says that it did not work: one line, what is wrong and what to do."""

from __future__ import annotations

from kiosk_app.logs import described


class Failed(Exception):
    """The command failed; the text is the whole line for the person who typed it (exit code 1)."""


class Misused(Exception):
    """The command was asked for something that makes no sense; the text says what would (exit code 2)."""


def explained(error: Exception) -> str:
    """A line for an error nobody translated: the system's own words, else its type and place for a report."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    kind, place = described(error)
    return f"stopped on an unexpected {kind} ({place}); please report this line with the file of `hcp-kiosk bundle`"
