"""The configuration as the centre sends it → `core.Configuration`, or refused as a whole with every fault."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import voluptuous as vol

from kiosk_app.central.faults import (
    an_object,
    any_text,
    checked,
    list_of,
    members,
    names,
    seconds,
    text,
    truth,
    whole,
)
from kiosk_app.central.satisfaction import LEVEL_OF
from kiosk_app.core.case import Target
from kiosk_app.core.model import Binding, Configuration, Consent, Results, Role, SealingKey, Timeouts

X25519_SEALED_BOX = "X25519-SEALED-BOX"
# An X25519 public key is 32 bytes long.
_KEY_BYTES = 32
# Ratings of a month; beyond it is a fault, and no chart has room for the digits.
_MOST = 999_999_999


def parse_configuration(data: object) -> Configuration:
    """`data` of `GET /device/config`; RefusedWhole where it cannot be used. Unknown members are ignored."""
    said = checked("configuration", _CONFIGURATION, data)
    binding = said["binding"]
    return Configuration(
        version=said["configVersion"],
        binding=Binding(
            hall_code=binding["hallCode"],
            hall_name=binding["hallName"],
            area_code=binding["areaCode"],
            dept_code=binding["deptCode"],
            org_name=binding["orgName"],
            win_no=binding["winNo"],
            win_name=binding["winName"],
        ),
        role=said["role"],
        # Asked for twice is asked for once; the order is the centre's.
        languages=tuple(dict.fromkeys(said["languages"])),
        timeouts=Timeouts(**said["timeouts"]),
        undo_seconds=said["undoSeconds"],
        form_version=said["form"]["version"],
        form_url=said["form"]["url"],
        heartbeat_seconds=said["heartbeatSeconds"],
        sealing_key=said["sealingKey"],
        consent=Consent(said["consent"]["version"], said["consent"]["text"]) if said["consent"] else None,
        duty_call=bool(said["dutyCall"]),
        answer_within_working_days=said["answerWithinWorkingDays"],
        rating_page=said["ratingPage"],
        targets=_targets(said["targets"] or []),
        notices=tuple(said["notices"] or ()),
        published=_published(said["published"]),
    )


def parse_sealing_key(data: object) -> SealingKey | None:
    """A `sealingKey` as enrolment or a configuration gives it (None: none); RefusedWhole where it cannot be used."""
    key: SealingKey | None = None if data is None else checked("sealing key", sealing_key, data)
    return key


def sealing_key(value: object) -> SealingKey:
    """One sealing key: a known algorithm and 32 bytes in base64."""
    said = vol.Schema(_SEALING_KEY)(value)
    return SealingKey(key_id=said["keyId"], algorithm=said["algorithm"], public_key=said["publicKey"])


def _algorithm(value: object) -> str:
    if value == X25519_SEALED_BOX:
        return X25519_SEALED_BOX
    if value == "SM2":
        raise vol.Invalid(f"SM2 is not supported by this version of the terminal, only {X25519_SEALED_BOX}")
    raise vol.Invalid(f"unknown sealing algorithm, known is {X25519_SEALED_BOX}")


def _public_key(value: object) -> bytes:
    try:
        key = base64.b64decode(any_text(value), validate=True)
    except (binascii.Error, ValueError):
        raise vol.Invalid("expected base64") from None
    if len(key) != _KEY_BYTES:
        raise vol.Invalid(f"expected {_KEY_BYTES} bytes in base64")
    return key


def _published(said: dict[str, Any] | None) -> Results | None:
    """None too where it cannot be read: results are worth showing, and not worth refusing a configuration for."""
    counts = said and said.get("counts")
    period, unit = (said.get("period"), said.get("unit")) if said else (None, None)
    if not isinstance(counts, dict) or not isinstance(period, str) or not isinstance(unit, str) or not period:
        return None
    # A level that nobody chose may be left out.
    found = {level: counts.get(str(number), 0) for number, level in LEVEL_OF.items()}
    if not all(type(count) is int and 0 <= count <= _MOST for count in found.values()):
        return None
    return Results(period, unit, found)


def _role(value: object) -> Role:
    try:
        return Role(value)
    except ValueError:
        raise vol.Invalid(f"expected one of {', '.join(role.value for role in Role)}") from None


def _targets(said: list[dict[str, Any]]) -> tuple[Target, ...]:
    """Those that can be read, each once: one that cannot is no reason to refuse a configuration."""
    found: dict[tuple[str, str], Target] = {}
    for one in said:
        kind, code, name = one.get("kind"), one.get("code"), one.get("name")
        if isinstance(kind, str) and kind and isinstance(code, str) and code:
            found.setdefault((kind, code), Target(kind, code, name if isinstance(name, str) and name else code))
    return tuple(found.values())


_SEALING_KEY = members({"keyId": text, "algorithm": _algorithm, "publicKey": _public_key})
_WHERE = ("hallCode", "hallName", "areaCode", "deptCode", "orgName", "winNo", "winName")
_BEFORE_TAP = seconds(above=0)
_CONFIGURATION = members(
    {
        "configVersion": text,
        "binding": members({}, dict.fromkeys(_WHERE, any_text)),
        "role": _role,
        "languages": list_of(text, at_least=1),
        "timeouts": members({"invitation": _BEFORE_TAP, "detail": _BEFORE_TAP, "thanks": _BEFORE_TAP}),
        "undoSeconds": seconds(at_least=0),
        "form": members({"version": text, "url": text}),
        "heartbeatSeconds": seconds(at_least=1),
    },
    {
        "sealingKey": sealing_key,
        "consent": members({"version": text, "text": names}),
        "dutyCall": truth,
        "answerWithinWorkingDays": whole(0, 366),
        "ratingPage": any_text,
        "targets": list_of(an_object),
        "notices": list_of(an_object),
        "published": an_object,
    },
)
