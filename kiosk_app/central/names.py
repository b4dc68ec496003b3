"""A host's addresses within a time: the system's resolver asks a silent name server for half a minute and longer."""

from __future__ import annotations

import ipaddress
import socket
import threading


class NameServerSilent(OSError):
    """No name server answered in time. Not a TimeoutError: nothing was sent that could have been too much."""


def addresses_of(host: str, port: int, seconds: float) -> list[str]:
    """Numeric addresses in the system's order; socket.gaierror where there are none, NameServerSilent in time.

    The resolver cannot be interrupted: a thread that waits for a silent one is left to end by itself. A connection is
    made once a drain and tried at the backoff's pace, so they do not pile up.
    """
    try:
        ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        pass
    else:
        return [host]
    found: list[str] = []
    failed: list[OSError] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            failed.append(error if isinstance(error, OSError) else socket.gaierror(socket.EAI_NONAME, "no name"))
        else:
            found.extend(dict.fromkeys(str(address[0]) for *_, address in answers))

    asking = threading.Thread(target=ask, name="resolver", daemon=True)
    asking.start()
    asking.join(seconds)
    if asking.is_alive():
        raise NameServerSilent("no name server answered in time")
    if failed:
        raise failed[0]
    return found
