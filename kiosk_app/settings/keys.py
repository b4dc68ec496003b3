"""The table of known keys: section → key → kind. What is not here is an error that names the nearest one here."""

from __future__ import annotations

from kiosk_app.settings import kinds
from kiosk_app.settings.kinds import Kind

ROLES = ("counter", "hall", "embedded")
LANGUAGES = kinds.words_of(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", 'language tags such as "zh-CN"', at_least=1)

SPEEDS = (300, 4_000_000)  # bauds of the slowest and the fastest converters there are

PAD: dict[str, Kind] = {
    "enabled": kinds.flag(),
    "profile": kinds.text(),
    "port": kinds.text(),
    "keys": kinds.key_map(),
    "texts": kinds.texts(),
}

SCANNER: dict[str, Kind] = {
    "enabled": kinds.flag(),
    "kind": kinds.one_of("code", "card"),
    "port": kinds.text(),
    "baud": kinds.whole(*SPEEDS),
    "prefix": kinds.text(),
    "suffix": kinds.text(),
}

# Sections of which there may be several: the list's name → the one's.
LISTS = {"pads": "pad", "scanners": "scanner"}

SECTIONS: dict[str, dict[str, Kind]] = {
    "device": {
        "role": kinds.one_of(*ROLES),
        "state_dir": kinds.text(),
    },
    "central": {
        "url": kinds.text(),
        "dialect": kinds.one_of("reference"),
        "signature": kinds.one_of("HMAC-SHA256", "HMAC-SM3"),
        "ca_file": kinds.text(),
        "client_cert": kinds.text(),
        "client_key": kinds.text(),
        "proxy": kinds.text(),
        # Below 0.1 s nothing answers; above 10 minutes a dead line looks alive.
        "connect_timeout": kinds.number(0.1, 600),
        "read_timeout": kinds.number(0.1, 600),
        # 0 is no limit. Beyond these nobody is held back by one.
        "requests_per_minute": kinds.whole(0, 100_000),
        "kib_per_minute": kinds.whole(0, 10_000_000),
    },
    "pad": PAD,
    "scanner": SCANNER,
    "printer": {
        "port": kinds.text(),
        "baud": kinds.whole(*SPEEDS),
        "profile": kinds.text(),
        "width": kinds.one_number(80, 58),
        "encoding": kinds.one_of("gb18030", "gbk", "gb2312"),
        "qr": kinds.one_of("native", "image"),
        "status": kinds.flag(),
    },
    "counter": {
        "listen": kinds.text(),
        "tls_cert": kinds.text(),
        "tls_key": kinds.text(),
        "allowed_origins": kinds.words_of(
            r"https?://[^/\s*?#@]+", 'an origin such as "https://hall.example.cn" (no path, no *)'
        ),
    },
    "queue": {
        # Ten years: nobody asks for a receipt later. A million rows are 1.5 GB.
        "keep_days": kinds.number(1, 3650),
        "keep_rows": kinds.whole(1, 1_000_000),
    },
    "ui": {
        "fullscreen": kinds.flag(),
        "screen": kinds.screen(),
        "languages": LANGUAGES,
        "voice": kinds.flag(),
        "volume": kinds.whole(0, 100),
        "volume_hours": kinds.volumes(),
        "motion": kinds.flag(),
        # 0: not known. A wall of a hall is no touch screen.
        "panel_inches": kinds.number(0, 100, "inches"),
    },
    "log": {
        "format": kinds.one_of("text", "json"),
        "level": kinds.one_of("debug", "info", "warning", "error"),
    },
    "local": {
        "role": kinds.one_of(*ROLES),
        "languages": LANGUAGES,
        # 600 s is the longest invitation the counter interface may ask for.
        "invitation_timeout": kinds.number(1, 600),
        "detail_timeout": kinds.number(1, 600),
        "thanks_timeout": kinds.number(0.1, 600),
        "undo_seconds": kinds.number(0, 60),
        "heartbeat_seconds": kinds.number(1, 86400),
    },
}

# A relative path in one of these is taken from the folder of the file that says it.
PATHS = frozenset(
    {
        "device.state_dir",
        "central.ca_file",
        "central.client_cert",
        "central.client_key",
        "counter.tls_cert",
        "counter.tls_key",
    }
)

KNOWN = frozenset(f"{section}.{key}" for section, keys in SECTIONS.items() for key in keys)
