"""Whether anything can be heard. Silence is allowed: it is a note at most."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from kiosk_app.commands.checks.finding import Finding, ok, warning
from kiosk_app.core.loudness import HOURS, volume_at
from kiosk_app.settings import Settings

SILENT = "no prompts and no audio guide; nobody is kept from rating"


def findings(settings: Settings) -> Iterator[Finding]:
    """Wanted at all, at some hour; a program that plays; a device that takes it, tried without a sound."""
    item, ui = "sound", settings.ui
    volumes = [volume_at(hour, ui.volume, ui.volume_hours) for hour in range(HOURS)]
    if not ui.voice or not any(volumes):
        why = "the volume is 0 at every hour" if ui.voice else "switched off (ui.voice)"
        yield ok(item, f"{why}: {SILENT}")
        return
    from kiosk_app.ui.player import PLAYERS, Player

    programs = [player[0] for player in PLAYERS]
    if not any(map(shutil.which, programs)):
        yield warning(
            item, f"neither {' nor '.join(programs)} is here: {SILENT}", "apt install pulseaudio-utils alsa-utils"
        )
        return
    if not Player().audible():
        remedy = "connect a loudspeaker and run this as the terminal's user; or set ui.voice = false"
        yield warning(item, f"no sound device answers this user: {SILENT}", remedy)
        return
    yield ok(item, f"a device takes it, at {_in_words(volumes)}")


def _in_words(volumes: list[int]) -> str:
    heard = [volume for volume in volumes if volume]
    loud = f"{min(heard)} %" if min(heard) == max(heard) else f"{min(heard)} to {max(heard)} % by the hour"
    quiet = len(volumes) - len(heard)
    return loud + (f", silent in {quiet} hours of the day" if quiet else "")
