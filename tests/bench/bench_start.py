"""Cold start: from the process's start to the idle scene's first frame, against an empty QML window."""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import time
from pathlib import Path

from figures import median, ratio_line
from prepared import prepared_house

ROUNDS = 15
PACKAGES = [Path(__file__).parents[2] / name for name in ("kiosk_app", "device_drivers", "offline_queue")]
CHILD = Path(__file__).with_name("first_frame.py")


def seconds(*words: str) -> float:
    """Until the child says that its first frame is painted."""
    begun = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, str(CHILD), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")},
    )
    assert child.stdout is not None
    line = child.stdout.readline()
    taken = time.perf_counter() - begun
    _, errors = child.communicate()
    if line != b"frame\n" or child.returncode != 0:
        raise SystemExit(f"no frame: {errors.decode()}")
    return taken


def main() -> None:
    """Interleaved rounds, medians. Both as they are installed: with their bytecode."""
    for package in PACKAGES:
        if not compileall.compile_dir(package, quiet=1):
            raise SystemExit(f"{package} could not be compiled")
    with prepared_house() as house:
        config = str(house.folder / "kiosk.toml")
        ours, empty = [], []
        for _ in range(ROUNDS):
            (house.state / "alive").touch()  # a restart right after a stop, clerk signed in
            ours.append(seconds("terminal", config) * 1000)
            empty.append(seconds("empty") * 1000)
        print(ratio_line("cold start to the idle scene's first frame", median(ours), median(empty), 1.5, "ms"))


if __name__ == "__main__":
    main()
