"""`queue export` and `queue import` as a technician types them, on real files, sticks that are full, and wrong ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from offline_queue import Delivered, Outbox, Parked
from offline_queue.parcel import LONGEST_LINE

ROOT = Path(__file__).parents[2]


class Machine:
    """A state directory and the program's commands on it."""

    def __init__(self, folder: Path, device: str) -> None:
        folder.mkdir()
        self.state = folder / "state"
        self.state.mkdir()
        self.device = device
        self.config = folder / "kiosk.toml"
        self.config.write_text(f'[device]\nstate_dir = "{self.state}"\n', encoding="utf-8")

    def command(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "kiosk_app", "queue", *map(str, words), "--config", str(self.config)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def said(self, *words: str | Path) -> dict[str, object]:
        done = self.command(*words, "--json")
        assert done.returncode == 0, done.stderr
        found: dict[str, object] = json.loads(done.stdout)
        return found

    def refused(self, *words: str | Path) -> str:
        done = self.command(*words)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    def outbox(self) -> Outbox:
        opened = Outbox(self.state / "outbox.db")
        opened.begin(self.device, 1)
        return opened

    def fill(self, count: int, text: str = "评") -> None:
        with self.outbox() as outbox:
            for number in range(count):
                key = f"{self.device}-{number}"
                outbox.hold(key, None, (key, 1, 1), {"ratingId": key, "projectNo": key, "writingEvaluation": text})
                outbox.release(key)


@pytest.fixture
def elder(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path / "elder", "D")
    machine.fill(6)
    with machine.outbox() as outbox:
        outbox.settle(outbox.claim(3), {"D-1": Delivered("N"), "D-2": Parked("INVALID", "no")})
        outbox.record_fate("i", {"invitationId": "i", "state": "lapsed"})
    return machine


@pytest.fixture
def heir(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "heir", "E")


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    """256 KiB of real file system."""
    if os.geteuid() != 0:
        pytest.skip("a small file system is mounted, which needs root")
    folder = tmp_path / "stick"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "stick", folder], check=True)
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_there_and_in_and_there_once_more(elder: Machine, heir: Machine, tmp_path: Path) -> None:
    file = tmp_path / "queue.jsonl"
    done = elder.command("export", file)
    assert done.returncode == 0, done.stderr
    assert "5 ratings (1 of them parked), 1 invitations" in done.stdout
    assert "remain in the queue" in done.stdout
    assert "what citizens wrote" in done.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["queue.jsonl"]
    assert elder.said("status")["unsent"] == 4
    head = json.loads(file.read_text(encoding="utf-8").splitlines()[0])
    assert (head["deviceId"], head["epoch"], head["formatVersion"]) == ("D", 1, 1)
    assert "hcp-kiosk queue import FILE" in head["about"]
    checksum = subprocess.run(
        f"head -n -1 {file} | sha256sum", shell=True, capture_output=True, text=True, check=True
    ).stdout.split()[0]
    assert checksum in file.read_text(encoding="utf-8").splitlines()[-1]

    done = heir.command("import", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert "5 ratings of D, exported" in done.stdout
    again = {"new": 0, "parked": 0, "known": 5, "invitations": 0, "knownInvitations": 1}
    assert heir.said("import", file) == again
    assert elder.said("import", file) == again
    status = heir.said("status")
    assert (status["unsent"], status["parked"], status["lastSeq"]) == (4, 1, 0)
    listed = heir.command("list").stdout
    assert "carriedFrom" in listed
    assert "D epoch 1" in listed
    assert "carriedFrom" not in elder.command("list").stdout
    assert heir.said("show", "D-2")["carriedFrom"] == "D epoch 1"
    assert heir.said("retry") == {"retried": 1}
    onward = tmp_path / "onward.jsonl"
    told = heir.said("export", onward)
    assert told == {"ratings": 5, "parked": 0, "invitations": 1, "held": 0, "file": str(onward)}
    records = [
        [json.loads(line)["record"] for line in path.read_text(encoding="utf-8").splitlines() if '"record": ' in line]
        for path in (file, onward)
    ]
    assert records[0] == records[1]


def test_a_long_queue_goes_by_pages(tmp_path: Path, heir: Machine) -> None:
    machine = Machine(tmp_path / "long", "L")
    machine.fill(1203, "很好\n" * 100)
    file = tmp_path / "queue.jsonl"
    assert machine.said("export", file)["ratings"] == 1203
    assert heir.said("import", file)["new"] == 1203
    with heir.outbox() as outbox:
        assert [one.seq for one in outbox.carriage.claim(2000)] == list(range(1, 1204))


def test_nothing_to_export_writes_no_file(heir: Machine, tmp_path: Path) -> None:
    file = tmp_path / "queue.jsonl"
    for _ in range(2):  # without an outbox, and with an empty one
        done = heir.command("export", file)
        assert (done.returncode, done.stderr) == (0, "")
        assert "nothing to export" in done.stdout
        heir.outbox().close()
    assert heir.said("export", file) == {"ratings": 0, "parked": 0, "invitations": 0, "held": 0, "file": None}
    assert not file.exists()


def test_a_level_that_is_being_given_is_said(elder: Machine, tmp_path: Path) -> None:
    with elder.outbox() as outbox:
        outbox.hold("h", None, None, {"ratingId": "h"})
    done = elder.command("export", tmp_path / "queue.jsonl")
    assert "1 being given at this moment not exported" in done.stderr
    assert '"h"' not in (tmp_path / "queue.jsonl").read_text(encoding="utf-8")


def test_targets_that_are_refused(elder: Machine, tmp_path: Path) -> None:
    file = tmp_path / "there"
    file.write_text("of somebody's", encoding="utf-8")
    assert "--force to replace" in elder.refused("export", file)
    assert file.read_text(encoding="utf-8") == "of somebody's"
    assert "no plain file" in elder.refused("export", tmp_path)
    assert "no plain file" in elder.refused("export", "/dev/null", "--force")
    assert "No such file or directory" in elder.refused("export", tmp_path / "no" / "stick")
    assert "Not a directory" in elder.refused("export", file / "x")
    assert "File name too long" in elder.refused("export", tmp_path / ("x" * 300))
    assert elder.command("export", file, "--force").returncode == 0
    assert b'"format"' in file.read_bytes()


def test_a_full_stick_leaves_nothing_half(tmp_path: Path, stick: Path) -> None:
    machine = Machine(tmp_path / "long", "L")
    machine.fill(1000, "很好" * 100)
    file = stick / "queue.jsonl"
    assert "No space left on device; nothing was exported" in machine.refused("export", file)
    assert list(stick.iterdir()) == []
    (stick / "queue.jsonl").write_text("the last one", encoding="utf-8")
    assert "nothing was exported" in machine.refused("export", file, "--force")
    assert file.read_text(encoding="utf-8") == "the last one"


def test_files_that_are_refused_import_nothing(elder: Machine, heir: Machine, tmp_path: Path) -> None:
    whole = tmp_path / "queue.jsonl"
    elder.said("export", whole)
    lines = whole.read_bytes().splitlines(keepends=True)
    rating = next(number for number, line in enumerate(lines) if b'"line": "rating"' in line)
    edited = [*lines[:rating], lines[rating].replace("评".encode(), "好".encode()), *lines[rating + 1 :]]
    newer = [lines[0].replace(b'"formatVersion": 1', b'"formatVersion": 2'), *lines[1:]]
    wrong = {
        "not ours": (b"ratingId,level\n1,5\n", "no file of `hcp-kiosk queue export`"),
        "nothing": (b"", "no file of `hcp-kiosk queue export`"),
        "a picture": (bytes(range(256)) * 4096, "no file of `hcp-kiosk queue export`"),
        "cut off": (b"".join(lines[:-2]), f"line {len(lines) - 1}: the file ends here"),
        "cut off in a line": (b"".join(lines)[:-20], f"line {len(lines)}: the file ends here"),
        "edited": (b"".join(edited), f"line {rating + 1}: the chain does not follow"),
        "another sum": (b"".join(lines[:-1]) + lines[-1].replace(b'"sha256": "', b'"sha256": "0'), "the checksum"),
        "newer": (b"".join(newer), "install that version here too"),
        "endless": (lines[0] + b"x" * (LONGEST_LINE * 2), "longer than any line"),
    }
    for name, (content, says) in wrong.items():
        file = tmp_path / name.replace(" ", "-")
        file.write_bytes(content)
        told = heir.refused("import", file)
        assert says in told, name
        assert str(file) in told
        assert "评" not in told
        assert "nothing was imported" in told
    assert "no plain file" in heir.refused("import", tmp_path)
    assert "No such file" in heir.refused("import", tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    assert "no plain file" in heir.refused("import", tmp_path / "pipe")
    assert heir.said("status")["unsent"] == 0
    assert heir.said("import", whole)["new"] == 5


def test_an_import_that_is_killed_brought_nothing_or_everything(tmp_path: Path, heir: Machine) -> None:
    machine = Machine(tmp_path / "long", "L")
    machine.fill(2000, "很好\n" * 100)
    file = tmp_path / "queue.jsonl"
    machine.said("export", file)
    arriving = 0
    for parts in range(1, 4):
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk_app", "queue", "import", file, "--config", str(heir.config)],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        before = _size(heir.state / "outbox.db")
        while process.poll() is None:
            # Each part is a commit of some 300 kB, and with the terminal down brought into the file at once.
            if _size(heir.state / "outbox.db") > before + (parts - 1) * 300_000:
                process.kill()
        process.wait()
        with heir.outbox() as outbox:
            with outbox._store.read() as db:
                arriving += db.execute("SELECT count(*) FROM carried").fetchone()[0]
            assert outbox.status().unsent in {0, 2000}
            if outbox.status().unsent == 0:
                assert outbox.carriage.claim(1) == []
    assert arriving > 0, "no kill hit an import"
    told = heir.said("import", file)
    assert (int(str(told["new"])) + int(str(told["known"])), heir.said("status")["unsent"]) == (2000, 2000)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
