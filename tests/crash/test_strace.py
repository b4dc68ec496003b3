"""The reader of recordings: against text, and against what a real process leaves on a real disk."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from crash.disk import Disk, Flush, FlushNames, Move, Name, Operation, Resize, Said, Unname, Write
from crash.ground import no_strace
from crash.strace import OPTIONS, Unmodelled, operations
from hypothesis import given
from hypothesis import strategies as st

DATA = st.binary(min_size=1, max_size=20)


def hexed(data: bytes | str) -> str:
    raw = data.encode() if isinstance(data, str) else data
    return '"' + "".join(f"\\x{byte:02x}" for byte in raw) + '"'


def read(*calls: str, names: tuple[str, ...] = ("a", "b")) -> list[Operation]:
    return operations([f"17  {call}\n" for call in calls], "/d", names)


def opened(name: str, flags: str, fd: int) -> str:
    return f"openat(AT_FDCWD, {hexed('/d/' + name)}, {flags}, 0644) = {fd}"


WRITES = st.one_of(
    st.builds(
        lambda offset, data: (
            f"pwrite64(3, {hexed(data)}, {len(data)}, {offset}) = {len(data)}",
            [Write(0, offset, data)],
        ),
        st.integers(0, 99),
        DATA,
    ),
    st.builds(lambda size: (f"ftruncate(3, {size}) = 0", [Resize(0, size)]), st.integers(0, 99)),
    st.sampled_from(
        [
            ("fdatasync(3) = 0", [Flush(0)]),
            ("fsync(3)  = 0", [Flush(0)]),
            ("fdatasync(3) = -1 EIO (Input/output error) (INJECTED)", [Flush(0, failed=True)]),
            ("fsync(4) = 0", [FlushNames()]),
            ("fsync(9) = 0", []),
            (f"write(1, {hexed('thanks' + chr(10))}, 7) = 7", [Said("thanks")]),
            (f"pwrite64(3, {hexed('x')}, 1, 0) = -1 ENOSPC (No space left on device)", []),
            (f"write(9, {hexed('x')}, 1) = 1", []),
            ("close(9) = 0", []),
        ]
    ),
)


@given(st.lists(WRITES))
def test_calls_are_operations(calls: list[tuple[str, list[Operation]]]) -> None:
    begin = [opened("a", "O_RDWR|O_CLOEXEC", 3), f"openat(AT_FDCWD, {hexed('/d')}, O_RDONLY|O_CLOEXEC) = 4"]
    assert read(*begin, *(text for text, _ in calls)) == [one for _, meant in calls for one in meant]


def test_names() -> None:
    found = read(
        opened("new", "O_RDWR|O_CREAT", 3),
        opened("b", "O_WRONLY|O_CREAT|O_TRUNC", 4),
        f"unlink({hexed('/d/a')}) = 0",
        f"unlinkat(AT_FDCWD, {hexed('/d/nobody')}, 0) = -1 ENOENT (No such file or directory)",
        f"rename({hexed('/d/new')}, {hexed('/d/b')}) = 0",
        f"renameat2(AT_FDCWD, {hexed('/d/b')}, AT_FDCWD, {hexed('/d/c')}, 0) = 0",
        f"rename({hexed('/x')}, {hexed('/y')}) = 0",
        opened("c", "O_RDWR", 5),
        f"pwrite64(5, {hexed('x')}, 1, 0) = 1",
        opened("outbox.db-shm", "O_RDWR|O_CREAT", 6),
        f"pwrite64(6, {hexed('x')}, 1, 0) = 1",
        "mmap(NULL, 32768, PROT_READ|PROT_WRITE, MAP_SHARED, 6, 0) = 0x7f0000000000",
    )
    assert found == [Name("new", 2), Resize(1, 0), Unname("a"), Move("new", "b"), Move("b", "c"), Write(2, 0, b"x")]


def test_a_file_written_from_its_place() -> None:
    found = read(
        opened("a", "O_RDWR", 3),
        f"write(3, {hexed('ab')}, 2) = 2",
        f"write(3, {hexed('cd')}, 2) = 1",
        f"write(3, {hexed('d')}, 1) = 1",
        "lseek(3, 0, SEEK_SET) = 0",
        f"write(3, {hexed('e')}, 1) = 1",
        "fallocate(3, 0, 2, 9) = 0",
        "fallocate(3, FALLOC_FL_KEEP_SIZE, 0, 99) = 0",
    )
    assert found == [Write(0, 0, b"ab"), Write(0, 2, b"c"), Write(0, 3, b"d"), Write(0, 0, b"e"), Resize(0, 11)]


def test_threads_come_between() -> None:
    lines = [
        f"17 {opened('a', 'O_RDWR', 3)}",
        "17 fdatasync(3 <unfinished ...>",
        f"18 write(1, {hexed('hm' + chr(10))}, 3) = 3",
        "17 <... fdatasync resumed>)  = 0",
        "18 +++ exited with 0 +++",
    ]
    assert operations(lines, "/d", ["a"]) == [Said("hm"), Flush(0)]


@pytest.mark.parametrize(
    "call",
    [
        "mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, 3, 0) = 0x7f0000000000",
        "fallocate(3, FALLOC_FL_PUNCH_HOLE|FALLOC_FL_KEEP_SIZE, 0, 1) = 0",
        "dup(3) = 7",
        "copy_file_range(9, NULL, 3, NULL, 4096, 0) = 4096",
        f"link({hexed('/x')}, {hexed('/d/x')}) = 0",
        f"rename({hexed('/x')}, {hexed('/d/x')}) = 0",
        opened("a", "O_WRONLY|O_APPEND", 5),
        'pwrite64(3, "\\x61"..., 9, 0) = 9',
    ],
)
def test_what_it_does_not_know_it_refuses(call: str) -> None:
    with pytest.raises(Unmodelled):
        read(opened("a", "O_RDWR", 3), call)


PROCESS = """
import os, random, sys
os.chdir(sys.argv[1])
chance = random.Random(int(sys.argv[2]))
here = os.getcwd()
for _ in range(120):
    name = os.path.join(here, chance.choice("abc"))
    match chance.randrange(8):
        case 0 | 1 | 2:
            fd = os.open(name, os.O_RDWR | os.O_CREAT)
            os.pwrite(fd, chance.randbytes(chance.randint(1, 6000)), chance.randint(0, 9000))
            os.fsync(fd)
            os.close(fd)
        case 3:
            with open(name, "wb") as file:
                file.write(chance.randbytes(50000))
                file.seek(20)
                file.write(b"again")
        case 4:
            if os.path.exists(name):
                os.truncate(fd := os.open(name, os.O_RDWR), chance.randint(0, 9000))
                os.posix_fallocate(fd, 0, chance.randint(1, 9000))
                os.close(fd)
        case 5:
            if os.path.exists(name):
                os.remove(name)
        case 6:
            if os.path.exists(name):
                os.replace(name, os.path.join(here, chance.choice("abc")))
        case 7:
            os.fsync(fd := os.open(here, os.O_RDONLY))
            os.close(fd)
            os.write(1, b"told\\n")
"""


@pytest.mark.skipif(no_strace() is not None, reason=str(no_strace()))
@pytest.mark.parametrize("seed", range(4))
def test_the_model_has_what_a_real_disk_has(tmp_path: Path, seed: int) -> None:
    directory, record = tmp_path / "d", tmp_path / "record"
    directory.mkdir()
    (directory / "a").write_bytes(b"before")
    command = ["strace", *OPTIONS, "-o", str(record), sys.executable, "-c", PROCESS, str(directory), str(seed)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    disk = Disk({"a": b"before"}, Random(0))
    found = operations(record.read_text("ascii").splitlines(), str(directory), ["a"])
    for operation in found:
        disk.happen(operation)
    assert {type(one) for one in found} == {Write, Resize, Flush, FlushNames, Name, Unname, Move, Said}
    assert disk.complete() == {file.name: file.read_bytes() for file in directory.iterdir()}
