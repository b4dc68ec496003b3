"""TLS that cannot be agreed on: one clear line for each cause, nothing sent, nothing lost, and mended it goes on."""

from __future__ import annotations

import re
import ssl
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from scripted import accepting

from kiosk_app.central.outcome import Answered

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def written(folder: Path, name: str, *blobs: Any) -> str:
    path = folder / name
    for k, blob in enumerate(blobs):
        blob.write_to_path(path, append=k > 0)
    return str(path)


def serving(authority: trustme.CA, name: str = "127.0.0.1", **dates: datetime) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name, **dates).configure_cert(context)
    return context


def old(authority: trustme.CA) -> ssl.SSLContext:
    """A server that speaks TLS 1.1 and nothing newer."""
    context = serving(authority)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


TODAY = r"clock, which says \d{4}-\d\d-\d\d"
CAUSES = {
    "expired": (lambda ca: serving(ca, not_after=NOW - DAY, not_before=NOW - 30 * DAY), "has expired: .*" + TODAY),
    "not yet valid": (lambda ca: serving(ca, not_before=NOW + DAY), "not yet valid: .*" + TODAY),
    "wrong name": (lambda ca: serving(ca, "other.example"), "check central.url"),
    "unknown issuer": (lambda ca: serving(trustme.CA()), "central.ca_file"),
    "TLS 1.1": (old, "nothing newer than TLS 1.1"),
    "no TLS": (lambda ca: None, "TLS: the other side hung up|does not speak it"),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_a_centre_that_cannot_be_trusted_gets_nothing(
    cause: str, authority: trustme.CA, tmp_path: Path, new_centre: Any, new_sender: Any
) -> None:
    make, line = CAUSES[cause]
    bad = new_centre(context=make(authority))
    sender = new_sender(bad.url.replace("http:", "https:"), ca_file=written(tmp_path, "ca.pem", authority.cert_pem))
    sender.rate("a", "b")
    sender.turn()
    code, said = sender.error()
    assert code == "NOT_REACHED"
    assert re.search(line, said), said
    assert "\n" not in said
    assert bad.seen == []
    assert set(sender.states().values()) == {"unsent"}
    good = new_centre(accepting, serving(authority))
    other = new_sender(good.url, ca_file=str(tmp_path / "ca.pem"), again=True)
    other.until_sent()
    assert good.seen[0].ids == ["a", "b"]
    assert good.handshakes == 1


def client_files(folder: Path, authority: trustme.CA, **dates: datetime) -> dict[str, str]:
    ours = authority.issue_cert("device", **dates)
    return {
        "client_cert": written(folder, "cert.pem", *ours.cert_chain_pems),
        "client_key": written(folder, "key.pem", ours.private_key_pem),
    }


REFUSED = {
    "missing": (lambda folder, ca: {}, "wants a client certificate"),
    "expired": (
        lambda folder, ca: client_files(folder, ca, not_after=NOW - DAY, not_before=NOW - 9 * DAY),
        "client certificate has run out",
    ),
    "of another authority": (lambda folder, ca: client_files(folder, trustme.CA()), "does not accept our client"),
}


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("cause", REFUSED)
def test_a_client_certificate_that_is_not_accepted(
    cause: str, version: ssl.TLSVersion, authority: trustme.CA, tmp_path: Path, new_centre: Any, new_sender: Any
) -> None:
    make, line = REFUSED[cause]
    context = serving(authority)
    context.maximum_version = version
    context.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(context)
    centre = new_centre(context=context)
    ca_file = written(tmp_path, "ca.pem", authority.cert_pem)
    sender = new_sender(centre.url, ca_file=ca_file, **make(tmp_path, authority))
    sender.rate("a")
    sender.turn()
    _, said = sender.error()
    if cause == "missing" and version is ssl.TLSVersion.TLSv1_2:
        line = "does it want a client certificate"  # the alert of that version says no more
    # Since 1.3 a server refuses after the client may already speak: the word of it can be lost with the connection.
    lost = "broke off|other side hung up" if version is ssl.TLSVersion.TLSv1_3 else line
    assert re.search(f"{line}|{lost}", said), said
    assert centre.seen == []
    good = new_sender(centre.url, ca_file=ca_file, again=True, **client_files(tmp_path, authority))
    good.until_sent()
    assert centre.seen[0].ids == ["a"]


def test_a_drip_and_a_frozen_line_within_tls_are_bounded_too(
    authority: trustme.CA, tmp_path: Path, new_centre: Any, new_line: Any, new_sender: Any
) -> None:
    centre = new_centre(context=serving(authority))
    line = new_line(centre.port)
    ca_file = written(tmp_path, "ca.pem", authority.cert_pem)
    sender = new_sender(centre.behind(line.port), ca_file=ca_file, connect_timeout=0.2, read_timeout=0.3)
    line.drip = 0.05  # in the handshake
    sender.rate("a")
    sender.turn()
    assert sender.error()[1] in ("the answer took too long", "no answer in time")
    line.drip, line.frozen = 0.0, True  # before it
    sender.turn()
    sender.turn()
    assert sender.error()[0] == "NOT_REACHED"
    line.hang_up()
    line.frozen = False
    assert isinstance(sender.client.time(), Answered)
    line.drip = 0.05  # in the answer
    sender.now += 600
    sender.turn()
    assert sender.error()[1] in ("the answer took too long", "no answer in time")
    line.drip = 0.0
    sender.until_sent()
    assert len({one.body for one in centre.seen if one.path.endswith("ratings")}) == 1


def test_one_handshake_a_drain(authority: trustme.CA, tmp_path: Path, new_centre: Any, new_sender: Any) -> None:
    centre = new_centre(accepting, serving(authority))
    sender = new_sender(centre.url, ca_file=written(tmp_path, "ca.pem", authority.cert_pem))
    sender.rate(*[f"r{k}" for k in range(900)])
    sender.until_sent()
    assert len(centre.seen) > 5
    assert centre.handshakes == 1
