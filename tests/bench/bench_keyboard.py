"""The keyboard: the first scene with it against the next ones, and what it keeps.

Each round is a process of its own with the real window: idle, then the text scene (which loads the keyboard), a word
composed, and the text scene again. No limit is set: it says what the first citizen who writes waits longer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROUNDS = 9
AGAIN = 5


def resident_mib() -> float:
    """What this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def child() -> None:
    """One round; its figures as a line of JSON."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from kiosk_app.ui.surroundings import settle

    settle(os.environ)
    from PySide6.QtCore import QPointF, Qt
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtQuick import QQuickItem
    from PySide6.QtTest import QTest

    from kiosk_app.ui.samples import samples
    from kiosk_app.ui.window import Window, dress

    app = QGuiApplication([])
    dress(app)
    window = Window(post=lambda event: None, new_id=lambda: "", motion=False)
    view = window.view
    view.resize(1080, 1920)
    view.show()
    view.requestActivate()
    scenes = samples()

    def shown(name: str) -> float:
        begun = time.perf_counter()
        window.show(scenes[name])
        view.grabWindow()
        return (time.perf_counter() - begun) * 1000

    def below(item: QQuickItem) -> Iterator[QQuickItem]:
        for one in item.childItems():
            yield one
            yield from below(one)

    def tap(name: str) -> float:
        key = next(item for item in below(view.rootObject()) if item.property("label") == name.upper())
        place = key.mapToScene(QPointF(key.width() / 2, key.height() / 2)).toPoint()
        begun = time.perf_counter()
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
        view.grabWindow()
        return (time.perf_counter() - begun) * 1000

    # Everything but the keyboard has been there once.
    for name in ("idle", "rating", "indicators", "thanks", "idle"):
        shown(name)
        app.processEvents()
    before = resident_mib()
    first = shown("text")
    keys = [tap(sign) for sign in "nihao"]
    after = resident_mib()
    again = []
    for _ in range(AGAIN):
        shown("indicators")
        app.processEvents()
        again.append(shown("text"))
    print(json.dumps({"first": first, "again": min(again), "keys": keys, "before": before, "after": after}), flush=True)
    os._exit(0)


def main() -> None:
    """Medians over the rounds."""
    from figures import median

    rounds = []
    for _ in range(ROUNDS):
        done = subprocess.run([sys.executable, __file__, "child"], capture_output=True, text=True, check=True)
        rounds.append(json.loads(done.stdout))
    first, again = (median([one[name] for one in rounds]) for name in ("first", "again"))
    before, after = (median([one[name] for one in rounds]) for name in ("before", "after"))
    first_key, later_key = (median([one["keys"][number] for one in rounds]) for number in (0, 3))
    print(f"text scene with the keyboard, first / later: {first:.0f} ms / {again:.0f} ms = {first / again:.2f} ×")
    print(f"a key, painted, first / later: {first_key:.1f} ms / {later_key:.1f} ms = {first_key / later_key:.2f} ×")
    print(f"resident with / before the keyboard: {after:.0f} MiB / {before:.0f} MiB = {after / before:.2f} ×")


if __name__ == "__main__":
    child() if sys.argv[1:] == ["child"] else main()
