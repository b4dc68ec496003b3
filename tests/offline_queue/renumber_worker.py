"""A process that renumbers a backlog in small slices, and releases between them, until it is killed or done.

It says `began EPOCH`, `moved` after each slice, `released ID`, and `done EPOCH` when the new numbering is in force.
"""

from __future__ import annotations

import os
import sys
import uuid

from offline_queue import Outbox, renumbering

renumbering.SLICE = 16


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def main(path: str, epoch: int) -> None:
    outbox = Outbox(path)
    outbox.begin("D", epoch)
    say("began", epoch)
    while outbox.renumber_on(0.0):
        say("moved")
        rating_id = str(uuid.uuid4())
        outbox.hold(rating_id, None, None, {"ratingId": rating_id})
        outbox.release(rating_id)
        say("released", rating_id)
    say("done", epoch)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
