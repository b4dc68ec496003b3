"""The identity: got once, kept whole, and a clear line for whatever is wrong with it."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest
from nacl.public import PrivateKey

from kiosk_app.central.errors import CentralError
from kiosk_app.central.hardware import hardware_id, machine_model
from kiosk_app.central.identity import FILE_NAME, Identity, enrol, read_identity, write_identity
from kiosk_app.core.model import SealingKey

KEY = SealingKey("2026-a", "X25519-SEALED-BOX", bytes(PrivateKey.generate().public_key))
SECRET = base64.b64encode(bytes(range(32))).decode()
GIVEN: dict[str, Any] = {
    "deviceId": "CQ-YB-0031-07",
    "appKey": "key-1",
    "appSecret": SECRET,
    "epoch": 3,
    "sealingKey": {
        "keyId": KEY.key_id,
        "algorithm": KEY.algorithm,
        "publicKey": base64.b64encode(KEY.public_key).decode(),
    },
}


@pytest.mark.parametrize("key", [None, KEY])
def test_there_and_back(tmp_path: Path, key: SealingKey | None) -> None:
    state_dir = tmp_path / "deep" / "state"
    identity = Identity("D-1", "k", b"\x00secret", 3, key, "https://x.invalid/api")
    write_identity(state_dir, identity)
    assert read_identity(state_dir) == identity
    assert (state_dir / FILE_NAME).stat().st_mode & 0o777 == 0o600
    assert os.listdir(state_dir) == [FILE_NAME]


def test_none_yet(tmp_path: Path) -> None:
    assert read_identity(tmp_path) is None


def test_others_may_read_it(tmp_path: Path, identity: Identity) -> None:
    write_identity(tmp_path, identity)
    (tmp_path / FILE_NAME).chmod(0o640)
    with pytest.raises(CentralError, match="chmod 600"):
        read_identity(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "\xff",
        json.dumps({}),
        json.dumps({**GIVEN, "deviceId": ""}),
        json.dumps({**GIVEN, "appKey": "a\nb"}),
        json.dumps({**GIVEN, "appSecret": "§"}),
        json.dumps({**GIVEN, "appSecret": ""}),
        json.dumps({**GIVEN, "appSecret": 5}),
        json.dumps({**GIVEN, "epoch": True}),
        json.dumps({**GIVEN, "epoch": "3"}),
        json.dumps({**GIVEN, "url": 5}),
        json.dumps({**GIVEN, "sealingKey": {"keyId": "x"}}),
    ],
)
def test_damaged_is_one_clear_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(text, "latin-1")
    path.chmod(0o600)
    with pytest.raises(CentralError, match="is damaged: restore it from a backup, or enrol") as failed:
        read_identity(tmp_path)
    assert "\n" not in str(failed.value)


def test_not_a_file(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(CentralError, match="cannot be read"):
        read_identity(tmp_path)


def test_enrol(kit: Any, new_centre: Any, tmp_path: Path) -> None:
    centre = new_centre(lambda seen: kit.ok(GIVEN))
    identity = enrol(centre.url, " K7Q2-9F4M ", tmp_path, app_version="0.1", model="M")
    assert identity == Identity("CQ-YB-0031-07", "key-1", bytes(range(32)), 3, KEY, centre.url)
    assert read_identity(tmp_path) == identity
    (seen,) = centre.seen
    body = json.loads(seen.body)
    assert (seen.path, body["enrolmentCode"], body["model"], body["appVersion"]) == (
        "/api/device/v1/enrolments",
        "K7Q2-9F4M",
        "M",
        "0.1",
    )
    assert body["hardwareId"] == hardware_id(tmp_path)
    assert "AAECAwQF" not in repr(identity)


@pytest.mark.parametrize(
    ("status", "code", "data", "line"),
    [
        (400, "BAD_CODE", None, "does not know this code, or it was used"),
        (200, "BAD_CODE", None, "does not know this code, or it was used"),
        (404, "NO_ROUTE", None, "refused to enrol this device: NO_ROUTE"),
        (503, "0", None, "busy: try again in 1 s"),
        (413, "0", None, "was not reached: it refused the request"),
        (200, "0", {}, "cannot be used"),
        (200, "0", {**GIVEN, "sealingKey": {**GIVEN["sealingKey"], "algorithm": "SM2"}}, "SM2 is not supported"),
        (200, "0", {**GIVEN, "sealingKey": {**GIVEN["sealingKey"], "publicKey": "A" * 43 + "="}}, "not a usable"),
    ],
)
def test_enrolment_that_fails(
    kit: Any, new_centre: Any, tmp_path: Path, identity: Identity, status: int, code: str, data: Any, line: str
) -> None:
    write_identity(tmp_path, identity)
    centre = new_centre(lambda seen: kit.http(status, kit.envelope(data, code=code)))
    with pytest.raises(CentralError, match=line) as failed:
        enrol(centre.url, "K7Q2-9F4M", tmp_path, app_version="0.1")
    assert read_identity(tmp_path) == identity
    assert not any(one in str(failed.value) for one in ("K7Q2-9F4M", SECRET, "\n"))
    assert FILE_NAME in os.listdir(tmp_path)
    assert not any(name.endswith(str(os.getpid())) for name in os.listdir(tmp_path))


def test_a_portal_is_not_the_centre(kit: Any, new_centre: Any, tmp_path: Path) -> None:
    centre = new_centre(lambda seen: kit.http(200, b"<html>"))
    with pytest.raises(CentralError, match="not an answer of the centre's"):
        enrol(centre.url, "x", tmp_path, app_version="0.1")
    assert read_identity(tmp_path) is None


@pytest.mark.parametrize(("url", "code"), [("http://hcp.example.invalid/x", "x"), ("https://x.invalid", "  ")])
def test_what_is_refused_before_the_code_is_spent(tmp_path: Path, url: str, code: str) -> None:
    with pytest.raises(CentralError):
        enrol(url, code, tmp_path, app_version="0.1")


def test_a_disk_that_takes_nothing_does_not_spend_the_code(new_centre: Any, tmp_path: Path) -> None:
    centre = new_centre()
    (tmp_path / "file").write_text("")
    with pytest.raises(CentralError, match="cannot be written"):
        enrol(centre.url, "x", tmp_path / "file", app_version="0.1")
    assert centre.seen == []


def test_hardware_id_is_not_the_machines(tmp_path: Path) -> None:
    machine = tmp_path / "machine-id"
    machine.write_text("0123456789abcdef0123456789abcdef\n")
    own = hardware_id(tmp_path, machine)
    assert own == hardware_id(tmp_path / "elsewhere", machine)
    assert (len(own), own == "0123456789abcdef0123456789abcdef") == (32, False)


def test_hardware_id_without_a_machine_id_is_kept(tmp_path: Path) -> None:
    nowhere = tmp_path / "none"
    assert hardware_id(tmp_path, nowhere) == hardware_id(tmp_path, nowhere)


def test_the_machine_has_a_model() -> None:
    assert machine_model()
