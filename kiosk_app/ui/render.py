"""A text made into sound with espeak-ng: the clips that are shipped, and what a centre adds of its own.

Never loaded into the terminal: `python -m kiosk_app.ui.render LANGUAGE` reads the text from its standard input, where
no list of processes shows it, and writes a clip. Chinese goes to espeak-ng as Pinyin with tones, since it reads
characters as so many English letters; the tables of Pinyin are 67 MB in memory, one more reason for a process apart.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from array import array
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from math import cos, pi, sin
from operator import mul

from kiosk_app.ui.clips import RATE, to_file
from kiosk_app.ui.mulaw import packed

ESPEAK = "espeak-ng"
MISSING = 3
"""What the process exits with where espeak-ng or, for Chinese, pypinyin is not installed."""

# Words a minute; a little slower than espeak-ng's own 175, for old ears.
_SPEED = {"zh": "170", "en": "160"}
_LOUD = 30_000
_QUIET = 400  # below it is silence, of 32767
_ESPEAK_RATE = 22_050
_PAUSE_SIGNS = str.maketrans("，。？！；：、（）", ",.?!;:,,,")

# What pypinyin gets wrong in our texts, or takes for another of its readings: the longer one first.
READINGS = {
    "长时间": "chang2 shi2 jian1",
    "还剩": "hai2 sheng4",
    "好差评": "hao3 cha4 ping2",
    "重庆": "chong2 qing4",
    "银行": "yin2 hang2",
    "重选": "chong2 xuan3",
    "重写": "chong2 xie3",
    "重复": "chong2 fu4",
    "得到": "de2 dao4",
    "为您": "wei4 nin2",
    "办不了": "ban4 bu4 liao3",
    "行不通": "xing2 bu4 tong1",
    "差的": "cha4 de5",
    "到差": "dao4 cha4",
    "单于": "chan2 yu2",
    "解老师": "xie4 lao3 shi1",
    "0": "ling2",
    "1": "yao1",
    "2": "er4",
    "3": "san1",
    "4": "si4",
    "5": "wu3",
    "6": "liu4",
    "7": "qi1",
    "8": "ba1",
    "9": "jiu3",
}
_PARTS = re.compile("|".join(sorted(READINGS, key=len, reverse=True)) + r"|[\u3400-\u9fff〇]|[,.?!;:]")
_RUNS = re.compile(r"[\u3400-\u9fff〇]+")


class CannotRender(Exception):
    """One line: what is missing."""


def phonetic(text: str, language: str) -> tuple[str, str]:
    """The voice of espeak-ng's and what it is given; CannotRender where pypinyin is needed and not there."""
    # A name that a hall has in Chinese only is Mandarin in an English session, too; espeak-ng's other voices say
    # “Chinese letter” for each sign. Japanese and Korean have readings of their own.
    mandarin = _RUNS.search(text) and not language.startswith(("ja", "ko"))
    if mandarin or (language.startswith("zh") and text.isdecimal()):
        return "cmn-latn-pinyin", _pinyin(text)
    voice = "en" if language.startswith("zh") else language.partition("-")[0]
    # A letter by itself is named, not read as the article.
    return voice, f"{text}." if len(text) == 1 else " ".join(text.split())


def name_of(text: str, language: str) -> str:
    """The name of the clip: of what is spoken and how, so that a clip of something else has another name."""
    voice, words = phonetic(text, language)
    return sha256(f"1|{voice}|{_speed(language)}|{words}".encode()).hexdigest()[:16]


def rendered(text: str, language: str) -> bytes:
    """The text as the content of a clip's file; CannotRender."""
    return to_file(packed(_at_rate(_trimmed(_espeak(*phonetic(text, language), _speed(language))))))


def tone() -> bytes:
    """The soft tone of a tap as the content of a clip's file: 70 ms that swell and fade, below what startles."""
    count = round(0.07 * RATE)
    swell = (0.5 - 0.5 * cos(2 * pi * place / count) for place in range(count))
    return to_file(packed(round(8_000 * each * sin(2 * pi * 660 * n / RATE)) for n, each in enumerate(swell)))


def _speed(language: str) -> str:
    return _SPEED.get(language.partition("-")[0], "160")


