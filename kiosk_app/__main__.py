"""The program: `hcp-kiosk`, the same as `python -m kiosk_app`."""

from __future__ import annotations

import sys

from kiosk_app.commands import run_command


def main() -> int:
    """Run the command named on the command line; the exit code (0 done, 1 failed, 2 unusable, 3 found problems)."""
    return run_command(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
