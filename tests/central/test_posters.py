"""The hall's notices, turn by turn by a clock of the test's, against a real server and real files."""

from __future__ import annotations

import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from kiosk_app.central.posters import Posters
from kiosk_app.core.board import Poster
from offline_queue import Shelf
from offline_queue.media import LONGEST, Media

PICTURES = {name: f"picture {name} ".encode() * 9999 for name in ("n1", "n2", "n3")}


def digest_of(name: str) -> str:
    return sha256(PICTURES[name]).hexdigest()


def notice(name: str, **changes: Any) -> dict[str, Any]:
    said = {"id": name, "kind": "image", "url": f"media/{name}", "sha256": digest_of(name), "seconds": 5}
    return {**said, **changes}


class Wall:
    """A centre with pictures, the shelf, and what the idle scene was told."""

    def __init__(self, kit: Any, new_centre: Any, new_client: Any, folder: Path) -> None:
        self.kit = kit
        self.now = 1000.0
        self.answers: dict[str, Callable[[], Any]] = {}
        self.centre = new_centre(self._said)
        self.client = new_client(self.centre.url, mono=lambda: self.now)
        self.folder = folder
        self.media = Shelf(folder).media
        self.shown: list[tuple[Poster, ...]] = []
        self.problems: dict[str, str] = {}
        self.allowed = threading.Event()
        self.allowed.set()
        self.posters = self.new_posters()

    def new_posters(self) -> Posters:
        return Posters(
            lambda: self.client,
            self.media,
            post=self.shown.append,
            allowed=self.allowed,
            clock=lambda: self.now,
            problem=self._problem,
            rng=lambda: 0.5,
        )

    def _said(self, seen: Any) -> Any:
        name = seen.path.rsplit("/", 1)[1]
        if name in self.answers:
            return self.answers[name]()
        return self.kit.http(200, PICTURES[name])

    def _problem(self, key: str, text: str | None) -> None:
        self.problems.pop(key, None)
        if text is not None:
            self.problems[key] = text

    def settle(self) -> float:
        """Turns until there is something to wait for."""
        for _ in range(20):
            wait = self.posters.turn()
            if wait > 0:
                return wait
        raise AssertionError("the notices never rest")

    @property
    def names(self) -> list[str]:
        """Which are shown now."""
        by_digest = {digest_of(name): name for name in PICTURES}
        return [by_digest[Path(one.path).name] for one in self.shown[-1]]

    @property
    def asked(self) -> list[str]:
        return [seen.path.rsplit("/", 1)[1] for seen in self.centre.seen]


@pytest.fixture
def wall(kit: Any, new_centre: Any, new_client: Any, tmp_path: Path) -> Wall:
    return Wall(kit, new_centre, new_client, tmp_path / "shelf")


def test_fetched_one_after_the_other_and_shown_in_the_centre_s_order(wall: Wall) -> None:
    assert wall.posters.turn() > 60
    assert wall.shown == [], "nothing is known yet"
    wall.posters.want((notice("n1"), notice("n2", seconds=7)))
    wall.settle()
    assert wall.asked == ["n1", "n2"]
    assert wall.centre.seen[0].method == "GET"
    assert wall.centre.seen[0].path == "/api/device/v1/media/n1"
    assert "x-signature" in wall.centre.seen[0].headers
    assert wall.names == ["n1", "n2"]
    first, second = wall.shown[-1]
    assert (first.seconds, second.seconds) == (5.0, 7.0)
    assert Path(first.path).read_bytes() == PICTURES["n1"]
    assert wall.problems == {}
    wall.posters.want((notice("n2"), notice("n1")))
    wall.settle()
    assert wall.names == ["n2", "n1"]
    assert len(wall.asked) == 2


def test_what_is_here_is_shown_at_a_start_without_a_network_and_not_fetched_again(wall: Wall) -> None:
    wall.posters.want((notice("n1"),))
    wall.settle()
    wall.media = Shelf(wall.folder).media
    wall.allowed.clear()
    wall.shown.clear()
    again = wall.new_posters()
    again.want((notice("n1"),))
    again.turn()
    assert wall.names == ["n1"]
    assert wall.asked == ["n1"]


