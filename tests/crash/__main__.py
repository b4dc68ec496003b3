"""`make crash`: every way to lose what was acknowledged, at full length; and that each of them is one.

Ends with 1 where something was lost, where a way found nothing that is known to lose, or could not be tried here.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from crash import images, kills, refusals, replay, shutdowns
from crash.ground import no_loop, no_strace
from crash.lives import Result

Campaign = Callable[[], Result]
WAYS = ("replay", "images", "shutdowns", "kills", "refusals", "random")
FEW = 60  # points are enough to see that a way finds what is wrong
SHOWN = 5  # states of a way that are told in full


def plan(given: argparse.Namespace) -> Iterator[tuple[str, str | None, bool, Campaign]]:
    """(name, why it cannot be tried here, whether it must lose, the campaign) of each row of the table."""
    seed = given.seed
    for mode in ("wal-full", "wal-normal", "delete-full"):
        loses = mode != "wal-full"
        yield "replay", no_strace(), loses, partial(replay.campaign, given.states, seed, mode)
        yield "images", no_loop(), loses, partial(images.campaign, given.images, seed, mode)
        yield "shutdowns", no_loop(), loses, partial(shutdowns.campaign, given.shutdowns, seed, mode)
    # A kill is blind to what a power cut loses: these are seen to find thanks that are said too early.
    for mode in ("wal-full", "hasty"):
        loses = mode != "wal-full"
        every = FEW if loses else given.every
        yield "kills", no_strace(), loses, partial(kills.campaign, every, seed, mode)
        yield "refusals", no_strace(), loses, partial(refusals.campaign, every, seed, mode)
        yield "random", None, loses, partial(kills.at_random, given.lives, seed, mode)


def main() -> int:
    """Run all, print a row each."""
    parser = argparse.ArgumentParser(prog="crash", description=__doc__)
    parser.add_argument("only", nargs="*", metavar="way", help=f"of {', '.join(WAYS)}; all, if none is named")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--states", type=int, default=1000, help="replayed crash states")
    parser.add_argument("--images", type=int, default=200, help="block images")
    parser.add_argument("--shutdowns", type=int, default=30, help="file-system shutdowns")
    parser.add_argument("--lives", type=int, default=200, help="kills at random")
    parser.add_argument("--every", type=int, help="points of kills and refusals, instead of every one")
    given = parser.parse_args()
    if unknown := set(given.only) - set(WAYS):
        parser.error(f"no such way: {', '.join(sorted(unknown))} (there are {', '.join(WAYS)})")
    logging.disable()
    failed = False
    print(f"{'way':<26} {'mode':<12} {'states':>6} {'promises':>9} {'lost':>6} {'wanted':>7} {'s':>6}", flush=True)
    for way, missing, loses, campaign in plan(given):
        if given.only and way not in given.only:
            continue
        if missing is not None:
            print(f"{way} not tried: {missing}", flush=True)
            failed = True
            continue
        began = time.monotonic()
        result = campaign()
        held = (result.lost > 0) == loses
        wanted = "some" if loses else "0"
        row = f"{result.way:<26} {result.mode:<12} {result.states:>6} {result.promises:>9} {result.lost:>6} {wanted:>7}"
        print(f"{row} {time.monotonic() - began:>6.1f}{'' if held else '  FAILED'}", flush=True)
        for example in [] if loses else result.examples[:SHOWN]:
            print(f"  {example}")
        failed |= not held
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
