"""The code for rating by phone on the wire, and the address it makes."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.central.wire_token import LONGEST_ADDRESS, Token, is_usable, page_address, parse_token

PAGE = "https://hcp.example.invalid/r/{token}"


def test_a_code_and_until_when() -> None:
    said = parse_token({"token": "q3Xv9", "expiresAt": "2026-11-23T10:30:00.000+08:00", "more": 1})
    assert said == Token("q3Xv9", 1795401000000)
    assert "q3Xv9" not in repr(said)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"token": "q", "expiresAt": None},
        {"token": "q", "expiresAt": "2026-11-23 10:30:00"},  # without an offset it names no instant
        {"token": "", "expiresAt": "2026-11-23T10:30:00+08:00"},
        {"token": 7, "expiresAt": "2026-11-23T10:30:00+08:00"},
    ],
)
def test_what_is_no_code(data: dict[str, object]) -> None:
    assert parse_token(data) is None


@pytest.mark.parametrize(
    "page",
    [
        "",
        "https://hcp.example.invalid/r/",  # nowhere to put it
        "ftp://hcp.example.invalid/{token}",
        "javascript:{token}",
        "https://{token}",
        "https:///{token}",
        "https://评价.example/{token}",
        "https://hcp.example.invalid/a b/{token}",
        "https://hcp.example.invalid/\n{token}",
    ],
)
def test_what_is_no_page(page: str) -> None:
    assert not is_usable(page)


def test_an_address() -> None:
    assert is_usable(PAGE)
    assert is_usable("HTTP://10.0.0.1:8080/?t={token}")
    assert page_address(PAGE, "q3Xv9") == "https://hcp.example.invalid/r/q3Xv9"
    assert page_address(PAGE, "a/b?c=d&e 中") == "https://hcp.example.invalid/r/a%2Fb%3Fc%3Dd%26e%20%E4%B8%AD"
    assert page_address(PAGE, "x" * LONGEST_ADDRESS) == ""


@given(st.text(min_size=1, max_size=60).filter(lambda text: text.isprintable()))
def test_whatever_the_code_is_the_address_is_plain_and_the_code_whole(token: str) -> None:
    address = page_address(PAGE, token)
    assert len(address) <= LONGEST_ADDRESS
    if address:
        assert address.isascii()
        assert address.isprintable()
        assert "/" not in address.removeprefix("https://hcp.example.invalid/r/")
        assert unquote(address).endswith(token)
