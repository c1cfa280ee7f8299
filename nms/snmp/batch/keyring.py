"""What seals and opens the messages of one user to one engine, made ready once: OpenSSL's contexts and ciphers."""

import hmac
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from nms.snmp.ber import MalformedError
from nms.snmp.users import Credential
from nms.snmp.usm import DIGESTS, keys_of

SALT_OCTETS = 8
AES_BLOCK, DES_BLOCK = 16, 8
DES_KEY_OCTETS = 8  # of the sixteen of a localised key; the others whiten the salt (RFC 3414 section 8.1.1.1)


class Privacy(Protocol):
    """Encrypts and decrypts under boots and time of the engine, given as eight octets."""

    def encrypt(self, scoped: bytes, when: bytes) -> tuple[bytes, bytes]:
        """The salt and the ciphertext."""
        ...

    def decrypt(self, cipher: bytes, when: bytes, salt: bytes) -> bytes:
        """The scoped PDU, padding included; MalformedError if it cannot be one."""
        ...


class AesPrivacy:
    """AES-CFB of RFC 3826; the length of the key says which.

    To open a context of OpenSSL's own CFB costs as much as all the rest of a message, so two others stay open: in CFB
    every block is combined with the encrypted ciphertext before it, which ECB gives of a received message at once; of
    a message to be sent CBC gives it, if the plaintext is one block behind.
    """

    def __init__(self, key: bytes, salts: Iterator[int]) -> None:
        self._behind = Cipher(AES(key), modes.CBC(bytes(AES_BLOCK))).encryptor()
        self._before = Cipher(AES(key), modes.ECB()).encryptor()  # noqa: S305 - one step of CFB, not a mode of ours
        self._chained = 0
        self._salts = salts

    def encrypt(self, scoped: bytes, when: bytes) -> tuple[bytes, bytes]:
        """The salt and the ciphertext."""
        salt = (next(self._salts) & 0xFFFF_FFFF_FFFF_FFFF).to_bytes(SALT_OCTETS, "big")
        first = (int.from_bytes(when + salt, "big") ^ self._chained).to_bytes(AES_BLOCK, "big")
        size = len(scoped)
        stream = self._behind.update(first + scoped + bytes(-size % AES_BLOCK))
        self._chained = int.from_bytes(stream[-AES_BLOCK:], "big")
        return salt, _combined(scoped, stream)

    def decrypt(self, cipher: bytes, when: bytes, salt: bytes) -> bytes:
        """The scoped PDU; MalformedError if it cannot be one."""
        if len(salt) != SALT_OCTETS:
            raise MalformedError("salt")
        return _combined(cipher, self._before.update(when + salt + cipher + bytes(-len(cipher) % AES_BLOCK)))


def _combined(octets: bytes, stream: bytes) -> bytes:
    """Octets, each combined (exclusive or) with one of a stream that may be longer."""
    size = len(octets)
    return (int.from_bytes(octets, "big") ^ int.from_bytes(stream[:size], "big")).to_bytes(size, "big")


class DesPrivacy:
    """DES-CBC of RFC 3414 section 8, for old gear; OpenSSL has it as Triple-DES of three equal keys."""

    def __init__(self, key: bytes, salts: Iterator[int]) -> None:
        self._algorithm = TripleDES(key[:DES_KEY_OCTETS] * 3)
        self._white = int.from_bytes(key[DES_KEY_OCTETS : 2 * DES_KEY_OCTETS], "big")
        self._salts = salts

    def _mode(self, salt: bytes) -> modes.CBC:
        return modes.CBC((self._white ^ int.from_bytes(salt, "big")).to_bytes(DES_BLOCK, "big"))

    def encrypt(self, scoped: bytes, when: bytes) -> tuple[bytes, bytes]:
        """The salt and the ciphertext."""
        salt = when[:4] + (next(self._salts) & 0xFFFF_FFFF).to_bytes(4, "big")
        context = Cipher(self._algorithm, self._mode(salt)).encryptor()
        return salt, context.update(scoped + bytes(-len(scoped) % DES_BLOCK)) + context.finalize()

    def decrypt(self, cipher: bytes, when: bytes, salt: bytes) -> bytes:  # noqa: ARG002 - the salt holds the boots
        """The scoped PDU, padding included; MalformedError if it cannot be one."""
        if len(salt) != SALT_OCTETS or len(cipher) % DES_BLOCK:
            raise MalformedError("ciphertext")
        context = Cipher(self._algorithm, self._mode(salt)).decryptor()
        return context.update(cipher) + context.finalize()


PRIVACIES: dict[str, Callable[[bytes, Iterator[int]], Privacy]] = {
    "des": DesPrivacy,
    "aes128": AesPrivacy,
    "aes192": AesPrivacy,
    "aes256": AesPrivacy,
}


class Keyring:
    """A user's localised keys for one engine, ready to use; no two messages may be given the same salt."""

    def __init__(self, credential: Credential, engine: bytes, salts: Iterator[int]) -> None:
        keys = keys_of(credential, engine)
        self.digest_octets = 0
        self._begun: Any = None
        if credential.auth:
            algorithm, self.digest_octets = DIGESTS[credential.auth]
            self._begun = hmac.new(keys.auth, digestmod=algorithm)
        self.privacy = PRIVACIES[credential.priv](keys.priv, salts) if credential.priv else None

    def digest(self, data: bytes) -> bytes:
        """The authentication parameters of a message whose own ones are zeros."""
        proof = self._begun.copy()
        proof.update(data)
        octets: bytes = proof.digest()
        return octets[: self.digest_octets]

    def proves(self, data: bytes, digest: bytes, at: int) -> bool:
        """Whether the authentication parameters, which stand at `at`, are those of this message."""
        size = self.digest_octets
        if len(digest) != size:
            return False
        return hmac.compare_digest(self.digest(data[:at] + bytes(size) + data[at + size :]), digest)
