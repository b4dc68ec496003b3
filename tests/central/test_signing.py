"""Signatures: the worked vectors, and an OpenSSL without the national algorithms."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest

from kiosk_app.central import signing
from kiosk_app.central.signing import SigningUnavailable

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))
SECRET = base64.b64decode(VECTORS["appSecret"])
BODY = bytes.fromhex(VECTORS["body_utf8_hex"])


@pytest.mark.parametrize(
    ("signature", "text", "mac"),
    [
        ("HMAC-SHA256", VECTORS["string_to_sign"], VECTORS["HMAC-SHA256"]),
        ("HMAC-SM3", VECTORS["string_to_sign_sm3"], VECTORS["HMAC-SM3_string_uses_sm3_of_body"]),
    ],
)
def test_vectors(signature: str, text: str, mac: str) -> None:
    method, path, timestamp, nonce, _ = text.split("\n")
    assert signing.string_to_sign(signature, method, path, int(timestamp), nonce, BODY) == text
    assert signing.sign(signature, SECRET, text) == mac


def test_an_empty_body_has_the_digest_of_no_bytes() -> None:
    text = signing.string_to_sign("HMAC-SHA256", "GET", "/x?a=1", 1, "n", b"")
    assert text == f"GET\n/x?a=1\n1\nn\n{hashlib.sha256(b'').hexdigest()}"


def test_unknown_method_names_the_known() -> None:
    with pytest.raises(SigningUnavailable, match="HMAC-SHA256, HMAC-SM3"):
        signing.ensure_available("MD5")


def test_no_sm3_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(name: str, data: bytes = b"") -> object:
        raise ValueError(f"unsupported hash type {name}")

    monkeypatch.setattr(hashlib, "new", without)
    with pytest.raises(SigningUnavailable, match="needs an OpenSSL with SM3"):
        signing.ensure_available("HMAC-SM3")
