"""The rules in packaging/ before udev itself: brltty gets no converter of ours."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from device_drivers.discover import BRLTTY_RULE, BRLTTY_TAKES, RULE

PACKAGING = Path(__file__).parents[2] / "packaging"
NULL = "/sys/class/mem/null"  # a device that every machine has; the first rule makes it pass for a converter

BRLTTYS = """ENV{PRODUCT}=="1a86/7523/*|10c4/ea60/*", ENV{BRLTTY_BRAILLE_DRIVER}="bm", GOTO="brltty_usb_run"
GOTO="brltty_end"
LABEL="brltty_usb_run"
TAG+="systemd", ENV{SYSTEMD_WANTS}+="brltty-device@.service"
LABEL="brltty_end"
"""


def udev_says(rules: Path) -> str:
    """What udev makes of the null device with these rules in the place of /etc's, in a mount of its own."""
    script = f"mount --bind {rules} /etc/udev/rules.d && udevadm test --action=add {NULL}"
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode:
        pytest.skip(f"no mounts here: {done.stderr.strip()[-200:]}")
    return done.stderr + done.stdout


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    if os.geteuid() != 0 or shutil.which("udevadm") is None or not Path(NULL).exists():
        pytest.skip("needs root, udev and /sys")
    Path("/etc/udev/rules.d").mkdir(parents=True, exist_ok=True)
    for name in (RULE, BRLTTY_RULE):
        shutil.copy(PACKAGING / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize("theirs", ["85-brltty.rules", "90-brltty-device.rules"])
@pytest.mark.parametrize("vid_pid", BRLTTY_TAKES)
def test_brltty_is_not_started_for_a_converter(rules: Path, theirs: str, vid_pid: str) -> None:
    product = "/".join(part.lstrip("0") for part in vid_pid.split(":"))
    (rules / "00-pretend.rules").write_text(f'KERNEL=="null", ENV{{PRODUCT}}="{product}/264"\n')
    (rules / theirs).write_text(BRLTTYS)
    said = udev_says(rules)
    assert f"PRODUCT={product}/264" in said
    assert "brltty" not in said.split("DEVPATH=", 1)[1].lower()
    (rules / BRLTTY_RULE).unlink()
    assert "SYSTEMD_WANTS=brltty-device@.service" in udev_says(rules)


def test_a_braille_display_keeps_its_brltty(rules: Path) -> None:
    (rules / "00-pretend.rules").write_text('KERNEL=="null", ENV{PRODUCT}="904/2000/1"\n')
    (rules / "85-brltty.rules").write_text(BRLTTYS.replace("1a86/7523", "904/2000"))
    assert "SYSTEMD_WANTS=brltty-device@.service" in udev_says(rules)


def test_udev_finds_no_fault_in_our_rules(rules: Path) -> None:
    said = udev_says(rules)
    for name in (RULE, BRLTTY_RULE):
        assert f"Reading rules file: /etc/udev/rules.d/{name}" in said
        assert f"{name}:" not in said  # faults are said with file and line
