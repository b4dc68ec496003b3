"""The centre's configuration with what `[local]` overrides on this machine, and enrolment's sealing key. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kiosk_app.core.model import Configuration, Role, SealingKey
from kiosk_app.settings import Local


def localised(configuration: Configuration, local: Local, enrolments: SealingKey | None = None) -> Configuration:
    """The configuration in force here: None in `local` leaves the centre's value, and its sealing key wins."""
    timeouts = replace(
        configuration.timeouts,
        **_said(invitation=local.invitation_timeout, detail=local.detail_timeout, thanks=local.thanks_timeout),
    )
    return replace(
        configuration,
        timeouts=timeouts,
        sealing_key=configuration.sealing_key or enrolments,
        **_said(
            role=Role(local.role) if local.role else None,
            languages=local.languages,
            undo_seconds=local.undo_seconds,
            heartbeat_seconds=local.heartbeat_seconds,
        ),
    )


def _said(**wishes: Any) -> dict[str, Any]:
    return {name: value for name, value in wishes.items() if value is not None}
