"""Where faces, texts and the like lie: beside the package in a wheel, beside the sources in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent

QML = _PACKAGE / "ui" / "qml"


def assets() -> Path:
    """The directory of the assets; FileNotFoundError where the installation is incomplete."""
    for place in (_PACKAGE / "_assets", _PACKAGE.parent / "assets"):
        if (place / "faces").is_dir():
            return place
    raise FileNotFoundError("the program's assets are missing: install hcp-kiosk again")
