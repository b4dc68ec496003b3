"""What the bridge wants of a voice; a file of its own, since a protocol takes longer to make than a frame can wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kiosk_app.core.scene import Scene


class Hearer(Protocol):
    """What is told what happens on the glass, and speaks as it sees fit."""

    @property
    def silent(self) -> bool:
        """Whether nothing can be heard at present."""

    def shown(self, before: Scene | None, now: Scene) -> None:
        """This scene is shown after that one."""

    def touched(self, scene: Scene) -> None:
        """The glass was pressed, anywhere."""

    def tapped(self) -> None:
        """A tap counted."""

    def say(self, text: str, language: str, *, chosen: bool) -> None:
        """Say what is under the finger; `chosen`: it is ticked."""
