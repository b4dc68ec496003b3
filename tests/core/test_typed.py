"""What a citizen types: whatever it is, what is kept can be shown, is within its limit, and stays the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.core.model import Contact
from kiosk_app.core.typed import MOBILE_LIMIT, NAME_LIMIT, tidy_contact, tidy_mobile, tidy_name, tidy_text

ANYTHING = st.text(max_size=80)


@given(ANYTHING, st.integers(0, 200))
def test_a_text(text: str, limit: int) -> None:
    tidy = tidy_text(text, limit)
    assert len(tidy) <= limit
    assert all(letter == "\n" or letter.isprintable() for letter in tidy)
    assert tidy == tidy.strip() == tidy_text(tidy, limit)


@given(ANYTHING)
def test_a_name(name: str) -> None:
    tidy = tidy_name(name)
    assert len(tidy) <= NAME_LIMIT
    assert tidy.isprintable()
    assert tidy == tidy_name(tidy)


@given(ANYTHING)
def test_a_number(mobile: str) -> None:
    tidy = tidy_mobile(mobile)
    assert len(tidy) <= MOBILE_LIMIT
    assert set(tidy) <= set("0123456789+- ")
    assert tidy == tidy_mobile(tidy)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800138000", "13800138000"),
        ("１３８－００１３", "138-0013"),
        (" +86  138\t0013 ", "+86 1380013"),
        ("电话：138", "138"),
        ("1" * 40, "1" * 20),
        ("١٣٨", ""),
    ],
)
def test_numbers(typed: str, kept: str) -> None:
    assert tidy_mobile(typed) == kept


@pytest.mark.parametrize(("typed", "kept"), [("  𬱖  龘\n", "𬱖 龘"), ("a\u202eb\x00", "ab"), ("😀", "😀")])
def test_names(typed: str, kept: str) -> None:
    assert tidy_name(typed) == kept


@given(st.builds(Contact, ANYTHING, ANYTHING, st.booleans(), st.booleans()))
def test_nothing_is_kept_without_agreement(contact: Contact) -> None:
    kept = tidy_contact(contact)
    if not contact.agreed:
        assert kept is None
    if kept is not None:
        assert kept.agreed
        assert kept.name or kept.mobile or kept.named
        assert kept == tidy_contact(kept)


def test_who_typed_nothing_and_wants_no_name_known_leaves_nothing() -> None:
    assert tidy_contact(Contact(" ", "x", agreed=True)) is None
    assert tidy_contact(Contact("", "", agreed=True, named=True)) is not None
