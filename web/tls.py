"""A self-signed certificate for this machine's names and addresses, for trying the program.

Browsers warn about it once; it is needed because phones give their camera to HTTPS pages only. For
permanent use put Caddy in front (``deploy/``) or pass ``--cert`` and ``--key``.
"""

import datetime as dt
import ipaddress
import os
import socket
import ssl
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from web.settings import cause_of

LIFETIME: Final = dt.timedelta(days=397)
"""The longest that browsers accept of a server certificate (398 days), less one."""
RENEW_BEFORE: Final = dt.timedelta(days=30)
"""Remaining lifetime below which a start renews the certificate. Chosen, for monthly restarts."""


def self_signed(folder: Path, now: dt.datetime, addresses: Sequence[str] = ()) -> tuple[Path, Path]:
    """Return certificate and key files, created if missing, nearly expired or for other names.

    Args:
        folder: the folder of both files; the key is readable by this user only.
        now: the time in UTC.
        addresses: addresses by which other machines reach this one.
    """
    cert_path, key_path = folder / "self-signed.crt", folder / "self-signed.key"
    names = ("localhost", socket.gethostname(), "127.0.0.1", "::1", *addresses)
    if key_path.exists() and still_good(cert_path, names, now):
        return cert_path, key_path
    key = ec.generate_private_key(ec.SECP256R1())
    folder.mkdir(parents=True, exist_ok=True)
    with open(key_path, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
    certificate = certify(key, names, now)
    cert_path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return cert_path, key_path


def still_good(path: Path, names: Iterable[str], now: dt.datetime) -> bool:
    """Tell whether a certificate exists, has these names, and is valid for `RENEW_BEFORE` more."""
    if not path.exists():
        return False
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        known = set(alternative_names(certificate))
    except (ValueError, x509.ExtensionNotFound):
        return False
    return (
        known >= {general_name(name) for name in names}
        and certificate.not_valid_after_utc - now > RENEW_BEFORE
    )


def certify(
    key: ec.EllipticCurvePrivateKey, names: Iterable[str], now: dt.datetime
) -> x509.Certificate:
    """Sign a server certificate with its own key (RFC 5280 §3.2, self-issued)."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Điểm Cầu")])
    unique = dict.fromkeys(general_name(name) for name in names)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectAlternativeName(unique), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )


def alternative_names(certificate: x509.Certificate) -> x509.SubjectAlternativeName:
    """Return the names and addresses in a certificate."""
    return certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value


def names_in(path: Path) -> tuple[str, ...]:
    """Return the hosts a certificate file names, names before addresses; none: it names none."""
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        names = alternative_names(certificate)
    except (OSError, ValueError, x509.ExtensionNotFound):
        return ()
    hosts = [name for name in names.get_values_for_type(x509.DNSName) if "*" not in name]
    return (*hosts, *map(str, names.get_values_for_type(x509.IPAddress)))


def refuse_unusable(cert: Path, key: Path) -> None:
    """Try the files of a certificate.

    Raises:
        OSError: they cannot be used; the message names the file and what to do.
    """
    for option, path in (("cert", cert), ("key", key)):
        try:
            path.read_bytes()
        except OSError as error:
            raise OSError(
                f"the file {path} cannot be read. --{option} (DIEMCAU_{option.upper()}) names a "
                f"file in PEM form that this user may read ({cause_of(error)})"
            ) from error
    if b"ENCRYPTED" in key.read_bytes():
        return  # uvicorn asks for the password on the terminal
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key)
    except ssl.SSLError as error:
        raise OSError(
            f"{cert} and {key} cannot be used together. --cert (DIEMCAU_CERT) names the "
            "certificate chain and --key (DIEMCAU_KEY) the private key of that certificate, both "
            f"in PEM form ({error.reason or error})"
        ) from error


def general_name(name: str) -> x509.GeneralName:
    """Return a name of a certificate: an address where the text is one, else a host name."""
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
