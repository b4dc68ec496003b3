"""Tap → next frame with the carousel running before it and the rating being stored, at 1080x1920 without a GPU.

The yardstick is the same terminal with nothing else going on: no posters, and a disk that has everything at once. The
gap is the longest time that the screen's thread could not have drawn a frame, from the carousel over the tap to idle
again.
"""

from __future__ import annotations

from figures import bound_line, median, p, ratio_line
from prepared import prepared_house
from screens import ScreenChild

ROUNDS = 50
WARM_UP = 2


def main() -> None:
    """Interleaved rounds of both, then the gap."""
    with prepared_house() as first, prepared_house() as second:
        children = []
        for side, house in (("full", first), ("still", second)):
            house.pad.unplug()
            (house.state / "alive").touch()
            children.append(ScreenChild(side, str(house.folder / "kiosk.toml")))
        busy, still = children
        busy.ask("carousel on")
        busy.ask("gap on")
        ours: list[float] = []
        yardstick: list[float] = []
        for number in range(ROUNDS + WARM_UP):
            if number == WARM_UP:
                busy.ask("gap on")
            ours.append(busy.ask("frame"))
            yardstick.append(still.ask("frame"))
        gap = busy.ask("gap off")
        ours, yardstick = ours[WARM_UP:], yardstick[WARM_UP:]
        print(ratio_line("tap → next frame, p95", p(95, ours), p(95, yardstick), 1.5, "ms"))
        print(f"  medians {median(ours):.1f} ms / {median(yardstick):.1f} ms")
        print(bound_line("longest time without a frame", gap, 100, "ms"))
        for child in children:
            child.quit()


if __name__ == "__main__":
    main()
