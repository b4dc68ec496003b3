"""`make bench`: every benchmark of this folder, one after the other. Ratios to a yardstick in the same run count."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main(wanted: list[str]) -> int:
    """Run those named (`start`, `touch` …), or all."""
    found = sorted(HERE.glob("bench_*.py"))
    chosen = [path for path in found if not wanted or path.stem.removeprefix("bench_") in wanted]
    if not chosen:
        names = ", ".join(path.stem.removeprefix("bench_") for path in found)
        print(f"no such benchmark; there are: {names}", file=sys.stderr)
        return 2
    failed = 0
    for path in chosen:
        print(f"\n== {path.stem.removeprefix('bench_')}", flush=True)
        failed |= subprocess.run([sys.executable, str(path)], check=False).returncode
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
