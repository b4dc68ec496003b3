"""Personal data into a box that only the centre can open. The one door to PyNaCl, opened when first needed.

`X25519-SEALED-BOX` is libsodium's `crypto_box_seal`. What goes in is never written anywhere else, and never appears
in an error: what is raised here names the key, not the content.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from kiosk_app.central.wire_rating import rating_record
from kiosk_app.central.wording import rfc3339, scrubbed
from kiosk_app.core.model import Agreement, Rating, SealingKey
from offline_queue.canonical import canonical

X25519_SEALED_BOX = "X25519-SEALED-BOX"
APPLICANT_MEMBERS = ("userName", "userProp", "userPageType", "certKey", "mobile")


class SealingFailed(Exception):
    """The key cannot be used; nothing was sealed and nothing may be written."""


def ensure_usable(key: SealingKey) -> None:
    """Seal a probe with the key: SealingFailed where that cannot be done (so that no rating finds out first)."""
    seal(key, {})


def seal(key: SealingKey, personal: Mapping[str, object]) -> dict[str, str]:
    """`personal` as canonical JSON in a box: {"keyId", "algorithm", "box": base64}. SealingFailed if it cannot be."""
    if key.algorithm != X25519_SEALED_BOX:
        raise SealingFailed(f"unknown sealing algorithm of key {key.key_id!r}: this version knows {X25519_SEALED_BOX}")
    try:
        from nacl.exceptions import CryptoError
        from nacl.public import PublicKey, SealedBox
    except ImportError:
        raise SealingFailed("PyNaCl is not installed: without it no personal data can be taken") from None
    try:
        box = SealedBox(PublicKey(key.public_key)).encrypt(canonical(dict(personal)))
    except (CryptoError, TypeError, ValueError, RuntimeError):
        # From None: the cause's frames hold the content.
        raise SealingFailed(f"the sealing key {key.key_id!r} is not a usable X25519 key") from None
    return {"keyId": key.key_id, "algorithm": key.algorithm, "box": base64.b64encode(box).decode("ascii")}


def seal_rating(rating: Rating, key: SealingKey | None) -> dict[str, str] | None:
    """The box of one rating: what the counter handed over and what the citizen wrote, whatever of it there is.

    The citizen's own name and number are there only with the agreement to it, which travels beside them, and win over
    the counter's.

    `key`: the one in force (the configuration's wins over the enrolment's). None where there is nothing to seal,
    or no key: then the applicant is dropped.
    """
    if key is None:
        return None
    personal: dict[str, object] = {}
    applicant = rating.invitation.applicant or {}
    for name in APPLICANT_MEMBERS:
        value = applicant.get(name)
        if isinstance(value, str) and value:
            personal[name] = scrubbed(value)
    if rating.contact is not None and rating.agreement is not None:
        typed = {"userName": rating.contact.name, "mobile": rating.contact.mobile}
        personal.update({name: scrubbed(value) for name, value in typed.items() if value})
        personal["consent"] = _consent(rating.agreement)
    if rating.text:
        personal["writingEvaluation"] = scrubbed(rating.text)
    return seal(key, personal) if personal else None


def _consent(agreement: Agreement) -> dict[str, str]:
    return {
        "text": scrubbed(agreement.text),
        "version": scrubbed(agreement.version),
        "at": rfc3339(agreement.at.instant_ms),
    }


def sealed_record(rating: Rating, *, key: SealingKey | None, app_version: str) -> dict[str, Any]:
    """`rating_record` with everything personal already in the box: what may be written to the disk."""
    return rating_record(rating, sealed=seal_rating(rating, key), app_version=app_version)
