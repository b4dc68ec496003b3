"""The product's commands, as little of them as the practice needs to be tested: its edge, played by a script."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import NoReturn


def _until_told() -> NoReturn:
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    while not ended.wait(0.2):
        pass
    sys.exit(0)


def main(words: list[str]) -> None:
    command, config = words[0], Path(words[words.index("--config") + 1]) if "--config" in words else None
    log = Path(os.environ["STAND_IN_LOG"])
    with log.open("a") as lines:
        lines.write(json.dumps([*words, os.environ.get("QT_QPA_PLATFORM", "")]) + "\n")
    if command == "central":
        # Only here: the others must have said that they were called before a short practice is over.
        from kiosk_app.practice.centre.serve import serve

        db = Path(words[words.index("--db") + 1])
        sys.exit(
            serve(say=lambda line: print(line, flush=True), complain=print, listen="127.0.0.1:0", db=db, as_json=True)
        )
    elif command == "pad":
        Path(words[words.index("--link") + 1]).touch()
        for line in sys.stdin:
            with log.open("a") as lines:
                lines.write(json.dumps(["pressed", line.strip()]) + "\n")
        _until_told()
    elif command == "counter":
        print(json.dumps({"name": words[2], "token": "t-" + words[2]}))
    elif command == "enrol" and config is not None:
        if os.environ.get("STAND_IN_ENROL") == "fails":
            print("hcp-kiosk: the centre does not answer", file=sys.stderr)
            sys.exit(1)
        (config.parent / "state" / "identity.json").write_text("{}")
    elif command == "run":
        if os.environ.get("STAND_IN_RUN") == "fails" or (
            os.environ.get("STAND_IN_RUN") == "no screen" and os.environ.get("QT_QPA_PLATFORM") != "offscreen"
        ):
            print("hcp-kiosk: could not connect to display", file=sys.stderr)
            sys.exit(1)
        _until_told()


main(sys.argv[1:])
