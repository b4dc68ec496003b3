"""What is said between the terminal and a pad (pure): what happened and a time → presses and commands.

`step` takes what came in; `draw` says which commands bring the pad to what it should be showing. Neither knows a
port, a thread or a clock. A press counts while a rating is asked, once an arming; whatever else comes from the
keys is counted and goes nowhere.
"""

from __future__ import annotations

from typing import Any

from device_drivers.frames import Answer, Held, KeyFrame, Sign
from device_drivers.messages import Cue, PortState, Press, Show
from device_drivers.profile import Manners, Probe, Profile
from device_drivers.talk import (
    NOTHING,
    UNTOUCHED,
    Dropped,
    Input,
    Key,
    Opened,
    Outcome,
    Presence,
    Talk,
    Unanswered,
)

DISARM = "disarm"


def step(profile: Profile, talk: Talk, happened: Input, now: float) -> Outcome:
    """What `happened` at `now` (seconds, never going back) leads to."""
    match happened:
        case KeyFrame():
            return _key(profile, talk, happened, now)
        case Show():
            return Outcome(_wanted(talk, happened, now))
        case Answer():
            return Outcome(_answered(profile, talk, now))
        case Sign():
            return Outcome(talk._replace(**_proof(profile, now)))
        case Held():
            doing = talk.keys.get(happened.key, UNTOUCHED)._replace(down=now)
            return Outcome(talk._replace(keys={**talk.keys, happened.key: doing}, **_proof(profile, now)))
        case Opened():
            return Outcome(_opened(profile, talk, now), send=profile.opening)
        case Unanswered() if talk.presence is not Presence.PRESENT:
            return Outcome(talk)  # drawn anew when it is heard again
        case Dropped() | Unanswered():
            return Outcome(talk._replace(drawn=None, disarmed=False))
    return _tick(profile, talk, now)


def draw(profile: Profile, talk: Talk) -> tuple[Talk, tuple[str, ...]]:
    """The commands that show what is wanted, and the state after sending them; none when it is shown already.

    A pad whose press has been taken is disarmed. One known to be disarmed is not told so again.
    """
    wanted = NOTHING if _spent(talk) else talk.show
    if wanted == talk.drawn:
        return talk, ()
    commands = profile.cues[wanted.cue]
    if talk.disarmed:
        commands = tuple(name for name in commands if name != DISARM)
    disarmed = wanted.cue is not Cue.ASK
    return talk._replace(drawn=wanted, disarmed=disarmed), commands


def condition(profile: Profile, talk: Talk) -> tuple[PortState, str]:
    """Probing, ready or degraded, and why, for a port that is open."""
    if stuck := alarm(talk):
        return PortState.DEGRADED, stuck
    match talk.presence:
        case Presence.PRESENT if profile.probe is None:
            return PortState.READY, "the port is open"
        case Presence.PRESENT if talk.answered:
            return PortState.READY, "the pad answers"
        case Presence.PRESENT:
            return PortState.READY, "the pad does not answer the probe but its keys work"
        case Presence.ASKED:
            return PortState.PROBING, "asked whether the pad is there"
    return (
        PortState.DEGRADED,
        "the port is open but the pad does not answer: check its cable and power, and that the profile"
        f" {profile.name} is the right one; a press would still count",
    )


def alarm(talk: Talk) -> str:
    """What needs a technician, or ""."""
    stuck = sorted(key for key, doing in talk.keys.items() if doing.stuck)
    if stuck:
        return f"key {', '.join(stuck)} repeats by itself and is not rated: free it or replace the pad"
    held = sorted(key for key, doing in talk.keys.items() if doing.held)
    if held:
        return f"key {', '.join(held)} is held down and is not rated: free it or replace the pad"
    return ""


