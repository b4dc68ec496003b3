"""What `strace -f -xx` saw of one process → operations on one directory: pure.

The process must write its files by pwrite64 or write; what this reader does not know of (another call that changes a
file, a mapping that is written through) it refuses, because a model that overlooks a write is worth nothing.
`-shm` is left out: SQLite builds it anew after a crash, from the log.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .disk import Flush, FlushNames, Move, Name, Operation, Resize, Said, Unname, Write

# A number of a call's arguments may be a file of ours, or a path in the directory: then the recording is of no use.
UNKNOWN = (
    *("writev", "pwritev", "pwritev2", "truncate", "link", "linkat", "symlink", "symlinkat", "copy_file_range"),
    *("sendfile", "splice", "dup", "dup2", "dup3", "sync_file_range", "sync", "syncfs", "io_uring_enter"),
)
CALLS = (
    *("openat", "open", "creat", "close", "lseek", "write", "pwrite64", "ftruncate", "fallocate", "fsync"),
    *("fdatasync", "unlink", "unlinkat", "rename", "renameat", "renameat2", "mmap"),
    *UNKNOWN,
)
OPTIONS = ("-f", "--seccomp-bpf", "-xx", "-s", "100000000", "-e", "signal=none", "-e", "trace=" + ",".join(CALLS))

_LINE = re.compile(r"(\d+) +(.*)", re.DOTALL)
_CALL = re.compile(r"(\w+)\((.*)\) += (-?\w+)(.*)", re.DOTALL)
_RESUMED = re.compile(r"<\.\.\. \w+ resumed>(.*)", re.DOTALL)
_UNFINISHED = " <unfinished ...>"
_STDOUT = 1
_KEEP_SIZE = 1  # FALLOC_FL_KEEP_SIZE


class Unmodelled(Exception):
    """The process did something to the directory that the model has no word for."""


@dataclass(slots=True)
class _Open:
    file: int | None  # None: the directory itself
    place: int = 0


def operations(lines: Iterable[str], directory: str, names: Iterable[str]) -> list[Operation]:
    """The operations of a recording; `names`: what the directory held before, numbered in their order."""
    return list(_Reader(directory, names).read(lines))


class _Reader:
    def __init__(self, directory: str, names: Iterable[str]) -> None:
        self._directory = os.path.normpath(directory)
        self._names = {name: file for file, name in enumerate(sorted(names))}
        self._next = len(self._names)
        self._sizes: dict[int, int] = {}
        self._open: dict[int, _Open] = {}

    def read(self, lines: Iterable[str]) -> Iterator[Operation]:
        begun: dict[str, str] = {}
        for line in lines:
            match = _LINE.match(line)
            if match is None:
                continue
            process, rest = match.groups()
            rest = rest.rstrip("\n")
            if rest.endswith(_UNFINISHED):
                # Another thread came between. It counts from when it is done.
                begun[process] = rest.removesuffix(_UNFINISHED)
                continue
            if resumed := _RESUMED.match(rest):
                rest = begun.pop(process) + resumed[1]
            if call := _CALL.match(rest):
                yield from self._call(call[1], _arguments(call[2]), call[3])

    def _call(self, call: str, given: list[str], answer: str) -> Iterator[Operation]:
        failed = answer in {"-1", "?"}
        match call, given:
            case (("fsync" | "fdatasync"), [fd]) if (there := self._open.get(int(fd))) is not None:
                if there.file is not None:
                    yield Flush(there.file, failed)
                elif not failed:
                    yield FlushNames()
            case _ if failed:
                return
            case (("openat" | "open" | "creat"), _):
                path, flags = (given[0], "O_CREAT|O_TRUNC") if call == "creat" else (given[-2], given[-1])
                if "O_" not in flags:  # a mode stands last
                    path, flags = given[-3], given[-2]
                yield from self._opened(_text(path), flags, int(answer))
            case "close", [fd]:
                self._open.pop(int(fd), None)
            case "write", [fd, data, _] if int(fd) == _STDOUT:
                yield from (Said(line) for line in _bytes(data)[: int(answer)].decode().splitlines())
            case "write", [fd, data, _] if there := self._file(fd):
                yield from self._written(there.file, there.place, _bytes(data)[: int(answer)])
                there.place += int(answer)
            case "pwrite64", [fd, data, _, offset] if there := self._file(fd):
                yield from self._written(there.file, int(offset), _bytes(data)[: int(answer)])
            case "lseek", [fd, *_] if there := self._file(fd):
                there.place = int(answer)
            case "ftruncate", [fd, size] if there := self._file(fd):
                yield self._sized(there.file, int(size))
            case "fallocate", [fd, mode, offset, size] if there := self._file(fd):
                if mode == "0":
                    yield self._sized(there.file, max(self._sizes.get(there.file or 0, 0), int(offset) + int(size)))
                elif mode != "FALLOC_FL_KEEP_SIZE":
                    raise Unmodelled(f"fallocate with {mode}")
            case "unlink", [path]:
                yield from self._unnamed(_text(path))
            case "unlinkat", [_, path, _]:
                yield from self._unnamed(_text(path))
            case "rename", [path, to]:
                yield from self._moved(_text(path), _text(to))
            case (("renameat" | "renameat2"), [_, path, _, to, *_]):
                yield from self._moved(_text(path), _text(to))
            case "mmap", [_, _, protection, flags, fd, _]:
                if "PROT_WRITE" in protection and "MAP_SHARED" in flags and self._file(fd):
                    raise Unmodelled("a file is written through a mapping")
            case name, _ if name in UNKNOWN and any(
                (part.isdigit() and self._file(part)) or (part[:1] == '"' and self._name(_text(part))) for part in given
            ):
                raise Unmodelled(name)

    def _opened(self, path: str, flags: str, fd: int) -> Iterator[Operation]:
        self._open.pop(fd, None)
        if os.path.normpath(path) == self._directory:
            self._open[fd] = _Open(None)
        name = self._name(path)
        if name is None:
            return
        if "O_APPEND" in flags:
            raise Unmodelled("a file opened to be appended to")
        if name not in self._names:
            self._names[name] = self._next
            self._next += 1
            yield Name(name, self._names[name])
        file = self._names[name]
        self._open[fd] = _Open(file)
        if "O_TRUNC" in flags:
            yield self._sized(file, 0)

    def _written(self, file: int | None, offset: int, data: bytes) -> Iterator[Operation]:
        assert file is not None
        self._sizes[file] = max(self._sizes.get(file, 0), offset + len(data))
        yield Write(file, offset, data)

    def _sized(self, file: int | None, size: int) -> Operation:
        assert file is not None
        self._sizes[file] = size
        return Resize(file, size)

    def _unnamed(self, path: str) -> Iterator[Operation]:
        name = self._name(path)
        if name is not None and self._names.pop(name, None) is not None:
            yield Unname(name)

    def _moved(self, path: str, to: str) -> Iterator[Operation]:
        old, new = self._name(path), self._name(to)
        if old is None and new is None:
            return
        if old is None or new is None:
            raise Unmodelled("a file moved into or out of the directory")
        self._names[new] = self._names.pop(old)
        yield Move(old, new)

    def _name(self, path: str) -> str | None:
        """The file's name, if it lies in the directory and counts."""
        place, name = os.path.split(os.path.normpath(path))
        return name if place == self._directory and not name.endswith("-shm") else None

    def _file(self, fd: str) -> _Open | None:
        there = self._open.get(int(fd)) if fd.isdigit() else None
        return there if there is not None and there.file is not None else None


def _arguments(text: str) -> list[str]:
    """Hexadecimal strings have no commas, so they part the arguments."""
    return [part.strip() for part in text.split(",")]


def _bytes(argument: str) -> bytes:
    if not argument.endswith('"'):
        raise Unmodelled("a recording that is cut short")
    return bytes.fromhex(argument.strip('"').replace("\\x", ""))


def _text(argument: str) -> str:
    return os.fsdecode(_bytes(argument))
