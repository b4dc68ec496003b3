"""What this machine is called: an id that stays, and its model."""

from __future__ import annotations

import hashlib
import hmac
import os
import uuid
from pathlib import Path

from kiosk_app.central.errors import CentralError

_MACHINE_ID = Path("/etc/machine-id")
# The machine's id must not leave the machine (machine-id(5)): what leaves is bound to this program.
_PURPOSE = b"hcp-kiosk hardware id"


def hardware_id(state_dir: Path, machine_id: Path = _MACHINE_ID) -> str:
    """The same 32 hex digits as long as the machine (or, without a machine id, the state directory) is the same."""
    try:
        own = machine_id.read_bytes().strip()
    except OSError:
        own = b""
    if not own:
        own = _kept_id(state_dir / "hardware-id")
    return hmac.new(own, _PURPOSE, hashlib.sha256).hexdigest()[:32]


def _kept_id(path: Path) -> bytes:
    try:
        kept = path.read_bytes().strip()
    except OSError:
        kept = b""
    if not kept:
        kept = uuid.uuid4().hex.encode()
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(kept)
        except OSError as error:
            raise CentralError(f"{path} cannot be written: {error.strerror}") from None
    return kept


def machine_model() -> str:
    """What the machine says it is, up to 80 characters."""
    for source in ("/sys/class/dmi/id/product_name", "/proc/device-tree/model"):
        try:
            model = Path(source).read_text("utf-8", "replace").strip("\0 \n")
        except OSError:
            continue
        if model:
            return model[:80]
    return os.uname().machine
