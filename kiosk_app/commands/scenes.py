"""`scenes`: every scene of the screens as a picture, from the real views."""

from __future__ import annotations

import argparse
import re

from kiosk_app.commands.failure import Failed, Misused
from kiosk_app.commands.options import add_last, load_settings
from kiosk_app.commands.output import say
from kiosk_app.commands.paths import path_of


def configure(parser: argparse.ArgumentParser) -> None:
    """scenes --out DIR [--size 1080x1920] [--language zh-CN] [--large] [--low] [--contrast]."""
    parser.add_argument("--out", metavar="DIR", type=path_of, required=True)
    parser.add_argument("--size", metavar="WxH", default="1080x1920", help="in pixels (%(default)s)")
    parser.add_argument("--language", metavar="TAG", default="zh-CN", help="(%(default)s)")
    parser.add_argument("--large", action="store_true", help="the large-type layout")
    parser.add_argument("--low", action="store_true", help="everything within a wheelchair's reach")
    parser.add_argument("--contrast", action="store_true", help="the high-contrast theme")
    add_last(parser, draw)


def draw(args: argparse.Namespace) -> int:
    """Write one PNG a scene and say their names."""
    size = parsed_size(args.size)
    load_settings(args)
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", args.language):
        raise Misused(f"--language {args.language}: write a language tag, as in zh-CN")
    from kiosk_app.ui.assets import assets
    from kiosk_app.ui.scenes import NoPicture, render
    from kiosk_app.ui.texts import Texts

    texts = Texts(assets() / "locale")
    if not texts.has(args.language):  # it would be Chinese without a word
        there = ", ".join(texts.languages())
        raise Misused(f"--language {args.language}: the program has no texts in it, it has them in {there}")
    try:
        written = render(
            args.out, size=size, language=args.language, large=args.large, low=args.low, contrast=args.contrast
        )
    except NoPicture as error:
        raise Failed(str(error)) from error
    for path in written:
        say(str(path))
    return 0


def parsed_size(text: str) -> tuple[int, int]:
    """(1080, 1920) of "1080x1920"; from 320x240 to 8192x8192."""
    match = re.fullmatch(r"(\d{3,4})[x×](\d{3,4})", text)
    width, height = (int(match[1]), int(match[2])) if match else (0, 0)
    if not (320 <= width <= 8192 and 240 <= height <= 8192):
        raise Misused(f"--size {text}: write width and height in pixels, from 320x240 to 8192x8192")
    return width, height
