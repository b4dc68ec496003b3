"""Press on the pty and tap on the glass → the next scene's frame, with the commit to the disk in between.

The yardstick is the same screen and the same driver with no work behind them, in interleaved rounds.
"""

from __future__ import annotations

from figures import median, p, ratio_line
from prepared import prepared_house
from screens import ScreenChild

ROUNDS = 120
WARM_UP = 3


def main() -> None:
    """p95 of both ways of touching."""
    with prepared_house() as house:
        house.pad.unplug()
        (house.state / "alive").touch()
        full = ScreenChild("full", str(house.folder / "kiosk.toml"))
        bare = ScreenChild("bare", str(house.folder / "bare-pad"))
        for way in ("press", "tap"):
            ours: list[float] = []
            yardstick: list[float] = []
            for _ in range(ROUNDS + WARM_UP):
                ours.append(full.ask(way))
                yardstick.append(bare.ask(way))
            ours, yardstick = ours[WARM_UP:], yardstick[WARM_UP:]
            print(ratio_line(f"{way} → next scene painted, p95", p(95, ours), p(95, yardstick), 2.0, "ms"))
            print(f"  medians {median(ours):.1f} ms / {median(yardstick):.1f} ms", flush=True)
        full.quit()
        bare.quit()


if __name__ == "__main__":
    main()
