"""Passwords: argon2id, what a new one must be like, and one-time ones."""

import secrets
import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from nms.core.errors import InvalidError

SHORTEST, LONGEST, FEWEST_DIFFERENT = 12, 256, 5
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread: no i l o 0 1
_ONE_TIME_GROUPS, _GROUP = 4, 4

_hasher = PasswordHasher()  # argon2id with the second recommended option of RFC 9106: 64 MiB, 3 passes
_at_once = threading.Semaphore(2)  # each hashing takes its 64 MiB: a flood of logins must not take all memory


def hashed(password: str) -> str:
    """The argon2id string to be kept; salted, so never twice the same."""
    with _at_once:
        return _hasher.hash(_plain(password))


def fits(kept: str, password: str) -> bool:
    """Whether a password is the one kept; an empty `kept` costs the same time and fits nothing."""
    try:
        with _at_once:
            return len(password) <= LONGEST and _hasher.verify(kept or _nobody(), _plain(password)) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def acceptable(password: str, name: str) -> str:
    """The password again if it may be used by an account; NMS-ACC-005 (length), 006 (too simple)."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidError("NMS-ACC-005", least=SHORTEST, most=LONGEST, length=len(password))
    if len(set(password)) < FEWEST_DIFFERENT or name.casefold() in password.casefold():
        raise InvalidError("NMS-ACC-006", least=FEWEST_DIFFERENT)
    return password


def one_time() -> str:
    """A random password for the first login, easy to read out: four groups of four, 79 bits."""
    letters = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_ONE_TIME_GROUPS))
    return "-".join(letters)


def _plain(password: str) -> str:
    return unicodedata.normalize("NFKC", password)  # the same letters from any keyboard


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_hex(16))
