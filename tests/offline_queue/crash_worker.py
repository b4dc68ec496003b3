"""A process that lives the terminal's life on an outbox until it is killed.

It writes a line to stdout after each promise (`held ID LEVEL`, `released ID SEQ CHAIN`, `withdrawn ID`,
`fate ID STATE`, `settled ID STATE`), as the screen would say thanks: what a line tells must be true of the disk for
ever after. `withdrawing ID` comes before the deed: from then on the row may be there or not.
"""

from __future__ import annotations

import os
import random
import sys
import uuid

from offline_queue import Delivered, Outbox, Parked


def promise(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def main(path: str, seed: int) -> None:
    chance = random.Random(seed)
    outbox = Outbox(path)
    outbox.begin("D", 1)
    for rating_id in outbox.recover("now").released:
        promise("recovered", rating_id)
    promise("ready")
    while True:
        rating_id, invitation = str(uuid.uuid4()), str(uuid.uuid4())
        outbox.open_invitation(invitation, {"projectNo": rating_id, "serviceNumber": 1, "offeredAt": "t"})
        promise("open", invitation)
        if chance.random() < 0.1:
            outbox.record_fate(invitation, {"invitationId": invitation, "state": "lapsed"})
            promise("fate", invitation, "lapsed")
            continue
        record: dict[str, object] = {"ratingId": rating_id, "satisfaction": chance.randint(1, 5), "text": "评" * 150}
        outbox.hold(rating_id, invitation, (rating_id, 1, 1), record)
        promise("held", rating_id, record["satisfaction"])
        if chance.random() < 0.2:
            promise("withdrawing", rating_id)
            outbox.withdraw(rating_id)
            promise("withdrawn", rating_id)
            outbox.record_fate(invitation, {"invitationId": invitation, "state": "lapsed"})
            promise("fate", invitation, "lapsed")
            continue
        released = outbox.release(rating_id, record, {"invitationId": invitation, "state": "rated"})
        promise("released", rating_id, released.seq, released.chain)
        promise("fate", invitation, "rated")
        if chance.random() < 0.2:
            sent = outbox.claim(3)
            verdicts = {one.key: chance.choice([Delivered("N"), Parked("X")]) for one in sent}
            outbox.settle(sent, verdicts)
            for key, verdict in verdicts.items():
                promise("settled", key, type(verdict).__name__.lower())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
