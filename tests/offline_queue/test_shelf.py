"""Wishes come back as they were put, or not at all."""

from __future__ import annotations

import logging
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_queue import OutboxUnusable, Shelf


def test_the_newest_wins_and_survives(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "shelf")
    assert shelf.get("config") is None
    shelf.put("config", b'{"a":1}', '"1"')
    shelf.put("config", b'{"a":2}')
    shelf.put("form/2020-05", b"\n\n", 'W/"2"')
    again = Shelf(tmp_path / "shelf")
    assert again.get("config") == (b'{"a":2}', None)
    assert again.get("form/2020-05") == (b"\n\n", 'W/"2"')
    assert again.names() == ["config", "form/2020-05"]
    again.drop("config")
    again.drop("config")
    assert again.names() == ["form/2020-05"]


@pytest.mark.parametrize("name", ["../out", "..", ".", ".hidden", "a/b", "媒体/n1.png", "a\0b", "a b"])
def test_no_name_leads_out_of_the_directory(tmp_path: Path, name: str) -> None:
    shelf = Shelf(tmp_path / "shelf")
    shelf.put(name, b"x")
    assert shelf.get(name) == (b"x", None)
    assert shelf.names() == [name]
    assert [path.name for path in tmp_path.iterdir()] == ["shelf"]
    assert Shelf(tmp_path / "shelf").get(name) == (b"x", None)


def test_a_wish_needs_a_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="name"):
        Shelf(tmp_path).put("", b"")


@given(st.data())
def test_damage_counts_as_absent(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    shelf = Shelf(tmp_path_factory.mktemp("shelf"))
    body, etag = b'{"configVersion":"2026-11-20.2"}', '"e"'
    shelf.put("config", body, etag)
    (path,) = shelf._directory.iterdir()
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        broken = whole[:at]  # a torn write
    else:
        broken = whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]
    path.write_bytes(broken)
    found = shelf.get("config")
    assert found is None or found[0] == body  # the tag may be hit; the body is never wrong


def test_damage_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    shelf = Shelf(tmp_path)
    (tmp_path / "config").write_bytes(b"x" * 5000)
    (tmp_path / "directory").mkdir()
    with caplog.at_level(logging.ERROR):
        assert shelf.get("config") is None
        assert shelf.get("directory") is None
    assert [record.getMessage() for record in caplog.records] == [
        "a file on the shelf is damaged and counts as absent",
        "a file on the shelf cannot be read",
    ]


def test_what_a_crash_left_is_swept(tmp_path: Path) -> None:
    (tmp_path / ".half").write_bytes(b"half a")
    assert Shelf(tmp_path).names() == []
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_refuses_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutboxUnusable, match="file"):
        Shelf(tmp_path / "file")
    shelf = Shelf(tmp_path / "shelf")
    (tmp_path / "shelf").rename(tmp_path / "elsewhere")
    with pytest.raises(OutboxUnusable, match="check that the directory exists"):
        shelf.put("config", b"x")
    with pytest.raises(OutboxUnusable):
        shelf.drop("config")
    (tmp_path / "elsewhere" / "config").mkdir()
    (tmp_path / "elsewhere").rename(tmp_path / "shelf")
    with pytest.raises(OutboxUnusable):
        shelf.put("config", b"x")
    assert [path.name for path in (tmp_path / "shelf").iterdir()] == ["config"]


def test_room_is_made_of_media_and_of_nothing_else(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "shelf")
    assert not shelf.shed()
    for name in ("configuration", "form/2020-05"):
        shelf.put(name, b"x")
    digest = sha256(b"picture").hexdigest()
    with shelf.media.receive(digest) as file:
        assert file.write(b"picture")
        assert file.land()
    again = Shelf(tmp_path / "shelf")
    assert again.names() == ["configuration", "form/2020-05"]
    assert again.media.path(digest) is not None, "a start sweeps what is half written, not what is whole"
    assert again.shed()
    assert again.media.path(digest) is None
    assert again.names() == ["configuration", "form/2020-05"]
    assert not again.shed()
