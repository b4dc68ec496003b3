"""The core's values as the outbox keeps them. What is personal leaves here sealed, or not at all."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from kiosk_app import __version__
from kiosk_app.central.sealing import sealed_record
from kiosk_app.central.wire_rating import ending_item
from kiosk_app.central.wording import rfc3339
from kiosk_app.core.model import Clerk, Ending, Invitation, Moment, Rating


class Records:
    """The ledger's encoder."""

    def rating(self, rating: Rating) -> Mapping[str, Any]:
        """The record without number and chain."""
        return sealed_record(rating, key=rating.configuration.sealing_key, app_version=__version__)

    def ending(self, ending: Ending) -> Mapping[str, Any]:
        """An item of POST /invitations."""
        return ending_item(ending)

    def opening(self, invitation: Invitation, offered: Moment) -> Mapping[str, Any]:
        """What a crash must leave accounted for; never the applicant."""
        case = invitation.case
        return {
            "projectNo": case.project_no,
            "serviceNumber": case.service_number,
            "offeredAt": rfc3339(offered.instant_ms),
        }

    def clerk(self, clerk: Clerk | None, paused: bool) -> Mapping[str, Any] | None:
        """Who is signed in, with the photo in base64."""
        if clerk is None:
            return None
        return {
            "staffNo": clerk.staff_no,
            "name": clerk.name,
            "title": clerk.title,
            "stars": clerk.stars,
            "motto": clerk.motto,
            "photo": base64.b64encode(clerk.photo).decode() if clerk.photo else None,
            "paused": paused,
        }


def clerk_of(kept: object) -> tuple[Clerk, bool] | None:
    """The clerk as kept, and whether on a break; None where nobody is, or the note is not ours."""
    if not isinstance(kept, Mapping):
        return None
    try:
        texts = [kept[name] for name in ("staffNo", "name", "title", "motto")]
        stars, encoded, paused = kept["stars"], kept["photo"], kept["paused"]
        photo = base64.b64decode(encoded, validate=True) if encoded else None
    except (KeyError, TypeError, ValueError):
        return None
    if not all(isinstance(text, str) for text in texts) or not isinstance(paused, bool):
        return None
    if stars is not None and (not isinstance(stars, int) or isinstance(stars, bool)):
        return None
    staff_no, name, title, motto = texts
    return Clerk(staff_no, name, title, stars, motto, photo), paused
