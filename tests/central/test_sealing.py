"""The box: the centre opens it, nobody reads it, and an unusable key is found out without a citizen."""

from __future__ import annotations

import base64
import builtins
import json
import sys
import traceback
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from nacl.public import PrivateKey, SealedBox

from kiosk_app.central.sealing import SealingFailed, ensure_usable, seal, seal_rating, sealed_record
from kiosk_app.core.model import SealingKey

PRIVATE = PrivateKey.generate()
KEY = SealingKey("2026-a", "X25519-SEALED-BOX", bytes(PRIVATE.public_key))
APPLICANT = {"userName": "张三", "userProp": "1", "certKey": "500112199001011234", "mobile": "", "note": "x"}


def opened(box: Mapping[str, str]) -> Any:
    return SealedBox(PRIVATE).decrypt(base64.b64decode(box["box"]))


def test_the_centre_opens_it() -> None:
    box = seal(KEY, {"userName": "张三", "a": 1})
    assert (box["keyId"], box["algorithm"]) == ("2026-a", "X25519-SEALED-BOX")
    assert opened(box) == '{"a":1,"userName":"张三"}'.encode()


def test_applicant_and_text_travel_in_the_box(kit: Any) -> None:
    record = sealed_record(kit.a_rating(applicant=APPLICANT, text="慢\ud800"), key=KEY, app_version="0.1")
    assert json.loads(opened(record["sealed"])) == {
        "userName": "张三",
        "userProp": "1",
        "certKey": "500112199001011234",
        "writingEvaluation": "慢\ufffd",
    }
    assert (record["writingEvaluation"], record["textSealed"]) == ("", True)
    assert not any(one in json.dumps(record, ensure_ascii=False) for one in ("张三", "500112199001011234", "慢"))


def test_without_a_key_the_applicant_is_dropped(kit: Any) -> None:
    record = sealed_record(kit.a_rating(applicant=APPLICANT, text="慢"), key=None, app_version="0.1")
    assert (record["sealed"], record["writingEvaluation"], record["textSealed"]) == (None, "慢", False)
    assert "张三" not in json.dumps(record, ensure_ascii=False)


@pytest.mark.parametrize("applicant", [None, {}, {"note": "x"}, {"userName": 5}])
def test_nothing_to_seal_is_no_box(kit: Any, applicant: Any) -> None:
    assert seal_rating(kit.a_rating(applicant=applicant), KEY) is None


def test_an_applicant_without_a_text(kit: Any) -> None:
    record = sealed_record(kit.a_rating(applicant=APPLICANT), key=KEY, app_version="0.1")
    assert (record["textSealed"], record["writingEvaluation"]) == (False, "")
    assert "writingEvaluation" not in json.loads(opened(record["sealed"]))


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (replace(KEY, algorithm="SM2"), "unknown sealing algorithm"),
        (replace(KEY, public_key=b"short"), "not a usable X25519 key"),
        (replace(KEY, public_key=bytes(32)), "not a usable X25519 key"),
    ],
)
def test_an_unusable_key_is_found_out_beforehand(key: SealingKey, line: str) -> None:
    with pytest.raises(SealingFailed, match=line):
        ensure_usable(key)


def test_the_error_holds_nothing_personal() -> None:
    personal = {"userName": 1.5, "mobile": "139" + "0" * 8}
    with pytest.raises(SealingFailed) as failed:
        seal(KEY, personal)
    told = "".join(traceback.format_exception(failed.value))
    assert "13900000000" not in told
    assert failed.value.__suppress_context__


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("nacl"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SealingFailed, match="PyNaCl is not installed"):
        seal(KEY, {})
    assert "nacl" in sys.modules  # of this test, not of the program


def test_nothing_personal_in_a_repr(kit: Any) -> None:
    rating = kit.a_rating(applicant=APPLICANT, text="慢慢慢")
    assert not any(one in repr(rating) for one in ("张三", "慢慢慢", "VERY_DISSATISFIED", "108"))
