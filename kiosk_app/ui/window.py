"""The window: QML loaded, scenes shown, in the GUI thread of an application that exists already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QMetaObject, QRect, QTimer, QUrl
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QScreen
from PySide6.QtQml import QQmlError
from PySide6.QtQuick import QQuickView

from kiosk_app.ui.assets import QML, assets
from kiosk_app.ui.bridge import SETTLE_SECONDS, Bridge
from kiosk_app.ui.broken import BrokenScreen
from kiosk_app.ui.texts import Texts

if TYPE_CHECKING:
    from kiosk_app.core.messages import Event
    from kiosk_app.core.scene import Scene
    from kiosk_app.ui.pane import Pane
    from kiosk_app.ui.photos import Photos
    from kiosk_app.ui.screen import Drawn
    from kiosk_app.ui.voice import Voice

# The shipped one has every name of the standard list of characters; what it has not comes from the system's.
SHIPPED_FONT = "HcpKioskSans-Regular.otf"
FONTS = [
    "HCP Kiosk Sans",
    "WenQuanYi Micro Hei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "sans-serif",
]
# A window on a desk: a counter screen's size, where the desk has room for it.
DESK = (1280, 800)


class Window:
    """One window with one scene. `show` and everything else only in the GUI thread."""

    def __init__(
        self,
        *,
        post: Callable[[Event], None],
        new_id: Callable[[], str],
        texts: Texts | None = None,
        settle_seconds: float = SETTLE_SECONDS,
        motion: bool = True,
        panel_inches: float = 0.0,
        view: QQuickView | None = None,
    ) -> None:
        """Load the QML; BrokenScreen on its first error or warning. `panel_inches`: the diagonal, 0 = unknown.

        `view`: one that reads the QML already (`ahead.begun_view`).
        """
        place = assets()
        self._photos: Photos | None = None
        self.pane: Pane | None = None
        self._panel_inches = panel_inches
        self._providers: tuple[object, ...] = ()
        self._voice: Voice | None = None
        self._faults: list[str] = []
        self.bridge = Bridge(
            post=post,
            new_id=new_id,
            texts=texts or Texts(place / "locale"),
            photo=self._photo,
            settle_seconds=settle_seconds,
        )
        self.view = view = view or QQuickView()
        # Its name, for screen readers and window managers.
        view.setTitle("hcp-kiosk")
        engine = view.engine()
        engine.setOutputWarningsToStandardError(False)
        engine.warnings.connect(self._note)
        view.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        view.setInitialProperties(
            {
                "bridge": self.bridge,
                "assets": QUrl.fromLocalFile(str(place)).toString(),
                "plainFile": (place / "themes" / "default.json").read_text(encoding="utf-8"),
                "contrastFile": (place / "themes" / "contrast.json").read_text(encoding="utf-8"),
                "motion": motion,
                "panelInches": panel_inches,
            }
        )
        view.setSource(QUrl.fromLocalFile(str(QML / "Main.qml")))
        self._must_be_whole(view.errors())

    def _photo(self, photo: bytes) -> str:
        """The picture's address; what shows pictures is loaded with the first clerk who has one."""
        if self._photos is None:
            from kiosk_app.ui.photos import ADDRESS, Photos

            # The engine owns the provider from here on, in C++ and in Python.
            self._photos = Photos()
            self.view.engine().addImageProvider(ADDRESS, self._photos)
        return self._photos.address(photo)

    def raise_curtain(self, drawn: Drawn) -> None:
        """Show a resting scene that was drawn by an earlier run, ahead of the first; BrokenScreen."""
        clerk = drawn.view.get("clerk")
        photo = {"clerk": {**clerk, "photo": self._photo(drawn.photo)}} if clerk and drawn.photo else {}
        self.bridge.raise_curtain(drawn.view | photo)
        self._must_be_whole(())

    def show(self, scene: Scene) -> None:
        """Show this scene instead of the present one; BrokenScreen if its view has a fault."""
        from kiosk_app.core.resting import RESTING_NAMES  # the curtain needs no scenes

        if self.pane is None and type(scene) not in RESTING_NAMES:
            self._guard()
        if not self._providers and any(getattr(scene, part, None) for part in ("phone", "posters", "receipt")):
            self._provide()
        self.bridge.present(scene)
        self._must_be_whole(())

    def _provide(self) -> None:
        """What draws codes and notices is loaded with the first scene that has one; the curtain has none."""
        from kiosk_app.ui.darkroom import Darkroom
        from kiosk_app.ui.pictures import Codes, Posters

        self.bridge.darkroom = darkroom = Darkroom(self.bridge.developed.emit)
        codes, posters = Codes(), Posters(darkroom.picture)
        self.view.engine().addImageProvider("code", codes)
        self.view.engine().addImageProvider("poster", posters)
        self._providers = (codes, posters)

    def open(self, *, fullscreen: bool, screen: QScreen | None = None) -> None:
        """Put the window on that screen, the first one if None."""
        view = self.view
        glass = screen or QGuiApplication.primaryScreen()
        view.setScreen(glass)
        if fullscreen:
            # Without a window manager nobody makes a full-screen window as large as the screen.
            view.setGeometry(glass.geometry())
            # No frame, no title.
            view.showFullScreen()
        else:
            room = glass.availableGeometry()
            rect = QRect(0, 0, min(DESK[0], room.width()), min(DESK[1], room.height()))
            rect.moveCenter(room.center())
            view.setGeometry(rect)
            view.show()
        # Under X without a window manager nobody else gives it the keyboard.
        view.requestActivate()

    def wait_behind(self, *, fullscreen: bool, screen: QScreen | None = None) -> None:
        """Make the window, as large as it will be, without putting it on a screen; `open` does."""
        from PySide6.QtCore import Qt  # no frame waits for it here

        view = self.view
        glass = screen or QGuiApplication.primaryScreen()
        view.setScreen(glass)
        if fullscreen:
            view.setGeometry(glass.geometry())
            view.setWindowStates(Qt.WindowState.WindowFullScreen)
        view.create()
        # Qt lays nothing out before the first showing, when somebody waits for it.
        view.rootObject().setSize(view.size())
        QMetaObject.invokeMethod(view.rootObject(), "wake")

    def prepare(self, then: Callable[[], None] = lambda: None) -> None:
        """After the first frame: hide the pointer, make the scenes of a session out of sight, one in an idle moment;
        `then` is called in the one after."""
        # `Qt` makes some two hundred enumerations when it is first named: 13 ms that the first frame need not wait for.
        from PySide6.QtCore import Qt

        if self.view.windowState() == Qt.WindowState.WindowFullScreen:
            # No pointer on a touch screen.
            self.view.setCursor(Qt.CursorShape.BlankCursor)
        from kiosk_app.ui.samples import blanks  # after the first frame

        self._guard()
        if not self._providers:
            self._provide()
        waiting = list(blanks())

        def next_one() -> None:
            if not waiting:
                then()
            elif self.view is not None:
                self.bridge.prepare(waiting.pop(0))
                QTimer.singleShot(0, next_one)

        QTimer.singleShot(0, next_one)

    def _guard(self) -> None:
        """Put the pane in front of the glass and let keys in: before anything can be pressed, after the first frame."""
        if self.pane is None:
            from kiosk_app.ui.pane import Pane

            self.pane = Pane(self.view, self.bridge, panel_inches=self._panel_inches)
            self.bridge.guarded.emit()

    def speak(self, *, volume: int, volume_hours: Mapping[str, int]) -> None:
        """From here on the screen speaks."""
        from kiosk_app.ui.voice import Voice  # long after the first frame, and only where it is wanted

        place = assets()
        self._voice = Voice(place / "sounds", Texts(place / "locale"), volume=volume, volume_hours=volume_hours)
        self._voice.begin()
        self.bridge.voice = self._voice

    def close(self) -> None:
        """Take the window down; to be called before the application goes."""
        if self._voice is not None:
            self.bridge.voice = None
            self._voice.end()
        if self.pane is not None:
            self.pane.take_off()
        if self.bridge.darkroom is not None:
            self.bridge.darkroom.close()
        self.view.engine().warnings.disconnect(self._note)
        self.view.close()
        self.view.setSource(QUrl())
        self.view.deleteLater()

    def _note(self, faults: list[QQmlError]) -> None:
        self._faults += [fault.toString() for fault in faults]

    def _must_be_whole(self, errors: Iterable[QQmlError]) -> None:
        faults = [*self._faults, *(error.toString() for error in errors)]
        self._faults.clear()
        if faults:
            raise BrokenScreen(f"a screen of the program is broken: {faults[-1]}; install hcp-kiosk again")


def dress(app: QGuiApplication) -> None:
    """The application's font: the shipped one, and behind it the first installed of FONTS that has a sign it lacks."""
    # A font is the application's and goes with it; the same application would take it in twice.
    if not app.property(SHIPPED_FONT):
        # 5 ms, and 5 less for the first line than with a font of the system's.
        QFontDatabase.addApplicationFont(str(assets() / "fonts" / SHIPPED_FONT))
        app.setProperty(SHIPPED_FONT, True)
    font = QFont()
    font.setFamilies(FONTS)
    app.setFont(font)
