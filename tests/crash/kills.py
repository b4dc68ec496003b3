"""kill −9: at every flush, write and word, and at random."""

from __future__ import annotations

from random import Random

from . import injected
from .audit import audit
from .ground import gathered, lay_out, workplace
from .lives import Result, Running, arguments
from .promises import Promises


def campaign(count: int | None, seed: int, mode: str = "wal-full") -> Result:
    """A kill as it enters each flush, each write of a file, and each word it says; None: all of them."""
    faults = [fault for call in ("fdatasync", "pwrite64", "write") for fault in at_each(call, seed)]
    return injected.campaign("kills at flush and write", faults, count, seed, mode, dies=True)


def at_each(call: str, seed: int) -> list[str]:
    """A kill at the first, the second … call of a life."""
    return [f"{call}:signal=SIGKILL:when={n}" for n in range(1, injected.calls(call, seed) + 1)]


def at_random(count: int, seed: int, mode: str = "wal-full") -> Result:
    """So many lives on one file, each killed in the middle of whatever it does, or already while it starts."""
    result, chance, promises = Result("kills at random", mode), Random(seed), Promises()
    with workplace() as place:
        path = lay_out({}, place / "life")
        for _ in range(count):
            life = chance.getrandbits(32)
            worker = Running(arguments(path, life, mode), promises, mode)
            worker.until(chance.choice((1, 60)) and chance.randint(0, 60))
            for _ in range(chance.randint(0, 3000)):
                pass  # it runs on meanwhile, so that the signal hits it anywhere in its next steps
            worker.kill()
            faults = audit(lay_out(gathered(path.parent), place / "state"), promises)
            result.judged(f"life {life}", faults, promises.said)
    return result
