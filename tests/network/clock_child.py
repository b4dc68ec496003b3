"""A terminal's outbox, clock and sender as a process whose wall clock the test sets: `clock_child.py FOLDER URL ID …`.

Takes a rating for each id, says so, and sends until all are there or until its input ends. Prints a JSON object a line.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

from kiosk_app.central.client import Client
from kiosk_app.central.courier import CentreCourier
from kiosk_app.central.identity import Identity
from kiosk_app.central.wording import beijing_time, rfc3339
from kiosk_app.runtime.clock import Clock, wall_ms
from offline_queue import Drain, Outbox, Pace

IDENTITY = Identity("CQ-YB-0031-07", "key-1", bytes(range(32)), 1)


def say(**told: object) -> None:
    print(json.dumps(told), flush=True)


def main(folder: str, url: str, *ids: str) -> None:
    outbox = Outbox(Path(folder) / "outbox.db")
    outbox.begin(IDENTITY.device_id, IDENTITY.epoch)
    kept = outbox.kept("clock")
    clock = Clock(kept=kept if isinstance(kept, dict) else None, keep=lambda anchor: outbox.keep("clock", anchor))
    for key in ids:
        moment = clock.moment()
        record = {"ratingId": key, "assessedAt": rfc3339(moment.instant_ms), "monoMs": round(moment.mono * 1000)}
        outbox.hold(key, None, None, record)
        outbox.release(key)
    say(wall=wall_ms(), now=clock.now_ms(), trust=clock.moment().trust, beijing=beijing_time(1_795_399_200_000))
    if url:
        ca_file = Path(folder) / "ca.pem"
        client = Client(
            url,
            lambda: IDENTITY,
            ca_file=str(ca_file) if ca_file.exists() else "",
            now_ms=clock.now_ms,
            on_answer=clock.learn,
            mono=clock.mono,
        )
        pace = Pace(ceiling=0.5, case_ceiling=0.5)  # seconds of running time
        drain = Drain(outbox, CentreCourier(client), allowed=lambda: True, pace=pace)
        stop = threading.Event()
        thread = threading.Thread(target=drain.run, args=(stop,))
        thread.start()
        while outbox.pending()[0] and not stop.wait(0.02):
            if drain.problem and sys.argv[-1] == "tell":
                say(problem=outbox.status().last_error.msg if outbox.status().last_error else "")
                break
        stop.set()
        drain.wake()
        thread.join()
        client.close()
    say(wall=wall_ms(), now=clock.now_ms(), trust=clock.moment().trust, unsent=outbox.pending()[0])
    outbox.close()


if __name__ == "__main__":
    main(*[word for word in sys.argv[1:] if word != "tell"])
