"""Rows out of a damaged database without SQLite: a pure parser of pages and of the write-ahead log.

What is read here is SQLite's file format (sqlite.org/fileformat2.html: b-tree leaf pages of tables, overflow chains,
records, the log's frames). Nothing is believed that can be checked, nothing raises on what is damaged: a cell that
makes no sense is left out, the rest of its page is not.

The newest version of a page comes first, and of each page only one version counts: an older one may still hold a row
that was taken back since. Only what is nowhere else is taken from a damaged frame.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from sys import byteorder
from typing import TypeAlias

Value: TypeAlias = int | float | str | bytes | None
Buffer: TypeAlias = bytes | bytearray | memoryview

MAGIC = b"SQLite format 3\x00"
USUAL_PAGE = 4096  # SQLite's default, and so ours, where neither header says
LOG_HEAD, FRAME_HEAD = 32, 24
_LOG_MAGIC = 0x377F0682  # the last bit tells the byte order of the checksums
_LARGEST = 64 * 1024 * 1024  # bytes of one row; a length beyond it is damage, not a rating
_LEAF = 0x0D  # the type of a leaf page of a table


@dataclass(frozen=True, slots=True)
class Frame:
    """One page in the log. `commit`: it ends a transaction. `sound`: its checksum fits the frame before it."""

    index: int  # from 0
    page: int
    commit: bool
    sound: bool
    image: memoryview


@dataclass(frozen=True, slots=True)
class Row:
    """A row of some table; `generation` is higher the later it was written, 0 in the database file itself."""

    rowid: int
    values: tuple[Value, ...]
    generation: int


def page_size(head: bytes, log: Buffer) -> int:
    """Bytes a page, by the database's first 100 bytes, else the log's header, else the usual."""
    if head[:16] == MAGIC:
        size = int.from_bytes(head[16:18], "big")
        size = 65536 if size == 1 else size
        if _is_page_size(size):
            return size
    if len(log) >= LOG_HEAD:
        size = int.from_bytes(log[8:12], "big")
        if _is_page_size(size):
            return size
    return USUAL_PAGE


def _is_page_size(size: int) -> bool:
    return 512 <= size <= 65536 and size & (size - 1) == 0


# ---- the log


def checksum(words: Buffer, seed: tuple[int, int], *, big: bool) -> tuple[int, int]:
    """The log's running checksum over a multiple of 8 bytes."""
    numbers = array("I", bytes(words))
    if big != (byteorder == "big"):
        numbers.byteswap()
    one, two = seed
    pairs = iter(numbers)
    for first, second in zip(pairs, pairs, strict=True):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return one, two


def is_big(log: Buffer) -> bool:
    """Whether the log's checksums are of big-endian words; little where its header cannot be read."""
    return int.from_bytes(log[:4], "big") == _LOG_MAGIC | 1


def head_is_sound(log: Buffer) -> bool:
    """Whether the log's own header is whole."""
    if len(log) < LOG_HEAD or int.from_bytes(log[:4], "big") & ~1 != _LOG_MAGIC:
        return False
    told: tuple[int, int] = struct.unpack(">II", log[24:32])
    return checksum(log[:24], (0, 0), big=is_big(log)) == told


_NO_SALT = bytes(8)


def salt_of(log: Buffer) -> bytes:
    """Which salt is in force: the header's, or the first frame's where the header is damaged."""
    if head_is_sound(log):
        return bytes(log[16:24])
    return bytes(log[LOG_HEAD + 8 : LOG_HEAD + 16])


