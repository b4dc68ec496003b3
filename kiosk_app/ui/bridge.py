"""Between Python and QML: shows a scene there, reports touches back as events with the token of the scene shown."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, TypeGuard

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from kiosk_app.core.messages import Event
    from kiosk_app.core.scene import RatingScene, Scene
    from kiosk_app.core.technician import Wish
    from kiosk_app.ui.darkroom import Darkroom
    from kiosk_app.ui.hearer import Hearer
    from kiosk_app.ui.knock import Knock
    from kiosk_app.ui.texts import Texts
    from kiosk_app.ui.view import Photo, View

# A finger that bounces or a hand that lands with two fingers does it within a quarter of a second; nobody reads a
# new scene and taps on purpose faster than that. Field practice: 200–500 ms; the contract allows at most 300.
SETTLE_SECONDS = 0.25
# A step (level, submit, undo …) locks the glass until the next scene. If none comes, because the session had a reason
# to ignore it, the glass must not stay dead.
LOCK_SECONDS = 1.0


# The vocabulary of events is loaded with the first touch: nobody touches before the first frame, which need not wait.


def _messages() -> ModuleType:
    from kiosk_app.core import messages

    return messages


def _model() -> ModuleType:
    from kiosk_app.core import model

    return model


def _wish(name: str) -> Wish:
    from kiosk_app.core.technician import Wish

    return Wish(name)


def _boot_seconds() -> float:
    """The clock of `Moment.mono`, which deadlines are told in."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def _offers_faces(scene: Scene) -> TypeGuard[RatingScene]:
    from kiosk_app.core.resting import RESTING_NAMES

    if type(scene) in RESTING_NAMES:
        return False
    from kiosk_app.core.scene import RatingScene

    return isinstance(scene, RatingScene)


