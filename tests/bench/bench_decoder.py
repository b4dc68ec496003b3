"""Bytes → frames on a noisy stream, against the fastest that each profile's own line could bring them."""

from __future__ import annotations

import random

from figures import at_least_line, median, timed

import device_drivers as drivers
from device_drivers.framings.mask import MaskFraming
from device_drivers.framings.modbus import ModbusFraming, sealed

LIMIT = 100.0  # times the line's own rate
FRAMES = 4000
ROUNDS = 5
READ = 64  # bytes at a time, as a busy line is read
BITS = 10  # on the wire for each byte, with start and stop


def frame(profile: drivers.Profile, rng: random.Random) -> bytes:
    """What the device sends for one key or another."""
    framing = profile.framing
    key = rng.choice(list(framing.codes))
    if isinstance(framing, MaskFraming):
        return bytes((framing.codes[key], 0))
    if isinstance(framing, ModbusFraming):
        return sealed(bytes((framing.unit, 2, 1, 1 << framing.codes[key])))
    return framing.sends(key, True, rng.random() * 1e6)  # type: ignore[attr-defined,no-any-return]  # all others have it


def noisy(profile: drivers.Profile, rng: random.Random) -> bytes:
    """Frames with noise between them, every fourth one damaged."""
    parts = []
    for _ in range(FRAMES):
        data = bytearray(frame(profile, rng))
        if rng.random() < 0.25:
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        parts += [bytes(data), rng.randbytes(rng.randrange(4))]
    return b"".join(parts)


def main() -> None:
    """Each profile in turn."""
    rng = random.Random(20)
    for name in drivers.shipped():
        profile = drivers.load(name)
        stream = noisy(profile, rng)

        def once(profile: drivers.Profile = profile, stream: bytes = stream) -> None:
            feed = profile.decoder().feed
            for at in range(0, len(stream), READ):
                feed(stream[at : at + READ], 0.0)

        rate = len(stream) / median([timed(once) for _ in range(ROUNDS)])
        line = profile.line.baud / BITS
        print(at_least_line(f"{name}: decoded beside the line's rate", rate, line, LIMIT, "B/s"))


if __name__ == "__main__":
    main()
