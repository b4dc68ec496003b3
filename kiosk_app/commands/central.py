"""`central serve`: the practice centre alone."""

from __future__ import annotations

import argparse

from kiosk_app.commands.options import add_actions, add_json, add_last, load_settings
from kiosk_app.commands.output import notice, say_now
from kiosk_app.commands.paths import path_of


def configure(parser: argparse.ArgumentParser) -> None:
    """central serve [--listen HOST:PORT] [--db FILE] [--tls CERT KEY] [--fault NAME=P] …"""
    serve = add_actions(parser)("serve", "the reference contract, durable, with a page of what it received")
    serve.add_argument("--listen", metavar="HOST:PORT", default="127.0.0.1:8790", help="port 0: any (%(default)s)")
    serve.add_argument("--db", metavar="FILE", type=path_of, help="where it keeps what it received")
    serve.add_argument(
        "--tls", nargs=2, metavar=("CERT", "KEY"), type=path_of, help="PEM files, needed beyond loopback"
    )
    serve.add_argument(
        "--fault",
        metavar="NAME=P",
        action="append",
        default=[],
        help="misbehave with probability P; NAME@ENDPOINT=P at one endpoint only",
    )
    serve.add_argument("--slow-seconds", metavar="S", type=float, default=20.0, help="of the fault `slow`")
    serve.add_argument("--no-sealing", action="store_true", help="a centre that gives out no sealing key")
    add_json(serve)
    add_last(serve, serve_centre)


def serve_centre(args: argparse.Namespace) -> int:
    """Until SIGTERM or SIGINT."""
    load_settings(args)
    from kiosk_app.practice.centre.serve import serve

    cert, key = args.tls or (None, None)
    return serve(
        say=say_now,
        complain=notice,
        listen=args.listen,
        db=args.db,
        tls_cert=cert,
        tls_key=key,
        faults=args.fault,
        slow_seconds=args.slow_seconds,
        sealing=not args.no_sealing,
        as_json=args.json,
    )
