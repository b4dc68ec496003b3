"""A screen reader's side, by the system's own Python: what the program says of itself over AT-SPI.

Orders on stdin: `walk` → one line of JSON, a list of [role, name, actions, checkable] of all that shows; `press NAME` →
its first action is done, answered with `done`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402  # the version has to be named first


def program(pid: int, patience: float = 20.0) -> Any:
    """The program in the desktop, once it is there."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for number in range(desktop.get_child_count()):
            found = desktop.get_child_at_index(number)
            if found is not None and found.get_process_id() == pid:
                found.set_cache_mask(Atspi.Cache.NONE)
                return found
        time.sleep(0.05)  # asking is all one can do: the bus has no word for "nobody yet"
    raise SystemExit("the program is not on the bus")


def below(thing: Any) -> Iterator[Any]:
    for number in range(thing.get_child_count()):
        child = thing.get_child_at_index(number)
        if child is not None and (showing(child) or child.get_role() == Atspi.Role.FRAME):
            yield child
            yield from below(child)


def showing(thing: Any) -> bool:
    return bool(thing.get_state_set().contains(Atspi.StateType.SHOWING))


def actions(thing: Any) -> list[str]:
    action = thing.get_action_iface()
    return [] if action is None else [Atspi.Action.get_action_name(action, n) for n in range(action.get_n_actions())]


def told(thing: Any) -> list[Any]:
    checkable = thing.get_state_set().contains(Atspi.StateType.CHECKABLE)
    return [thing.get_role_name(), thing.get_name(), actions(thing), bool(checkable)]


def main() -> None:
    """Until stdin ends."""
    app = program(int(sys.argv[1]))
    for line in sys.stdin:
        order, _, name = line.strip().partition(" ")
        app.clear_cache()
        if order == "walk":
            print(json.dumps([told(thing) for thing in below(app)]), flush=True)
        else:
            thing = next(one for one in below(app) if one.get_name() == name and actions(one))
            Atspi.Action.do_action(thing.get_action_iface(), 0)
            print("done", flush=True)


if __name__ == "__main__":
    main()