def frames(log: Buffer, size: int, salt: bytes, first: int = 0) -> Iterator[Frame]:
    """Whole frames of the log under that salt, whatever their state, from that index on in the order of the file.

    Those of another salt are of an earlier round of the log, which is in the database file.
    """
    if salt == _NO_SALT:
        return  # room laid out beforehand, never written
    view = memoryview(log)
    big = is_big(view)
    step = FRAME_HEAD + size
    before = _end_of(view, first - 1, step)
    for index in range(first, max(first, (len(view) - LOG_HEAD) // step)):
        at = LOG_HEAD + index * step
        told: tuple[int, int] = struct.unpack_from(">II", view, at + 16)
        if bytes(view[at + 8 : at + 16]) == salt:
            page, pages = struct.unpack_from(">II", view, at)
            image = view[at + FRAME_HEAD : at + step]
            seed = checksum(view[at : at + 8], before, big=big)
            yield Frame(index, page, pages != 0, checksum(image, seed, big=big) == told, image)
        before = told


def _end_of(log: memoryview, index: int, step: int) -> tuple[int, int]:
    """What the checksum after that frame says; of the header for -1."""
    at = 24 if index < 0 else LOG_HEAD + index * step + 16
    found: tuple[int, int] = struct.unpack(">II", log[at : at + 8]) if len(log) >= at + 8 else (0, 0)
    return found


def history(found: Iterable[Frame], *, from_the_start: bool) -> tuple[int, int]:
    """(index of the last frame that surely belongs to an acknowledged transaction, -1 where there is none; how many
    transactions are known to have been acknowledged because another was begun upon them).

    A frame's checksum goes on from the one before. Whoever began a transaction upon another's end had seen that one
    reach the disk; one that failed or was cut off is written over from its own first frame, and what is left of it
    goes on from nothing.
    """
    last, acknowledged, known, ended = -1, 0, from_the_start, -2
    for frame in found:
        if not frame.sound:
            known = False
        elif ended == frame.index - 1:
            acknowledged += 1
            known, last = True, ended
        if known and frame.commit:
            last = frame.index
        ended = frame.index if frame.commit else -2
    return last, acknowledged


def is_broken(log: Buffer) -> bool:
    """Whether SQLite would leave out acknowledged transactions of this log, since a frame before them is damaged."""
    if len(log) <= LOG_HEAD:
        return False
    found = list(frames(log, page_size(b"", log), salt_of(log)))
    end = accepted = 0
    if head_is_sound(log):
        for end, frame in enumerate(found):
            if not frame.sound or frame.index != end:
                break
            if frame.commit:
                accepted = end + 1
    beyond = [frame for frame in found if frame.index >= accepted]
    return history(beyond, from_the_start=False)[1] > 0


# ---- pages


class Pages:
    """Every page of a database file and its log, in its newest readable version."""

    def __init__(self, read: Callable[[int, int], bytes | None], length: int, log: Buffer) -> None:
        """`read(at, size)`: a stretch of the database file of `length` bytes, None where the disk does not give it."""
        self._read = read
        self._length = length
        head = (read(0, 100) if length >= 100 else None) or b""
        self.size = page_size(head, log)
        self.unreadable = 0  # pages whose newest version is damaged or missing
        reserved = head[20] if head[:16] == MAGIC else 0
        self._usable = self.size - reserved if self.size - reserved >= 480 else self.size
        self._newest: dict[int, Frame] = {}
        self._doubtful: list[Frame] = []
        self._take_log(log)
        self._free = self._freelist() if head[:16] == MAGIC else frozenset()

    def _take_log(self, log: Buffer) -> None:
        ours = list(frames(log, self.size, salt_of(log)))
        last, _ = history(ours, from_the_start=head_is_sound(log))
        for frame in ours:
            if frame.sound and frame.index <= last:
                self._newest[frame.page] = frame
            else:
                # Damaged, or after the last that was acknowledged: only for what is nowhere else.
                self._doubtful.append(frame)
                self.unreadable += frame.index <= last

    def _in_file(self, number: int) -> Buffer | None:
        at = (number - 1) * self.size
        return self._read(at, self.size) if 0 <= at <= self._length - self.size else None

    def get(self, number: int) -> Buffer | None:
        """The newest version of a page, None where there is none."""
        frame = self._newest.get(number)
        return frame.image if frame is not None else self._in_file(number)

    def _freelist(self) -> frozenset[int]:
        """Pages in no use any more: what stands on them was taken back or lives elsewhere."""
        first = self.get(1)
        found: set[int] = set()
        trunk = int.from_bytes(first[32:36], "big") if first is not None else 0
        while trunk and trunk not in found:
            found.add(trunk)
            page = self.get(trunk)
            if page is None:
                break
            count = int.from_bytes(page[4:8], "big")
            if count > self._usable // 4 - 2:
                break
            found.update(struct.unpack_from(f">{count}I", page, 8))
            trunk = int.from_bytes(page[:4], "big")
        return frozenset(found)

    def rows(self) -> Iterator[Row]:
        """All rows of all tables, the newest pages first; of a damaged frame what makes sense, last of all."""
        for frame in sorted(self._newest.values(), key=lambda one: -one.index):
            if frame.page not in self._free:
                yield from self._cells(frame.image, frame.page, frame.index + 1)
        for number in range(1, self._length // self.size + 1):
            if number not in self._newest and number not in self._free:
                image = self._in_file(number)
                if image is None:
                    self.unreadable += 1
                else:
                    yield from self._cells(image, number, 0)
        for frame in reversed(self._doubtful):
            yield from self._cells(frame.image, frame.page, -1)

    def _cells(self, page: Buffer, number: int, generation: int) -> Iterator[Row]:
        start = 100 if number == 1 else 0
        if page[start] != _LEAF:
            return
        count = int.from_bytes(page[start + 3 : start + 5], "big")
        if start + 8 + 2 * count > self._usable:
            self.unreadable += 1
            return
        bad = 0
        for place in range(count):
            at = int.from_bytes(page[start + 8 + 2 * place : start + 10 + 2 * place], "big")
            row = self._cell(page, at, generation) if at >= start + 8 + 2 * count else None
            if row is None:
                bad += 1
            else:
                yield row
        self.unreadable += bad > 0

    def _cell(self, page: Buffer, at: int, generation: int) -> Row | None:
        try:
            length, at = varint(page, at)
            rowid, at = varint(page, at)
            if length > _LARGEST:
                return None
            payload = self._payload(page, at, length)
            values = None if payload is None else record(payload)
        except (IndexError, ValueError, struct.error):
            return None
        return None if values is None else Row(_signed(rowid), values, generation)

    def _payload(self, page: Buffer, at: int, length: int) -> bytes | None:
        here = local_bytes(length, self._usable)
        if at + here > self._usable:
            return None
        if here == length:
            return bytes(page[at : at + length])
        parts, left = [bytes(page[at : at + here])], length - here
        following = int.from_bytes(page[at + here : at + here + 4], "big")
        while left > 0:
            more = self.get(following) if following else None
            if more is None:
                return None
            part = bytes(more[4 : min(self._usable, 4 + left)])
            following = int.from_bytes(more[:4], "big")
            parts.append(part)
            left -= len(part)
        return b"".join(parts)


# ---- cells and records


def local_bytes(length: int, usable: int) -> int:
    """How much of a payload stands on the leaf page itself, the rest in overflow pages."""
    most = usable - 35
    if length <= most:
        return length
    least = (usable - 12) * 32 // 255 - 23
    here = least + (length - least) % (usable - 4)
    return here if here <= most else least


def varint(data: Buffer, at: int) -> tuple[int, int]:
    """(unsigned value, where it ends); IndexError beyond the end."""
    value = 0
    for place in range(at, at + 8):
        byte = data[place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + 1
    return value << 8 | data[at + 8], at + 9


def _signed(value: int) -> int:
    return value - (1 << 64) if value >= 1 << 63 else value


def record(payload: bytes) -> tuple[Value, ...]:
    """The values of a record; ValueError or IndexError where it is none."""
    end, at = varint(payload, 0)
    kinds = []
    while at < end:
        kind, at = varint(payload, at)
        kinds.append(kind)
    if at != end:
        raise ValueError("the header's length is wrong")
    values = []
    for kind in kinds:
        width, read = _kind(kind)
        if at + width > len(payload):
            raise ValueError("a value beyond the end")
        values.append(read(payload[at : at + width]))
        at += width
    if at != len(payload):
        raise ValueError("more than the header tells of")
    return tuple(values)


_WIDTHS = (0, 1, 2, 3, 4, 6, 8)


def _kind(kind: int) -> tuple[int, Callable[[bytes], Value]]:
    """(bytes, how to read them) of a serial type."""
    if kind >= 12:
        return (kind - 12) // 2, (bytes.decode if kind % 2 else bytes)
    if kind == 0:
        return 0, lambda _: None
    if kind <= 6:
        return _WIDTHS[kind], lambda raw: int.from_bytes(raw, "big", signed=True)
    if kind == 7:
        return 8, _real
    if kind in {8, 9}:
        return 0, lambda _: kind - 8
    raise ValueError("a reserved type")


def _real(raw: bytes) -> float:
    (found,) = struct.unpack(">d", raw)
    return float(found)
