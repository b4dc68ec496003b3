"""Whatever a disk does with deeds that were begun, what was promised is never ruled out, and nothing else is let in."""

from __future__ import annotations

from crash.promises import OFFERED, Promises
from hypothesis import given
from hypothesis import strategies as st

DEEDS = ["hold", "amend", "withdraw", "release", "settle delivered", "settle parked", "retry", "recover", "keep"]
# done: said so. cut: begun, and power or process went. refused: the call said no. The last two may have happened.
OUTCOMES = ["done", "cut: there", "cut: gone", "refused: there", "refused: gone"]


def after(stand: tuple[str, str] | None, deed: str, digest: str) -> tuple[str, str] | None:
    """What one deed makes of one rating, told once more and otherwise: as a table."""
    state, old = stand or ("absent", "")
    match deed, state:
        case "hold", "absent":
            return "held", digest
        case "amend", "held":
            return "held", digest
        case "withdraw", "held":
            return None
        case "release", "held":
            return "waiting", digest
        case "recover", "held":
            return "waiting", old
        case "settle delivered", "waiting":
            return "delivered", old
        case "settle parked", "waiting":
            return "parked", old
        case "retry", "parked":
            return "waiting", old
    return stand


def words(deed: str, digest: str) -> str:
    match deed.split():
        case ["hold"]:
            return f"will hold r {digest} i"
        case ["amend"]:
            return f"will amend r {digest}"
        case ["release"]:
            return f"will release r {digest} i"
        case ["settle", to]:
            return f"will settle r={to}"
        case ["keep"]:
            return "will keep clerk 7"
        case ["recover"]:
            return "will recover"
    return f"will {deed} r"


@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.sampled_from(OUTCOMES)), max_size=12))
def test_what_is_there_is_always_possible(life: list[tuple[str, str]]) -> None:
    promises, stand = Promises(), None
    promises.healthy = False
    for number, (deed, outcome) in enumerate(life):
        digest = f"d{number}"
        was = before = promises.ratings.get("r", frozenset({None}))
        promises.hear(words(deed, digest) + "\n")
        if "gone" not in outcome:
            stand = after(stand, deed, digest)
        if outcome.startswith("refused"):
            promises.hear("refused\n")
        if outcome == "done":
            promises.hear("did\n")
            before = frozenset()  # what was is no longer possible
        possible = before | {after(one, deed, digest) for one in was}
        assert promises.ratings.get("r", frozenset({None})) == possible
        assert stand in possible
    assert not promises.contradictions


def hear(*lines: str) -> Promises:
    promises = Promises()
    for line in lines:
        promises.hear(line)
    return promises


def test_a_word_said_leaves_one_stand() -> None:
    promises = hear("mode wal 2", "will hold r a i")
    assert promises.ratings["r"] == {None, ("held", "a")}
    promises.hear("did ")
    assert promises.ratings["r"] == {("held", "a")}
    assert promises.said == 1


def test_a_copy_hears_nothing_more() -> None:
    promises = hear("will hold r a i")
    copy = promises.now()
    promises.hear("did")
    assert copy.ratings["r"] == {None, ("held", "a")}


def test_after_a_recovery_the_ratings_tell_how_invitations_ended() -> None:
    promises = hear("will invite i", "did", "will invite j")
    assert promises.invitations == {"i": {OFFERED}, "j": {None, OFFERED}}
    ended = {("rated", True), ("fault", True)}
    assert promises.after_recovery().invitations == {"i": ended, "j": ended | {None}}


def test_a_fate_is_the_first_and_is_sent_once() -> None:
    promises = hear("will invite i", "did", "will end i lapsed", "did yes", "will end i declined", "did yes")
    assert promises.invitations["i"] == {("lapsed", True)}
    promises.hear("will settle-fates i")
    assert promises.invitations["i"] == {("lapsed", True), ("lapsed", False)}
    promises.hear("did")
    assert promises.after_recovery().invitations["i"] == {("lapsed", False)}


def test_numbers_move_only_where_a_new_epoch_comes_to_them() -> None:
    promises = hear("will begin 1", "did 1", "will hold r a i", "did", "will release r b i", "did 1 1 link")
    assert promises.numbers["r"] == (1, 1, "link")
    assert not promises.moved
    promises.hear("will hold s a j")
    promises.hear("did")
    promises.hear("will renumber 2")
    assert promises.epoch == {1, 2}
    assert promises.moved == {"r"}
    promises.hear("will release s b j")  # the renumbering was cut off and is still under way
    promises.hear("did 1 2 link")
    assert promises.moved == {"r", "s"}
    promises.hear("will renumber 2")
    promises.hear("did")
    assert promises.epoch == {2}
    promises.hear("will hold t a k")
    promises.hear("did")
    promises.hear("will release t b k")
    promises.hear("did 2 3 link")
    assert promises.moved == {"r", "s"}
    promises.hear("will settle t=delivered")
    promises.hear("did")
    promises.hear("will renumber 3")
    assert "t" not in promises.moved


def test_what_is_denied_or_refused_for_no_reason_is_a_fault() -> None:
    assert hear("will amend r a", "did no").contradictions == ["what was there is not: amend r a"]
    assert hear("over OutboxUnusable").contradictions == ["given up on a healthy disk: OutboxUnusable"]
    assert not hear("over").contradictions
    assert hear("will keep clerk 1", "refused").contradictions == ["refused on a healthy disk: keep clerk 1"]


def test_only_what_the_centre_has_may_be_pruned() -> None:
    promises = hear("will hold r a i", "did", "will invite i", "did", "will release r b i", "did 1 1 link")
    promises.hear("will prune")
    promises.hear("did")
    assert promises.ratings["r"] == {("waiting", "b")}
    assert promises.invitations["i"] == {("rated", True)}
    for line in ("will settle r=delivered", "did", "will settle-fates i", "did", "will invite j", "did", "will prune"):
        promises.hear(line)
    assert promises.ratings["r"] == {("delivered", "b"), None}
    assert promises.invitations == {"i": {("rated", False), None}, "j": {OFFERED}}


def test_a_parcel_is_here_as_a_whole_and_has_its_own_way() -> None:
    promises = hear("will import a=1 b=2")
    assert promises.parcels == [["a", "b"]]
    assert promises.carried == {"a": {None, ("waiting", "1")}, "b": {None, ("waiting", "2")}}
    for line in ("did", "will settle-carried a=parked b=delivered", "did", "will retry a", "did", "will prune"):
        promises.hear(line)
    assert promises.carried == {"a": {("waiting", "1")}, "b": {("delivered", "2"), None}}
    assert not promises.ratings