def test_what_is_no_longer_named_goes(wall: Wall) -> None:
    wall.posters.want((notice("n1"), notice("n2")))
    wall.settle()
    wall.posters.want((notice("n2"),))
    wall.settle()
    assert wall.names == ["n2"]
    assert wall.media.path(digest_of("n1")) is None
    wall.posters.want(())
    wall.settle()
    assert wall.shown[-1] == ()
    assert wall.media.path(digest_of("n2")) is None


def test_nothing_is_asked_before_the_first_heartbeat(wall: Wall) -> None:
    wall.allowed.clear()
    wall.posters.want((notice("n1"),))
    assert wall.posters.turn() > 60
    assert wall.asked == []
    wall.allowed.set()
    wall.posters.line_is_back()
    wall.settle()
    assert wall.names == ["n1"]


def test_a_film_is_skipped_and_said(wall: Wall) -> None:
    wall.posters.want((notice("n1", kind="video"), notice("n2")))
    wall.settle()
    assert wall.asked == ["n2"]
    assert wall.names == ["n2"]
    assert wall.problems == {"notices": "n1 is a film: this version shows pictures only"}
    wall.posters.want((notice("n2"),))
    wall.settle()
    assert wall.problems == {}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda kit: kit.http(200, b"<html>portal</html>"), "n1 is not what its sha256 says"),
        (lambda kit: kit.http(404, kit.envelope(code="NOT_FOUND")), "n1 is not given by the centre"),
        (lambda kit: kit.http(404, b"<html>"), "n1 is not there"),
        (lambda kit: kit.http(200, PICTURES["n1"][:70_000], Content_Length="999999"), "n1 breaks off"),
    ],
)
def test_a_picture_that_is_wrong_holds_up_no_other_and_is_asked_for_more_and_more_rarely(
    wall: Wall, answer: Callable[[Any], Any], said: str
) -> None:
    def wrong() -> Any:
        whole = answer(wall.kit)
        return (lambda sock: sock.sendall(whole)) if b"999999" in whole else whole

    wall.answers["n1"] = wrong
    wall.posters.want((notice("n1"), notice("n2")))
    waits = [wall.settle()]
    assert wall.names == ["n2"]
    assert wall.problems == {"notices": said}
    for _ in range(9):
        wall.now += waits[-1]
        waits.append(wall.settle())
    assert waits[:3] == [225.0, 450.0, 900.0]
    assert max(waits) == 6 * 3600 * 0.75
    assert wall.asked.count("n1") == 10
    assert wall.media.path(digest_of("n1")) is None
    del wall.answers["n1"]
    wall.now += waits[-1]
    wall.settle()
    assert wall.names == ["n1", "n2"]
    assert wall.problems == {}


def test_the_line_goes_and_comes_back(wall: Wall) -> None:
    wall.answers["n1"] = lambda: lambda sock: None
    wall.posters.want((notice("n1"),))
    waits = [wall.settle()]
    for _ in range(3):
        wall.now += waits[-1]
        waits.append(wall.settle())
    assert waits == [0.5, 1, 2, 4]
    assert wall.problems == {}, "the feed says that the centre is not reached"
    wall.answers["n1"] = lambda: wall.kit.http(503, Retry_After="30")
    wall.now += 4
    assert wall.settle() >= 30
    del wall.answers["n1"]
    wall.now += 31
    wall.posters.line_is_back()
    wall.settle()
    assert wall.names == ["n1"]


