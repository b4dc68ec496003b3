"""The settings as the program sees them: frozen, one class a section, every default here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

NOTHING: Mapping[str, Any] = MappingProxyType({})

# Named tuples here and in the other modules of the settings, not data classes: they are made before the first frame,
# and cost a third.


class Device(NamedTuple):
    """What this machine is until the centre says otherwise."""

    role: str = "counter"
    state_dir: str = "/var/lib/hcp-kiosk"


class Central(NamedTuple):
    """How the centre is reached. Times in seconds; "" = none. Budgets of a minute: 0 = no limit."""

    url: str = "https://hcp.example.invalid/api/device/v1"
    dialect: str = "reference"
    signature: str = "HMAC-SHA256"
    ca_file: str = ""
    client_cert: str = ""
    client_key: str = ""
    proxy: str = ""
    connect_timeout: float = 5.0
    read_timeout: float = 15.0
    requests_per_minute: int = 0
    kib_per_minute: int = 0


class Pad(NamedTuple):
    """One button box. `keys` overrides the profile's map of keys to levels, `texts` what its display shows."""

    enabled: bool = True
    profile: str = "ascii5"
    port: str = ""
    keys: Mapping[str, int] = NOTHING
    texts: Mapping[str, tuple[str, ...]] = NOTHING


class Scanner(NamedTuple):
    """One code scanner or card reader. `baud` of a serial line; `prefix`, `suffix`: what it puts around its texts."""

    enabled: bool = True
    kind: str = "code"
    port: str = ""
    baud: int = 9600
    prefix: str = ""
    suffix: str = ""


class Printer(NamedTuple):
    """The receipt printer; "" as its port = none. `profile` of python-escpos; `width` of the paper in mm; `status`
    false: it never says how it is, and whatever it takes counts as printed."""

    port: str = ""
    baud: int = 9600
    profile: str = "default"
    width: int = 80
    encoding: str = "gb18030"
    qr: str = "native"
    status: bool = True


class Counter(NamedTuple):
    """The interface for the counter's business system."""

    listen: str = "127.0.0.1:8787"
    tls_cert: str = ""
    tls_key: str = ""
    allowed_origins: tuple[str, ...] = ()


class Queue(NamedTuple):
    """How long what the centre has is kept here: days of running time, and rows. What it has not is always kept."""

    keep_days: float = 90.0
    keep_rows: int = 20_000


class Ui(NamedTuple):
    """Screen and voice. `languages` hold until the centre names others; `volume` in per cent, `volume_hours` instead of
    it at those hours of the wall clock; `motion` false: nothing moves; `panel_inches`: the panel's diagonal, so that
    targets are 20 mm on it, 0 = unknown."""

    fullscreen: bool = True
    screen: str = ""
    languages: tuple[str, ...] = ("zh-CN", "en")
    voice: bool = True
    volume: int = 60
    volume_hours: Mapping[str, int] = NOTHING
    motion: bool = True
    panel_inches: float = 0.0


class Log(NamedTuple):
    """What goes to stderr."""

    format: str = "text"
    level: str = "info"


class Local(NamedTuple):
    """Overrides of what the centre decides, for one machine that needs it. None = the centre's value."""

    role: str | None = None
    languages: tuple[str, ...] | None = None
    invitation_timeout: float | None = None
    detail_timeout: float | None = None
    thanks_timeout: float | None = None
    undo_seconds: float | None = None
    heartbeat_seconds: float | None = None


class Settings(NamedTuple):
    """Everything; `origins` maps "section.key" (pads: "pads[0].port") to the layer that said it."""

    device: Device = Device()
    central: Central = Central()
    pads: tuple[Pad, ...] = ()
    scanners: tuple[Scanner, ...] = ()
    printer: Printer = Printer()
    counter: Counter = Counter()
    queue: Queue = Queue()
    ui: Ui = Ui()
    log: Log = Log()
    local: Local = Local()
    origins: Mapping[str, str] = NOTHING

    @property
    def state_dir(self) -> Path:
        """Where outbox, identity and shelf live."""
        return Path(self.device.state_dir)

    def origin(self, key: str) -> str:
        """The layer that said `key`, "default" where none did."""
        return self.origins.get(key, "default")
