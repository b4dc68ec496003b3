"""Which port is meant, and what stands in the way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from serial.tools import list_ports as pyserial_ports

from device_drivers import discover
from device_drivers.port_faults import PortAbsent, PortAmbiguous


class Sortable(SimpleNamespace):
    """A port that sorts by its name."""

    def __lt__(self, other: SimpleNamespace) -> bool:
        return bool(self.device < other.device)


def usb(device: str, vid: int | None = 0x1A86, pid: int | None = 0x7523, number: str | None = None) -> Sortable:
    return Sortable(device=device, vid=vid, pid=pid, serial_number=number, description="n/a")


@pytest.fixture
def ports(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[SimpleNamespace]:
    """USB ports of a machine that has them: this one has none, so their list is the one thing made up here."""
    made = [usb(str(tmp_path / name), number=name) for name in ("ttyUSB0", "ttyUSB1")]
    for port in made:
        Path(port.device).touch()
    monkeypatch.setattr(pyserial_ports, "comports", lambda: list(made))
    monkeypatch.setattr(discover, "SERIAL", tmp_path / "serial")
    return made


def test_a_path_a_link_and_a_url_mean_themselves(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.touch()
    link = tmp_path / "link"
    link.symlink_to(real)
    for port in (str(real), str(link), "socket://10.0.0.7:4001", "rfc2217://x:1"):
        assert discover.resolve(port) == port


def test_a_bare_name_is_looked_for_where_names_of_ports_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover, "SERIAL", tmp_path)
    for folder in ("by-id", "by-path"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"pad-{folder}").touch()
        assert discover.resolve(f"pad-{folder}") == str(tmp_path / folder / f"pad-{folder}")
    assert discover.resolve("null") == "/dev/null"


def test_what_is_absent_is_said_with_where_it_points(tmp_path: Path) -> None:
    link = tmp_path / "link"
    with pytest.raises(PortAbsent, match="is not there: plug it in"):
        discover.resolve(str(link))
    link.symlink_to("/dev/pts/99999")
    with pytest.raises(PortAbsent, match="points to /dev/pts/99999, which is not there"):
        discover.resolve(str(link))


def test_numbers_of_a_usb_adapter(ports: list[SimpleNamespace]) -> None:
    assert discover.resolve("1A86:7523:ttyUSB1") == ports[1].device
    with pytest.raises(PortAbsent, match="no USB port 10c4:ea60"):
        discover.resolve("10c4:ea60")
    with pytest.raises(PortAmbiguous, match=r"means 2 ports, .*ttyUSB0, .*ttyUSB1: name the one"):
        discover.resolve("1a86:7523")
    ports.pop()
    assert discover.resolve("1a86:7523") == ports[0].device


def test_the_list_names_what_survives_a_replug(
    ports: list[SimpleNamespace], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("by-id", "by-path"):
        (tmp_path / "serial" / folder).mkdir(parents=True)
        (tmp_path / "serial" / folder / "one").symlink_to(ports[0].device)
    ports.append(usb(str(tmp_path / "ttyS0"), None, None))
    ports[0].description = "USB Serial"
    monkeypatch.setattr(discover, "BRLTTY", (sys.executable,))
    absent, first, second = discover.list_ports()
    assert (first.by_id, first.by_path) == tuple(str(tmp_path / "serial" / by / "one") for by in ("by-id", "by-path"))
    assert (first.vid_pid, first.serial_number, first.description) == ("1a86:7523", "ttyUSB0", "USB Serial")
    assert first.problem == ""
    assert "takes CH340 adapters" in first.note
    assert (second.by_id, second.description) == ("", "")
    assert (absent.vid_pid, absent.note, absent.group) == ("", "", "")
    assert "may not open" in absent.problem


def test_no_note_where_brltty_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover, "BRLTTY", ("/nowhere/brltty",))
    assert discover.brltty_note("1a86:7523") == ""


def test_this_machine_can_be_listed() -> None:
    for port in discover.list_ports():
        assert port.device.startswith("/dev/")


def test_the_remedy_names_group_and_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device = tmp_path / "ttyUSB0"
    device.touch()
    monkeypatch.setattr(discover, "group_of", lambda _device: "dialout")
    monkeypatch.setattr(discover.getpass, "getuser", lambda: "clerk")
    assert "run 'sudo usermod -aG dialout clerk' and sign in again" in discover.denial(str(device))
    monkeypatch.setattr(discover, "group_of", lambda _device: "root")
    assert "udev rule" in discover.denial(str(device))


def test_a_user_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("uid")

    monkeypatch.setattr(discover.getpass, "getuser", nameless)
    assert discover.user() == str(os.getuid())


def test_a_group_without_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless(gid: int) -> None:
        raise KeyError(gid)

    monkeypatch.setattr(discover.grp, "getgrgid", nameless)
    assert discover.group_of(str(tmp_path)) == ""


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody who may not")
def test_whoever_may_not_open_the_port_is_told_what_to_do(tmp_path: Path) -> None:
    """In a process of its own that has given up being root."""
    ours, theirs = os.openpty()
    os.fchmod(theirs, 0o600)
    look = f"""
import os, queue, sys
import device_drivers as drivers, serial
told = queue.SimpleQueue()
pad = drivers.PadSupervisor(drivers.load("ascii5"), {os.ttyname(theirs)!r}, on_press=print, on_state=told.put)
os.setgroups([]); os.setgid(65534); os.setuid(65534)
pad.start()
while "may not open" not in (status := told.get(timeout=10)).reason:
    pass
print(status.state, status.reason)
pad.stop()
"""
    said = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, timeout=60).stdout
    os.close(ours)
    os.close(theirs)
    assert said.startswith("searching ")
    assert said.count("\n") == 1
    assert "usermod" in said or "udev rule" in said


def test_the_signature_changes_with_what_the_port_points_to(tmp_path: Path) -> None:
    link = tmp_path / "pad"
    seen = [discover.signature(str(link))]
    for name in ("one", "two"):
        (tmp_path / name).touch()
        fresh = tmp_path / "fresh"
        fresh.symlink_to(tmp_path / name)
        fresh.replace(link)
        seen.append(discover.signature(str(link)))
    (tmp_path / "two").chmod(0o600)
    seen.append(discover.signature(str(link)))
    assert len(set(seen)) == 4
    assert discover.signature(str(link)) == seen[-1]
