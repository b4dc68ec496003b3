"""What the program's own commands ask about a state directory, answered from its outbox.

The running terminal answers through `runtime.control`; where none runs, the command opens the outbox and answers
itself. Both use `answer`, so that a technician sees the same either way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kiosk_app.counter import tokens
from kiosk_app.runtime.control import ControlError
from kiosk_app.runtime.learnt_keys import NOTE as LEARNT
from offline_queue import Outbox, OutboxError
from offline_queue.cargo import Cargo, FateCargo, Unfit

# In the order in which a technician wants them: what waits, what will not go by itself, what is being written.
STATES = ("unsent", "parked", "held", "delivered")
TECHNICIAN = "technician"  # the note with the PIN's hash
OPEN_TECHNICIAN = "technician.open"  # only a terminal that runs can answer this one
MOST_ROWS = 10_000  # of one answer: some 3 MB
PAGE = 500  # ratings of one page of an export: half a MB, and the outbox is held for some 20 ms
RENUMBER_SECONDS = 5.0  # of one answer, where an export finds a renumbering under way; who asked waits for 20


def answer(outbox: Outbox, name: str, args: Mapping[str, Any], retried: Callable[[], None] | None = None) -> Any:
    """What JSON can say, for one of QUESTIONS; ControlError with a line for anything else.

    `retried` is called after parked ratings were set free or others imported: the sender need not wait for its turn.
    """
    asked = QUESTIONS.get(name)
    if asked is None:
        raise ControlError(f"{name}: no such question; the terminal that runs may be of another version, restart it")
    try:
        said = asked(outbox, args)
    except (OutboxError, Unfit) as error:
        raise ControlError(str(error)) from error
    if retried is not None and (said.get("retried") if name == "queue.retry" else name == "queue.import.finish"):
        retried()
    return said


def nothing_yet(name: str) -> Any:
    """The answer for a state directory without an outbox."""
    empty = {"unsent": 0, "held": 0, "parked": 0, "delivered": 0}
    answers: dict[str, Any] = {
        "queue.status": {**empty, "oldestUnsentSeconds": None, "lastSeq": 0, "lastError": None},
        "queue.list": [],
        "queue.show": None,
        "queue.retry": {"retried": 0},
        "queue.export": {"items": [], "next": None, "head": {}, "held": 0},
        "counter.list": [],
        "counter.unpair": False,
        "technician.pin": {"removed": False},
        "technician.has_pin": False,
        "pad.learnt": {},
    }
    return answers[name]


def _status(outbox: Outbox, _: Mapping[str, Any]) -> Any:
    return outbox.status().as_json()


def _list(outbox: Outbox, args: Mapping[str, Any]) -> Any:
    """Rows of the states asked for, at most `limit`."""
    left = min(int(args.get("limit", MOST_ROWS)), MOST_ROWS)
    rows: list[dict[str, Any]] = []
    for state in args.get("states", STATES[:-1]):
        rows.extend(_row(found) for found in outbox.rows(state, limit=left - len(rows)))
        rows.extend(_row(found) for found in outbox.carriage.rows(state, limit=left - len(rows)))
    return rows


def _row(row: Any) -> dict[str, Any]:
    return {
        "ratingId": row.rating_id,
        "state": "unsent" if row.state == "waiting" else row.state,
        "deviceSeq": row.seq,
        "projectNo": row.project_no,
        "releasedAt": row.released_at,
        "deliveredAt": row.delivered_at,
        "receiptNo": row.receipt_no,
        "duplicate": row.duplicate,
        "code": row.code,
        "msg": row.msg,
        "carriedFrom": row.carried_from,
    }


# Whoever looks into the queue may sit beside the clerk: what was said, and by whom, stays hidden.
HIDDEN = frozenset({"satisfaction", "evalDetail", "writingEvaluation", "sealed", "anonymityFlag", "dutyCalled"})
NOTHING: tuple[object, ...] = (None, "", [])  # tells nothing; that nobody was called would tell of the others


def _show(outbox: Outbox, args: Mapping[str, Any]) -> Any:
    """Row, record without what the citizen said, and every answer the centre gave; None where it is not here."""
    story = outbox.show(str(args["id"]))
    if story is None:
        return None
    record = {
        key: "(hidden)" if key in HIDDEN and value not in NOTHING else value for key, value in story.record.items()
    }
    attempts = [
        {"firstAt": said.first_at, "lastAt": said.last_at, "times": said.times, "code": said.code, "msg": said.msg}
        for said in story.attempts
    ]
    return {**_row(story.row), "invitationId": story.invitation_id, "record": record, "attempts": attempts}


def _retry(outbox: Outbox, args: Mapping[str, Any]) -> Any:
    ids = [str(one) for one in args.get("ids", ())]
    return {"retried": outbox.retry(ids or None)}


def _export(outbox: Outbox, args: Mapping[str, Any]) -> Any:
    """A page of what is not delivered, from `next` of the page before on; {"renumbering": true}: ask again."""
    if outbox.renumber_on(RENUMBER_SECONDS):
        return {"renumbering": True}
    place = args.get("next")
    items, rest = outbox.carriage.load(None if place is None else (place[0], place[1], place[2]), PAGE)
    head = {"deviceId": outbox.device_id, "epoch": outbox.epoch}
    kinds = [("rating" if isinstance(item, Cargo) else "invitation", item.as_json()) for item in items]
    return {"items": kinds, "next": rest, "head": head, "held": outbox.status().held}


def _begin_import(outbox: Outbox, _: Mapping[str, Any]) -> Any:
    return {"parcel": outbox.carriage.begin()}


def _take_import(outbox: Outbox, args: Mapping[str, Any]) -> Any:
    items = [Cargo.of(told) if kind == "rating" else FateCargo.of(told) for kind, told in args["items"]]
    outbox.carriage.take(int(args["parcel"]), items)
    return {}


def _finish_import(outbox: Outbox, args: Mapping[str, Any]) -> Any:
    arrived = outbox.carriage.finish(int(args["parcel"]))
    return {
        "new": arrived.new,
        "parked": arrived.parked,
        "known": arrived.known,
        "invitations": arrived.fates,
        "knownInvitations": arrived.known_fates,
    }


def _drop_import(outbox: Outbox, _: Mapping[str, Any]) -> Any:
    outbox.carriage.drop()
    return {}


def _pair(outbox: Outbox, args: Mapping[str, Any]) -> Any:
    """{"name", "token"}, the token for the only time; None where the name is taken."""
    token = tokens.make_pin() if args.get("pin") else tokens.make()
    if not outbox.add_token(str(args["name"]), tokens.digest(token)):
        return None
    return {"name": str(args["name"]), "token": token}


def _paired(outbox: Outbox, _: Mapping[str, Any]) -> Any:
    return [{"name": name} for name in outbox.tokens()]


def _unpair(outbox: Outbox, args: Mapping[str, Any]) -> Any:
    return outbox.drop_token(str(args["name"]))


def pin_of(note: object) -> str | None:
    """What is kept of the technician's PIN, from its note; None where none was made."""
    kept = note.get("pin") if isinstance(note, Mapping) else None
    return kept if isinstance(kept, str) else None


