"""The commands of `hcp-kiosk`: one small module each, imported only when it is the one that was asked for."""

from __future__ import annotations

import argparse
import gc
import importlib
import logging
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from kiosk_app import __version__
from kiosk_app.commands.failure import Failed, Misused, explained
from kiosk_app.commands.options import add_shared
from kiosk_app.commands.output import notice
from kiosk_app.settings import UnusableSettings

DONE, FAILED, UNUSABLE, PROBLEMS = 0, 1, 2, 3

# Each name is a module of this package with `configure(parser)`, which sets `act`, a function of the arguments.
COMMANDS = {
    "run": "the terminal",
    "practice": "everything on one machine: practice centre, simulated pad, demonstration counter, terminal",
    "central": "the practice centre alone (serve)",
    "enrol": "get an identity from the centre",
    "check": "what a technician would look at, each with its remedy",
    "queue": "the ratings on this machine: status, list, show, retry",
    "pad": "rating buttons: list, probe, test, learn, replay, simulate",
    "scanner": "code scanners and card readers: list, test, simulate",
    "printer": "the receipt printer: test, simulate",
    "config": "the settings: show, validate",
    "counter": "access of the business system: pair, list, unpair",
    "technician": "the pages at the glass: pin, open",
    "scenes": "every scene of the screens as a PNG",
    "bundle": "diagnostics without personal data",
}

log = logging.getLogger(__name__)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that is filled when it is first used, and whose errors are one line."""

    fill: Callable[[argparse.ArgumentParser], None] | None = None

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]  # overloaded in typeshed
        if self.fill is not None:
            fill, self.fill = self.fill, None
            fill(self)
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        self.exit(UNUSABLE, f"{self.prog}: {message} (see {self.prog} --help)\n")


def program(argv: Sequence[str] = ()) -> Parser:
    """The parser of the whole program; the commands' own options come when they are reached.

    Where `argv` begins with a command's name the others are left out: a parser takes half a millisecond to make, and
    the first frame waits for all of them.
    """
    parser = Parser(
        prog="hcp-kiosk", allow_abbrev=False, description="Rating terminal (政务服务“好差评”) of a service hall."
    )
    parser.add_argument("--version", action="version", version=f"hcp-kiosk {__version__}")
    add_shared(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    wanted = argv[:1] if argv and argv[0] in COMMANDS else COMMANDS
    for name in wanted:
        about = COMMANDS[name]
        command = commands.add_parser(name, help=about, description=about, allow_abbrev=False)
        command.fill = _filler(name)
    return parser


def _filler(name: str) -> Callable[[argparse.ArgumentParser], None]:
    """Imports the command's module only when its parser is used."""

    def fill(parser: argparse.ArgumentParser) -> None:
        importlib.import_module(f"{__name__}.{name}").configure(parser)

    return fill


def run_command(argv: Sequence[str]) -> int:
    """The exit code of the command in `argv`; every failure is a line on stderr, never a traceback."""
    try:
        args = program(argv).parse_args(argv)
        gc.enable()  # __main__ switched it off for the time of loading
        code = int(args.act(args))
        sys.stdout.flush()
    except UnusableSettings as unusable:
        for fault in unusable.faults:
            notice(str(fault))
        return UNUSABLE
    except Misused as wrong:
        notice(str(wrong))
        return UNUSABLE
    except BrokenPipeError:
        # The reader has gone (`… | head`): nothing to say, and nothing more to flush at the end of the process.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return FAILED
    except Failed as failed:
        notice(str(failed))
        return FAILED
    except Exception as error:  # the last border: whatever comes is one line, not a traceback
        log.debug("a command ended on an error nobody expected", exc_info=True)
        notice(explained(error))
        return FAILED
    return code
