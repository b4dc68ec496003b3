"""What every scene has, from what outlives a session. Pure."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.core.model import Aid, Binding
from kiosk_app.core.resting import Frame
from kiosk_app.core.states import Hall, Session

LANGUAGES_BEFORE_SETUP = ("zh-CN", "en")


def frame_of(hall: Hall, token: int | None = None) -> Frame:
    """The frame of a scene with this token; None: of one that belongs to no session."""
    languages = hall.configuration.languages if hall.configuration else LANGUAGES_BEFORE_SETUP
    binding = hall.configuration.binding if hall.configuration else Binding()
    return Frame(
        token=hall.serial if token is None else token,
        language=hall.spoken,
        languages=languages,
        large=Aid.LARGE in hall.aids,
        low=Aid.LOW in hall.aids,
        contrast=Aid.CONTRAST in hall.aids,
        guide=Aid.GUIDE in hall.aids,
        hall=binding.hall_name or "",
        window=_window(binding),
        offline=hall.offline,
    )


def session_frame(hall: Hall, session: Session) -> Frame:
    """Who began it themselves can end it with one touch."""
    return replace(frame_of(hall, session.token), finish=session.invitation.own)


def running_out(frame: Frame, ends: float, span: float) -> Frame:
    """With its time, which a touch gives anew."""
    return replace(frame, ends=ends, span=span)


def _window(binding: Binding) -> str:
    return " ".join(part for part in (binding.win_no, binding.win_name) if part)
