"""The program: `hcp-kiosk`, the same as `python -m kiosk_app`."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the command named on the command line; the exit code (0 done, 1 failed, 2 unusable, 3 found problems)."""
    # Nothing made while the program is loaded is garbage; looking for it would cost a tenth of the start.
    gc.disable()
    from kiosk_app.commands import run_command

    return run_command(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
