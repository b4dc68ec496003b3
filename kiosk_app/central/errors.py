"""What a person is told when the centre cannot be used: one line, saying what is wrong and what to do."""

from __future__ import annotations


class CentralError(Exception):
    """Its text is the line to show. It never holds a secret, a code or personal data."""