class Bridge(QObject):
    """Lives in the GUI thread. `post` takes the events; `new_id` makes ids of ratings; `now`: monotonic seconds."""

    # Qt’s own name for a mapping; the stubs know Python types only.
    presented = Signal("QVariantMap")  # type: ignore[arg-type]
    prepared = Signal("QVariantMap")  # type: ignore[arg-type]
    # From the pane in front of the glass: it is there; a hand undoes the presses under way; somebody uses keys (True)
    # or a finger.
    guarded = Signal()
    disturbed = Signal()
    handled = Signal(bool)
    # A key was pressed (True: in a burst of others, so it counts for nothing); the last one stands alone and counts.
    struck = Signal(bool)
    alone = Signal()
    # A notice's picture is ready; its key.
    developed = Signal(str)

    def __init__(
        self,
        *,
        post: Callable[[Event], None],
        new_id: Callable[[], str],
        texts: Texts,
        photo: Photo,
        now: Callable[[], float] = _boot_seconds,
        settle_seconds: float = SETTLE_SECONDS,
    ) -> None:
        super().__init__()
        self._post = post
        self._new_id = new_id
        self._texts = texts
        self._photo = photo
        self._now = now
        self._settle = settle_seconds
        self._shown: Scene | None = None
        self._by_keys = False
        self._deaf_until = 0.0
        self._locked_until = 0.0
        self._covered_until = 0.0
        self._knock: Knock | None = None
        self.darkroom: Darkroom | None = None
        # Comes after the first frame, if at all. `mute`: it will not, so nobody is offered a guide to listen to.
        self.voice: Hearer | None = None
        self.mute = False

    def present(self, scene: Scene) -> None:
        """Show this scene now; touches count for it from here on."""
        before, self._shown = self._shown, scene
        # What follows a step may have another button at the same place, also where it is the same kind of scene.
        stepped, self._locked_until = self._now() < self._locked_until, 0.0
        # The faces are not here: the session itself guards them against the touch that woke the screen.
        if stepped or type(before) is not type(scene):
            self._deaf_until = 0.0 if _offers_faces(scene) else self._now() + self._settle
        self.presented.emit(self._audible(self._view(scene)) | {"left": self._left(scene)})
        if self.voice is not None:
            self.voice.shown(before, scene)

    def raise_curtain(self, drawn: View) -> None:
        """Show a resting scene that was drawn before, ahead of the first: no touch counts for it."""
        self.presented.emit(self._audible(drawn) | {"left": -1.0})

    def _view(self, scene: Scene) -> View:
        from kiosk_app.ui.view import view  # the curtain is drawn already

        return view(scene, self._texts, self._photo)

    def cover(self) -> None:
        """Nobody sees what is shown: nothing counts."""
        self._covered_until = math.inf

    def uncover(self) -> None:
        """It is on the glass: what was meant for the window before it still does not count."""
        self._covered_until = self._now() + self._settle

    def _audible(self, shown: View) -> View:
        """The scene without the guide where nothing can be heard: its two taps would only be in the way."""
        if not (self.mute or (self.voice is not None and self.voice.silent)):
            return shown
        return shown | {"guide": False, "aids": [aid for aid in shown["aids"] if aid["aid"] != "guide"]}

    def _left(self, scene: Scene) -> float:
        """Seconds until the scene's time is over; -1 where nothing runs out."""
        return -1.0 if scene.frame.ends is None else max(0.0, scene.frame.ends - self._now())

    def prepare(self, scene: Scene) -> None:
        """Have this kind of scene made out of sight, for the first time it is needed."""
        self.prepared.emit(self._audible(self._view(scene)) | {"left": -1.0})

    def handle(self, by_keys: bool) -> None:
        """A finger came down, or a key of a keyboard was pressed: somebody is there."""
        if by_keys is not self._by_keys:
            self._by_keys = by_keys
            self.handled.emit(by_keys)
        if by_keys:  # a finger is noticed by the QML
            self.touched()

    # -- what a finger does; every slot is called by the QML -------------------------------------------------------

    @Slot()
    def touched(self) -> None:
        """The glass was pressed, anywhere."""
        if self._shown is not None:
            self._post(_messages().ScreenTouched(self._shown.frame.token))
            if self.voice is not None:
                self.voice.touched(self._shown)

    @Slot()
    def turned(self) -> None:
        """A scene has put other buttons where some were: the other half of a double tap is not meant for them."""
        self._deaf_until = self._now() + self._settle

    @Slot(str)
    def develop(self, key: str) -> None:
        """A notice will be shown: have its picture made (`darkroom.py`)."""
        if self.darkroom is not None:
            self.darkroom.develop(key)

    @Slot(str, bool)
    def say(self, text: str, chosen: bool) -> None:
        """The guide speaks what is under the finger; `chosen`: it is ticked."""
        if self._shown is not None and self.voice is not None:
            self.voice.say(text, self._shown.frame.language, chosen=chosen)

    @Slot(str, result=bool)
    def choose(self, level: str) -> bool:
        """A face was tapped; whether it was the first."""
        return self._offered() and self._step(
            lambda token: _messages().LevelChosen(token, _model().Level(level), _model().Input.TOUCH, self._new_id())
        )

    @Slot()
    def decline(self) -> None:
        """“Not now” was tapped."""
        if self._offered():
            self._step(_messages().RatingDeclined)

    @Slot()
    def undo(self) -> None:
        """The citizen wants to choose another level."""
        self._step(_messages().LevelUndone)

    @Slot()
    def openText(self) -> None:
        """The citizen wants to write."""
        self._step(_messages().TextOpened)

    @Slot()
    def openContact(self) -> None:
        """The citizen wants to leave a way to be reached."""
        self._step(_messages().ContactOpened)

    @Slot(str, str, bool, bool)
    def leaveContact(self, name: str, mobile: str, agreed: bool, named: bool) -> None:
        """Back to the reasons, with what stands on the contact page."""
        self._step(lambda token: _messages().ContactEntered(token, _model().Contact(name, mobile, agreed, named)))

    @Slot()
    def openDuty(self) -> None:
        """The citizen asks about the duty manager."""
        self._step(_messages().DutyOpened)

    @Slot()
    def leaveDuty(self) -> None:
        """Back to the reasons without calling anybody."""
        self._step(_messages().DutyLeft)

    @Slot()
    def callDuty(self) -> None:
        """The duty manager is to come."""
        self._step(lambda token: _messages().DutyCalled(token, self._new_id()))

    @Slot()
    def clean(self) -> None:
        """Somebody is about to wipe the glass."""
        self._step(_messages().CleaningBegun)

    @Slot(bool)
    def knock(self, down: bool) -> None:
        """A finger came down on the technician's corner, or went up there."""
        if self._knock is None:
            from kiosk_app.ui.knock import Knock

            self._knock = Knock()
        if down:
            self._knock.press(self._now())
        elif self._knock.release(self._now()):
            self._step(_messages().DoorKnocked)

    @Slot(str)
    def tryPin(self, pin: str) -> None:
        """Somebody wants in with this PIN."""
        self._change(lambda token: _messages().PinEntered(token, pin))

    @Slot(str)
    def technician(self, wish: str) -> None:
        """The technician wants something; `wish`: the value of a Wish."""
        self._step(lambda token: _messages().TechnicianWished(token, _wish(wish)))

    @Slot(str)
    def leaveText(self, text: str) -> None:
        """Back to the reasons, with what is written."""
        self._step(lambda token: _messages().TextEntered(token, text))

    @Slot()
    def finish(self) -> None:
        """Submit or skip, from the reasons."""
        self._step(_messages().DetailFinished)

    @Slot(str)
    def finishText(self, text: str) -> None:
        """Submit, from the text page."""
        self._step(lambda token: _messages().DetailFinished(token, text))

    @Slot(str)
    def toggle(self, code: str) -> None:
        """A reason was tapped."""
        self._change(lambda token: _messages().IndicatorToggled(token, code))

    @Slot(str)
    def language(self, tag: str) -> None:
        """Another language."""
        self._change(lambda token: _messages().LanguageChosen(token, tag))

    @Slot(str)
    def aid(self, name: str) -> None:
        """An aid was asked for, or is no longer wanted; `name`: the value of an Aid."""
        self._change(lambda token: _messages().AidToggled(token, _model().Aid(name)))

    # -- at a hall kiosk ---------------------------------------------------------------------------------------------

    @Slot()
    def openWelcome(self) -> None:
        """Back to a hall kiosk's choices."""
        self._step(_messages().WelcomeOpened)

    @Slot()
    def openFind(self) -> None:
        """Find a case."""
        self._step(_messages().FindOpened)

    @Slot()
    def openTargets(self) -> None:
        """Rate without a case."""
        self._step(_messages().TargetsOpened)

    @Slot()
    def openReceiptAsk(self) -> None:
        """What became of a rating."""
        self._step(_messages().ReceiptAskOpened)

    @Slot(str)
    def seekCase(self, number: str) -> None:
        """A case's number was typed."""
        self._step(lambda token: _messages().CaseSought(token, number))

    @Slot(str)
    def seekReceipt(self, number: str) -> None:
        """A receipt's number was typed."""
        self._step(lambda token: _messages().ReceiptSought(token, number))

    @Slot(int, bool)
    def chooseStep(self, service_number: int, append: bool) -> None:
        """A step of the case is to be rated."""
        self._step(lambda token: _messages().StepChosen(token, service_number, append, self._new_id()))

    @Slot(str, str)
    def chooseTarget(self, kind: str, code: str) -> None:
        """A window, a unit or the hall is to be rated."""
        self._step(lambda token: _messages().TargetChosen(token, kind, code, self._new_id()))

    @Slot()
    def finishSession(self) -> None:
        """Whoever is here goes."""
        self._step(_messages().SessionFinished)

    @Slot()
    def printReceipt(self) -> None:
        """The receipt on paper."""
        self._change(_messages().PrintAsked)

    def _offered(self) -> bool:
        return self._shown is not None and _offers_faces(self._shown) and not self._shown.locked

    def _step(self, event: Callable[[int], Event]) -> bool:
        """What leads to another scene: the first counts, nothing else until that scene is there."""
        counts = self._change(event)
        if counts:
            self._locked_until = self._now() + LOCK_SECONDS
        return counts

    def _change(self, event: Callable[[int], Event]) -> bool:
        if self._shown is None or self._now() < max(self._deaf_until, self._locked_until, self._covered_until):
            return False
        self._post(event(self._shown.frame.token))
        if self.voice is not None:
            self.voice.tapped()
        return True
