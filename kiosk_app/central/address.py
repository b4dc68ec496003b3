"""The centre's address: which are accepted, and what a URL in an answer means. Pure."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from kiosk_app.central.errors import CentralError

_PORT_OF = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Address:
    """The centre's base URL, without a slash at the end."""

    base: str
    host: tuple[str, str, int]  # scheme, name, port

    @classmethod
    def of(cls, url: str) -> Address:
        """The address of a base URL; CentralError where it is none that may be used."""
        split = _split(url, "the centre's address")
        if split.query or split.fragment:
            raise CentralError("the centre's address must end with its path: no ? and no #")
        return cls(url.strip().rstrip("/"), _host(split))

    def resolve(self, url: str) -> tuple[str, bool]:
        """A URL of an answer → the absolute one, and whether it is still the centre (then the request is signed).

        CentralError where it may not be followed.
        """
        if "://" not in url.split("?", 1)[0]:
            return f"{self.base}/{url}", True
        split = _split(url, "an address in the centre's answer")
        return url, _host(split) == self.host

    def is_of_the_centre(self, url: str) -> bool:
        """Whether a URL of an answer stays with the centre; False also where it may not be followed."""
        try:
            return self.resolve(url)[1]
        except CentralError:
            return False


def is_loopback(host: str) -> bool:
    """127.0.0.0/8, ::1 or `localhost`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def proxy_address(proxy: str, centre: Address) -> str:
    """A proxy's URL as it is used; CentralError where it cannot be, or would carry plain http off this machine."""
    try:
        split = urlsplit(proxy)
        name, _ = split.hostname, split.port
    except ValueError:
        name, split = None, urlsplit("")
    if split.scheme not in _PORT_OF or not name:
        raise CentralError("the proxy must be a URL like http://proxy.example:3128")
    if centre.host[0] == "http" and not is_loopback(name):
        raise CentralError("plain http would leave this machine by the proxy: use https for the centre, or no proxy")
    return proxy


def _split(url: str, what: str) -> SplitResult:
    try:
        split = urlsplit(url.strip())
        port = split.port
    except ValueError:
        raise CentralError(f"{what} is not a URL: use https://HOST/PATH") from None
    if split.scheme not in _PORT_OF or not split.hostname or port == 0:
        raise CentralError(f"{what} is not a URL: use https://HOST/PATH")
    if split.username is not None or split.password is not None:
        raise CentralError(f"{what} must not hold a name or password")
    if split.scheme == "http" and not is_loopback(split.hostname):
        raise CentralError(f"{what} is plain http, which is accepted for this machine itself only: use https://")
    return split


def _host(split: SplitResult) -> tuple[str, str, int]:
    return split.scheme, split.hostname or "", split.port or _PORT_OF[split.scheme]