def _pinyin(text: str) -> str:
    try:
        from pypinyin import Style, lazy_pinyin
    except ImportError:
        raise CannotRender("Chinese needs the Python package pypinyin: pip install 'hcp-kiosk[voice]'") from None
    signs = text.translate(_PAUSE_SIGNS)
    # Each run of characters is read whole, since a character's reading hangs on its neighbours; ours go over it.
    sounds = list(signs)
    for run in _RUNS.finditer(signs):
        sounds[run.start() : run.end()] = lazy_pinyin(run[0], style=Style.TONE3, neutral_tone_with_five=True)
    said: list[tuple[str, str]] = []
    for part in _PARTS.finditer(signs):
        own = READINGS.get(part[0])
        here = own.split() if own else sounds[part.start() : part.end()]
        # One sound a sign; if pypinyin ever gives another number, that is an error here and no wrong word in the hall.
        said += zip(part[0], here, strict=True)
    return " ".join(_with_sandhi(said))


def _with_sandhi(said: Sequence[tuple[str, str]]) -> list[str]:
    """一 and 不 change their tone before another sound; the third tones espeak-ng does itself."""
    sounds = [sound for _, sound in said]
    for place, (sign, sound) in enumerate(said[:-1]):
        following = sounds[place + 1]
        if (
            sign == "一"
            and sound == "yi1"
            and following[-1:].isdecimal()
            and (place == 0 or said[place - 1][0] != "第")
        ):
            sounds[place] = "yi2" if following[-1] in "45" else "yi4"
        if sign == "不" and sound == "bu4" and following.endswith("4"):
            sounds[place] = "bu2"
    return sounds


def _espeak(voice: str, words: str, speed: str) -> array[int]:
    program = shutil.which(ESPEAK)
    if program is None:
        raise CannotRender(f"{ESPEAK} is not installed: apt-get install espeak-ng")
    done = subprocess.run(  # noqa: S603  no shell, and the text is on the standard input
        [program, "-b", "1", "-v", voice, "-s", speed, "--stdin", "--stdout"],
        input=words.encode(),
        capture_output=True,
        check=False,
        timeout=30,
    )
    if done.returncode or not done.stdout.startswith(b"RIFF"):
        raise CannotRender(f"{ESPEAK} has no voice for {voice}")
    # The header is 44 bytes; its lengths are unknown to who writes into a pipe.
    sound = done.stdout[44:]
    samples = array("h")
    samples.frombytes(sound[: len(sound) // 2 * 2])
    return samples


def _trimmed(samples: array[int]) -> list[float]:
    """Without the silence around it, and as loud as all the others."""
    loud = [place for place, sample in enumerate(samples) if abs(sample) > _QUIET]
    if not loud:
        raise CannotRender("there is nothing in it to be spoken")
    margin = _ESPEAK_RATE // 50
    kept = samples[max(0, loud[0] - margin) : loud[-1] + margin]
    gain = _LOUD / max(map(abs, kept))
    return [sample * gain for sample in kept]


# 80 samples of ours are 147 of espeak-ng's. A windowed sinc, 32 samples wide, that ends at our 6 kHz.
_UP, _DOWN, _WIDTH = 80, 147, 32


@cache
def _phases() -> tuple[tuple[float, ...], ...]:
    def weight(x: float) -> float:
        x *= _UP / _DOWN
        return (sin(pi * x) / (pi * x) if x else 1.0) * (0.5 + 0.5 * cos(2 * pi * x / (_WIDTH * _UP / _DOWN)))

    rows = []
    for phase in range(_UP):
        row = [weight(place - _WIDTH // 2 + 1 - phase / _UP) for place in range(_WIDTH)]
        rows.append(tuple(each / sum(row) for each in row))
    return tuple(rows)


def _at_rate(samples: list[float]) -> list[int]:
    phases = _phases()
    around = [0.0] * (_WIDTH // 2)
    padded = around + samples + around + around
    out = []
    for number in range(len(samples) * _UP // _DOWN):
        place, phase = divmod(number * _DOWN, _UP)
        out.append(round(sum(map(mul, phases[phase], padded[place + 1 : place + 1 + _WIDTH]))))
    return out


def main(arguments: Sequence[str], text: bytes) -> int:
    """Write the clip that says `text` in the language named."""
    try:
        sys.stdout.buffer.write(rendered(text.decode(), arguments[0]))
    except CannotRender as error:
        sys.stderr.write(f"{error}\n")
        return MISSING
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdin.buffer.read()))
