"""A touch on the curtain counts for nothing: the program's first picture, before there is anything behind it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from house import REPOSITORY

from kiosk_app.curtain import FILE, scene_of
from kiosk_app.curtain_keeper import CurtainKeeper

FINGER = """
    import json, sys
    from dataclasses import replace
    from pathlib import Path
    from kiosk_app import settings
    from kiosk_app.app import Run
    from kiosk_app.curtain import FILE, scene_of

    run = Run(settings.load(Path(sys.argv[1])))
    told = []

    class Terminal:
        def post(self, event):
            told.append(type(event).__name__)
        def end(self):
            pass

    def first():
        global begun_with
        begun_with = type(run.screen.shown).__name__
        from PySide6.QtCore import QTimer
        QTimer.singleShot(0, tried)

    def tried():
        try:
            play()
        finally:
            run.screen.quit()

    def play():
        from PySide6.QtCore import QPointF
        from PySide6.QtGui import QGuiApplication
        from PySide6.QtQuick import QQuickView
        from PySide6.QtTest import QTest
        (view,) = (one for one in QGuiApplication.allWindows() if isinstance(one, QQuickView))
        device = QTest.createTouchDevice()

        def below(item):
            for child in item.childItems():
                if child.isVisible():
                    yield child
                    yield from below(child)

        def places():
            view.grabWindow()
            controls = [item for item in below(view.rootObject()) if item.property("alone") is not None]
            return [one.mapToScene(QPointF(one.width() / 2, one.height() / 2)).toPoint() for one in controls]

        def settled():
            bridge._deaf_until = bridge._locked_until = 0.0

        bridge = view.rootObject().property("bridge")
        state = Path(run._settings.device.state_dir)
        curtain = scene_of(json.loads((state / FILE).read_bytes()), clerk_stays=True, aside=False)
        while not places():
            QGuiApplication.processEvents()
        on_curtain = places()
        run.terminal = Terminal()
        for place in on_curtain:
            settled()
            QTest.touchEvent(view, device).press(1, place, view).commit()
            QTest.touchEvent(view, device).release(1, place, view).commit()
        QTest.touchEvent(view, device).press(1, on_curtain[0], view).commit()
        bridge.present(replace(curtain, frame=replace(curtain.frame, token=0)))
        settled()
        QTest.touchEvent(view, device).release(1, on_curtain[0], view).commit()
        before = list(told)
        settled()
        QTest.touchEvent(view, device).press(1, on_curtain[0], view).commit()
        QTest.touchEvent(view, device).release(1, on_curtain[0], view).commit()
        print(json.dumps([len(on_curtain), before, told, begun_with]), flush=True)

    begun_with = None
    run.first_frame = first
    raise SystemExit(run.run())
"""
CURTAINS = {
    "idle": {"clerk": None},
    "paused": {"clerk": None},
    "welcome": {"targets": True},
}


@pytest.mark.parametrize("drawn", [False, True], ids=["values", "drawn"])
@pytest.mark.parametrize("name", CURTAINS)
def test_no_touch_on_the_curtain_counts_not_even_when_the_scene_comes_under_the_finger(
    tmp_path: Path, name: str, drawn: bool
) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    (tmp_path / "kiosk.toml").write_text(f'[device]\nstate_dir = "{state}"\n')
    frame = {"languages": ["zh-CN", "en"], "hall": "大厅", "window": "3"}
    kept = {"name": name, "frame": frame, **CURTAINS[name]}
    (state / FILE).write_text(json.dumps(kept))
    if drawn:
        keeper = CurtainKeeper(state)
        keeper.note(scene_of(kept, clerk_stays=True, aside=False))
        keeper.keep()
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FINGER), str(tmp_path / "kiosk.toml")],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "QT_QPA_PLATFORM": "offscreen:size=800x480"},
        timeout=40,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    controls, on_curtain, afterwards, begun_with = json.loads(done.stdout)
    assert (begun_with == "NoneType") is drawn
    assert controls > 0
    assert on_curtain == []
    # That the finger is one: the same touch on the engine's scene counts.
    assert len(afterwards) > 1
