"""A vault with a key in memory, for tests."""

import hashlib
import hmac
import itertools


class MemoryVault:
    """The Vault, with a key stream of SHA-256: what is sealed shows nothing, twice the same looks different."""

    def __init__(self, key: bytes = b"only for tests") -> None:
        self._key = key
        self._numbers = itertools.count(1)

    def seal(self, clear: bytes) -> bytes:
        """Nonce, cipher text and authentication code."""
        nonce = next(self._numbers).to_bytes(8)
        mixed = self._mixed(nonce, clear)
        return nonce + mixed + self._code(nonce + mixed)

    def unseal(self, sealed: bytes) -> bytes:
        """What was sealed; ValueError for anything that this vault did not seal."""
        nonce, mixed, code = sealed[:8], sealed[8:-32], sealed[-32:]
        if not hmac.compare_digest(code, self._code(nonce + mixed)):
            raise ValueError("not sealed by this vault, or damaged")
        return self._mixed(nonce, mixed)

    def _mixed(self, nonce: bytes, text: bytes) -> bytes:
        stream = hashlib.shake_256(self._key + nonce).digest(len(text))
        return (int.from_bytes(text) ^ int.from_bytes(stream)).to_bytes(len(text))

    def _code(self, text: bytes) -> bytes:
        return hmac.digest(self._key, text, "sha256")
