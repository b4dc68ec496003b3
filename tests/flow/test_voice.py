"""The whole terminal, heard: its sound goes through ALSA's own player into a file instead of a loudspeaker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from house import House
from waiting import until

from kiosk_app.ui.clips import Clips
from kiosk_app.ui.mulaw import table

ROOT = Path(__file__).parents[2]
ALSA = 'pcm.null {{ type null }}\npcm.!default {{ type file slave.pcm "null" file "|cat >> {heard}" format raw }}\n'


class SoundCard:
    """Keeps what would be heard. The card takes each sound at once, and fills its end up with silence."""

    def __init__(self, folder: Path) -> None:
        self._heard = folder / "heard"
        self.configuration = folder / "alsa.conf"
        self.configuration.write_text(ALSA.format(heard=self._heard))

    def heard(self) -> bytes:
        return self._heard.read_bytes() if self._heard.exists() else b""

    def hears(self, text: str, times: int) -> None:
        """Wait until a text was said so often."""
        sound = Clips(ROOT / "assets" / "sounds").find(text, "zh-CN").translate(table(100))
        assert sound
        until(lambda: self.heard().count(sound) == times, text)


@pytest.fixture
def card(folder: Path) -> SoundCard:
    return SoundCard(folder)


@pytest.fixture
def unstarted(folder: Path, card: SoundCard) -> Iterator[House]:
    made = House(folder, timeouts={"invitation": 30, "detail": 2, "thanks": 1.5})
    # No sound server answers here, so the second player is the one.
    made.environment |= {
        "PULSE_SERVER": f"unix:{folder}/none",
        "ALSA_CONFIG_PATH": str(card.configuration),
        "HCP_KIOSK_UI__VOLUME": "100",
    }
    try:
        made.enrol()
        yield made
    finally:
        made.close()


def begun(house: House) -> None:
    house.start()
    house.sign_in()


def rated(house: House, level: int) -> None:
    invitation = house.invite()
    house.pad.press(str(level))
    assert house.state_of(invitation, wait=20) == "rated"


def audible(heard: bytes) -> bytes:
    """Without silence, of which the card adds more or less at the end of each sound."""
    return heard.translate(None, b"\x7f\xff")


def test_all_five_levels_sound_the_same_byte_for_byte(unstarted: House, card: SoundCard) -> None:
    begun(unstarted)
    levels = (5, 4, 3, 2, 1)
    for time, level in enumerate(levels, 1):
        invitation = unstarted.invite()
        card.hears("请您对本次服务作出评价。", time)
        unstarted.pad.press(str(level))
        card.hears("您可以选择原因，也可以直接跳过。", time)
        card.hears("谢谢您的评价，已经保存。", time)
        assert unstarted.state_of(invitation) == "rated"
    unstarted.received(len(levels))
    assert unstarted.stop() == 0
    until(lambda: len(audible(card.heard())) % len(levels) == 0, "the end of the last sound")
    heard = audible(card.heard())
    one = len(heard) // len(levels)
    assert len({heard[place : place + one] for place in range(0, len(heard), one)}) == 1


def test_with_the_voice_off_nothing_is_played(unstarted: House, card: SoundCard) -> None:
    unstarted.environment["HCP_KIOSK_UI__VOICE"] = "false"
    begun(unstarted)
    rated(unstarted, 1)
    unstarted.received(1)
    assert card.heard() == b""
    assert "voice" not in unstarted.log.read_text()


def test_without_a_sound_device_everything_works_and_one_line_says_so(unstarted: House, card: SoundCard) -> None:
    card.configuration.write_text("pcm.!default { type hw card 7 }\n")
    begun(unstarted)
    for level in (1, 5):
        rated(unstarted, level)
    unstarted.received(2)
    assert card.heard() == b""
    lines = [line for line in unstarted.log.read_text().splitlines() if "voice" in line]
    assert len(lines) == 1, lines
    assert "no sound device is found" in lines[0]
    assert unstarted.stop() == 0
