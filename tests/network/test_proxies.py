"""The proxy of the configuration is used, that of the environment never; nor are the environment's authorities."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme
from connect_proxy import ConnectProxy
from scripted import accepting

TRAPS = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


def centre_of(new_centre: Any, authority: trustme.CA, name: str) -> Any:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return new_centre(accepting, context)


def ca_file_of(tmp_path: Path, authority: trustme.CA) -> str:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    return str(tmp_path / "ca.pem")


def test_https_goes_through_the_configured_proxy(
    authority: trustme.CA, tmp_path: Path, new_centre: Any, new_sender: Any, closing: Any
) -> None:
    """The name is the proxy's to look up, the certificate the centre's."""
    centre = centre_of(new_centre, authority, "hcp.example.invalid")
    proxy = closing.enter_context(ConnectProxy(centre.port))
    sender = new_sender("https://hcp.example.invalid:8443/v1", proxy=proxy.url, ca_file=ca_file_of(tmp_path, authority))
    sender.rate("a", "b")
    sender.until_sent()
    assert [one.rpartition(" ")[0] for one in proxy.asked] == ["CONNECT hcp.example.invalid:8443"]
    assert centre.seen[0].ids == ["a", "b"]
    assert not [name for name in centre.seen[0].headers if "proxy" in name]


@pytest.mark.parametrize("status", [403, 407, 502])
def test_a_proxy_that_refuses_is_named(
    status: int, authority: trustme.CA, tmp_path: Path, new_centre: Any, new_sender: Any, closing: Any
) -> None:
    centre = new_centre()
    proxy = closing.enter_context(ConnectProxy(centre.port, status))
    sender = new_sender("https://hcp.example.invalid/v1", proxy=proxy.url, ca_file=ca_file_of(tmp_path, authority))
    sender.rate("a")
    sender.turn()
    assert sender.error() == ("NOT_REACHED", "the proxy could not be used")
    assert centre.connections == 0


def test_a_proxy_cannot_pose_as_the_centre(
    authority: trustme.CA, tmp_path: Path, new_centre: Any, new_sender: Any, closing: Any
) -> None:
    centre = centre_of(new_centre, trustme.CA(), "hcp.example.invalid")
    proxy = closing.enter_context(ConnectProxy(centre.port))
    sender = new_sender("https://hcp.example.invalid/v1", proxy=proxy.url, ca_file=ca_file_of(tmp_path, authority))
    sender.rate("a")
    sender.turn()
    assert "certificate was not accepted" in sender.error()[1]
    assert centre.seen == []


def test_the_environment_decides_nothing(
    authority: trustme.CA,
    tmp_path: Path,
    new_centre: Any,
    new_sender: Any,
    closing: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    centre = centre_of(new_centre, authority, "127.0.0.1")
    trap = closing.enter_context(ConnectProxy(centre.port))
    for name in TRAPS:
        monkeypatch.setenv(name, trap.url)
    monkeypatch.setenv("NO_PROXY", "")
    foreign = tmp_path / "foreign.pem"
    trustme.CA().cert_pem.write_to_path(foreign)
    for name in BUNDLES:
        monkeypatch.setenv(name, str(tmp_path if name.endswith("DIR") else foreign))
    sender = new_sender(centre.url, ca_file=ca_file_of(tmp_path, authority))
    sender.rate("a")
    sender.until_sent()
    assert trap.asked == []
