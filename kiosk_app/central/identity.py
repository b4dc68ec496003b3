"""Who this device is to the centre: `identity.json`, mode 0600, and how it is got."""

from __future__ import annotations

import base64
import binascii
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk_app.central.errors import CentralError
from kiosk_app.central.hardware import hardware_id, machine_model
from kiosk_app.central.landing import Landing
from kiosk_app.core.model import SealingKey

FILE_NAME = "identity.json"


@dataclass(frozen=True, slots=True)
class Identity:
    """From enrolment. `app_secret`: the decoded bytes. `epoch`: at enrolment; the outbox knows the present one."""

    device_id: str
    app_key: str
    app_secret: bytes = field(repr=False)
    epoch: int
    sealing_key: SealingKey | None = None
    url: str | None = None


def read_identity(state_dir: Path) -> Identity | None:
    """The identity kept in `state_dir`, None where there is none; CentralError where the file cannot be trusted."""
    path = state_dir / FILE_NAME
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            written = file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CentralError(f"{path} cannot be read: {error.strerror}") from None
    if mode & 0o077:
        raise CentralError(f"{path} holds a secret and others may read it (mode {mode:04o}): chmod 600 {path}")
    try:
        data = json.loads(written)
    except ValueError:
        data = None
    try:
        return identity_of(data, url=data.get("url") if isinstance(data, dict) else None)
    except ValueError:
        raise CentralError(f"{path} is damaged: restore it from a backup, or enrol this device again") from None


def identity_of(data: object, *, url: str | None) -> Identity:
    """An identity from the centre's words; ValueError (naming no value) where it is none."""
    from kiosk_app.central.wire_configuration import parse_sealing_key

    if not isinstance(data, dict):
        raise ValueError("not an object")
    epoch = data.get("epoch")
    if isinstance(epoch, bool) or not isinstance(epoch, int) or epoch < 0:
        raise ValueError("epoch must be a whole number")
    if url is not None and not isinstance(url, str):
        raise ValueError("url must be text")
    return Identity(
        device_id=_plain(data, "deviceId"),
        app_key=_plain(data, "appKey"),
        app_secret=_secret(data.get("appSecret")),
        epoch=epoch,
        sealing_key=parse_sealing_key(data.get("sealingKey")),
        url=url,
    )


def write_identity(state_dir: Path, identity: Identity) -> None:
    """Put it into `state_dir` whole or not at all, mode 0600; on the disk when this returns. CentralError if not."""
    with Landing(state_dir / FILE_NAME) as land:
        land(_written(identity))


def enrol(
    url: str,
    code: str,
    state_dir: Path,
    *,
    app_version: str,
    model: str | None = None,
    ca_file: str = "",
    client_cert: str = "",
    client_key: str = "",
    proxy: str = "",
    connect_timeout: float = 5.0,
    read_timeout: float = 15.0,
) -> Identity:
    """Trade a code for an identity and keep it; CentralError with one line where that fails.

    A code works once, so everything that can be tried before it is spent is tried first.
    """
    from kiosk_app.central.client import Client
    from kiosk_app.central.outcome import Answered, Busy, Refused
    from kiosk_app.central.sealing import SealingFailed, ensure_usable

    if not code.strip():
        raise CentralError("the enrolment code is empty: type the one the centre gave out")
    client = Client(
        url,
        lambda: None,
        ca_file=ca_file,
        client_cert=client_cert,
        client_key=client_key,
        proxy=proxy,
        connect_timeout=connect_timeout,
        read_timeout=read_timeout,
        app_version=app_version,
    )
    with Landing(state_dir / FILE_NAME) as land:
        body = {
            "enrolmentCode": code.strip(),
            "hardwareId": hardware_id(state_dir),
            "model": model if model is not None else machine_model(),
            "appVersion": app_version,
        }
        try:
            outcome = client.enrol(body)
        finally:
            client.close()
        match outcome:
            case Answered(data):
                pass
            case Refused(code="BAD_CODE"):
                raise CentralError("the centre does not know this code, or it was used before: ask for a new one")
            case Refused(status, refusal):
                raise CentralError(f"the centre refused to enrol this device: {refusal[:40]} (HTTP {status})")
            case Busy(wait):
                raise CentralError(f"the centre is busy: try again in {max(1, round(wait))} s")
            case _:
                reason = getattr(outcome, "reason", "it refused the request")
                raise CentralError(f"the centre at {url} was not reached: {reason}")
        try:
            identity = identity_of(data, url=client.url)
            if identity.sealing_key is not None:
                ensure_usable(identity.sealing_key)
        except (ValueError, SealingFailed) as fault:
            # RefusedWhole names the sealing key's faults; nothing here holds a value.
            raise CentralError(
                f"the centre's enrolment cannot be used ({fault}): tell the centre, then enrol with a new code"
            ) from None
        land(_written(identity))
    return identity


def _plain(data: Mapping[str, Any], name: str) -> str:
    """A text that can stand in a header and in a record."""
    value = data.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 200 or not all("!" <= letter <= "~" for letter in value):
        raise ValueError(f"{name} must be plain text")
    return value


def _secret(value: object) -> bytes:
    try:
        secret = base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except (binascii.Error, ValueError):
        secret = b""
    if not secret:
        raise ValueError("appSecret must be base64")
    return secret


def _written(identity: Identity) -> bytes:
    key = identity.sealing_key
    sealing_key: Mapping[str, Any] | None = None
    if key is not None:
        public_key = base64.b64encode(key.public_key).decode()
        sealing_key = {"keyId": key.key_id, "algorithm": key.algorithm, "publicKey": public_key}
    return json.dumps(
        {
            "deviceId": identity.device_id,
            "appKey": identity.app_key,
            "appSecret": base64.b64encode(identity.app_secret).decode(),
            "epoch": identity.epoch,
            "sealingKey": sealing_key,
            "url": identity.url,
        },
        ensure_ascii=False,
        indent=1,
    ).encode()
