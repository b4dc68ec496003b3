"""What a worker said, and what may therefore be on the disk: pure.

Between `will` and `did` a deed may be on the disk or not, and a refused one may come back with the next power cut; so
each thing has a set of stands it may be found in. A `did` leaves one of them only, for ever after.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

# None: not there. A rating's: (state, digest); an invitation's: (fate, still to be sent); a note's: its value.
Stand: TypeAlias = Any
Table: TypeAlias = dict[str, frozenset[Stand]]
Turn: TypeAlias = Callable[[Stand], tuple[Stand, ...]]
NOT_THERE: frozenset[Stand] = frozenset({None})
OFFERED = ("offered", False)


class Promises:
    """What was said to somebody, by all lives on one file together."""

    def __init__(self) -> None:
        self.ratings: Table = {}
        self.carried: Table = {}  # of other terminals; stands as of ratings
        self.parcels: list[list[str]] = []  # of which all were imported, or none
        self.invitations: Table = {}
        self.notes: Table = {}
        self.epoch: frozenset[int | None] = NOT_THERE
        self.invitation_of: dict[str, str] = {}
        self.numbers: dict[str, tuple[int, int, str]] = {}  # epoch, number, link, as they were said at release
        self.moved: set[str] = set()  # may have new numbers since then
        self.healthy = True  # the disk: where it is, nothing is refused
        self.contradictions: list[str] = []
        self.said = 0
        self._open: list[tuple[Table, str, frozenset[Stand]]] = []
        self._deed: list[str] = []

    def hear(self, line: str) -> None:
        """One line of a worker's; a line that is no promise says nothing."""
        match line.split():
            case ["will", *deed]:
                self._will(deed)
            case ["did", *answer]:
                self._did(answer)
            case ["refused"] if self.healthy:
                self.contradictions.append(f"refused on a healthy disk: {' '.join(self._deed)}")
            case ["over", reason] if self.healthy:
                self.contradictions.append(f"given up on a healthy disk: {reason}")

    def now(self) -> Promises:
        """A copy that hears nothing of what comes after."""
        return copy.deepcopy(self)

    def after_recovery(self) -> Promises:
        """What may be found once an outbox has been opened and told to recover."""
        after = self.now()
        after.hear("will recover")
        after.hear("did")
        return after

    def _will(self, deed: list[str]) -> None:
        self._deed, self._open = deed, []
        if deed[0] in {"begin", "renumber"}:
            self.epoch |= {int(deed[1])}
            self.moved |= {key for key, stands in self.ratings.items() if any(map(_can_move, stands))}
        for table, key, turn in self._changes(deed):
            before = table.get(key, NOT_THERE)
            after = frozenset(stand for stood in before for stand in turn(stood))
            self._open.append((table, key, after))
            table[key] = before | after

    def _did(self, answer: list[str]) -> None:
        self.said += 1
        for table, key, after in self._open:
            table[key] = after
        if answer == ["no"]:
            self.contradictions.append(f"what was there is not: {' '.join(self._deed)}")
        match self._deed, answer:
            case ["release", key, *_], [epoch, seq, link]:
                self.numbers[key] = (int(epoch), int(seq), link)
                if any(int(epoch) < (aim or 0) for aim in self.epoch):
                    self.moved.add(key)  # a renumbering is under way, and comes to it
                else:
                    self.moved.discard(key)
            case ["begin", _], [epoch]:
                self.epoch = frozenset({int(epoch)})
            case ["renumber", epoch], _:
                self.epoch = frozenset({int(epoch)})
        self._open, self._deed = [], []

    def _changes(self, deed: list[str]) -> Iterator[tuple[Table, str, Turn]]:
        match deed:
            case ["hold", key, digest, invitation]:
                self.invitation_of[key] = invitation
                yield self.ratings, key, lambda stand: (stand or ("held", digest),)
            case ["amend", key, digest]:
                yield self.ratings, key, _from("held", lambda _: ("held", digest))
            case ["withdraw", key]:
                yield self.ratings, key, _from("held", lambda _: None)
            case ["release", key, digest, invitation]:
                yield self.ratings, key, _from("held", lambda _: ("waiting", digest))
                yield self._ending(invitation, "rated")
            case ["invite", invitation]:
                yield self.invitations, invitation, lambda stand: (stand or OFFERED,)
            case ["end", invitation, fate]:
                yield self._ending(invitation, fate)
            case ["settle", *pairs]:
                for key, _, state in (pair.partition("=") for pair in pairs):
                    if state != "later":
                        yield self.ratings, key, _from("waiting", lambda old, to=state: (to, old))  # type: ignore[misc]
            case ["retry", *keys]:
                for key in keys:
                    table = self.carried if key in self.carried else self.ratings
                    yield table, key, _from("parked", lambda old: ("waiting", old))
            case ["import", *pairs]:
                given = [pair.partition("=") for pair in pairs]
                self.parcels.append([key for key, _, _ in given])
                for key, _, digest in given:
                    yield self.carried, key, lambda stand, digest=digest: (stand or ("waiting", digest),)  # type: ignore[misc]
            case ["settle-carried", *pairs]:
                for key, _, state in (pair.partition("=") for pair in pairs):
                    yield self.carried, key, _from("waiting", lambda old, to=state: (to, old))  # type: ignore[misc]
            case ["settle-fates", *keys]:
                for key in keys:
                    yield self.invitations, key, lambda stand: () if stand is None else ((stand[0], False),)
            case ["prune"]:
                # Which of them, the outbox decides: it may keep them all.
                yield from ((self.ratings, key, _pruned) for key in self.ratings)
                yield from ((self.carried, key, _pruned) for key in self.carried)
                yield from ((self.invitations, key, _pruned) for key in self.invitations)
            case ["keep", key, value]:
                yield self.notes, key, lambda _: (int(value),)
            case ["recover"]:
                for key in self.ratings:
                    yield self.ratings, key, _from("held", lambda old: ("waiting", old))
                for key in self.invitations:
                    yield self.invitations, key, _ended

    def _ending(self, invitation: str, fate: str) -> tuple[Table, str, Turn]:
        return self.invitations, invitation, lambda stand: ((fate, True),) if stand in {None, OFFERED} else (stand,)


def _ended(stand: Stand) -> tuple[Stand, ...]:
    """What becomes of an invitation at recovery: which of the two, the ratings tell."""
    return (("rated", True), ("fault", True)) if stand == OFFERED else (stand,)


def _from(state: str, to: Callable[[str], Stand]) -> Turn:
    """A turn that only a rating in that state takes; `to` is given the digest."""
    return lambda stand: (to(stand[1]),) if stand is not None and stand[0] == state else (stand,)


def _pruned(stand: Stand) -> tuple[Stand, ...]:
    """A delivered rating, or an invitation whose fate is: there, or not any longer."""
    settled = stand is not None and (stand[0] == "delivered" or (stand[1] is False and stand != OFFERED))
    return (stand, None) if settled else (stand,)


def _can_move(stand: Stand) -> bool:
    return stand is not None and stand[0] in {"waiting", "parked"}
