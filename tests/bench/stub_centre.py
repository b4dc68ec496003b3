"""A centre that costs as little as can be: a process of its own that takes every rating it is sent, over TLS.

`python stub_centre.py FOLDER [DELAY]`: certificates are in FOLDER (server.pem, ca.pem); prints its port. With DELAY
seconds each way the port is that of a line before it. `GET /handshakes` says how many there were.
"""

from __future__ import annotations

import contextlib
import json
import re
import socket
import ssl
import sys
import threading
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "network"))

from line import FaultyLine  # found by the line above

IDS = re.compile(rb'"ratingId":"([^"]+)"')


class Stub:
    """Counts handshakes and ratings."""

    def __init__(self, folder: Path) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(folder / "server.pem")
        self._context.load_verify_locations(folder / "ca.pem")
        self._context.verify_mode = ssl.CERT_REQUIRED
        self.handshakes = 0

    def serve(self, listener: socket.socket) -> None:
        while True:
            plain, _ = listener.accept()
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._talk, args=(plain,), daemon=True).start()

    def _talk(self, plain: socket.socket) -> None:
        with contextlib.suppress(OSError), self._context.wrap_socket(plain, server_side=True) as sock:
            self.handshakes += 1
            held = b""
            while True:
                while b"\r\n\r\n" not in held:
                    part = sock.recv(65536)
                    if not part:
                        return
                    held += part
                head, _, held = held.partition(b"\r\n\r\n")
                low = head.lower()
                length = int(low.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
                while len(held) < length:
                    held += sock.recv(65536)
                body, held = held[:length], held[length:]
                if b"content-encoding: gzip" in low:
                    body = zlib.decompress(body, 31)
                said = self._answer(head, body)
                sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(said), said))

    def _answer(self, head: bytes, body: bytes) -> bytes:
        if head.startswith(b"GET"):
            return json.dumps({"code": "0", "data": {"handshakes": self.handshakes}}).encode()
        results = b",".join(
            b'{"ratingId":"%s","outcome":"accepted","receiptNo":"YB01-7Q2K-9F4M"}' % key for key in IDS.findall(body)
        )
        return b'{"code":"0","msg":"","requestId":"r","data":{"results":[%s]}}' % results


def main(folder: str, delay: str = "0") -> None:
    stub = Stub(Path(folder))
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    threading.Thread(target=stub.serve, args=(listener,), daemon=True).start()
    with FaultyLine(port, delay=float(delay)) as line:
        print(line.port if float(delay) else port, flush=True)
        sys.stdin.read()  # until whoever started it is gone


if __name__ == "__main__":
    main(*sys.argv[1:])
