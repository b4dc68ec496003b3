"""What is wrong with a setting: its key, where it was said, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

DEFAULT = "default"


class Fault(NamedTuple):
    """One thing to mend. `key` is "section.key" or "" for a whole layer; `origin` names the layer, DEFAULT none."""

    key: str
    origin: str
    saying: str

    def __str__(self) -> str:
        place = "" if self.origin in ("", DEFAULT) else f"{self.origin}: "
        return f"{place}{self.key}: {self.saying}" if self.key else f"{place}{self.saying}"


class UnusableSettings(ValueError):
    """The settings cannot be used; `faults` has everything that is wrong, never only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like `word`: by the whole, else by the part after the dot (a key in the wrong section)."""
    words = sorted(known)
    import difflib  # with the first misspelling

    close = difflib.get_close_matches(word, words, n=1)  # difflib's own cutoff, 0.6
    if close:
        return close[0]
    by_last = {w.rpartition(".")[2]: w for w in words}
    close = difflib.get_close_matches(word.rpartition(".")[2], by_last, n=1)
    # Nothing is like it: the least unlike one is still named, the reader sees what keys look like.
    return by_last[close[0]] if close else difflib.get_close_matches(word, words, n=1, cutoff=0.0)[0]
