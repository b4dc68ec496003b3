"""Files of notices: whole under the digest of their content, or not there."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_queue import Shelf
from offline_queue.media import LONGEST, Media

PICTURE = b"\x89PNG and so on" * 1000
NAME = sha256(PICTURE).hexdigest()
OTHER = sha256(b"other").hexdigest()


@pytest.fixture
def media(tmp_path: Path) -> Media:
    return Shelf(tmp_path / "shelf").media


def received(media: Media, content: bytes, name: str | None = None) -> str | None:
    """Receive it in pieces; the fault, if any."""
    with media.receive(name or sha256(content).hexdigest()) as file:
        for at in range(0, len(content), 999):
            assert file.write(content[at : at + 999])
        file.land()
        return file.fault


def parts(media: Media) -> list[str]:
    return sorted(path.name for path in media._directory.iterdir())


def test_it_is_there_when_it_has_landed(media: Media) -> None:
    assert media.path(NAME) is None
    assert received(media, PICTURE) is None
    path = media.path(NAME)
    assert path is not None
    assert path.read_bytes() == PICTURE
    assert "%" not in str(path)
    assert media.path(NAME) == path
    assert parts(media) == [NAME]
    assert path.stat().st_mode & 0o077 == 0


@given(st.binary(max_size=3000))
def test_any_content(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    media = Media(tmp_path_factory.mktemp("m") / "media")
    assert received(media, content) is None
    path = media.path(sha256(content).hexdigest())
    assert path is not None
    assert path.read_bytes() == content


def test_what_its_name_does_not_say_never_lands(media: Media) -> None:
    assert received(media, PICTURE, OTHER) == "is not what its sha256 says"
    assert parts(media) == []


def test_a_start_later_it_is_still_there_and_damage_counts_as_absent(media: Media) -> None:
    received(media, PICTURE)
    again = Media(media._directory)
    path = again.path(NAME)
    assert path is not None
    path.write_bytes(PICTURE[:-1] + b"?")
    assert Media(media._directory).path(NAME) is None
    assert parts(media) == [], "damaged, it goes"
    received(media, PICTURE)
    path.write_bytes(b"torn")
    assert media.path(NAME) is None, "seen whole before, and another length now"
    path.mkdir()
    assert media.path(NAME) is None


def test_too_long(media: Media) -> None:
    with media.receive(NAME) as file:
        file.size = LONGEST
        assert not file.write(b"x")
        assert not file.land()
        assert file.fault == "is larger than 50 MiB"
    assert parts(media) == []


def test_only_what_is_named_stays(media: Media) -> None:
    received(media, PICTURE)
    received(media, b"other")
    (media._directory / ".part-left").write_bytes(b"half")
    media.keep_only({OTHER})
    assert parts(media) == [OTHER]
    assert media.path(NAME) is None
    Media(media._directory.parent / "none").keep_only(())


def test_all_go_for_room_and_the_one_coming_in_gives_up(media: Media) -> None:
    shed: list[str] = []
    media.on_shed = lambda: shed.append("shed")
    assert not media.shed()
    received(media, b"other")
    with media.receive(NAME) as file:
        assert file.write(b"x")
        assert media.shed()
        assert not file.write(b"x")
        assert file.fault == "had to make room on the disk"
    assert parts(media) == []
    assert shed == ["shed"]
    with media.receive(NAME) as file:
        assert file.write(PICTURE)
        media.shed()
        assert not file.land()
        assert file.fault is not None
        assert "cannot be kept" in file.fault


def test_a_disk_that_refuses(media: Media) -> None:
    with media.receive(NAME) as file:
        full = os.open("/dev/full", os.O_WRONLY)
        os.dup2(full, file._file.fileno())
        os.close(full)
        for _ in range(1000):
            if not file.write(b"x" * 1000):
                break
        assert file.fault == "cannot be kept (No space left on device)"
        assert not file.land()
    with media.receive(NAME) as file:
        assert file.write(PICTURE)
        full = os.open("/dev/full", os.O_WRONLY)
        os.dup2(full, file._file.fileno())
        os.close(full)
        assert not file.land()
    assert parts(media) == []


def test_room_is_what_ratings_do_not_need(media: Media, monkeypatch: pytest.MonkeyPatch) -> None:
    class Disk:
        f_frsize = 4096
        f_bavail = (128 + 50) * 256

    def disk(path: object) -> object:
        return Disk

    monkeypatch.setattr(os, "statvfs", disk)
    assert media.has_room()
    Disk.f_bavail -= 1
    assert not media.has_room()
    monkeypatch.undo()
    assert not Media(Path("/nowhere/at/all")).has_room()


@pytest.mark.parametrize("name", ["", "../x", "A" * 64, "a" * 63, "a" * 65])
def test_no_name_leads_elsewhere(media: Media, name: str) -> None:
    with pytest.raises(ValueError, match="64"):
        media.path(name)
    with pytest.raises(ValueError, match="64"):
        media.receive(name)
