"""Id and code give each other; a slip of a finger is found; whoever made another id has no code."""

from __future__ import annotations

import uuid
from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk_app.core.receipt import SEED_BITS, code_of, rating_id_of, rating_id_of_seed

SEEDS = st.integers(0, 2**SEED_BITS - 1)
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def code(seed: int) -> str:
    made = code_of(rating_id_of_seed(seed))
    assert made is not None
    return made


@given(SEEDS)
@example(0)
@example(2**SEED_BITS - 1)
def test_there_and_back(seed: int) -> None:
    rating_id = rating_id_of_seed(seed)
    made = uuid.UUID(rating_id)
    assert (made.version, made.variant, str(made)) == (8, uuid.RFC_4122, rating_id)
    assert rating_id_of(code(seed)) == rating_id
    assert [len(group) for group in code(seed).split("-")] == [4, 4, 4, 4]
    assert set(code(seed)) <= {*SIGNS, "-"}


@given(SEEDS, SEEDS)
def test_two_seeds_are_two_of_everything(one: int, other: int) -> None:
    assert (rating_id_of_seed(one) == rating_id_of_seed(other)) == (one == other) == (code(one) == code(other))


@given(SEEDS)
def test_it_can_be_typed_as_people_type(seed: int) -> None:
    written = code(seed)
    sloppy = written.lower().replace("0", "o").replace("1", "l").replace("-", "  ")
    assert (
        rating_id_of(f" {sloppy}\n")
        == rating_id_of(written.replace("-", "").replace("1", "I"))
        == rating_id_of(written)
    )


@given(SEEDS)
def test_every_single_slip_is_found(seed: int) -> None:
    signs = code(seed).replace("-", "")
    for place, right in enumerate(signs):
        for wrong in SIGNS.replace(right, ""):
            assert rating_id_of(signs[:place] + wrong + signs[place + 1 :]) is None


@given(SEEDS)
def test_any_two_that_changed_places_are_found(seed: int) -> None:
    signs = code(seed).replace("-", "")
    for one, other in combinations(range(len(signs)), 2):
        swapped = list(signs)
        swapped[one], swapped[other] = signs[other], signs[one]
        assert (rating_id_of("".join(swapped)) is None) == (signs[one] != signs[other])


@pytest.mark.parametrize("typed", ["", "0", "0" * 15, "0" * 17, "U" * 16, "零" * 16, "0000-0000-0000-000!"])
def test_what_is_no_code(typed: str) -> None:
    assert rating_id_of(typed) is None


@given(st.text(max_size=20))
def test_no_text_is_too_odd(typed: str) -> None:
    found = rating_id_of(typed)
    assert found is None or code_of(found) is not None


@pytest.mark.parametrize(
    "rating_id", ["", "r1", "5f0c2b9e-0000-4000-8000-000000000001", rating_id_of_seed(1)[:-1] + "0"]
)
def test_an_id_that_was_not_made_here_has_no_code(rating_id: str) -> None:
    assert code_of(rating_id) is None


@given(st.uuids())
def test_nobody_elses_id_has_one(other: uuid.UUID) -> None:
    assert code_of(str(other)) is None


def test_a_code_stays_what_it_was() -> None:
    """Receipts lie in drawers: what was printed yesterday must be found tomorrow."""
    assert rating_id_of_seed(0) == "00000000-0000-8000-8000-6a84b77223ab"
    assert code(0) == "0000-0000-0000-0000"
    assert code(2**74 + 12345) == "G000-0000-0000-C1ST"
