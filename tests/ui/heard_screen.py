"""The program's own screen in a process of its own, for whoever asks from outside.

Orders on stdin, one a line: a scene's name, a language and a token → that scene is shown. On stdout: `shown NAME TOKEN`
when its frame is on the glass, and each event that the screen posts.
"""

from __future__ import annotations

import sys
import threading
from itertools import count

from kiosk_app.core.messages import Event, ScreenTouched
from kiosk_app.ui.samples import samples
from kiosk_app.ui.screen import Screen


def say(line: str) -> None:
    print(line, flush=True)


def post(event: Event) -> None:
    if not isinstance(event, ScreenTouched):
        say(f"posted {type(event).__name__} {vars_of(event)}")


def vars_of(event: Event) -> str:
    return " ".join(str(getattr(event, name)) for name in type(event).__slots__)


def main() -> None:
    """Until stdin ends."""
    numbers = count(1)
    screen = Screen(post=post, new_id=lambda: f"id-{next(numbers)}", fullscreen=True)
    screen.show(samples()["idle"])

    def serve() -> None:
        for line in sys.stdin:
            name, language, token = line.split()
            screen.show(samples(language=language, token=int(token))[name])
        screen.quit()

    def watch() -> None:
        from PySide6.QtGui import QGuiApplication
        from PySide6.QtQuick import QQuickView

        (view,) = (window for window in QGuiApplication.allWindows() if isinstance(window, QQuickView))

        def swapped() -> None:
            scene = view.rootObject().property("scene")
            say(f"shown {scene['name']} {scene['token']}")

        view.frameSwapped.connect(swapped)
        # Another token alone changes no pixel.
        view.rootObject().sceneChanged.connect(view.update)
        threading.Thread(target=serve, daemon=True).start()
        say("ready")

    screen.run(on_first_frame=watch)


if __name__ == "__main__":
    main()