def test_more_than_may_be_is_not_read_to_its_end(wall: Wall) -> None:
    sent = [0]

    def endless(sock: Any) -> None:
        sock.sendall(f"HTTP/1.1 200 X\r\nContent-Length: {10 * LONGEST}\r\n\r\n".encode())
        piece = b"x" * 2**20
        while sent[0] < 3 * LONGEST:
            sock.sendall(piece)
            sent[0] += len(piece)

    wall.answers["n1"] = lambda: endless
    wall.posters.want((notice("n1"),))
    wall.settle()
    assert wall.problems == {"notices": "n1 is larger than 50 MiB"}
    assert sent[0] < 2 * LONGEST
    assert wall.shown == []


def test_an_absolute_address_elsewhere_is_not_signed_and_decides_nothing(wall: Wall, new_centre: Any) -> None:
    elsewhere = new_centre(lambda seen: wall.kit.http(503, Retry_After="3600"))
    wall.posters.want((notice("n1", url=elsewhere.url + "/n1"), notice("n2", url="ftp://x/y")))
    wall.settle()
    (seen,) = elsewhere.seen
    assert not [name for name in seen.headers if name.startswith("x-")]
    assert wall.client.gate.remaining() == 0, "another host's haste is not the centre's"
    assert wall.client.line.state == "unknown"
    elsewhere.say = lambda seen: wall.kit.http(200, PICTURES["n1"])
    wall.now += 3601
    wall.settle()
    assert wall.names == ["n1"]


def test_a_disk_that_is_getting_full_gets_no_pictures(wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Media, "has_room", lambda self: False)
    wall.posters.want((notice("n1"),))
    assert wall.settle() == 300
    assert wall.asked == []
    assert "no room" in wall.problems["notices"]
    monkeypatch.undo()
    wall.settle()
    assert wall.names == ["n1"]
    assert wall.problems == {}


def test_files_that_went_to_make_room_are_no_longer_shown_and_come_back(wall: Wall) -> None:
    wall.posters.want((notice("n1"),))
    wall.settle()
    assert wall.media.shed()
    assert wall.posters.turn() == 0
    assert wall.shown[-1] == ()
    wall.settle()
    assert wall.names == ["n1"]


def test_a_folder_that_cannot_be_made(wall: Wall) -> None:
    (wall.folder / ".media").write_bytes(b"")
    wall.posters.want((notice("n1"),))
    wall.settle()
    assert "n1 cannot be kept" in wall.problems["notices"]


def test_it_runs_by_itself_and_who_is_no_longer_wanted_need_not_come_whole(wall: Wall) -> None:
    stop, begun, go = threading.Event(), threading.Event(), threading.Event()

    def slow(sock: Any) -> None:
        sock.sendall(f"HTTP/1.1 200 X\r\nContent-Length: {LONGEST}\r\n\r\n".encode() + b"x" * 200_000)
        begun.set()
        go.wait(10)
        sock.sendall(b"x" * 200_000)
        stop.wait(10)

    wall.answers["n1"] = lambda: slow
    thread = threading.Thread(target=wall.posters.run, args=(stop,))
    thread.start()
    wall.posters.want((notice("n1"),))
    assert begun.wait(10)
    wall.posters.want((notice("n2"),))
    go.set()
    wall.kit.until(lambda: wall.shown and wall.names == ["n2"])
    assert wall.problems == {}
    # Shed by another thread, they are fetched again without anybody asking.
    wall.media.shed()
    wall.kit.until(lambda: wall.asked.count("n2") == 2 and wall.names == ["n2"])
    stop.set()
    wall.posters.wake()
    thread.join(10)
    assert not thread.is_alive()


def test_a_fault_of_ours_ends_nothing(wall: Wall) -> None:
    stop = threading.Event()
    faults = [1]
    client = wall.client

    def broken() -> Any:
        if faults:
            faults.clear()
            raise RuntimeError
        return client

    wall.posters._client = broken
    thread = threading.Thread(target=wall.posters.run, args=(stop,))
    wall.posters.want((notice("n1"),))
    thread.start()
    wall.kit.until(lambda: not faults)
    wall.kit.until(lambda: wall.posters.wake() or wall.shown)
    stop.set()
    wall.posters.wake()
    thread.join(10)
