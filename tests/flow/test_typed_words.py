"""What a citizen types leaves no trace: the program as a process, a finger on its keys, then every file there is."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from house import REPOSITORY, House

WRITER = Path(__file__).with_name("writer.py")
SYLLABLES = ("qian", "xun", "yu", "ming")
WORDS = ("千寻", "余名")
NAME = "".join(WORDS)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A terminal that has its configuration and a clerk, not running."""
    made = House(tmp_path_factory.mktemp("h"), timeouts={"invitation": 600, "detail": 600, "thanks": 0.05})
    try:
        made.enrol()
        made.start()
        made.sign_in()
        made.stop()
        yield made
    finally:
        made.close()


def citizens(house: House, home: Path, manner: str) -> list[str]:
    """Two citizens of one process write the name; what each was offered first."""
    (house.state / "alive").touch()
    places = {"HOME": home} | {
        f"XDG_{kind}_HOME": home / f".{kind.lower()}" for kind in ("CONFIG", "CACHE", "DATA", "STATE")
    }
    done = subprocess.run(
        [sys.executable, str(WRITER), str(house.folder / "kiosk.toml"), manner, "".join(SYLLABLES), *WORDS],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(REPOSITORY),
            "QT_QPA_PLATFORM": "offscreen:size=800x480",
            # What a desktop would have set; it must not count.
            "QT_IM_MODULE": "ibus",
            "QT_IM_MODULES": "ibus;compose",
            **{name: str(place) for name, place in places.items()},
        },
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert NAME not in done.stderr
    return list(json.loads(done.stdout))


def traces(*folders: Path) -> list[str]:
    """The files in which the name stands, or how it was typed."""
    told = [NAME, *("".join(SYLLABLES[:count]) for count in (2, 3, 4)), " ".join(SYLLABLES), "'".join(SYLLABLES)]
    looked_for = [text.encode(code) for text in told for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")]
    looked_for += [json.dumps(NAME).strip('"').encode()]
    return [
        str(path)
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and any(one in path.read_bytes() for one in looked_for)
    ]


def dictionaries(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if "virtualkeyboard" in str(path).lower()]


def test_as_shipped_there_is_no_trace_and_nothing_to_keep_one(ready: House, tmp_path: Path) -> None:
    first = citizens(ready, tmp_path, "guarded")
    assert NAME not in first
    assert traces(tmp_path, ready.state) == []
    assert dictionaries(tmp_path) == []
    assert citizens(ready, tmp_path, "guarded") == first


def test_the_field_alone_is_enough(ready: House, tmp_path: Path) -> None:
    first = citizens(ready, tmp_path, "open")
    assert NAME not in first
    assert traces(tmp_path, ready.state) == []
    (dictionary,) = (path for path in dictionaries(tmp_path) if path.is_file())
    # Its header: not one word.
    before = dictionary.read_bytes()
    assert not any(before[4:])
    assert citizens(ready, tmp_path, "open") == first
    assert dictionary.read_bytes() == before


def test_nowhere_to_write_is_enough_as_well(ready: House, tmp_path: Path) -> None:
    assert NAME not in citizens(ready, tmp_path, "careless")
    assert traces(tmp_path, ready.state) == []
    assert dictionaries(tmp_path) == []


def test_without_either_it_would_be_found(ready: House, tmp_path: Path) -> None:
    """That the search above can find: the engine learns, writes it down and offers it to the next."""
    guess, offered = citizens(ready, tmp_path, "open,careless")
    assert guess != NAME
    assert offered == NAME
    assert traces(tmp_path, ready.state) != []
    # Words that somebody left there are not found as shipped.
    assert NAME not in citizens(ready, tmp_path, "guarded")
    assert citizens(ready, tmp_path, "open,careless")[0] == NAME
