"""What the values must be together: addresses, pairs of files, pads. Each broken rule is one fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from kiosk_app.settings.faults import Fault
from kiosk_app.settings.values import Central, Counter, Pad, Printer, Settings


def combination(settings: Settings) -> Iterator[Fault]:
    """Every fault of the merged settings."""
    found: list[tuple[str, str]] = [
        *_device(settings),
        *_central(settings.central),
        *_counter(settings.counter),
        *_pads(settings),
        *_scanners(settings),
        *_printer(settings.printer),
        *_shared_ports(settings),
    ]
    for key, saying in found:
        yield Fault(key, settings.origin(key), saying)


def is_loopback(host: str) -> bool:
    """True for localhost and addresses that never leave the machine."""
    if host in ("localhost", "127.0.0.1", "[::1]"):
        return True
    import ipaddress  # 1 ms that the usual addresses do not need

    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def host_and_port(listen: str) -> tuple[str, int]:
    """("127.0.0.1", 8787) of "127.0.0.1:8787", brackets of IPv6 taken off; ValueError says what is wrong."""
    host, separator, port = listen.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    if not separator or not bare or (":" in bare) != (bare != host):
        raise ValueError('must be an address and a port, such as "127.0.0.1:8787" or "[::1]:8787"')
    if not (port.isascii() and port.isdecimal()) or int(port) > 65535:
        raise ValueError("the port after the last colon must be a number from 0 to 65535")
    return bare, int(port)


def _device(settings: Settings) -> Iterator[tuple[str, str]]:
    if not settings.device.state_dir:
        yield "device.state_dir", "must name a folder"


def _central(central: Central) -> Iterator[tuple[str, str]]:
    saying = _wrong_url(central.url)
    if saying:
        yield "central.url", saying
    if central.proxy and _wrong_proxy(central.proxy):
        yield "central.proxy", 'must be like "http://proxy.example.cn:3128"'
    files = {
        "central.ca_file": central.ca_file,
        "central.client_cert": central.client_cert,
        "central.client_key": central.client_key,
    }
    yield from _missing(files)
    yield from _half_pair("central.client_cert", central.client_cert, "central.client_key", central.client_key)


def _counter(counter: Counter) -> Iterator[tuple[str, str]]:
    try:
        host, _ = host_and_port(counter.listen)
    except ValueError as error:
        yield "counter.listen", str(error)
        host = "localhost"
    if not is_loopback(host) and not (counter.tls_cert and counter.tls_key):
        yield (
            "counter.listen",
            "an address beyond loopback needs counter.tls_cert and counter.tls_key; set both or listen on 127.0.0.1",
        )
    else:
        yield from _half_pair("counter.tls_cert", counter.tls_cert, "counter.tls_key", counter.tls_key)
    yield from _missing({"counter.tls_cert": counter.tls_cert, "counter.tls_key": counter.tls_key})


def _pads(settings: Settings) -> Iterator[tuple[str, str]]:
    for prefix, pad in zip(_names(settings, "pad", len(settings.pads)), settings.pads, strict=True):
        yield from _pad(pad, prefix)


def _scanners(settings: Settings) -> Iterator[tuple[str, str]]:
    for prefix, scanner in zip(_names(settings, "scanner", len(settings.scanners)), settings.scanners, strict=True):
        if scanner.enabled and not scanner.port:
            yield f"{prefix}.port", f"names no port; see `hcp-kiosk scanner list`, or set {prefix}.enabled = false"


def _printer(printer: Printer) -> Iterator[tuple[str, str]]:
    scheme, separator, rest = printer.port.partition(":")
    if scheme == "tcp" and separator:
        try:
            good = host_and_port(rest.removeprefix("//"))[1] > 0
        except ValueError:
            good = False
        if not good or not rest.startswith("//"):
            yield "printer.port", 'must be like "tcp://192.168.1.9:9100"'
    elif scheme == "serial" and not rest:
        yield "printer.port", 'must name the port, as "serial:/dev/serial/by-id/…"'
    elif printer.port and scheme != "serial" and not printer.port.startswith("/"):
        yield "printer.port", 'must be a path such as "/dev/usb/lp0", "serial:PORT" or "tcp://HOST:9100"'


def _shared_ports(settings: Settings) -> Iterator[tuple[str, str]]:
    """A port serves one device."""
    pads = zip(_names(settings, "pad", len(settings.pads)), settings.pads, strict=True)
    scanners = zip(_names(settings, "scanner", len(settings.scanners)), settings.scanners, strict=True)
    used = [(prefix, pad.port) for prefix, pad in pads if pad.enabled]
    used += [(prefix, scanner.port) for prefix, scanner in scanners if scanner.enabled]
    used.append(("printer", settings.printer.port.removeprefix("serial:")))
    ports: dict[str, str] = {}
    for prefix, port in used:
        if port and port in ports:
            yield f"{prefix}.port", f"is the port of {ports[port]} as well; a port serves one device"
        ports.setdefault(port, prefix)


def _names(settings: Settings, one: str, count: int) -> list[str]:
    """How the sections of a kind are called: [pad], or [[pads]] with their places."""
    several = count > 1 or any(key.startswith(f"{one}s[") for key in settings.origins)
    return [f"{one}s[{place}]" for place in range(count)] if several else [one] * count


def _pad(pad: Pad, prefix: str) -> Iterator[tuple[str, str]]:
    if pad.enabled and not pad.port:
        yield (
            f"{prefix}.port",
            f"names no port; see `hcp-kiosk pad list`, or set {prefix}.enabled = false",
        )
    if pad.enabled:
        if not (pad.keys or pad.texts) and _is_shipped(pad.profile):
            return  # tested before it was shipped; reading it again would cost 12 ms of every start
        from device_drivers import profile  # only a machine with a pad of its own pays for it

        try:
            chosen = profile.load(pad.profile)
        except profile.ProfileError as error:
            yield f"{prefix}.profile", "; ".join(error.faults)
            return
        try:
            chosen.with_keys(pad.keys)
        except profile.ProfileError as error:
            yield f"{prefix}.keys", "; ".join(error.faults)
        try:
            chosen.with_texts(pad.texts)
        except profile.ProfileError as error:
            yield f"{prefix}.texts", "; ".join(error.faults)


def _missing(paths: dict[str, str]) -> Iterator[tuple[str, str]]:
    for key, path in paths.items():
        if path and not Path(path).is_file():
            yield key, f"there is no file {path}"


def _half_pair(one: str, one_value: str, other: str, other_value: str) -> Iterator[tuple[str, str]]:
    if bool(one_value) != bool(other_value):
        given, lacking = (one, other) if one_value else (other, one)
        yield lacking, f"is needed with {given}"


def _wrong_url(url: str) -> str:
    """Why the centre cannot be reached safely at `url`; "" where it can."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is not a URL"
    if parts.scheme not in ("https", "http") or not host:
        return 'must be like "https://hcp.example.cn/api/device/v1"'
    if parts.username or parts.password or parts.query or parts.fragment:
        return "must end with the path: no user, no ?, no #"
    if parts.scheme == "http" and not is_loopback(host):
        return "plain http is refused beyond this machine, ratings and keys would travel readable; use https"
    return ""


def _wrong_proxy(proxy: str) -> bool:
    try:
        parts = urlsplit(proxy)
        return parts.scheme not in ("http", "https") or not parts.hostname or (parts.port or 0) < 0
    except ValueError:
        return True


def _is_shipped(name: str) -> bool:
    import device_drivers

    return (
        name.replace("-", "").isalnum()
        and (Path(device_drivers.__file__).parent / "profiles" / f"{name}.toml").is_file()
    )
