"""`pad replay FILE`: the presses of a wire log, made again from its bytes and moments."""

from __future__ import annotations

import argparse

from kiosk_app.commands.failure import Failed, Misused
from kiosk_app.commands.options import add_json, add_last, load_settings
from kiosk_app.commands.output import say, say_json
from kiosk_app.commands.paths import path_of


def configure(parser: argparse.ArgumentParser) -> None:
    """pad replay FILE."""
    parser.add_argument("file", metavar="FILE", type=path_of, help="a file of `pad test --log`")
    parser.add_argument("--profile", metavar="PROFILE", help="another profile than the one it was written with")
    add_json(parser)
    add_last(parser, replay_log)


def replay_log(args: argparse.Namespace) -> int:
    """The presses that the log gives today; Failed where they are not those that were written down."""
    load_settings(args)
    from device_drivers import profile
    from device_drivers.wire_log import LogFault, profile_name, replay

    try:
        lines = args.file.read_text(encoding="utf-8").splitlines()
        chosen = profile.load(args.profile or profile_name(lines))
        replayed = replay(chosen, lines)
    except (OSError, UnicodeDecodeError) as error:
        raise Failed(f"{args.file} cannot be read: {getattr(error, 'strerror', 'it is no text')}") from error
    except LogFault as error:
        raise Failed(f"{args.file}: {error}") from error
    except profile.ProfileError as error:
        raise Misused("; ".join(error.faults)) from error
    presses = [(press.key, press.level, press.arming) for press in replayed.presses]
    if args.json:
        say_json(
            {
                "profile": chosen.name,
                "presses": [{"key": press.key, "level": press.level, "at": press.at} for press in replayed.presses],
                "noise": replayed.noise,
                "asRecorded": presses == replayed.recorded,
            }
        )
    else:
        for press in replayed.presses:
            say(f"{press.at:9.3f}  key {press.key}, level {press.level}")
        say(f"{len(presses)} presses, {replayed.noise} bytes of noise")
    if presses != replayed.recorded:
        raise Failed(f"{args.file}: {len(replayed.recorded)} presses were written down, and they are not these")
    return 0
