"""Memory at idle after 1,000 sessions against after 10, everything running: centre, counter, pad, screen."""

from __future__ import annotations

from figures import ratio_line
from prepared import prepared_house
from screens import ScreenChild


def main() -> None:
    """One process through all of them."""
    with prepared_house() as house:
        house.pad.unplug()
        (house.state / "alive").touch()
        full = ScreenChild("full", str(house.folder / "kiosk.toml"))
        few = full.ask("sessions 10")
        many = full.ask("sessions 990")
        print(ratio_line("resident at idle after 1,000 sessions / after 10", many, few, 1.1, "MiB"))
        print(f"  aim: under 130 MiB; {'ok' if many < 130 else 'OVER'}")
        full.quit()


if __name__ == "__main__":
    main()
