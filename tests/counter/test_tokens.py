"""Tokens and PINs: made, kept as a hash, checked, and out at once when unpaired."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.counter import tokens


def test_a_token_is_long_and_a_pin_is_eight_digits() -> None:
    assert len({tokens.make() for _ in range(100)}) == 100
    assert not tokens.is_pin(tokens.make())
    assert tokens.is_pin(tokens.make_pin())


@pytest.mark.parametrize("secret", [tokens.make(), "00460021"], ids=["token", "pin"])
def test_what_is_kept_is_salted_and_tells_nothing(secret: str) -> None:
    kept, again = tokens.digest(secret), tokens.digest(secret)
    assert kept != again
    assert secret not in kept
    assert tokens.matches(secret, kept)
    assert not tokens.matches(secret[::-1], kept)


@given(st.text(max_size=30), st.text(max_size=60))
def test_damage_matches_nothing(token: str, kept: str) -> None:
    assert not tokens.matches(token, kept)


@pytest.mark.parametrize("kept", ["scrypt$99$8$1$s$h", "scrypt$x$8$1$s$h", "scrypt$14$0$1$s$h", "scrypt$4$8$-1$s$h"])
def test_damaged_costs_are_refused(kept: str) -> None:
    assert not tokens.matches("00460021", kept)


def test_a_pin_is_paid_for_once_and_out_when_unpaired(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = {"page": tokens.digest("00460021"), "hall": tokens.digest("long")}
    good = tokens.Verifier(lambda: stored)
    assert good("00460021")
    assert good("long")
    assert not good("00460022")

    def unpaid(*_: object) -> str:
        raise AssertionError("scrypt again")

    with monkeypatch.context() as patched:
        patched.setattr(tokens, "_scrypt", unpaid)
        assert good("00460021")
        del stored["page"]
        assert not good("00460021")
        assert good("long")
    stored["page"] = tokens.digest("00460021")
    assert good("00460021")


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MOST_REMEMBERED", 3)
    stored = {str(n): tokens.digest(f"token {n}") for n in range(9)}
    good = tokens.Verifier(lambda: stored)
    assert all(good(f"token {n}") for n in range(9))
    assert len(good._good) <= 3
