"""Values the core's tests share: a configuration, a form, a moment, and a driver that collects commands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from kiosk_app.core import messages as m
from kiosk_app.core.messages import Command, Event, Reply
from kiosk_app.core.model import (
    LEVELS,
    Binding,
    Case,
    Clerk,
    Configuration,
    Fate,
    Form,
    Indicator,
    Input,
    Invitation,
    Level,
    Moment,
    Role,
    Timeouts,
)
from kiosk_app.core.session import deadline, start, step
from kiosk_app.core.states import State

NAMES = {
    Level.VERY_SATISFIED: {"zh-CN": "非常满意", "en": "Very satisfied"},
    Level.SATISFIED: {"zh-CN": "满意", "en": "Satisfied"},
    Level.FAIRLY_SATISFIED: {"zh-CN": "基本满意", "en": "Fairly satisfied"},
    Level.DISSATISFIED: {"zh-CN": "不满意", "en": "Dissatisfied"},
    Level.VERY_DISSATISFIED: {"zh-CN": "非常不满意", "en": "Very dissatisfied"},
}

FORM = Form(
    version="2020-05",
    level_names=NAMES,
    indicators=tuple(
        Indicator(f"{5 - place}{number:02}", level, {"zh-CN": f"原因{number}"}, more=number > 3)
        for place, level in enumerate(LEVELS)
        for number in range(1, 6)
    ),
    text_limit=20,
    expected_for=frozenset({Level.DISSATISFIED, Level.VERY_DISSATISFIED}),
)

CONFIGURATION = Configuration(
    version="v1",
    binding=Binding(hall_code="YB01", hall_name="渝北区政务服务中心", win_no="07", win_name="户政综合窗口"),
    role=Role.COUNTER,
    languages=("zh-CN", "en"),
    timeouts=Timeouts(invitation=60.0, detail=45.0, thanks=4.0),
    undo_seconds=3.0,
    form_version="2020-05",
    form_url="form/2020-05",
    heartbeat_seconds=300.0,
)

CLERK = Clerk("0715", "王芳", title="综合窗口", stars=4, motto="为人民服务")


def moment(mono: float) -> Moment:
    """A moment so many seconds after boot."""
    return Moment(mono=mono, instant_ms=1_700_000_000_000 + round(mono * 1000))


def invitation(number: str = "1", project: str | None = "P-1", **changes: object) -> Invitation:
    """An invitation whose id ends in `number`."""
    given = Invitation(f"00000000-0000-4000-8000-{int(number):012}", Case(project, 1))
    return replace(given, **changes)  # type: ignore[arg-type]  # test data


@dataclass
class Terminal:
    """Drives `step` by hand: posts events at a time of the test's own and collects what follows."""

    now: float = 100.0
    state: State = field(default_factory=start)
    commands: list[Command] = field(default_factory=list)

    def post(self, event: Event, *, after: float = 0.0) -> list[Command]:
        """Post an event; the commands that follow from it."""
        self.now += after
        self.state, commands = step(self.state, event, moment(self.now))
        self.commands.extend(commands)
        return list(commands)

    def wait(self, seconds: float) -> list[Command]:
        """Let time pass, honouring every deadline on the way."""
        end, got = self.now + seconds, []
        while (due := deadline(self.state)) is not None and due <= end:
            self.now = due
            got += self.post(m.TimePassed())
        self.now = end
        return got

    @property
    def token(self) -> int:
        """The token of the faces on offer."""
        return self.state.hall.serial

    def set_up(self, **changes: object) -> Terminal:
        """Configured, with a clerk signed in."""
        self.post(m.Configured(replace(CONFIGURATION, **changes), FORM))  # type: ignore[arg-type]  # test data
        self.post(m.ClerkSignedIn(0, CLERK))
        return self

    def invite(self, given: Invitation | None = None) -> Terminal:
        """An invitation on the screen, past the guard."""
        given = given or invitation()
        self.post(m.InvitationReceived(1, given))
        self.post(m.Stored(m.Deed.OPEN, given.invitation_id))
        self.now += 0.5
        return self

    def choose(
        self, level: Level = Level.SATISFIED, given: Input = Input.TOUCH, rating_id: str = "r1"
    ) -> list[Command]:
        """A tap or a press."""
        return self.post(m.LevelChosen(self.token, level, given, rating_id))

    def rate(self, level: Level = Level.SATISFIED, rating_id: str = "r1") -> Terminal:
        """A tap that the disk has."""
        self.choose(level, rating_id=rating_id)
        self.post(m.Stored(m.Deed.HOLD, rating_id))
        return self


def of(kind: type, commands: list[Any]) -> list[Any]:
    """The commands of one kind."""
    return [command for command in commands if isinstance(command, kind)]


def fates(commands: list[Command]) -> list[Fate]:
    """Every ending put on the disk."""
    return [command.ending.fate for command in of(m.Record, commands)]


def told(commands: list[Any]) -> list[Fate]:
    """Every fate said, directly or once the disk has it."""
    said = [command.fate for command in of(m.Tell, commands)]
    after = [one for record in of(m.Record, commands) for one in record.after]
    return said + [one.fate for one in of(m.Tell, after)]


def reply(commands: list[Any]) -> Reply:
    """The one answer among the commands."""
    (answer,) = of(m.Answer, commands)
    return answer.reply