def _technician_pin(outbox: Outbox, args: Mapping[str, Any]) -> Any:
    """A new PIN in place of the one before, said for the only time; with `remove` none any more."""
    if args.get("remove"):
        had = pin_of(outbox.kept(TECHNICIAN)) is not None
        outbox.keep(TECHNICIAN, None)
        return {"removed": had}
    pin = tokens.make_pin()
    outbox.keep(TECHNICIAN, {"pin": tokens.digest(pin)})
    return {"pin": pin}


def _technician_has_pin(outbox: Outbox, _: Mapping[str, Any]) -> Any:
    return pin_of(outbox.kept(TECHNICIAN)) is not None


def _learnt(outbox: Outbox, _: Mapping[str, Any]) -> Any:
    """What was learnt at the glass of pads' keys: {port: {"profile", "keys"}}."""
    return outbox.kept(LEARNT) or {}


QUESTIONS: Mapping[str, Callable[[Outbox, Mapping[str, Any]], Any]] = {
    "queue.status": _status,
    "queue.list": _list,
    "queue.show": _show,
    "queue.retry": _retry,
    "queue.export": _export,
    "queue.import.begin": _begin_import,
    "queue.import.take": _take_import,
    "queue.import.finish": _finish_import,
    "queue.import.drop": _drop_import,
    "counter.pair": _pair,
    "counter.list": _paired,
    "counter.unpair": _unpair,
    "technician.pin": _technician_pin,
    "technician.has_pin": _technician_has_pin,
    "pad.learnt": _learnt,
}
