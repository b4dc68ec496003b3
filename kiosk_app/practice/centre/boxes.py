"""The practice centre's sealing key, and the boxes it opens for training; a real centre keeps that key elsewhere."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

ALGORITHM = "X25519-SEALED-BOX"


def new_secret() -> str:
    """A fresh private key, base64."""
    return base64.b64encode(bytes(PrivateKey.generate())).decode("ascii")


def public_part(key_id: str, secret: str) -> dict[str, str]:
    """The `sealingKey` member of the configuration for the private key `secret`."""
    public = bytes(_private(secret).public_key)
    return {"keyId": key_id, "algorithm": ALGORITHM, "publicKey": base64.b64encode(public).decode("ascii")}


def opened(sealed: Mapping[str, Any], secrets: Mapping[str, str]) -> tuple[dict[str, Any] | None, str]:
    """(content, "") of a rating's `sealed`, or (None, why it cannot be opened). `secrets`: key id → private key."""
    secret = secrets.get(str(sealed.get("keyId")))
    if secret is None or sealed.get("algorithm") != ALGORITHM:
        return None, "sealed to a key that is not the practice centre's"
    try:
        text = SealedBox(_private(secret)).decrypt(base64.b64decode(str(sealed.get("box")), validate=True))
        content = json.loads(text)
    except (CryptoError, binascii.Error, ValueError):
        return None, "the box cannot be opened: it is damaged or was sealed to another key"
    if not isinstance(content, dict):
        return None, "the box holds no JSON object"
    return content, ""


def _private(secret: str) -> PrivateKey:
    return PrivateKey(base64.b64decode(secret))
