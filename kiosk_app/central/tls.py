"""Who is believed to be the centre: the system's store or `ca_file`, whatever the environment says."""

from __future__ import annotations

import ssl
from pathlib import Path

from kiosk_app.central.errors import CentralError

# Where distributions keep the store as one file, for an OpenSSL that was built to look elsewhere.
_SYSTEM_STORES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")


def tls_context(ca_file: str = "", client_cert: str = "", client_key: str = "") -> ssl.SSLContext:
    """A context that verifies names and chains, with our certificate where one is configured. CentralError if not.

    With `ca_file` nothing else is trusted. Not `ssl.create_default_context()` nor requests' own: the first obeys
    SSL_CERT_FILE, the second REQUESTS_CA_BUNDLE, and both would override what is configured.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        try:
            context.load_verify_locations(cafile=ca_file)
        except OSError as error:
            raise CentralError(f"ca_file {ca_file}: {_why(error)}") from None
    else:
        _load_system_store(context)
    if client_key and not client_cert:
        raise CentralError("client_key is set without client_cert")
    if client_cert:
        try:
            # A password would be asked for on a terminal nobody sits at.
            context.load_cert_chain(client_cert, client_key or None, password=_no_password)
        except (OSError, ValueError) as error:
            raise CentralError(f"client_cert {client_cert}: {_why(error)}") from None
    return context


def _load_system_store(context: ssl.SSLContext) -> None:
    built_in = ssl.get_default_verify_paths()
    files = [path for path in (built_in.openssl_cafile, *_SYSTEM_STORES) if Path(path).is_file()]
    folder = built_in.openssl_capath if Path(built_in.openssl_capath).is_dir() else None
    if files or folder:
        context.load_verify_locations(cafile=files[0] if files else None, capath=folder)


def _no_password() -> str:
    raise ValueError("its key is locked with a password, which this program cannot be told")


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "not a certificate (and key) in PEM that belong together"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)
