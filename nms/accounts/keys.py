"""Names of accounts, and the random keys that browsers and programs hold, of which we keep hashes alone."""

import hashlib
import hmac
import re
import secrets

from nms.core.account import SYSTEM_NAMES
from nms.core.errors import InvalidError

TOKEN_PREFIX = "nms_"  # noqa: S105 - tells a token from other words, opens nothing
_OCTETS = 32
NAME = re.compile(r"[a-z][a-z0-9._-]{0,31}")


def session_id() -> str:
    """What a browser holds for one login: 32 random octets, as text."""
    return secrets.token_urlsafe(_OCTETS)


def token() -> str:
    """What a program holds: recognisable by its beginning, so that scanners for leaked keys find it."""
    return TOKEN_PREFIX + secrets.token_urlsafe(_OCTETS)


def digest(key: str) -> bytes:
    """What is kept of a random key: its SHA-256 (a slow hash protects guessable words, which these are not)."""
    return hashlib.sha256(key.encode()).digest()


def form_key(session: str) -> str:
    """The synchroniser token of a session: follows from its id and does not betray it."""
    return hmac.new(session.encode(), b"form", hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Whether two keys are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(left.encode(), right.encode())


def account_name(word: str) -> str:
    """The word again if an account may be called so; InvalidError NMS-ACC-008, NMS-ACC-030 for the system's own."""
    if not NAME.fullmatch(word):
        raise InvalidError("NMS-ACC-008", name=word)
    if word in SYSTEM_NAMES:
        raise InvalidError("NMS-ACC-030", name=word, reserved=", ".join(sorted(SYSTEM_NAMES)))
    return word
