"""Memory and Qt's objects after 10,000 sessions against after 100, everything running; each tenth visits every page."""

from __future__ import annotations

from figures import ratio_line
from prepared import prepared_house
from screens import ScreenChild

FEW, MANY = 100, 10_000


def main() -> None:
    """One process through all of them."""
    with prepared_house() as house:
        house.pad.unplug()
        (house.state / "alive").touch()
        full = ScreenChild("full", str(house.folder / "kiosk.toml"))
        full.ask("carousel on")
        few = full.ask(f"sessions {FEW} wandering")
        few_objects = full.ask("objects")
        many = full.ask(f"sessions {MANY - FEW} wandering")
        many_objects = full.ask("objects")
        print(ratio_line(f"resident after {MANY:,} sessions / after {FEW}", many, few, 1.1, "MiB"))
        print(ratio_line(f"Qt's objects after {MANY:,} sessions / after {FEW}", many_objects, few_objects, 1.1, ""))
        full.quit()


if __name__ == "__main__":
    main()
