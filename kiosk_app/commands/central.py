"""`central serve`: the practice centre alone."""

from __future__ import annotations

import argparse
from pathlib import Path

from kiosk_app.commands.failure import Misused
from kiosk_app.commands.options import add_actions, add_last, load_settings


def configure(parser: argparse.ArgumentParser) -> None:
    """central serve [--listen HOST:PORT] [--db FILE] [--tls-cert FILE --tls-key FILE] [--fault NAME=P]."""
    serve = add_actions(parser)("serve", "the reference contract, durable, with a page of what it received")
    serve.add_argument("--listen", metavar="HOST:PORT", default="127.0.0.1:8786", help="(%(default)s)")
    serve.add_argument("--db", metavar="FILE", type=Path, help="where it keeps what it received")
    serve.add_argument("--tls-cert", metavar="FILE", type=Path)
    serve.add_argument("--tls-key", metavar="FILE", type=Path)
    serve.add_argument("--fault", metavar="NAME=P", action="append", default=[], help="misbehave that often (0 to 1)")
    add_last(serve, serve_centre)


def serve_centre(args: argparse.Namespace) -> int:
    """Until SIGTERM or SIGINT."""
    if bool(args.tls_cert) != bool(args.tls_key):
        raise Misused("--tls-cert and --tls-key go together")
    load_settings(args)
    from kiosk_app.practice import centre

    return centre.serve(args.listen, args.db, args.tls_cert, args.tls_key, args.fault)
