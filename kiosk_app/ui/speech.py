"""What is said when: a pure function of the scene before and the scene now. No level, no name, no number is in it.

A prompt is said once, when its scene comes on, in the language of the scene. A resting scene is silent, since nobody
may be there and a clerk would hear it all day: it speaks to who touches it, or switches the guide on.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk_app.core.hall_scene import CaseScene, FindScene, ReceiptAskScene
from kiosk_app.core.resting import RESTING_NAMES, CleaningScene
from kiosk_app.core.scene import (
    SCENE_NAMES,
    DoorScene,
    DutyScene,
    IndicatorsScene,
    LapsedScene,
    RatingScene,
    Scene,
    TechnicianPadScene,
    TechnicianScene,
    ThanksScene,
)


@dataclass(frozen=True, slots=True)
class Speech:
    """`keys` of the texts to be said, one after the other. `stop`: what is being said ends at once."""

    keys: tuple[str, ...] = ()
    stop: bool = False


NOTHING = Speech()
# Of no concern to the hall.
TECHNICIANS = (DoorScene, TechnicianScene, TechnicianPadScene)


def prompts(before: Scene | None, now: Scene) -> Speech:
    """What is said when `now` is shown after `before`; None: the first scene, which is silent."""
    if before is None:
        return NOTHING
    if isinstance(now, TECHNICIANS):
        return Speech(stop=type(before) is not type(now))
    same_person = before.frame.token == now.frame.token
    entered = type(before) is not type(now) or not same_person
    resting = type(now) in RESTING_NAMES
    guided = now.frame.guide and not before.frame.guide
    keys: list[str] = []
    if guided:
        keys.append("say.guide.on")
    elif before.frame.guide and not now.frame.guide and same_person and not resting:
        keys.append("say.guide.off")
    if resting:
        if guided or (entered and isinstance(now, CleaningScene)):
            keys += _prompt(now)
    elif guided or entered or before.frame.language != now.frame.language:
        keys += _prompt(now)
    elif isinstance(before, DutyScene) and isinstance(now, DutyScene):
        if now.called and not before.called:
            keys += _prompt(now)
    elif isinstance(before, FindScene | ReceiptAskScene) and isinstance(now, FindScene | ReceiptAskScene):
        if now.trouble is not before.trouble and now.trouble is not None:
            keys += _prompt(now)
    elif isinstance(before, IndicatorsScene) and isinstance(now, IndicatorsScene) and now.frame.guide:
        keys += _ticked(before, now)
    # Thanks, and that nothing was recorded, are said to their end on the way back to rest.
    ending = isinstance(before, ThanksScene | LapsedScene) and resting
    return Speech(tuple(keys), stop=bool(keys) or (entered and not ending))


def greeting(scene: Scene) -> Speech:
    """What is said to who touches the glass, unless it is being said."""
    # The guide speaks for itself, and a cloth is nobody.
    if type(scene) not in RESTING_NAMES or scene.frame.guide or isinstance(scene, CleaningScene):
        return NOTHING
    return Speech(_prompt(scene))


def _prompt(scene: Scene) -> tuple[str, ...]:
    name = SCENE_NAMES[type(scene)]
    if isinstance(scene, FindScene | ReceiptAskScene) and scene.trouble is not None:
        return (f"{name}.{scene.trouble.value}",)
    if isinstance(scene, CaseScene) and not scene.case.told:
        return ("case.untold",)
    if isinstance(scene, CaseScene) and all(step.rated and not step.can_append for step in scene.case.steps):
        return ("case.all_rated",)
    if isinstance(scene, DutyScene):
        # Nobody meets it but under a low level: aloud it would tell the counter. Who asked for the guide needs it.
        if not scene.frame.guide:
            return ()
        return ("say.duty.called",) if scene.called else ("say.duty",)
    if isinstance(scene, RatingScene) and scene.frame.guide:
        return (f"say.{name}", "say.rating.guide")
    return (f"say.{name}",)


def _ticked(before: IndicatorsScene, now: IndicatorsScene) -> tuple[str, ...]:
    was, is_ = ({reason.code for reason in scene.reasons if reason.chosen} for scene in (before, now))
    if is_ - was:
        return ("say.chosen",)
    return ("say.unchosen",) if was - is_ else ()
