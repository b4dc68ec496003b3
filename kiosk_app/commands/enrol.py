"""`enrol`: turns a code from the centre into this device's identity."""

from __future__ import annotations

import argparse

from kiosk_app import __version__
from kiosk_app.commands.failure import Failed
from kiosk_app.commands.options import add_last, load_settings
from kiosk_app.commands.output import say
from kiosk_app.commands.ownership import hand_over


def configure(parser: argparse.ArgumentParser) -> None:
    """enrol --url URL --code CODE."""
    parser.add_argument("--url", required=True, help="the centre's device interface, as https://HOST/PREFIX")
    parser.add_argument("--code", required=True, help="the enrolment code; it works once")
    add_last(parser, enrol)


def enrol(args: argparse.Namespace) -> int:
    """Ask the centre, keep identity.json in the state directory with mode 0600, say the device's id."""
    settings = load_settings(args, {"central.url": args.url})
    from kiosk_app.central.errors import CentralError
    from kiosk_app.central.identity import enrol as ask_for_identity

    central = settings.central
    settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        identity = ask_for_identity(
            central.url,
            args.code,
            settings.state_dir,
            app_version=__version__,
            ca_file=central.ca_file,
            client_cert=central.client_cert,
            client_key=central.client_key,
            proxy=central.proxy,
            connect_timeout=central.connect_timeout,
            read_timeout=central.read_timeout,
        )
    except CentralError as error:
        raise Failed(str(error)) from error
    finally:
        hand_over(settings.state_dir)
    say(f"this is {identity.device_id} now; its identity is kept in {settings.state_dir}")
    return 0
