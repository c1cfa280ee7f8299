"""The certificate of the pages, read and judged before anybody is served with it."""

import os
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from nms.core.errors import InvalidError
from nms.core.serving import Certificate

_OTHERS = 0o027
"""Who runs the program may be in the key's group, as is the custom; nobody else may read it, nobody else write it."""


def read_certificate(path: Path, key: Path) -> Certificate:
    """The certificate at `path` (PEM, the chain may follow) with its private key (PEM, without a passphrase).

    InvalidError: NMS-SERVE-003 (a file cannot be read), 004 (no certificate), 005 (no usable key), 006 (they do not
    fit), 007 (others may read the key).
    """
    leaf = _leaf(path)
    if leaf.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) != _public(key):
        raise InvalidError("NMS-SERVE-006", certificate=path, key=key)
    return Certificate(path, key, tuple(_names(leaf)), leaf.not_valid_before_utc, leaf.not_valid_after_utc)


def check_valid(certificate: Certificate, now: datetime) -> None:
    """InvalidError NMS-SERVE-008 when it has ended, 009 when it has not begun."""
    if now > certificate.ends:
        raise InvalidError("NMS-SERVE-008", path=certificate.path, ends=_said(certificate.ends))
    if now < certificate.begins:
        raise InvalidError("NMS-SERVE-009", path=certificate.path, begins=_said(certificate.begins))


def _leaf(path: Path) -> x509.Certificate:
    octets = _read("web.certificate", path)
    try:
        return x509.load_pem_x509_certificates(octets)[0]
    except ValueError as error:
        raise InvalidError("NMS-SERVE-004", path=path) from error


def _public(key: Path) -> bytes:
    octets = _read("web.key", key, private=True)
    try:
        public: PublicKeyTypes = load_pem_private_key(octets, None).public_key()
    except (ValueError, TypeError) as error:  # TypeError: it has a passphrase
        raise InvalidError("NMS-SERVE-005", path=key) from error
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _read(field: str, path: Path, *, private: bool = False) -> bytes:
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if private and mode & _OTHERS:
                raise InvalidError("NMS-SERVE-007", path=path, mode=f"{mode:04o}")
            return file.read()
    except OSError as error:
        raise InvalidError("NMS-SERVE-003", field=field, path=path, reason=error.strerror or str(error)) from error


def _names(leaf: x509.Certificate) -> Iterator[str]:
    try:
        found = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return
    yield from (name.lower() for name in found.get_values_for_type(x509.DNSName))
    yield from (str(address) for address in found.get_values_for_type(x509.IPAddress))


def _said(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
