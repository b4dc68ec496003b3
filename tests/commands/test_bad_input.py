"""Every bad command line: one clear line (or one a fault) on stderr, the right exit code, never a traceback."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def hcp_kiosk(*arguments: str | Path, cwd: Path = ROOT, **environ: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HCP_KIOSK_")}
    clean["PYTHONPATH"] = str(ROOT)
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "kiosk_app", *map(str, arguments)],
        cwd=cwd,
        env=clean | environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_text(f'[device]\nstate_dir = "{tmp_path}/state"\n[counter]\nlisten = "127.0.0.1:0"\n', encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("", 2, "COMMAND"),
        ("quue", 2, "invalid choice: 'quue'"),
        ("queue", 2, "ACTION"),
        ("config show --verbose", 2, "unrecognized arguments"),
        ("config show --config /nonexistent/kiosk.toml", 2, "no such file"),
        ("config show --set ui.volume", 2, "SECTION.KEY=VALUE"),
        ("config show --set ui.volume=101", 2, "from 0 to 100"),
        ("config show --set ui.volum=1", 2, "did you mean ui.volume?"),
        ("config validate /nonexistent/kiosk.toml", 2, "no such file"),
        ("run --set central.url=http://10.0.0.1/x", 2, "plain http is refused"),
        ("enrol --url http://10.0.0.1/x --code A", 2, "plain http is refused"),
        ("enrol --url https://127.0.0.1:1/x", 2, "--code"),
        ("practice --seconds 0", 2, "above 0"),
        ("practice --seconds nan", 2, "above 0"),
        ("practice --seconds soon", 2, "invalid float"),
        ("central serve --listen nowhere", 2, "HOST:PORT"),
        ("central serve --listen 0.0.0.0:0", 2, "beyond this machine"),
        ("central serve --fault nonsense=1", 2, "nonsense"),
        ("pad simulate asci5 --link /tmp/x", 2, "did you mean 'ascii5'?"),
        ("pad simulate ascii5 --link /nonexistent/x", 1, "/nonexistent"),
        ("scenes --out /tmp/x --size 5x5", 2, "320x240"),
        ("scenes --out /tmp/x --language !", 2, "language tag"),
        (
            "scenes --out /tmp/x --language fr",
            2,
            "fr: the program has no texts in it, it has them in en, zh-CN",
        ),
        ("scenes --out /tmp/x --language zh-cn", 2, "en, zh-CN"),
        ("bundle --out /nonexistent/x.tar.gz", 1, "/nonexistent/x.tar.gz"),
        ("queue expert x", 2, "invalid choice"),
        ("queue export", 2, "FILE"),
        ("queue import", 2, "FILE"),
        ("pad prob", 2, "invalid choice"),
        ("pad probe", 2, "no pad is set"),
        ("pad test --port /dev/ttyS9", 2, "name its kind as well"),
        ("pad probe --port /nowhere/pad --profile ascii5", 1, "is not there: plug it in"),
        ("pad test --port /nowhere/pad --profile ascii5 --seconds 0", 2, "above 0"),
        ("pad test --port /nowhere/pad --profile ascii5 --log /nowhere/x", 1, "cannot be written"),
        ("pad test --port /nowhere/pad --profile asci5", 2, "did you mean 'ascii5'?"),
        ("pad learn --port /nowhere/pad --profile ascii5 --out /etc/passwd", 1, "is there already"),
        ("pad replay /nowhere/log", 1, "cannot be read"),
        ("pad replay /etc/passwd", 1, "no wire log begins like this"),
        ("poster", 2, "invalid choice"),
    ],
)
def test_one_clear_line(line: str, code: int, says: str) -> None:
    done = hcp_kiosk(*line.split())
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("scenes", "--out", ""), "--out"),
        (("config", "validate", ""), "FILE"),
        (("scanner", "simulate", "--link", ""), "--link"),
    ],
)
def test_a_path_that_is_empty_is_not_the_current_folder(words: tuple[str, ...], named: str, tmp_path: Path) -> None:
    done = hcp_kiosk(*words, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert f"{named}: must not be empty" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("queue show nothing", 1, "no such rating here"),
        ("queue retry nothing", 1, "not parked here"),
        ("queue list --limit 0", 2, "above 0"),
        ("counter unpair nobody", 1, "has no token"),
        ("counter pair", 2, "NAME"),
    ],
)
def test_one_clear_line_with_a_state_directory(config: Path, line: str, code: int, says: str) -> None:
    done = hcp_kiosk(*line.split(), "--config", config)
    assert (done.returncode, done.stderr.count("\n")) == (code, 1)
    assert says in done.stderr


def test_all_faults_of_a_file_a_line_each(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text('[ui]\nvolum = 3\nvoice = "yes"\n[central]\nurl = "http://10.0.0.1"\n', encoding="utf-8")
    for command in (("config", "validate", path), ("run", "--config", path)):
        done = hcp_kiosk(*command)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 3


def test_a_damaged_outbox_and_a_foreign_file_in_its_place(config: Path, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "outbox.db").write_bytes(b"this is no database" * 100)
    done = hcp_kiosk("queue", "status", "--config", config)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    found = json.loads(hcp_kiosk("check", "--json", "--config", config).stdout)
    (told,) = [one for one in found if one["item"] == "damaged outbox"]
    assert told["state"] == "fault"
    assert "not a database" in told["finding"]
    assert "quarantine/0001" in told["remedy"]
    assert (tmp_path / "state" / "quarantine" / "0001" / "outbox.db").read_bytes() == b"this is no database" * 100


def test_options_stand_before_or_after_the_subcommand(config: Path) -> None:
    after = hcp_kiosk("queue", "status", "--json", "--config", config)
    before = hcp_kiosk("--config", config, "queue", "status", "--json")
    between = hcp_kiosk("queue", "--config", config, "status", "--json")
    assert after.returncode == 0
    assert after.stdout == before.stdout == between.stdout
    assert json.loads(after.stdout) == {
        "unsent": 0,
        "held": 0,
        "parked": 0,
        "delivered": 0,
        "oldestUnsentSeconds": None,
        "lastSeq": 0,
        "lastError": None,
    }


def test_pairing_prints_the_token_once_and_keeps_a_hash(config: Path, tmp_path: Path) -> None:
    made = json.loads(hcp_kiosk("counter", "pair", "hall", "--json", "--config", config).stdout)
    assert made["name"] == "hall"
    assert hcp_kiosk("counter", "pair", "hall", "--config", config).returncode == 1
    assert hcp_kiosk("counter", "list", "--config", config).stdout == "hall\n"
    kept = b"".join(path.read_bytes() for path in (tmp_path / "state").iterdir() if path.is_file())
    assert made["token"].encode() not in kept
    assert hcp_kiosk("counter", "unpair", "hall", "--config", config).returncode == 0


def test_config_show_says_where_from_and_hides_passwords(config: Path) -> None:
    done = hcp_kiosk(
        "config", "show", "--json", "--config", config, HCP_KIOSK_CENTRAL__PROXY="http://me:secret@proxy.example:3128"
    )
    shown = json.loads(done.stdout)
    assert shown["counter"]["listen"] == {"value": "127.0.0.1:0", "from": str(config)}
    assert shown["central"]["proxy"] == {"value": "http://***@proxy.example:3128", "from": "environment"}
    assert "secret" not in hcp_kiosk("config", "show", HCP_KIOSK_CENTRAL__PROXY="http://me:secret@p:1").stdout


def test_check_works_with_nothing_and_with_a_broken_file(config: Path, tmp_path: Path) -> None:
    for arguments in ((), ("--config", config), ("--config", tmp_path / "none.toml")):
        done = hcp_kiosk("check", "--json", *arguments)
        assert done.returncode == 3, done.stderr
        items = json.loads(done.stdout)
        assert {tuple(item) for item in items} == {("item", "state", "finding", "remedy")}
        assert {item["state"] for item in items} <= {"ok", "warning", "fault"}
        assert all(item["remedy"] for item in items if item["state"] != "ok")


def test_check_names_a_taken_address_and_an_unreachable_centre(config: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound and not listening: refuses
        done = hcp_kiosk(
            *("check", "--json", "--config", config),
            *("--set", f"counter.listen=127.0.0.1:{taken.getsockname()[1]}"),
            *("--set", f"central.url=http://127.0.0.1:{closed.getsockname()[1]}/v1"),
        )
    states = {item["item"]: item["state"] for item in json.loads(done.stdout)}
    assert states["counter interface"] == "fault"
    assert states["centre: connection"] == "fault"


def test_the_bundle_holds_no_secret(config: Path, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir(mode=0o700)
    identity = tmp_path / "state" / "identity.json"
    identity.write_text('{"appSecret": "c2VjcmV0LXNlY3JldA=="}', encoding="utf-8")
    identity.chmod(0o600)
    out = tmp_path / "bundle.tar.gz"
    done = hcp_kiosk("bundle", "--out", out, "--config", config)
    assert done.returncode == 0, done.stderr
    with tarfile.open(out) as archive:
        names = archive.getnames()
        text = b"".join(archive.extractfile(name).read() for name in names if archive.extractfile(name)).decode()
    assert {Path(name).stem for name in names} == {"versions", "check", "config", "queue", "quarantine"}
    assert "c2VjcmV0" not in text
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_closed_stdout_is_quiet() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "kiosk_app", "config", "show"],
        cwd=ROOT,
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
