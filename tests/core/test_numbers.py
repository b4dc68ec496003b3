"""What counts as a number of a case, and what as one of a receipt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.core.numbers import LONGEST, case_number, looks_like_our_code, receipt_number, receipt_of_ours
from kiosk_app.core.receipt import SEED_BITS, code_of, rating_id_of_seed

IDS = st.integers(0, 2**SEED_BITS - 1).map(rating_id_of_seed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("YB2026112800731", "YB2026112800731"),
        ("  yb-2026_0001 ", "yb-2026_0001"),
        ("2026 1128 00731", "2026112800731"),
        ("２０２６－ＡＢ０１", "2026-AB01"),
        ("123", None),
        ("", None),
        ("9" * 50, "9" * 50),
        ("9" * 51, None),
        ("渝公2026001", None),
        ("https://hcp.example.invalid/r/1", None),
        ("2026\x00001", None),
        (" " * LONGEST + "12345", None),
    ],
)
def test_case_numbers(typed: str, number: str | None) -> None:
    assert case_number(typed) == number


@given(st.text(max_size=300))
def test_a_case_number_is_plain_and_stays_itself(typed: str) -> None:
    number = case_number(typed)
    if number is not None:
        assert number.isascii()
        assert number.isprintable()
        assert 4 <= len(number) <= 50
        assert case_number(number) == number


@given(IDS, st.sampled_from([str.lower, str.upper, lambda code: code.replace("-", " ")]))
def test_a_code_of_ours_becomes_the_rating_s_id_however_it_is_typed(rating_id: str, typed: object) -> None:
    code = typed(code_of(rating_id))  # type: ignore[operator]  # one of the three
    assert receipt_number(code) == receipt_of_ours(code) == rating_id
    assert receipt_of_ours(rating_id) == rating_id


@given(IDS, st.integers(0, 15), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_with_a_slip_is_asked_for_as_it_stands_and_known(rating_id: str, place: int, sign: str) -> None:
    signs = list((code_of(rating_id) or "").replace("-", ""))
    if signs[place] == sign:
        return
    signs[place] = sign
    slipped = "".join(signs)
    assert receipt_number(slipped) == slipped
    assert receipt_of_ours(slipped) is None
    assert looks_like_our_code(slipped)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("YB01-7Q2K-9F4M", "YB01-7Q2K-9F4M"), ("R/2026.1", "R/2026.1"), ("回执1234", None), ("12", None)],
)
def test_a_centre_s_own_number_stays_as_it_is(typed: str, number: str | None) -> None:
    assert receipt_number(typed) == number
    assert receipt_of_ours(typed) is None
    assert not looks_like_our_code(typed)
