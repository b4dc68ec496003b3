"""What a cue looks like on a pad (pure): fixed commands, words on its display, lamps, as bytes to be written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from device_drivers.messages import Cue

TEXT, LAMPS = "text", "lamps"  # in a cue: its words, its lamps


@dataclass(frozen=True, slots=True)
class Display:
    """A text display: a command before each line, `width` bytes a line."""

    encoding: str
    width: int  # bytes
    lines: tuple[bytes, ...]  # what goes before the bytes of each line
    clear: tuple[bytes, ...]  # what empties each line
    shows: Mapping[Cue, tuple[str, ...]]

    def written(self, cue: Cue) -> list[bytes]:
        """The commands that put a cue's words on the display, one a line."""
        words = self.shows[cue]
        return [
            start + self.coded(words[place]) if place < len(words) and words[place] else self.clear[place]
            for place, start in enumerate(self.lines)
        ]

    def coded(self, text: str) -> bytes:
        """One line's bytes, filled up with blanks. UnicodeEncodeError."""
        return text.encode(self.encoding).ljust(self.width)

    def faults(self, words: Any) -> list[str]:
        """Why these lines cannot be shown."""
        if not isinstance(words, list | tuple) or not all(isinstance(line, str) for line in words):
            return ['expected a list of lines such as ["谢谢", ""]']
        if len(words) > len(self.lines):
            return [f"has {len(words)} lines; the display has {len(self.lines)}"]
        faults = []
        for line in words:
            try:
                data = self.coded(line)
            except UnicodeEncodeError as problem:
                faults.append(f"{line[problem.start]!r} is not in {self.encoding}; use another character")
                continue
            if len(data) > self.width:
                faults.append(f"{line!r} takes {len(data)} bytes of {self.width}; a Chinese character takes 2")
            elif min(data) < 0x20:  # a command of the display's, not a character
                faults.append(f"{line!r} has a character that cannot be shown")
        return faults


@dataclass(frozen=True, slots=True)
class Lamps:
    """A row of lamps, and the commands that switch it as a whole."""

    count: int
    lit: Mapping[Cue, frozenset[int]]  # which are on, from 1
    written: Callable[[Sequence[bool]], list[bytes]]

    def drawn(self, cue: Cue) -> list[bytes]:
        """The commands that show a cue."""
        return self.written([number + 1 in self.lit[cue] for number in range(self.count)])


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that a profile says of commands and cues."""

    commands: Mapping[str, bytes]
    cues: Mapping[Cue, tuple[str, ...]]
    display: Display | None
    lamps: Lamps | None

    def resolved(self) -> dict[str, Any]:
        """`commands` and `cues` with words and lamps as commands of their own, named `text ask 1`, `lamps ask 1`."""
        commands, cues = dict(self.commands), {}
        for cue, names in self.cues.items():
            drawn: list[str] = []
            for name in names:
                written = self._written(name, cue)
                if written is None:
                    drawn.append(name)
                    continue
                for place, data in enumerate(written, 1):
                    drawn.append(f"{name} {cue} {place}")
                    commands[drawn[-1]] = data
            cues[cue] = tuple(drawn)
        return {"commands": commands, "cues": cues}

    def _written(self, name: str, cue: Cue) -> list[bytes] | None:
        if name == TEXT and self.display is not None:
            return self.display.written(cue)
        if name == LAMPS and self.lamps is not None:
            return self.lamps.drawn(cue)
        return None
