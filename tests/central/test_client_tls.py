"""Who is believed to be the centre: `ca_file` or the system's store, whatever the environment says."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme

from kiosk_app.central.outcome import Answered, NotReached


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def serving(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def file_of(tmp_path: Path, name: str, blob: Any) -> str:
    path = tmp_path / name
    blob.write_to_path(path)
    return str(path)


def test_ca_file(authority: trustme.CA, serving: Any, tmp_path: Path, new_centre: Any, new_client: Any) -> None:
    ca_file = file_of(tmp_path, "ca.pem", authority.cert_pem)
    client = new_client(new_centre(context=serving).url, ca_file=ca_file)
    assert isinstance(client.heartbeat({}), Answered)


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
@pytest.mark.parametrize("pinned", [True, False])
def test_the_environment_makes_nobody_believed(
    authority: trustme.CA,
    serving: Any,
    tmp_path: Path,
    new_centre: Any,
    new_client: Any,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    pinned: bool,
) -> None:
    monkeypatch.setenv(name, file_of(tmp_path, "theirs.pem", authority.cert_pem))
    other = file_of(tmp_path, "ours.pem", trustme.CA().cert_pem)
    centre = new_centre(context=serving)
    outcome = new_client(centre.url, ca_file=other if pinned else "").heartbeat({})
    assert isinstance(outcome, NotReached)
    assert "the centre's certificate was not accepted" in outcome.reason
    assert centre.seen == []


def test_the_environment_makes_nobody_disbelieved(
    authority: trustme.CA, serving: Any, tmp_path: Path, new_centre: Any, new_client: Any, monkeypatch: Any
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", file_of(tmp_path, "other.pem", trustme.CA().cert_pem))
    client = new_client(new_centre(context=serving).url, ca_file=file_of(tmp_path, "ca.pem", authority.cert_pem))
    assert isinstance(client.heartbeat({}), Answered)


def test_the_name_must_be_right(authority: trustme.CA, tmp_path: Path, new_centre: Any, new_client: Any) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("other.example").configure_cert(context)
    client = new_client(new_centre(context=context).url, ca_file=file_of(tmp_path, "ca.pem", authority.cert_pem))
    outcome = client.heartbeat({})
    assert isinstance(outcome, NotReached)
    assert "certificate was not accepted" in outcome.reason


def test_client_certificate(
    authority: trustme.CA, serving: ssl.SSLContext, tmp_path: Path, new_centre: Any, new_client: Any
) -> None:
    serving.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(serving)
    centre = new_centre(context=serving)
    ours = authority.issue_cert("device")
    ca_file = file_of(tmp_path, "ca.pem", authority.cert_pem)
    chain = file_of(tmp_path, "cert.pem", ours.cert_chain_pems[0])
    key = file_of(tmp_path, "key.pem", ours.private_key_pem)
    assert isinstance(new_client(centre.url, ca_file=ca_file, client_cert=chain, client_key=key).time(), Answered)
    assert isinstance(new_client(centre.url, ca_file=ca_file).time(), NotReached)


def test_plain_where_tls_is_meant(tmp_path: Path, new_centre: Any, new_client: Any) -> None:
    centre = new_centre()
    assert new_client(centre.url.replace("http:", "https:")).time() == NotReached(
        "TLS: the other side hung up: check central.url and central.client_cert"
    )