def deadline(profile: Profile, talk: Talk) -> float | None:
    """When a Tick has something to do, or None."""
    manners = profile.manners
    due = [_freed_at(manners, doing) for doing in talk.keys.values() if doing.stuck]
    due += [
        doing.down + manners.stuck_hold for doing in talk.keys.values() if doing.down is not None and not doing.held
    ]
    if talk.probe_at is not None:
        due.append(talk.probe_at)
    return min(due, default=None)


def _wanted(talk: Talk, show: Show, now: float) -> Talk:
    """A wish repeated changes nothing; the window of an arming begins with it."""
    return talk if show == talk.show else talk._replace(show=show, armed_at=now)


def _spent(talk: Talk) -> bool:
    """The present arming has had its press: it stays so however often it is wished."""
    return talk.show.arming is not None and talk.show.arming == talk.spent


def _opened(profile: Profile, talk: Talk, now: float) -> Talk:
    """Nothing is known any more of what the pad shows, whether it is there and which keys are down."""
    keys = {name: doing._replace(down=None, held=False) for name, doing in talk.keys.items()}
    blank = talk._replace(keys=keys, drawn=None, disarmed=False, answered=False, unanswered=0, waiting=False)
    if profile.probe is None:
        return blank._replace(presence=Presence.PRESENT, probe_at=None)
    return blank._replace(presence=Presence.ASKED, probe_at=now)


def judged(profile: Profile, talk: Talk, frame: KeyFrame, now: float) -> Press | None:
    """The press that a key frame at `now` is, or None. All that stands between a finger and the engine: what else
    the frame changes is for `step`, which comes to the same verdict."""
    manners, show = profile.manners, talk.show
    if frame.pressed != (manners.acts_on == "press") or show.arming is None or show.arming == talk.spent:
        return None
    if manners.arming_window and now - talk.armed_at >= manners.arming_window:
        return None
    level = profile.keys.get(frame.key)
    if level is None:
        return None
    doing = talk.keys.get(frame.key)
    if doing is not None and (
        (doing.edge is not None and now - doing.edge < manners.debounce)
        or (doing.stuck and now < _freed_at(manners, doing))
        or (not frame.pressed and doing.down is not None and doing.down < talk.armed_at)  # down before anyone asked
    ):
        return None
    return Press(frame.key, level, show.arming, now)


def _key(profile: Profile, talk: Talk, frame: KeyFrame, now: float) -> Outcome:
    """A key frame: a press, or one more that is only counted. Either way the pad is there."""
    proof, manners, counts = _proof(profile, now), profile.manners, talk.counts
    down = now if frame.pressed and profile.framing.tells_release else None
    if press := judged(profile, talk, frame, now):
        # A key that is asked for and pressed is no stuck key, however often citizens come.
        keys = {**talk.keys, frame.key: Key(edge=now, seen=now, down=down)}
        counts = counts._replace(presses=counts.presses + 1)
        spent = press.arming if manners.one_an_arming else talk.spent
        return Outcome(talk._replace(keys=keys, spent=spent, counts=counts, **proof), press)
    key = talk.keys.get(frame.key, UNTOUCHED)
    bounce = key.edge is not None and now - key.edge < manners.debounce
    if frame.pressed != (manners.acts_on == "press"):
        # The other edge. Behind a release a contact bounces too; a press must not hide the release that rates.
        doing = key._replace(edge=key.edge if bounce or frame.pressed else now, down=down, held=False)
        return Outcome(talk._replace(keys={**talk.keys, frame.key: doing}, **proof))
    if frame.key not in profile.keys:
        counts = counts._replace(unrated=counts.unrated + 1)
        doing = key._replace(down=down, held=False)
        return Outcome(talk._replace(keys={**talk.keys, frame.key: doing}, counts=counts, **proof))
    stuck = key.stuck and now < _freed_at(manners, key)
    early = not frame.pressed and key.down is not None and key.down < talk.armed_at
    if stuck:
        counts = counts._replace(stuck=counts.stuck + 1)
    elif bounce:
        counts = counts._replace(bounces=counts.bounces + 1)
    elif _armed(manners, talk, now) is not None and not early:
        counts = counts._replace(surplus=counts.surplus + 1)
    else:
        counts = counts._replace(unarmed=counts.unarmed + 1)
    unasked = key.unasked + 1 if now - key.seen <= manners.stuck_gap else 1
    doing = Key(
        edge=key.edge if bounce else now,
        seen=now,
        unasked=unasked,
        stuck=stuck or unasked >= manners.stuck_repeats,
        down=down,
    )
    return Outcome(talk._replace(keys={**talk.keys, frame.key: doing}, counts=counts, **proof))


