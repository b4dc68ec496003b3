"""`make bench`: every benchmark of this folder, one after the other. Ratios to a yardstick in the same run count.

`make bench ARGS="outbox backlog"` runs those named; with `--write` what they say about the queue goes into its page.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from page import write_section

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "offline_queue" / "FIGURES.md"
OF_THE_QUEUE = frozenset({"backlog", "durable", "import", "outbox", "sending", "soak"})
"""The benchmarks that have a section of that page."""
LONG = frozenset({"sessions", "soak"})
"""Many minutes: only where it is named."""


def main(words: list[str]) -> int:
    """Run those named (`start`, `touch` …), or all."""
    wanted = [word for word in words if word != "--write"]
    found = {path.stem.removeprefix("bench_"): path for path in sorted(HERE.glob("bench_*.py"))}
    if unknown := [word for word in wanted if word not in found]:
        print(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(found)}", file=sys.stderr)
        return 2
    failed = over = 0
    for name in wanted or [name for name in found if name not in LONG]:
        print(f"\n== {name}", flush=True)
        code, output = run(found[name])
        failed |= code
        over += sum(line.endswith("OVER") for line in output.splitlines())
        if "--write" in words and name in OF_THE_QUEUE and not code:
            about = ast.get_docstring(ast.parse(found[name].read_text("utf-8"))) or ""
            write_section(PAGE, name, about, output)
    print(f"\n{over} over the limit")
    return 1 if failed else 0


def run(path: Path) -> tuple[int, str]:
    """One benchmark → its exit code and what it said, which is shown as it comes."""
    child = subprocess.Popen([sys.executable, str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    lines = []
    for line in child.stdout:
        print(line, end="", flush=True)
        lines.append(line)
    return child.wait(), "".join(lines)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
