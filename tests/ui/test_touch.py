"""One finger, two fingers, a finger that slides off: what counts and how often."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest

from kiosk_app.core.messages import (
    AidToggled,
    ContactOpened,
    DetailFinished,
    DutyOpened,
    IndicatorToggled,
    LanguageChosen,
    LevelChosen,
    LevelUndone,
    RatingDeclined,
    ScreenTouched,
    TextEntered,
    TextOpened,
)
from kiosk_app.core.model import LEVELS, Aid, Input, Level
from kiosk_app.core.scene import HALL_NAMES
from kiosk_app.ui.samples import samples

LOOK_MS = 8  # FaceCard.qml: how much later a face looks touched

SWITCHES = {"English": None, "大字": Aid.LARGE, "低位": Aid.LOW, "高对比": Aid.CONTRAST, "语音": Aid.GUIDE}
NAMES = {scene.name: scene.level for scene in samples()["rating"].choices}
BEST, *_, WORST = NAMES


@pytest.mark.parametrize("size", [(800, 480), (480, 800)])
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_each_face_gives_exactly_its_own_level(
    make_glass: Callable[..., Any], name: str, large: bool, size: tuple[int, int]
) -> None:
    glass = make_glass(size)
    glass.show(samples(token=7, large=large)["rating"])
    glass.tap(name)
    assert glass.events == [ScreenTouched(7), LevelChosen(7, NAMES[name], Input.TOUCH, "id-1")]


def test_a_mouse_is_a_finger(glass: Any) -> None:
    glass.show(samples()["rating"])
    glass.click(WORST)
    assert glass.said() == [LevelChosen(1, Level.VERY_DISSATISFIED, Input.TOUCH, "id-1")]


def test_all_six_cards_are_equal_and_best_comes_first(make_glass: Callable[..., Any]) -> None:
    for size in ((800, 480), (480, 800), (1280, 800)):
        for large in (False, True):
            glass = make_glass(size)
            glass.show(samples(large=large)["rating"])
            cards = [glass.controls()[name] for name in [*NAMES, "暂不评价"]]
            assert len({(round(card.width(), 3), round(card.height(), 3)) for card in cards}) == 1
            assert len({(card.property("faceSize"), card.property("wordSize")) for card in cards}) == 1
            assert [(card.y(), card.x()) for card in cards] == sorted((card.y(), card.x()) for card in cards)
            assert list(NAMES.values()) == list(LEVELS)


def test_two_fingers_on_two_faces_count_once(glass: Any) -> None:
    glass.show(samples()["rating"])
    first, second = glass.middle(BEST), glass.middle(WORST)
    glass.press({1: first, 2: second})
    glass.release({1: first}, staying=(2,))
    glass.release({2: second})
    assert len(glass.said()) == 1
    assert glass.ids == 1


def test_a_drumming_child_counts_once(glass: Any) -> None:
    glass.show(samples()["rating"])
    for name in [*NAMES, *reversed(NAMES)]:
        glass.tap(name)
    assert len(glass.said()) == 1


def test_dragging_off_cancels(glass: Any) -> None:
    glass.show(samples()["rating"])
    start, end = glass.middle(BEST), glass.middle(WORST)
    glass.press({1: start})
    glass.move(1, QPoint((start.x() + end.x()) // 2, start.y()))
    glass.move(1, end)
    glass.release({1: end})
    assert glass.events == [ScreenTouched(1)]


def test_a_small_slip_on_the_same_face_still_counts(glass: Any) -> None:
    glass.show(samples()["rating"])
    start = glass.middle(BEST)
    end = start + QPoint(25, 18)
    glass.press({1: start})
    glass.move(1, end)
    glass.release({1: end})
    assert len(glass.said()) == 1


def test_a_long_press_is_a_tap_and_nothing_else(glass: Any) -> None:
    glass.show(samples()["rating"])
    point = glass.middle(BEST)
    glass.press({1: point})
    # Longer than any platform's press-and-hold interval.
    QTest.qWait(1200)
    glass.release({1: point})
    assert glass.said() == [LevelChosen(1, Level.VERY_SATISFIED, Input.TOUCH, "id-1")]


def test_a_press_lights_the_face_at_once_and_the_tap_keeps_it_lit(glass: Any, qtbot: Any) -> None:
    glass.show(samples()["rating"])
    card = glass.controls()[BEST]
    assert not card.property("lit")
    glass.press({1: glass.middle(BEST)})
    qtbot.waitUntil(lambda: card.property("lit"))
    looks = []
    card.litChanged.connect(lambda: looks.append(card.property("lit")))
    glass.release({1: glass.middle(BEST)})
    glass.tap(WORST)
    assert not glass.controls()[WORST].property("touched")
    # Long enough for every look that was still to come: a lifted finger is no reason to flicker.
    qtbot.wait(5 * LOOK_MS)
    assert looks == []
    assert card.property("lit")


def test_the_chosen_face_is_lit_whoever_chose(glass: Any, qtbot: Any) -> None:
    glass.show(replace(samples()["rating"], chosen=Level.SATISFIED, locked=True))
    lit = ["满意"]
    qtbot.waitUntil(lambda: [name for name, card in glass.controls().items() if card.property("lit") is True] == lit)


def test_a_locked_scene_takes_nothing_but_notices(glass: Any) -> None:
    glass.show(replace(samples()["rating"], locked=True))
    glass.tap(BEST)
    glass.tap("暂不评价")
    assert glass.events == [ScreenTouched(1), ScreenTouched(1)]


def test_touches_beside_everything_are_noticed_in_every_scene(glass: Any) -> None:
    for name, scene in samples(token=3).items():
        glass.show(scene)
        glass.events.clear()
        glass.press({1: QPoint(3, 475)})
        glass.release({1: QPoint(3, 475)})
        assert glass.events == [ScreenTouched(3)], name


def test_a_touch_belongs_to_the_scene_that_is_shown(glass: Any) -> None:
    glass.show(samples(token=5)["rating"])
    glass.show(samples(token=6)["rating"])
    glass.tap(BEST)
    assert {event.token for event in glass.events} == {6}


@pytest.mark.parametrize("between", [True, False])
def test_a_press_on_a_scene_that_went_away_counts_for_nothing(glass: Any, between: bool) -> None:
    glass.show(samples(token=5)["rating"])
    point = glass.middle(BEST)
    glass.press({1: point})
    if between:
        glass.show(samples(token=5)["idle"])
    glass.show(samples(token=6)["rating"])
    glass.release({1: point})
    assert glass.said() == []
    glass.tap(BEST)
    assert len(glass.said()) == 1


def test_not_now(glass: Any) -> None:
    glass.show(samples()["rating"])
    glass.tap("暂不评价")
    glass.tap(BEST)
    assert glass.said() == [RatingDeclined(1)]


FRAMED = [*(samples().keys() - {"setup", "cleaning", "door", "technician", "technician_pad"})]


@pytest.mark.parametrize("kiosk", [False, True], ids=["counter", "hall"])
@pytest.mark.parametrize("low", [False, True])
@pytest.mark.parametrize("size", [(800, 480), (480, 800)])
def test_switches_stand_at_one_place_in_every_scene(
    make_glass: Callable[..., Any], size: tuple[int, int], low: bool, kiosk: bool
) -> None:
    glass = make_glass(size)
    places = set()
    if kiosk:
        glass.show(samples(low=low)["welcome"])
    for name in (name for name in FRAMED if kiosk or name not in (*HALL_NAMES.values(), "welcome")):
        glass.show(samples(low=low)[name])
        places.add(tuple(glass.middle(switch).toTuple() for switch in SWITCHES))
        for switch in SWITCHES:
            glass.tap(switch)
        assert glass.said() == [LanguageChosen(1, "en"), *(AidToggled(1, aid) for aid in Aid)], name
    (points,) = places
    if low or size == (480, 800):
        # Within reach of a wheelchair: the lowest eighth, however tall the panel.
        assert all(y > size[1] * 7 / 8 for _, y in points)


def test_resting_scenes_have_only_the_switches_and_a_technicians_none(glass: Any) -> None:
    for name in ("out_of_service", "paused", "idle"):
        glass.show(samples()[name])
        assert set(glass.controls()) == SWITCHES.keys(), name
    for name in ("setup", "cleaning"):
        glass.show(samples()[name])
        assert glass.controls() == {}, name


def test_reasons_toggle_and_going_on_is_always_possible(glass: Any) -> None:
    scene = samples()["indicators"]
    glass.show(replace(scene, reasons=(), expected=True, undo=False, contact=False, duty=False))
    assert set(glass.controls()) == SWITCHES.keys() | {"写几句", "跳过"}
    skip = glass.middle("跳过")
    glass.show(scene)
    assert glass.middle("提交") == skip
    glass.tap("没有提供材料样本")
    glass.tap("没有提供材料清单")
    assert glass.said() == [IndicatorToggled(1, "200"), IndicatorToggled(1, "201")]
    glass.tap("提交")
    glass.tap("提交")
    assert glass.said() == [DetailFinished(1)]


def test_more_shows_the_rest_and_comes_back(make_glass: Callable[..., Any]) -> None:
    for size in ((800, 480), (480, 800), (1080, 1920)):
        for large in (False, True):
            glass = make_glass(size)
            scene = samples(large=large)["indicators"]
            glass.show(scene)
            wanted = {reason.name for reason in scene.reasons}
            assert len(wanted & set(glass.controls())) == 3
            seen: set[str] = set()
            for _ in range(8):
                seen |= set(glass.controls())
                glass.tap("更多" if "更多" in glass.controls() else "返回前面")
                glass.settle()
            assert wanted <= seen
            # The next citizen begins at the first page.
            glass.show(samples()["thanks"])
            glass.show(scene)
            assert len(wanted & set(glass.controls())) == 3


def test_a_toggled_reason_keeps_the_page(glass: Any) -> None:
    scene = samples()["indicators"]
    glass.show(scene)
    glass.tap("更多")
    glass.settle()
    glass.show(replace(scene, reasons=tuple(replace(reason, chosen=True) for reason in scene.reasons)))
    assert "服务态度生硬" in glass.controls()
    assert glass.controls()["服务态度生硬"].property("chosen")


def test_undo_and_write(glass: Any) -> None:
    scene = samples()["indicators"]
    glass.show(scene)
    glass.tap("重选")
    assert glass.said() == [LevelUndone(1)]
    glass.show(replace(scene, has_text=True))
    glass.tap("修改留言")
    assert glass.said() == [TextOpened(1)]
    for kept, names in ((False, ("联系方式", "值班经理")), (True, ("修改联系方式", "值班经理已呼叫"))):
        for name, event in zip(names, (ContactOpened(1), DutyOpened(1)), strict=True):
            glass.show(replace(scene, has_contact=kept, duty_called=kept))
            glass.tap(name)
            glass.tap(name)
            assert glass.said() == [event]
    glass.show(replace(samples()["thanks"], undo=False))
    assert "重选" not in glass.controls()
    glass.show(samples()["thanks"])
    glass.tap("重选")
    assert glass.said() == [LevelUndone(1)]


def field(glass: Any) -> Any:
    return next(item for item in glass.items() if item.inherits("QQuickTextEdit"))


def test_text_is_typed_kept_over_a_switch_and_handed_over(glass: Any) -> None:
    scene = replace(samples()["text"], text="您好")
    glass.show(scene)
    glass.type(" ok")
    assert field(glass).property("text") == "您好 ok"
    english = samples(language="en")["text"]
    glass.show(replace(english, text="您好"))
    assert field(glass).property("text") == "您好 ok"
    glass.tap("Back")
    assert glass.said() == [TextEntered(1, "您好 ok")]
    glass.show(replace(scene, text="您好 ok"))
    glass.tap("提交")
    assert glass.said() == [DetailFinished(1, "您好 ok")]


def test_what_somebody_typed_is_gone_for_the_next(glass: Any) -> None:
    glass.show(replace(samples()["text"], text=""))
    glass.type("secret")
    glass.show(samples()["thanks"])
    glass.show(replace(samples(token=2)["text"], text=""))
    assert field(glass).property("text") == ""
    assert not field(glass).property("canUndo")


@pytest.mark.parametrize(
    ("written", "kept"), [("好" * 7, "好" * 5), ("😀" * 7, "😀" * 5), ("a\u0301" * 3, "a\u0301a\u0301a")]
)
def test_the_limit_counts_characters_as_the_centre_does(glass: Any, written: str, kept: str) -> None:
    glass.show(replace(samples()["text"], text=written, limit=5))
    assert field(glass).property("text") == kept
    assert "5 / 5" in glass.words()


def test_a_second_tap_of_the_same_finger_does_not_reach_the_next_scene(make_glass: Callable[..., Any]) -> None:
    glass = make_glass(settle_seconds=60.0)
    glass.show(samples()["rating"])
    glass.show(samples()["thanks"])
    glass.tap("重选")
    assert glass.events == [ScreenTouched(1)]


def test_the_faces_are_guarded_by_the_session_alone(make_glass: Callable[..., Any]) -> None:
    glass = make_glass(settle_seconds=60.0)
    glass.show(samples()["idle"])
    glass.show(samples()["rating"])
    glass.tap(BEST)
    assert len(glass.said()) == 1


def test_no_switch_takes_away_what_was_typed_or_turned_to(glass: Any) -> None:
    wishes: tuple[dict[str, Any], ...] = ({"large": True}, {"low": True}, {"contrast": True}, {"language": "en"})
    glass.show(replace(samples()["text"], text=""))
    glass.type("abc")
    for wish in wishes:
        glass.show(replace(samples(**wish)["text"], text=""))
        (field,) = (item for item in glass.items() if item.inherits("QQuickTextEdit"))
        assert field.property("text") == "abc", wish
    glass.show(samples()["indicators"])
    glass.tap("更多")
    for wish in wishes:
        glass.show(samples(**wish)["indicators"])
        back, more = ("返回前面", "更多") if "language" not in wish else ("Go back", "More")
        assert {back, more} & set(glass.controls()), wish
        (scene,) = (i for i in glass.items() if i.metaObject().className().startswith("IndicatorsScene_"))
        assert scene.property("page") > 0, wish


@pytest.mark.parametrize("name", ["rating", "indicators", "contact", "duty", "thanks"])
def test_a_finger_that_rests_while_more_time_is_shown_still_counts(glass: Any, name: str) -> None:
    """A touch gives the scene its time anew, and that is drawn while the finger is down."""
    scene = samples()[name]
    now = time.clock_gettime(time.CLOCK_BOOTTIME)
    timed = replace(scene, frame=replace(scene.frame, ends=now + 50, span=60.0))
    later = replace(scene, frame=replace(scene.frame, ends=now + 60, span=60.0))
    target = {"rating": BEST, "indicators": "没有提供材料样本"}.get(name, "English")
    glass.show(timed)
    place = glass.middle(target)
    glass.press({1: place})
    glass.show(later)
    glass.release({1: place})
    assert len(glass.said()) == 1
