"""What commands are told of the outbox; whoever asks may sit beside the clerk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kiosk_app.central.wire_rating import rating_record
from kiosk_app.core.model import (
    LEVELS,
    LOW_LEVELS,
    Binding,
    Case,
    Configuration,
    Contact,
    Input,
    Invitation,
    Level,
    Moment,
    Rating,
    Role,
    Timeouts,
)
from kiosk_app.questions import answer
from offline_queue import Outbox

CONFIGURATION = Configuration("1", Binding(), Role.COUNTER, ("zh-CN",), Timeouts(), 3.0, "1", "form/1", 300.0)
ID = "00000000-0000-4000-8000-000000000001"


def shown(folder: Path, level: Level, *, boxed: bool) -> dict[str, Any]:
    """What `queue show` says of a rating: at a low level somebody was called, at each a reason was chosen."""
    rating = Rating(
        rating_id=ID,
        invitation=Invitation("00000000-0000-4000-8000-000000000002", Case("P-1", 1)),
        level=level,
        input=Input.TOUCH,
        tapped=Moment(1.0, 1_700_000_000_000),
        staff_no="0721",
        configuration=CONFIGURATION,
        form_version="1",
        indicators=(f"{LEVELS.index(level)}01",),
        text="慢",
        contact=Contact("王", agreed=True, named=True) if boxed else None,
        duty_called=level in LOW_LEVELS,
    )
    sealed = {"keyId": "k", "algorithm": "a", "box": "b"} if boxed else None
    outbox = Outbox(folder / f"{level.value}.db")
    outbox.begin("d", 1)
    outbox.hold(ID, None, ("P-1", 1, 1), rating_record(rating, sealed=sealed, app_version="0"))
    found: dict[str, Any] = answer(outbox, "queue.show", {"id": ID})["record"]
    outbox.close()
    return found


@pytest.mark.parametrize("boxed", [True, False])
def test_what_is_shown_of_a_rating_is_the_same_for_every_level(tmp_path: Path, boxed: bool) -> None:
    records = [shown(tmp_path, level, boxed=boxed) for level in LEVELS]
    assert all(record == records[0] for record in records)
    assert "慢" not in str(records[0])
    assert (records[0]["projectNo"], records[0]["satisfaction"], records[0]["dutyCalled"]) == (
        "P-1",
        "(hidden)",
        "(hidden)",
    )
