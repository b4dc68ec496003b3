"""The end of a certificate, read from real ones made here, and from noise."""

from __future__ import annotations

import calendar
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.central.certificate import _parts, not_after
from kiosk_app.commands.checks.machine import pyside, screen


@pytest.mark.parametrize("days", [1, 20000])  # 20000: beyond 2049 the time has four digits of year
def test_the_end_of_a_real_certificate(tmp_path: Path, days: int) -> None:
    cert = tmp_path / "cert.pem"
    subject = ("-subj", "/CN=hall", "-days", str(days), "-keyout", str(tmp_path / "key.pem"), "-out", str(cert))
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", *subject]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    asked = ["openssl", "x509", "-in", str(cert), "-noout", "-enddate"]
    said = subprocess.run(asked, check=True, capture_output=True, text=True, timeout=60).stdout.strip()
    expected = calendar.timegm(time.strptime(said.removeprefix("notAfter="), "%b %d %H:%M:%S %Y GMT"))
    assert not_after(cert.read_text()) == expected


def test_no_certificate() -> None:
    for text in ("", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"):
        with pytest.raises(ValueError, match=r"certificate|validity|length"):
            not_after(text)


@given(st.binary(max_size=64))
def test_noise_is_parts_or_a_value_error(noise: bytes) -> None:
    try:
        total = sum(len(body) + 2 for _, body in _parts(noise))
    except ValueError:
        total = 0
    assert total <= len(noise)


def test_the_version_trap_of_pyside() -> None:
    assert pyside("6.12.0", (3, 11)).state == "fault"
    assert pyside("6.12.0", (3, 12)).state == pyside("6.11.3", (3, 11)).state == "ok"


def test_screens() -> None:
    assert screen({"QT_QPA_PLATFORM": "offscreen"}).state == "ok"
    assert screen({}).state == "warning"
    assert screen({"DISPLAY": ":987"}).state == "fault"
    # Another machine's screen that does not answer is none: `run` would say the same.
    assert screen({"DISPLAY": "far.invalid:0"}).state == "fault"
