"""A terminal as a process at which a citizen finds a case by finger and rates it: finder.py CONFIG NUMBER

Says which step was offered, and ends when the welcome is back.
"""

from __future__ import annotations

import sys
from pathlib import Path

from writer import TEXTS, Citizen, play, until

from kiosk_app import settings
from kiosk_app.app import Run


def words(key: str) -> str:
    """A text of the program's own."""
    return TEXTS.text(key, "zh-CN")


class Visitor(Citizen):
    """Comes by themselves."""

    def find_and_rate(self, number: str) -> str:
        """From the welcome to the welcome; the step's label."""
        self.scene("welcome")
        self.lead(words("welcome.find"))
        self.scene("find")
        for sign in number:
            self.tap(sign)
        self.lead(words("keypad.seek"))
        self.scene("case")
        label = str(self.view.rootObject().property("scene")["steps"][0]["label"])
        self.lead(label)
        self.scene("rating")
        self.lead("满意")
        self.scene("indicators")
        self.lead(words("skip"))
        self.scene("thanks")
        until(lambda: self.view.rootObject().property("scene")["finish"] != "", "the way out")
        self.lead(words("finish"))
        self.scene("welcome")
        return label


def main() -> None:
    """As the command line says."""
    config, number = sys.argv[1:]
    run = Run(settings.load(Path(config)))
    play(run, lambda: Visitor(run, careless=False).find_and_rate(number))


if __name__ == "__main__":
    main()
