"""What a receipt printer says of itself (pure): the answers to DLE EOT n and GS r n, one byte each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ASK = {kind: bytes((0x10, 0x04, kind)) for kind in (1, 2, 4)}  # DLE EOT n: printer, cause of offline, paper
ASK_BEHIND = b"\x1dr\x01"  # GS r 1: answered when everything sent before it has been printed
NOT_UNASKED = b"\x1da\x00"  # GS a 0: it says nothing of itself unasked; its bytes would pass for ASK_BEHIND's answer
FORGET = b"\x10\x05\x02"  # DLE ENQ 2: after an error, what is still in its buffers is thrown away


class Paper(StrEnum):
    """How a printer stands to paper, or a receipt to being on it."""

    READY = "ready"
    AT_WORK = "at_work"
    DONE = "done"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFF = "off"  # not there, silent, or in an error of its own


@dataclass(frozen=True, slots=True)
class Look:
    """What the answers of one round say; `answered` False: there was none. `takes` False: nothing was asked, because
    it does not even take the rest of what was begun."""

    answered: bool = False
    paper: Paper = Paper.READY
    low: bool = False  # the roll nears its end
    takes: bool = True

    @property
    def reason(self) -> str:
        """In words, with what to do."""
        if not self.takes:
            return "the printer takes nothing more: switch it on, see its paper, its cover and its cable"
        if not self.answered:
            return (
                "the printer does not answer: switch it on and see its cable; set printer.status = false if this kind"
                " never answers"
            )
        words = {
            Paper.PAPER_OUT: "paper out: put a new roll in",
            Paper.COVER_OPEN: "the cover is open: close it",
            Paper.OFF: "the printer reports an error: free its paper and cutter, switch it off and on",
        }
        return words.get(self.paper, "the roll is nearly used up: have a new one ready" if self.low else "ready")


def is_realtime(byte: int) -> bool:
    """An answer to DLE EOT: bits 1 and 4 set, 0 and 7 not. XON, XOFF and GS r's answers are told by these."""
    return byte & 0x93 == 0x12


def is_behind(byte: int) -> bool:
    """An answer to GS r: bits 4 and 7 not set."""
    return byte & 0x90 == 0


def look_of(answers: dict[int, int]) -> Look:
    """What the answers to DLE EOT say, by the number asked; one that was not given says nothing."""
    printer, cause, roll = (answers.get(kind, 0) for kind in (1, 2, 4))
    if cause & 0x04:
        paper = Paper.COVER_OPEN
    elif cause & 0x20 or roll & 0x60:
        paper = Paper.PAPER_OUT
    elif cause & 0x40 or printer & 0x08:
        paper = Paper.OFF
    else:
        paper = Paper.READY
    return Look(bool(answers), paper, bool(roll & 0x0C))
