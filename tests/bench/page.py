"""A page of documentation that the benchmarks write: a section each, with machine and day; the others stay."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

TITLE = """# Figures of the outbox

Written by `make bench ARGS="--write …"`, not by hand. Ratios to a yardstick of the same run travel to another machine,
times do not. `OVER` is beyond the limit.
"""


def write_section(page: Path, name: str, about: str, output: str) -> None:
    """Put a benchmark's output under `## name`, in place of what stood there; the page is made where it is missing."""
    text = page.read_text("utf-8") if page.exists() else TITLE
    head, *sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    section = f"## {name}\n\n{about}\n\n{machine()}\n\n```text\n{output.strip()}\n```\n\n"
    kept = [one for one in sections if not one.startswith(f"## {name}\n")]
    ordered = sorted([*kept, section], key=lambda one: one.partition("\n")[0])
    page.write_text(head.rstrip() + "\n\n" + "\n".join(one.rstrip() + "\n" for one in ordered), "utf-8")


def machine() -> str:
    """Where and when, in a line."""
    cpu = "unknown CPU"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            cpu = line.partition(":")[2].strip()
            break
    return (
        f"{datetime.now(UTC):%Y-%m-%d} · {os.cpu_count()} × {cpu} · {platform.system()} {platform.release()}"
        f" · Python {platform.python_version()} · SQLite {sqlite3.sqlite_version}"
    )
