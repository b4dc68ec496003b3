"""How fast ratings leave: batches against one POST a record, with the database and without, and over a slow line.

    python tests/bench/bench_sending.py [--records N]

TLS with a client certificate on loopback, against a stub centre in a process of its own that takes everything. The
yardsticks run in the same minute: `requests.Session` with one POST a record, and our own sender with batches of one.
Records a second; more is better. Ends with 1 where a limit is not kept.
"""

from __future__ import annotations

import argparse
import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import requests
import trustme
from bench_outbox import record
from figures import at_least_line

from kiosk_app.central.client import Client
from kiosk_app.central.courier import CentreCourier
from kiosk_app.central.identity import Identity
from kiosk_app.central.outcome import Answered as Said
from offline_queue import Answered, Drain, Envelope, Outbox, Pace, canonical

HERE = Path(__file__).parent
IDENTITY = Identity("CQ-YB-0031-07", "key-1", bytes(range(32)), 1)
LATENCY = 0.030
BATCH = 100


@contextmanager
def stub(folder: Path, latency: float = 0.0) -> Iterator[str]:
    """A stub centre's address."""
    command = [sys.executable, str(HERE / "stub_centre.py"), str(folder), str(latency / 2)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"https://127.0.0.1:{process.stdout.readline().strip()}/v1"
        process.communicate()


def certificates(folder: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
    authority.issue_cert("device").private_key_and_cert_chain_pem.write_to_path(folder / "device.pem")


def client_of(url: str, folder: Path) -> Client:
    return Client(
        url, lambda: IDENTITY, ca_file=str(folder / "ca.pem"), client_cert=str(folder / "device.pem"), app_version="b"
    )


def envelopes(number: int) -> list[Envelope]:
    made = []
    for seq in range(1, number + 1):
        key = str(uuid.uuid4())
        told = record(key) | {"deviceId": IDENTITY.device_id, "epoch": 1, "deviceSeq": seq, "chain": f"{seq:064x}"}
        made.append(Envelope(key, canonical(told), seq, 1))
    return made


def rate(count: int, work: Callable[[], object]) -> float:
    """Records a second."""
    begin = time.perf_counter()
    work()
    return count / (time.perf_counter() - begin)


def by_session(url: str, folder: Path, records: list[Envelope]) -> Callable[[], object]:
    """The yardstick: a session as it comes, its connection kept, one POST a record, and the answer read."""
    # It would obey these before what it is told: a machine's own authorities, and a proxy to this very machine.
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        os.environ.pop(name, None)
    session = requests.Session()
    session.verify, session.cert = str(folder / "ca.pem"), str(folder / "device.pem")

    def work() -> None:
        for one in records:
            body = b'{"ratings":[' + one.raw + b"]}"
            answer = session.post(f"{url}/ratings", data=body, headers={"Content-Type": "application/json"})
            assert answer.json()["data"]["results"][0]["outcome"] == "accepted"

    session.post(f"{url}/ratings", data=b"")  # the handshake is not counted on either side
    return work


def by_courier(client: Client, records: list[Envelope]) -> Callable[[], object]:
    """Ours without the database."""
    courier = CentreCourier(client)

    def work() -> None:
        for at in range(0, len(records), BATCH):
            outcome = courier.carry(records[at : at + BATCH])
            assert isinstance(outcome, Answered)
            assert len(outcome.verdicts) == len(records[at : at + BATCH])

    assert isinstance(client.time(), Said)
    return work


@cache
def filled(number: int) -> Path:
    """An outbox with so many unsent; made in memory, where a flush costs nothing."""
    folder = Path(tempfile.mkdtemp(prefix="hcp-bench-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    atexit.register(shutil.rmtree, folder)
    with Outbox(folder / "outbox.db") as outbox:
        outbox.begin(IDENTITY.device_id, IDENTITY.epoch)
        for _ in range(number):
            key = str(uuid.uuid4())
            outbox.hold(key, None, None, record(key))
            outbox.release(key)
    return folder / "outbox.db"


def by_drain(client: Client, path: Path, number: int, batch: int) -> Callable[[], object]:
    """Ours with the database: claimed, sent, settled."""
    shutil.copy(filled(number), path)
    outbox = Outbox(path)
    pace = Pace(batch=batch, largest_batch=batch, spread=0.0)
    drain = Drain(outbox, CentreCourier(client), allowed=lambda: True, pause=client.budget.wait, pace=pace)

    def work() -> None:
        while outbox.pending()[0]:
            assert drain.turn() == 0
        outbox.close()

    assert isinstance(client.time(), Said)
    return work


def handshakes(client: Client) -> int:
    outcome = client.time()
    assert isinstance(outcome, Said)
    return int(outcome.data["handshakes"])


def typical(ours: list[float], yardstick: list[float]) -> tuple[float, float]:
    """Both of the round with the middle ratio: a round is of one moment, and another moment has another machine."""
    rounds = sorted(zip(ours, yardstick, strict=True), key=lambda pair: pair[0] / pair[1])
    return rounds[len(rounds) // 2]


def measure(folder: Path, number: int) -> list[str]:
    """The lines to print."""
    session, batches, ones, drained = [], [], [], []
    with stub(folder) as url:
        client = client_of(url, folder)
        for k in range(5):  # taking turns, so that the machine's moods strike all alike
            session.append(rate(few := max(200, number // 20), by_session(url, folder, envelopes(few))))
            batches.append(rate(number, by_courier(client, envelopes(number))))
            ones.append(rate(few, by_drain(client, folder / f"one-{k}.db", few, 1)))
            drained.append(rate(number, by_drain(client, folder / f"many-{k}.db", number, BATCH)))
        before = handshakes(client)
        fresh = client_of(url, folder)
        by_drain(fresh, folder / "handshakes.db", 1000, BATCH)()
        drains = handshakes(client) - before
    with stub(folder, LATENCY) as url:
        client = client_of(url, folder)
        slow_ones = rate(60, by_drain(client, folder / "slow-one.db", 60, 1))
        slow = rate(6000, by_drain(client, folder / "slow-many.db", 6000, BATCH))
    unit = "records/s"
    return [
        at_least_line("batches of 100, gzip / a POST each", *typical(batches, session), 50, unit),
        at_least_line("outbox to settled, batches of 100 / of one", *typical(drained, ones), 25, unit),
        at_least_line("the same at 30 ms latency", slow, slow_ones, 80, unit),
        f"TLS handshakes of a drain: {drains} (limit 1) {'ok' if drains == 1 else 'OVER'}",
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("--records", type=int, default=10_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hcp-bench-") as folder:
        certificates(Path(folder))
        lines = measure(Path(folder), args.records)
    print("\n".join(lines))
    return 1 if any(line.endswith("OVER") for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
