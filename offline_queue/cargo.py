"""What is carried from one terminal to another: a rating or an invitation's fate with its history. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from .canonical import canonical, linked
from .invitations import FATES
from .report import Attempt

_LINK = re.compile(r"[0-9a-f]{64}")
_STATES = ("unsent", "parked")
_LONGEST_ID = 100
_LARGEST = 2**53  # what every reader of JSON holds exactly


class Unfit(Exception):
    """This cannot be carried; says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Cargo:
    """A released rating that did not arrive; `previous`: the link before it, None where nobody knows it any more."""

    record: bytes  # canonical, as it is sent
    previous: str | None
    state: str  # unsent, parked
    age: int  # seconds since its release
    attempts: tuple[Attempt, ...]
    rating_id: str
    device_id: str
    epoch: int
    seq: int
    link: str
    project_no: str | None

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Cargo:
        """From {"record": bytes or text, "previous", "state", "age", "attempts"}; Unfit where that is no rating."""
        raw = _bytes(told.get("record"))
        record = _object(raw, "record")
        state, age, previous = told.get("state"), told.get("age"), told.get("previous")
        if state not in _STATES or not _whole(age, 0):
            raise Unfit("state or age is damaged")
        if previous is not None and not (isinstance(previous, str) and _LINK.fullmatch(previous)):
            raise Unfit("the link before it is damaged")
        names = (record.get("ratingId"), record.get("deviceId"))
        if not all(isinstance(name, str) and 0 < len(name) <= _LONGEST_ID and name.isprintable() for name in names):
            raise Unfit("the record has no ratingId or no deviceId")
        if not _whole(record.get("epoch"), 1) or not _whole(record.get("deviceSeq"), 1):
            raise Unfit("the record has no number")
        link, project = record.get("chain"), record.get("projectNo")
        if not isinstance(link, str) or not _LINK.fullmatch(link):
            raise Unfit("the record has no link of the chain")
        return cls(
            record=raw,
            previous=previous,
            state=state,
            age=told["age"],
            attempts=_attempts(told.get("attempts")),
            rating_id=record["ratingId"],
            device_id=record["deviceId"],
            epoch=record["epoch"],
            seq=record["deviceSeq"],
            link=link,
            project_no=project if isinstance(project, str) else None,
        )

    def as_json(self) -> dict[str, Any]:
        """What `of` takes, for JSON."""
        return {
            "record": self.record.decode(),
            "previous": self.previous,
            "state": self.state,
            "age": self.age,
            "attempts": [asdict(said) for said in self.attempts],
        }


@dataclass(frozen=True, slots=True)
class FateCargo:
    """What became of an invitation and did not arrive; `code` and `msg` of a refusal, "" where there was none."""

    fate: bytes  # canonical, as it is sent
    state: str  # unsent, parked
    code: str
    msg: str
    invitation_id: str
    outcome: str  # rated, declined, lapsed, cancelled, fault

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> FateCargo:
        """From {"fate": bytes or text, "state", "code", "msg"}; Unfit where that is no invitation's fate."""
        raw = _bytes(told.get("fate"))
        fate = _object(raw, "fate")
        state, code, msg = told.get("state"), told.get("code"), told.get("msg")
        if state not in _STATES or not isinstance(code, str) or not isinstance(msg, str):
            raise Unfit("state, code or msg is damaged")
        key, outcome = fate.get("invitationId"), fate.get("state")
        if not isinstance(key, str) or not 0 < len(key) <= _LONGEST_ID or not key.isprintable():
            raise Unfit("the fate has no invitationId")
        if outcome not in FATES:
            raise Unfit("the fate is none")
        return cls(raw, state, code, msg, key, outcome)

    def as_json(self) -> dict[str, Any]:
        """What `of` takes, for JSON."""
        return {"fate": self.fate.decode(), "state": self.state, "code": self.code, "msg": self.msg}


def rating_fault(cargo: Cargo) -> str | None:
    """What is wrong with the link of a rating, None where it follows from `previous` (or that is not known)."""
    if cargo.previous is None:
        return None
    record = json.loads(cargo.record)
    del record["chain"]
    _, link = linked(cargo.previous, record)
    return None if link == cargo.link else "the chain does not follow from the line above"


def _attempts(told: object) -> tuple[Attempt, ...]:
    if not isinstance(told, list):
        raise Unfit("the attempts are damaged")
    found = []
    for one in told:
        try:
            said = Attempt(**one)
            moments = [datetime.fromisoformat(at).timestamp() for at in (said.first_at, said.last_at)]
        except (TypeError, ValueError, OverflowError):
            raise Unfit("the attempts are damaged") from None
        texts = isinstance(said.code, str) and isinstance(said.msg, str)
        if not texts or not _whole(said.times, 1) or not all(abs(at) < _LARGEST for at in moments):
            raise Unfit("the attempts are damaged")
        found.append(said)
    return tuple(found)


def _bytes(told: object) -> bytes:
    if isinstance(told, str):
        return told.encode("utf-8", "surrogatepass")
    if isinstance(told, bytes):
        return told
    raise Unfit("there is no record in it")


def _object(raw: bytes, name: str) -> dict[str, Any]:
    """The object in canonical bytes; Unfit for anything else."""
    try:
        told = json.loads(raw)
        if isinstance(told, dict) and canonical(told) == raw:
            return told
    except (ValueError, TypeError, RecursionError):
        pass
    raise Unfit(f"the {name} is not in its canonical form")


def _whole(told: object, least: int) -> bool:
    return isinstance(told, int) and not isinstance(told, bool) and least <= told < _LARGEST
