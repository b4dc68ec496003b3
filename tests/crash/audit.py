"""Is everything that was promised true of the files that are left? Opens them as the terminal would after a crash."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from offline_queue import START_OF_CHAIN, Outbox, OutboxError, Story, canonical

from .promises import Promises, Table
from .worker import digest

ALL = 1_000_000
NUMBERING = ("deviceId", "epoch", "deviceSeq", "chain")


def audit(path: Path, promises: Promises) -> list[str]:
    """What is not as it was promised, one line each; the files are changed by it (recovery is part of the promise)."""
    due = promises.after_recovery()
    found: list[str] = []
    try:
        with Outbox(path) as outbox:
            if outbox.epoch not in due.epoch:
                found.append(f"epoch {outbox.epoch}, not one of {sorted(map(str, due.epoch))}")
            outbox.begin("D", 1)
            outbox.recover("after")
            outbox.renumber_on()
            found.extend(_differences(outbox, due))
        with closing(sqlite3.connect(path)) as db:
            (integrity,) = db.execute("PRAGMA integrity_check(3)").fetchone()
    except (OutboxError, sqlite3.Error) as error:
        return [f"it does not open: {error}"]
    return [*due.contradictions, *found, *([] if integrity == "ok" else [f"integrity: {integrity}"])]


def _differences(outbox: Outbox, due: Promises) -> Iterator[str]:
    stories: dict[str, Story] = {}
    carried: dict[str, Story] = {}
    for rows, found in ((outbox.rows(limit=ALL), stories), (outbox.carriage.rows(None, ALL), carried)):
        for row in rows:
            story = outbox.show(row.rating_id)
            assert story is not None
            found[row.rating_id] = story
    yield from _ratings(outbox, stories, due)
    yield from _numbers(outbox, stories, due)
    yield from _sendable(outbox, stories)
    yield from _imported(outbox, carried, due)
    yield from _invitations(outbox, stories, due)
    for key, values in due.notes.items():
        if outbox.kept(key) not in values:
            yield f"the note {key} is {outbox.kept(key)}, not one of {sorted(map(str, values))}"
    states = [story.row.state for story in (*stories.values(), *carried.values())]
    held, waiting, parked, delivered = map(states.count, ("held", "waiting", "parked", "delivered"))
    status = outbox.status()
    told = (status.held, status.unsent, status.parked, status.delivered)
    gone = len(_pruned(stories, due.ratings)) + len(_pruned(carried, due.carried))
    if told != (held, waiting, parked, delivered + gone):
        yield f"the counters tell {told}"


def _pruned(stories: dict[str, Story], due: Table) -> set[str]:
    """Ratings that are not there because the centre has them and they were let go."""
    absent = {key: stands for key, stands in due.items() if key not in stories}
    return {key for key, stands in absent.items() if any(stand and stand[0] == "delivered" for stand in stands)}


def _ratings(outbox: Outbox, stories: dict[str, Story], due: Promises) -> Iterator[str]:
    for key, stands in due.ratings.items():
        story = stories.get(key)
        if story is None:
            if None not in stands:
                yield f"rating {key} is gone"
            continue
        given = {name: value for name, value in story.record.items() if name not in NUMBERING}
        stand = (story.row.state, digest(given))
        if stand not in stands:
            yield f"rating {key} is {stand}, not one of {sorted(map(str, stands))}"
        if story.row.state == "delivered" and outbox.receipt(key) != f"R-{key}":
            yield f"rating {key} has lost its receipt"
        if story.row.state == "parked" and story.row.code != "invalid":
            yield f"rating {key} has lost the reason why it is parked"
    for key in stories.keys() - due.ratings.keys():
        yield f"rating {key} was given by nobody"


def _numbers(outbox: Outbox, stories: dict[str, Story], due: Promises) -> Iterator[str]:
    """No number is missing (but of what was pruned) or doubled, each link follows from the one before, and what was
    said is so."""
    epoch = outbox.epoch
    present = sorted((story for story in stories.values() if story.record["epoch"] == epoch), key=_seq)
    last, last_link = outbox.last()
    numbers = [_seq(story) for story in present]
    missing = set(range(1, last + 1)).difference(numbers)
    if len(set(numbers)) != len(numbers) or set(numbers) - set(range(1, last + 1)):
        yield f"the last number is told as {last}, there are {numbers}"
    if len(missing) > len(_pruned(stories, due.ratings)):
        yield f"numbers of epoch {epoch} are missing: {sorted(missing)}"
    links = {0: START_OF_CHAIN, **{_seq(story): story.record["chain"] for story in present}}
    for story in present:
        previous = links.get(_seq(story) - 1)
        told = {name: value for name, value in story.record.items() if name != "chain"}
        if previous and sha256(previous.encode() + canonical(told)).hexdigest() != story.record["chain"]:
            yield f"the chain breaks at {_seq(story)}"
    if links.get(last, last_link) != last_link:
        yield f"the last link is not that of number {last}"
    if len({(story.record["epoch"], _seq(story)) for story in stories.values()}) != len(stories):
        yield "a number was given twice"
    for key, story in stories.items():
        if story.row.state != "delivered" and story.record["epoch"] != epoch:
            yield f"rating {key} is not delivered and left behind in epoch {story.record['epoch']}"
        found = (story.record["epoch"], _seq(story), story.record["chain"])
        said = due.numbers.get(key, found)
        if found != said and not (key in due.moved and found[0] > said[0]):
            yield f"rating {key} was released as {said[:2]} and is {found[:2]}"


def _sendable(outbox: Outbox, stories: dict[str, Story]) -> Iterator[str]:
    waiting = sorted((story for story in stories.values() if story.row.state == "waiting"), key=_seq)
    claimed = outbox.claim(ALL)
    if [one.key for one in claimed] != [story.row.rating_id for story in waiting]:
        yield "what waits is not what would be sent, or not in the order of numbers"
    for one in claimed:
        if one.raw != canonical(stories[one.key].record):
            yield f"rating {one.key} would be sent in other bytes"


def _imported(outbox: Outbox, carried: dict[str, Story], due: Promises) -> Iterator[str]:
    """What other terminals gave us: byte for byte, under its own numbers, a parcel whole or not at all."""
    for key, stands in due.carried.items():
        story = carried.get(key)
        stand = None if story is None else (story.row.state, sha256(canonical(story.record)).hexdigest()[:16])
        if stand not in stands:
            yield f"imported rating {key} is {stand}, not one of {sorted(map(str, stands))}"
    for key in carried.keys() - due.carried.keys():
        yield f"imported rating {key} was given by nobody"
    there = carried.keys() | _pruned(carried, due.carried)
    for parcel in due.parcels:
        if there.intersection(parcel) not in (set(), set(parcel)):
            yield f"of an import of {len(parcel)} only {len(there.intersection(parcel))} are here"
    if [one.key for one in outbox.carriage.claim(ALL)] != [
        key for key, story in carried.items() if story.row.state == "waiting"
    ]:
        yield "what was imported and waits is not what would be sent"


def _invitations(outbox: Outbox, stories: dict[str, Story], due: Promises) -> Iterator[str]:
    rated = {story.invitation_id for story in stories.values()}
    rated |= {due.invitation_of[key] for key in _pruned(stories, due.ratings)}
    unsent = {one.key: json.loads(one.raw) for one in outbox.claim_fates(ALL)}
    for key, stands in due.invitations.items():
        fate = outbox.invitation_state(key)
        stand = None if fate is None else (fate, key in unsent)
        if stand not in stands:
            yield f"invitation {key} is {stand}, not one of {sorted(map(str, stands))}"
        if fate is not None and (fate == "rated") != (key in rated):
            yield f"invitation {key} is {fate}, {'with' if key in rated else 'without'} a rating"
        if key in unsent and unsent[key]["state"] != fate:
            yield f"the fate of invitation {key} is {fate} and would be sent as {unsent[key]['state']}"


def _seq(story: Story) -> int:
    return int(story.record["deviceSeq"])
