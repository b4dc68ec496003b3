"""Files and folders as they are named on a command line."""

from __future__ import annotations

import argparse
from pathlib import Path


def path_of(text: str) -> Path:
    """argparse's `type` of a path. Nothing at all is none: it would mean the current folder."""
    if not text:
        raise argparse.ArgumentTypeError("must not be empty")
    return Path(text)
