"""Certificates that run out are said in time: 30, 14 and 7 days before, and when it is over."""

from __future__ import annotations

import logging
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.central.certificate import last_not_after, not_after
from kiosk_app.central.expiry import LOOK_SECONDS, Certificates, saying, step_of

DAY = 86400.0
END = 1_795_399_200.0  # 2026-11-23


@pytest.mark.parametrize(
    ("days", "step", "said"),
    [
        (31, None, None),
        (30, 30, "runs out on 2026-11-23, in 30 days"),
        (14.5, 30, "runs out on 2026-11-23, in 14 days"),
        (14, 14, "runs out on 2026-11-23, in 14 days"),
        (7, 7, "URGENT: runs out on 2026-11-23, in 7 days"),
        (0.5, 7, "URGENT: runs out on 2026-11-23, in 0 days"),
        (0, 0, "ran out on 2026-11-23"),
        (-400, 0, "ran out on 2026-11-23"),
    ],
)
def test_the_steps(days: float, step: int | None, said: str | None) -> None:
    assert step_of(END, END - days * DAY) == step
    assert saying(END, END - days * DAY) == said


@given(st.floats(-1e9, 1e9), st.floats(0, 1e9))
def test_it_never_gets_less_urgent(left: float, passed: float) -> None:
    before, after = step_of(END, END - left), step_of(END, END - left + passed)
    assert (99 if after is None else after) <= (99 if before is None else before)


class Board:
    """What is said, by key, and the clocks."""

    def __init__(self) -> None:
        self.said: dict[str, str] = {}
        self.now, self.mono = END, 0.0

    def problem(self, key: str, text: str | None) -> None:
        if text is None:
            self.said.pop(key, None)
        else:
            self.said[key] = text

    def watch(self, cert: str = "", ca_file: str = "", centre: float | None = None) -> Certificates:
        return Certificates(
            cert, ca_file, lambda: centre, now=lambda: self.now, mono=lambda: self.mono, problem=self.problem
        )


def written(path: Path, *ends: float) -> str:
    text = b""
    for end in ends:
        when = datetime.fromtimestamp(end, UTC)
        issued = trustme.CA().issue_cert("device", not_before=when - timedelta(days=365), not_after=when)
        text += issued.cert_chain_pems[0].bytes()
    path.write_bytes(text)
    return str(path)


def test_a_running_terminal_says_each_step_once_and_a_new_one_ends_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    board = Board()
    path = tmp_path / "cert.pem"
    certificates = board.watch(written(path, END + 31 * DAY))
    seen = []
    for _ in range(33 * 24):
        certificates.look()
        seen.append(board.said.get("client certificate", "")[:9])
        board.now += 3600
        board.mono += LOOK_SECONDS
    assert list(dict.fromkeys(seen)) == ["", "runs out ", "URGENT: r", "ran out o"]
    assert [record.count for record in caplog.records] == [30, 14, 7, 0]  # type: ignore[attr-defined] # of `extra`
    written(path, board.now + 400 * DAY)
    certificates.look()
    assert board.said == {}


def test_between_the_hours_no_file_is_read(tmp_path: Path) -> None:
    board = Board()
    path = tmp_path / "cert.pem"
    certificates = board.watch(written(path, END + DAY))
    certificates.look()
    assert board.said["client certificate"].endswith("in 1 days: ask the centre for a new one")
    path.unlink()
    board.mono += LOOK_SECONDS - 1
    certificates.look()
    assert board.said
    board.mono += 1
    certificates.look()
    assert board.said == {}  # what cannot be read is the client's to say


def test_of_an_authority_s_file_the_last_counts(tmp_path: Path) -> None:
    board = Board()
    both = written(tmp_path / "ca.pem", END + DAY, END + 20 * DAY)
    assert not_after(Path(both).read_text()) == END + DAY
    assert last_not_after(Path(both).read_text()) == END + 20 * DAY
    board.watch(ca_file=both, centre=END + 3 * DAY).look()
    assert board.said == {
        "ca_file": "runs out on 2026-12-13, in 20 days: ask the centre for its authority's new one",
        "centre's certificate": "URGENT: runs out on 2026-11-26, in 3 days: tell the centre",
    }
    with pytest.raises(ValueError, match="no certificate"):
        last_not_after("")


def test_the_end_of_the_centre_s_certificate_is_seen_on_the_connection(
    tmp_path: Path, new_centre: Any, new_client: Any
) -> None:
    authority = trustme.CA()
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(days=10)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", not_after=until).configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    client = new_client(new_centre(context=context).url, ca_file=str(tmp_path / "ca.pem"))
    assert client.certificate_until is None
    client.time()
    client.time()  # on the same connection
    assert client.certificate_until == until.timestamp()
