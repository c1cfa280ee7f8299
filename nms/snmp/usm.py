"""SNMPv3 messages under the User-based Security Model (RFC 3412, RFC 3414): their outside, keys, digests, ciphers.

Key derivation and ciphers are pysnmp's.
"""

import hmac
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from pyasn1.error import PyAsn1Error
from pyasn1.type.univ import OctetString
from pysnmp.error import PySnmpError
from pysnmp.proto.secmod.rfc3414.service import SnmpUSMSecurityModel

from nms.core.device import SnmpVersion
from nms.snmp import ber, messages
from nms.snmp.ber import MalformedError
from nms.snmp.users import AUTH, PRIV, Credential

AUTHENTICATED, ENCRYPTED, REPORTABLE = 1, 2, 4
USM_MODEL = 3
LARGEST_MESSAGE = 65_507
ENGINES_REMEMBERED = 4096

DIGESTS: dict[str, tuple[str, int]] = {
    "md5": ("md5", 12),
    "sha1": ("sha1", 12),
    "sha224": ("sha224", 16),
    "sha256": ("sha256", 24),
    "sha384": ("sha384", 32),
    "sha512": ("sha512", 48),
}


class Keys(NamedTuple):
    """Localised keys (RFC 3414 section 2.6)."""

    auth: bytes
    priv: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """The outside of a v3 message; `digest_at` is where its authentication parameters stand in the datagram."""

    message_id: int
    flags: int
    engine: bytes
    boots: int
    time: int
    user: bytes
    digest: bytes
    digest_at: int
    salt: bytes
    data: bytes


def read_envelope(data: bytes) -> Envelope:
    """The outside of a v3 message (RFC 3412 section 6); MalformedError for anything else."""
    at, end = ber.expect(data, 0, len(data), ber.SEQUENCE)
    version, at = ber.read_integer(data, at, end)
    head, head_end = ber.expect(data, at, end, ber.SEQUENCE)
    number, head = ber.read_integer(data, head, head_end)
    _, head = ber.read_integer(data, head, head_end)
    flags, head = ber.read_octets(data, head, head_end)
    model, _ = ber.read_integer(data, head, head_end)
    if version != messages.VERSION_NUMBERS[SnmpVersion.V3] or model != USM_MODEL or len(flags) != 1:
        raise MalformedError("no USM message")
    outer, params_end = ber.expect(data, head_end, end, ber.OCTETS)
    at, params_end = ber.expect(data, outer, params_end, ber.SEQUENCE)
    engine, at = ber.read_octets(data, at, params_end)
    boots, at = ber.read_integer(data, at, params_end)
    time, at = ber.read_integer(data, at, params_end)
    user, at = ber.read_octets(data, at, params_end)
    digest, after = ber.read_octets(data, at, params_end)
    salt, _ = ber.read_octets(data, after, params_end)
    if not (0 <= boots <= 0x7FFF_FFFF and 0 <= time <= 0x7FFF_FFFF):
        raise MalformedError("engine boots or time")
    where = after - len(digest)
    return Envelope(number, flags[0], engine, boots, time, user, digest, where, salt, data[params_end:end])


@lru_cache(maxsize=256)
def _master(credential: Credential) -> tuple[Any, Any]:
    # a megabyte is hashed for each: once per credential, not once per sender
    auth = SnmpUSMSecurityModel.AUTH_SERVICES[AUTH[credential.auth]]
    priv = SnmpUSMSecurityModel.PRIV_SERVICES[PRIV[credential.priv]]
    return (
        auth.hash_passphrase(OctetString(credential.auth_key.encode())),
        priv.hash_passphrase(AUTH[credential.auth], OctetString(credential.priv_key.encode())),
    )


@lru_cache(maxsize=ENGINES_REMEMBERED)
def keys_of(credential: Credential, engine: bytes) -> Keys:
    """The keys of a credential localised to an engine."""
    auth, priv = _master(credential)
    auth_service = SnmpUSMSecurityModel.AUTH_SERVICES[AUTH[credential.auth]]
    priv_service = SnmpUSMSecurityModel.PRIV_SERVICES[PRIV[credential.priv]]
    identifier = OctetString(engine)
    auth_key = auth_service.localize_key(auth, identifier) if credential.auth else b""
    priv_key = priv_service.localize_key(AUTH[credential.auth], priv, identifier) if credential.priv else b""
    return Keys(bytes(auth_key), bytes(priv_key))


def digest_of(data: bytes, credential: Credential, keys: Keys) -> bytes:
    """The authentication parameters of a message whose own ones are zeros."""
    algorithm, length = DIGESTS[credential.auth]
    return hmac.digest(keys.auth, data, algorithm)[:length]


def decrypted(envelope: Envelope, credential: Credential) -> bytes:
    """The scoped PDU behind an encrypted envelope (noise, if the key is wrong); MalformedError if it cannot be one."""
    cipher, _ = ber.read_octets(envelope.data, 0, len(envelope.data))
    service = SnmpUSMSecurityModel.PRIV_SERVICES[PRIV[credential.priv]]
    key = OctetString(keys_of(credential, envelope.engine).priv)
    when = (envelope.boots, envelope.time, OctetString(envelope.salt))
    try:
        return bytes(service.decrypt_data(key, when, OctetString(cipher)))
    except (PySnmpError, PyAsn1Error, ValueError):  # salt of a wrong length, ciphertext of no whole blocks
        raise MalformedError("ciphertext") from None


def seal(envelope: Envelope, scoped: bytes, credential: Credential) -> bytes:
    """The datagram around a scoped PDU, encrypted and authenticated as the envelope's flags say."""
    keys = keys_of(credential, envelope.engine) if envelope.flags & AUTHENTICATED else Keys(b"", b"")
    salt, data = b"", scoped
    if envelope.flags & ENCRYPTED:
        service = SnmpUSMSecurityModel.PRIV_SERVICES[PRIV[credential.priv]]
        when = (envelope.boots, envelope.time, OctetString(b""))
        cipher, salts = service.encrypt_data(OctetString(keys.priv), when, scoped)
        salt, data = bytes(salts), ber.element(ber.OCTETS, bytes(cipher))
    length = DIGESTS[credential.auth][1] if envelope.flags & AUTHENTICATED else 0
    blank = _encode(replace(envelope, digest=bytes(length), salt=salt, data=data))
    if not length:
        return blank
    at = read_envelope(blank).digest_at
    return blank[:at] + digest_of(blank, credential, keys) + blank[at + length :]


def _encode(envelope: Envelope) -> bytes:
    head = ber.element(
        ber.SEQUENCE,
        ber.integer(envelope.message_id),
        ber.integer(LARGEST_MESSAGE),
        ber.element(ber.OCTETS, bytes((envelope.flags,))),
        ber.integer(USM_MODEL),
    )
    parameters = ber.element(
        ber.SEQUENCE,
        ber.element(ber.OCTETS, envelope.engine),
        ber.integer(envelope.boots),
        ber.integer(envelope.time),
        ber.element(ber.OCTETS, envelope.user),
        ber.element(ber.OCTETS, envelope.digest),
        ber.element(ber.OCTETS, envelope.salt),
    )
    version = ber.integer(messages.VERSION_NUMBERS[SnmpVersion.V3])
    return ber.element(ber.SEQUENCE, version, head, ber.element(ber.OCTETS, parameters), envelope.data)
