"""The file of an export: what is written is read again, and whatever is changed in it is refused as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_queue import START_OF_CHAIN, Attempt, canonical
from offline_queue.canonical import linked
from offline_queue.cargo import Cargo, FateCargo, Unfit, rating_fault
from offline_queue.parcel import LONGEST_LINE, Item, ParcelRefused, Reader, Tally, written

HEAD = {"program": "hcp-kiosk 0", "deviceId": "D", "epoch": 3, "exportedAt": "2026-11-23T02:00:00+00:00"}
SAID = Attempt(
    "2026-11-23T02:00:00.000+00:00",
    "2026-11-23T02:00:01.500+00:00",
    2,
    "INVALID",
    "等级 \ud800".encode("utf-8", "replace").decode(),
)


def ratings(*numbers: int, device: str = "D", epoch: int = 3, text: str = "评价 \n\u2028") -> list[Cargo]:
    """Ratings 1 to the last of `numbers`; only those named are kept."""
    found, previous = [], START_OF_CHAIN
    for seq in range(1, max(numbers) + 1):
        record = {
            "ratingId": f"{device}-{epoch}-{seq}",
            "deviceId": device,
            "epoch": epoch,
            "deviceSeq": seq,
            "text": text,
        }
        raw, link = linked(previous, record)
        if seq in numbers:
            told = {"record": raw, "previous": previous, "state": "parked" if seq % 2 else "unsent", "age": seq}
            found.append(Cargo.of({**told, "attempts": []}))
        previous = link
    return found


def fate(key: str = "i", state: str = "unsent") -> FateCargo:
    raw = canonical({"invitationId": key, "state": "lapsed", "projectNo": "P"})
    return FateCargo.of({"fate": raw, "state": state, "code": "", "msg": ""})


def lines(items: Iterable[Item]) -> list[bytes]:
    return list(written(HEAD, items, Tally()))


def read(written_lines: Iterable[bytes]) -> list[Item]:
    return list(Reader(written_lines))


def sealed(above: list[bytes]) -> list[bytes]:
    """With a true checksum, whatever is in it."""
    digest = sha256(b"".join(above)).hexdigest()
    return [*above, json.dumps({"line": "sha256", "sha256": digest}).encode() + b"\n"]


ITEMS: list[Item] = [*ratings(1, 2, 4, 5, 9), *ratings(2, device="E", epoch=1), fate("i"), fate("j", "parked")]


def test_what_was_written_is_read_byte_for_byte(tmp_path: Path) -> None:
    tally = Tally()
    made = list(written(HEAD, ITEMS, tally))
    reader = Reader(made)
    assert list(reader) == ITEMS
    assert reader.head["deviceId"] == "D"
    assert reader.tally == tally
    assert (tally.ratings, tally.parked, tally.invitations) == (6, 3, 2)
    assert [(told["deviceId"], told["first"], told["last"]) for told in tally.numbers] == [("D", 1, 9), ("E", 2, 2)]
    # A run line before each number that does not follow.
    assert [json.loads(line)["first"] for line in made if b'"line": "run"' in line] == [1, 4, 9, 2]
    # What the header promises to whoever has nothing but a shell.
    assert reader.sha256 == sha256(b"".join(made[:-1])).hexdigest() == json.loads(made[-1])["sha256"]
    for item in ITEMS:
        raw = item.record if isinstance(item, Cargo) else item.fate
        assert any(line.endswith(raw + b"}\n") for line in made)


def test_a_history_and_an_unknown_link_travel() -> None:
    (first, second) = ratings(4, 5)
    told = Cargo.of({**first.as_json(), "previous": None, "attempts": [vars_of(SAID)]})
    assert read(lines([told, second])) == [told, second]
    assert told.attempts == (SAID,)


def vars_of(said: Attempt) -> dict[str, object]:
    return {name: getattr(said, name) for name in ("first_at", "last_at", "times", "code", "msg")}


@given(st.data())
def test_any_change_is_refused(data: st.DataObject) -> None:
    made = lines(ITEMS)
    which = data.draw(st.integers(0, len(made) - 1))
    match data.draw(st.sampled_from(["byte", "cut", "drop", "twice", "swap"])):
        case "byte":
            at = data.draw(st.integers(0, len(made[which]) - 1))
            byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != made[which][at]))
            made[which] = made[which][:at] + bytes([byte]) + made[which][at + 1 :]
        case "cut":
            whole = b"".join(made)
            made = whole[: data.draw(st.integers(0, len(whole) - 1))].splitlines(keepends=True)
        case "drop":
            del made[which]
        case "twice":
            made.insert(which, made[which])
        case "swap":
            other = data.draw(st.integers(0, len(made) - 1).filter(lambda other: other != which))
            made[which], made[other] = made[other], made[which]
    with pytest.raises(ParcelRefused, match="nothing was imported"):
        read(b"".join(made).splitlines(keepends=True))


@given(st.binary() | st.lists(st.binary(), max_size=4).map(b"\n".join))
def test_nothing_else_is_an_export(content: bytes) -> None:
    with pytest.raises(ParcelRefused, match="no file of `hcp-kiosk queue export`"):
        read(content.splitlines(keepends=True))


def changed(made: list[bytes], number: int, **members: object) -> list[bytes]:
    """Line `number` with other members, and a true checksum."""
    made = list(made)
    told = json.loads(made[number - 1])
    name, *_ = [*({"record", "fate"} & set(told)), ""]
    told.update(members)
    last = canonical(told.pop(name)) if name else b""
    made[number - 1] = json.dumps(told, ensure_ascii=False).encode() + b"\n"
    if name:
        made[number - 1] = made[number - 1][:-2] + b', "%b": %b}\n' % (name.encode(), last)
    return sealed(made[:-1])


RECORD = json.loads(ratings(1)[0].record)


@pytest.mark.parametrize(
    ("number", "members", "says"),
    [
        (1, {"formatVersion": 2}, "newer version"),
        (1, {"formatVersion": "1"}, "line 1: the header is damaged"),
        (2, {"previous": 7}, "line 2: the link before the run"),
        (2, {"previous": "ab"}, "line 3: the link before it"),
        (2, {"line": "rating"}, "line 2: no line of this kind"),
        (2, {"line": "gossip"}, "line 2: no line of this kind"),
        (2, {"previous": "1" * 64}, "line 3: the chain does not follow"),
        (2, {"first": 7}, "line 3: its number does not follow"),
        (2, {"deviceId": "F"}, "line 3: its number does not follow"),
        (3, {"record": {**RECORD, "text": "was something else"}}, "line 3: the chain does not follow"),
        (3, {"record": {**RECORD, "text": 1.5}}, "line 3: the record has no canonical form"),
        (3, {"record": {**RECORD, "ratingId": ""}}, "line 3: the record has no ratingId"),
        (3, {"record": {**RECORD, "deviceId": "a\nb"}}, "line 3: the record has no ratingId or no deviceId"),
        (3, {"record": {**RECORD, "deviceSeq": True}}, "line 3: the record has no number"),
        (3, {"record": {**RECORD, "chain": "x"}}, "line 3: the record has no link"),
        (3, {"record": []}, "line 3: the record is not in its canonical form"),
        (3, {"state": "held"}, "line 3: state or age"),
        (3, {"age": -1}, "line 3: state or age"),
        (3, {"attempts": None}, "line 3: the attempts"),
        (3, {"attempts": [{}]}, "line 3: the attempts"),
        (3, {"attempts": [{**vars_of(SAID), "first_at": "then"}]}, "line 3: the attempts"),
        (3, {"attempts": [{**vars_of(SAID), "code": None}]}, "line 3: the attempts"),
        (12, {"code": None}, "line 12: state, code or msg"),
        (12, {"fate": {"invitationId": None, "state": "lapsed"}}, "line 12: the fate has no invitationId"),
        (12, {"fate": {"invitationId": "i", "state": "eaten"}}, "line 12: the fate is none"),
        (14, {"ratings": 9}, "line 14: the counts"),
        (14, {"numbers": []}, "line 14: the counts"),
    ],
)
def test_a_true_checksum_does_not_help_what_is_wrong(number: int, members: dict[str, object], says: str) -> None:
    made = lines(ITEMS)
    if "text" in str(members) and "1.5" in str(members):
        told = json.loads(made[number - 1]) | members
        bad = [*made[: number - 1], json.dumps(told).encode() + b"\n", *made[number:-1]]
        made = sealed(bad)
    else:
        made = changed(made, number, **members)
    with pytest.raises(ParcelRefused, match=says):
        read(made)


def test_where_a_file_ends_and_what_comes_after() -> None:
    made = lines(ITEMS)
    with pytest.raises(ParcelRefused, match="line 15: the file ends here"):
        read(made[:-1])
    with pytest.raises(ParcelRefused, match="line 16: nothing may come after"):
        read([*made, b"\n"])
    with pytest.raises(ParcelRefused, match="line 2: it is longer than any line"):
        read([made[0], b"x" * (LONGEST_LINE + 1)])
    with pytest.raises(ParcelRefused, match="line 2: this is not JSON"):
        read([made[0], b"[" * 100_000 + b"\n"])
    with pytest.raises(ParcelRefused, match="line 3: the record is not in its canonical form"):
        read([*made[:2], made[2].replace(b'"epoch":3', b'"epoch": 3'), *made[3:]])


def test_a_cargo_needs_its_record() -> None:
    (cargo,) = ratings(1)
    assert rating_fault(cargo) is None
    for told in ({}, {"record": 7}, {"record": b"no json"}, {"record": '{"a":"\ud800"}'}):
        with pytest.raises(Unfit):
            Cargo.of(told)
    assert Cargo.of(json.loads(json.dumps(cargo.as_json()))) == cargo
    assert FateCargo.of(json.loads(json.dumps(fate().as_json()))) == fate()
