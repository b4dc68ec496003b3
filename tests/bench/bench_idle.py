"""The processor at idle over a minute: the whole terminal beside an empty QML window, with the carousel beside one face
that moves. All four at the same time, so that they share the machine's hour.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import Thread

from figures import ratio_line
from prepared import prepared_house
from screens import ScreenChild

SECONDS = 60.0
MORE = 0.3  # per cent of a core that idling may cost beyond an empty window


def main() -> None:
    """Four processes, a minute each."""
    with prepared_house() as first, prepared_house() as second:
        terminals = []
        for house in (first, second):
            house.pad.unplug()
            (house.state / "alive").touch()
            terminals.append(ScreenChild("full", str(house.folder / "kiosk.toml")))
        calm, moving = terminals
        calm.ask("carousel off")  # the practice centre has notices of its own
        moving.ask("carousel on")
        taken: dict[str, float] = {}
        works = {
            "idle": lambda: calm.ask(f"cpu {SECONDS}"),
            "carousel": lambda: moving.ask(f"cpu {SECONDS}"),
            "empty": lambda: window("empty.qml"),
            "face": lambda: window("face.qml"),
        }
        threads = [
            Thread(target=lambda name=name, work=work: taken.update({name: work()})) for name, work in works.items()
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        more = taken["idle"] - taken["empty"]
        verdict = "ok" if more <= MORE else "OVER"
        print(
            f"idle, no carousel: {taken['idle']:.2f} % of a core, an empty window {taken['empty']:.2f} %"
            f" = + {more:.2f} % (limit + {MORE} %) {verdict}"
        )
        print(ratio_line("carousel / one face that moves", taken["carousel"], taken["face"], 3, "% of a core"))
        for child in terminals:
            child.quit()


def window(file: str) -> float:
    """Per cent of a core that a bare window with this QML takes."""
    child = Path(__file__).with_name("idle_child.py")
    done = subprocess.run([sys.executable, str(child), file, str(SECONDS)], capture_output=True, text=True, check=True)
    return float(done.stdout)


if __name__ == "__main__":
    main()
