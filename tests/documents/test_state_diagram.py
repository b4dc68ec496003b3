"""The diagram of the session in ARCHITECTURE.md is the table of `core/session.py`, arrow for arrow, both ways."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from kiosk_app.core import messages as m
from kiosk_app.core.session import EVENTS, STATES, TRANSITIONS, start

DOCUMENT = Path(__file__).parents[2] / "ARCHITECTURE.md"
ARROW = re.compile(r"(?P<source>\w+|\[\*\]) --> (?P<target>\w+)(?: : (?P<events>.+))?")
CLERK = {event.__name__ for event in (m.ClerkSignedIn, m.ClerkPaused, m.ClerkResumed, m.ClerkSignedOut)}

VISITED = {"Finding", "ShowingCase", "OfferingTargets", "AskingReceipt", "ShowingReceipt"}
ANY_OF = {"Visited": VISITED, "AtKiosk": VISITED | {"Seeking"}}

Arrows = dict[tuple[str, str], set[str]]


def drawn() -> list[re.Match[str]]:
    """Every line of the one diagram, its first line left out."""
    section = DOCUMENT.read_text(encoding="utf-8").partition("\n## The session\n")[2].partition("\n## ")[0]
    (block,) = re.findall(r"```mermaid\n(.*?)```", section, re.DOTALL)
    kind, *lines = block.splitlines()
    assert kind == "stateDiagram-v2"
    arrows = [ARROW.fullmatch(line.strip()) for line in lines]
    assert None not in arrows, "a line that is no arrow"
    return [arrow for arrow in arrows if arrow is not None]


def arrows_of_the_diagram() -> Arrows:
    arrows: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    lines = set()
    for arrow in drawn():
        if arrow["source"] == "[*]":
            continue
        line = arrow["source"], arrow["target"]
        assert line not in lines, f"{line} is drawn twice"
        lines.add(line)
        for source in ANY_OF.get(arrow["source"], {arrow["source"]}) - {arrow["target"]}:
            events = (arrow["events"] or "").split(", ")
            named = [name for event in events for name in (CLERK if event == "Clerk…" else {event})]
            pair = source, arrow["target"]
            assert len(named) == len(set(named) - arrows[pair]), f"{pair} names an event twice"
            arrows[pair] |= set(named)
    return dict(arrows)


def arrows_of_the_table() -> Arrows:
    arrows: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for (state, event), row in TRANSITIONS.items():
        for target in row.to:
            if target is not state:
                arrows[state.__name__, target.__name__].add(event.__name__)
    return dict(arrows)


def test_the_arrows_are_the_table_s_both_ways() -> None:
    diagram, table = set(arrows_of_the_diagram()), set(arrows_of_the_table())
    assert not diagram - table, "drawn, but the table does not allow it"
    assert not table - diagram, "allowed, but not drawn"


def test_each_arrow_names_exactly_the_events_that_take_it() -> None:
    assert arrows_of_the_diagram() == arrows_of_the_table()


def test_it_begins_where_a_terminal_does() -> None:
    beginnings = [arrow["target"] for arrow in drawn() if arrow["source"] == "[*]"]
    assert beginnings == [type(start()).__name__]


def test_every_name_in_it_is_a_state_or_an_event() -> None:
    arrows = arrows_of_the_diagram()
    assert {name for pair in arrows for name in pair} == {state.__name__ for state in STATES}
    assert set().union(*arrows.values()) <= {event.__name__ for event in EVENTS}