def _armed(manners: Manners, talk: Talk, now: float) -> int | None:
    """The arming that a press at `now` belongs to, or None."""
    if manners.arming_window and now - talk.armed_at >= manners.arming_window:
        return None
    return talk.show.arming


def _proof(profile: Profile, now: float) -> dict[str, Any]:
    """What a good frame changes: the pad is there, and the next probe waits for its heartbeat. Laid over the talk
    together with whatever else the frame changes: each copy of the talk costs microseconds on a press's way. A poll
    is due whatever else comes."""
    probe = profile.probe
    if probe is not None and probe.poll:
        return {"presence": Presence.PRESENT, "unanswered": 0}
    every = probe.every if probe is not None else 0.0
    return {
        "presence": Presence.PRESENT,
        "unanswered": 0,
        "waiting": False,
        "probe_at": now + every if every else None,
    }


def _answered(profile: Profile, talk: Talk, now: float) -> Talk:
    """The answer to a probe or a poll. The next poll is due so long after the last one was sent. A pad that has missed
    some may have been without power: it is drawn anew."""
    probe = profile.probe
    if talk.unanswered or talk.presence is Presence.SILENT:
        talk = talk._replace(drawn=None, disarmed=False)
    if probe is not None and probe.poll and talk.waiting and talk.probe_at is not None:
        next_poll = max(now, talk.probe_at - probe.within + probe.every)
        return talk._replace(answered=True, presence=Presence.PRESENT, unanswered=0, waiting=False, probe_at=next_poll)
    return talk._replace(answered=True, **_proof(profile, now))


def _tick(profile: Profile, talk: Talk, now: float) -> Outcome:
    """Free the keys that have fallen quiet, name those held down; ask again whether the pad is there."""
    if talk.keys:
        talk = _looked_after(profile.manners, talk, now)
    probe = profile.probe
    if probe is None or talk.probe_at is None or now < talk.probe_at:
        return Outcome(talk)
    if talk.waiting:
        talk = talk._replace(waiting=False, unanswered=talk.unanswered + 1)
        if talk.unanswered >= probe.tries:
            return Outcome(_silent(probe, talk, now))
    return Outcome(talk._replace(waiting=True, probe_at=now + probe.within), send=(probe.command,))


def _looked_after(manners: Manners, talk: Talk, now: float) -> Talk:
    changed = {}
    for name, key in talk.keys.items():
        if key.stuck and now >= _freed_at(manners, key):
            changed[name] = key._replace(unasked=0, stuck=False)
        if key.down is not None and not key.held and now >= key.down + manners.stuck_hold:
            changed[name] = changed.get(name, key)._replace(held=True)
    return talk._replace(keys={**talk.keys, **changed}) if changed else talk


def _silent(probe: Probe, talk: Talk, now: float) -> Talk:
    """Enough probes went unanswered. A pad that never answered any, and whose keys work, is none the worse."""
    if talk.presence is Presence.PRESENT and not talk.answered:
        return talk._replace(unanswered=0, probe_at=now + probe.every)
    return talk._replace(presence=Presence.SILENT, answered=False, unanswered=0, probe_at=now + probe.again)


def _freed_at(manners: Manners, key: Key) -> float:
    """When a stuck key counts as free again: after a silence twice as long as between its repeats."""
    return key.seen + 2 * manners.stuck_gap
