"""The vault: secrets sealed by Fernet keys out of $NMS_KEY or a file that only its owner reads."""

import hashlib
import hmac
import os
import stat
import tempfile
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from nms.core.errors import InvalidError, StoreError

VARIABLE = "NMS_KEY"
FILE = "nms.key"


class FernetVault:
    """Seals with the first key, unseals with any (`nms.core.change_ports.Vault`); the last one is the oldest.

    What is derived hangs on the oldest key, so a new key in front rotates what is sealed and nothing else.
    """

    def __init__(self, keys: str) -> None:
        words = keys.replace(",", " ").split()
        try:
            self._ring = MultiFernet([Fernet(word) for word in words])
            self._oldest = urlsafe_b64decode(words[-1])
        except (ValueError, IndexError) as error:
            raise InvalidError("NMS-ACC-013") from error

    @classmethod
    def open(cls, var: Path, environ: Mapping[str, str]) -> Self:
        """The vault of a site: keys from $NMS_KEY, else from `nms.key` below `var`, which the first start makes.

        InvalidError: NMS-ACC-012 (others may read the file), 013 (no keys in it); StoreError NMS-STORE-006.
        """
        if environ.get(VARIABLE):
            return cls(environ[VARIABLE])
        try:
            return cls(_read(var / FILE))
        except OSError as error:
            raise StoreError("NMS-STORE-006", path=var / FILE, reason=error.strerror or str(error)) from error

    def seal(self, clear: bytes) -> bytes:
        """Unreadable and unchangeable without the key (AES-128-CBC with HMAC-SHA256)."""
        return self._ring.encrypt(clear)

    def unseal(self, sealed: bytes) -> bytes:
        """What was sealed; StoreError NMS-ACC-015 if it was sealed by another key or altered."""
        try:
            return self._ring.decrypt(sealed)
        except InvalidToken as error:
            raise StoreError("NMS-ACC-015") from error

    def reseal(self, sealed: bytes) -> bytes:
        """The same under the first key; StoreError NMS-ACC-015 as above."""
        try:
            return self._ring.rotate(sealed)
        except InvalidToken as error:
            raise StoreError("NMS-ACC-015") from error

    def derived(self, purpose: str) -> bytes:
        """A key of 32 octets for one purpose, always the same, from which the vault's own key cannot be found."""
        return hmac.new(self._oldest, purpose.encode(), hashlib.sha256).digest()


def _read(path: Path) -> str:
    if not path.exists():
        _make(path)
    with path.open() as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & 0o077:
            raise InvalidError("NMS-ACC-012", path=path, mode=f"{mode:04o}")
        return file.read()


def _make(path: Path) -> None:
    """Make the file whole or not at all: of two processes that start together, both use what the first one made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=FILE) as draft:  # made with mode 0600
        draft.write(Fernet.generate_key() + b"\n")
        draft.flush()
        os.fsync(draft.fileno())
        try:
            os.link(draft.name, path)
        except FileExistsError:
            return
