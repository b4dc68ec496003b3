"""What outlives a state: the hall, and a session of rating."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kiosk_app.core.board import Poster
from kiosk_app.core.case import Printing
from kiosk_app.core.model import Aid, Clerk, Configuration, Form, Invitation, Moment, Role


@dataclass(frozen=True, slots=True)
class Hall:
    """What outlives a session: who is signed in, what is in force, whether the disk takes ratings.

    `role_here`: what this machine is until there is a configuration. `newer` waits for the end of a session. `serial`
    counts the times faces were offered, and a hall kiosk's scenes; it is the token that touches and presses bring back.
    `language` None: the first of the configuration's. `offline`: the centre is not reached. `phone`: the address for
    rating by phone, "" where there is none. `posters`: the hall's notices. `forget_at`: when a language or an aid that
    was chosen with no session open is forgotten. `printer`: how it stands while nothing is printed. `scanner`, `card`:
    there is one to read a number with.
    """

    configuration: Configuration | None = None
    form: Form | None = None
    role_here: Role = Role.COUNTER
    newer: tuple[Configuration, Form] | None = None
    clerk: Clerk | None = None
    paused: bool = False
    store_ok: bool = True
    serial: int = 0
    language: str | None = None
    aids: frozenset[Aid] = frozenset()
    forget_at: float | None = None
    offline: bool = False
    phone: str = ""
    posters: tuple[Poster, ...] = ()
    printer: Printing = Printing.NONE
    scanner: bool = False
    card: bool = False

    @property
    def role(self) -> Role:
        """What this terminal is; the centre's word counts once there is one."""
        return self.role_here if self.configuration is None else self.configuration.role

    @property
    def staffed(self) -> bool:
        """Whether a rating may be invited: at a counter somebody is signed in and not on a break."""
        if self.configuration is None or self.configuration.role is not Role.COUNTER:
            return True
        return self.clerk is not None and not self.paused

    @property
    def staff_no(self) -> str | None:
        """Whom a rating names; nobody away from a counter."""
        if self.clerk is None or self.configuration is None or self.configuration.role is not Role.COUNTER:
            return None
        return self.clerk.staff_no

    def serves(self, invitation: Invitation, staff_no: str | None) -> bool:
        """Whether the one who invited is still there; a citizen's own invitation depends on nobody."""
        return invitation.own or (self.staffed and self.staff_no == staff_no)

    @property
    def is_kiosk(self) -> bool:
        """Whether citizens find their way here by themselves."""
        return self.role is Role.HALL

    @property
    def spoken(self) -> str:
        """The language on the screen; Chinese before there is a configuration."""
        return self.language or (self.configuration.languages[0] if self.configuration else "zh-CN")

    def as_before_a_session(self) -> Hall:
        """Language and aids forgotten, the newer configuration in force."""
        configuration, form = self.newer or (self.configuration, self.form)
        return replace(
            self,
            configuration=configuration,
            form=form,
            newer=None,
            language=None,
            aids=frozenset(),
            forget_at=None,
        )


@dataclass(frozen=True, slots=True)
class Session:
    """One invitation on the screen. `until`: when it lapses, `seconds` after the last touch. `token`: the serial of
    the faces on offer. `duty_called`: the duty manager was called in it; a call stands, whatever becomes of the level.
    `gone`: the citizen has ended it while the disk was at work.
    """

    invitation: Invitation
    configuration: Configuration
    form: Form
    staff_no: str | None
    offered: Moment
    until: float
    seconds: float
    token: int
    duty_called: bool = field(default=False, repr=False)
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at a hall kiosk. `until`: when they have gone, `seconds` after the last touch; `latest`: whatever
    touches there are."""

    until: float
    seconds: float
    latest: float
