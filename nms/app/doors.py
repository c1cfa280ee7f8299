"""The doors that a secret link opens: secrets are random, kept as hashes, and guessing is slowed down."""

from nms.accounts.keys import digest, session_id
from nms.app.throttle import Throttle
from nms.core.errors import DeniedError, InvalidError
from nms.core.ports import Clock

MISSES, MISS_WINDOW_S = 20, 600.0
"""Wrong secrets of one address until none of its requests is heard for a while."""

LOOKS, LOOK_WINDOW_S = 120, 60.0
"""Requests of one address."""

_LENGTH = 43  # of 32 octets in base64url


class Doors:
    """Counts who knocks; one for all pages that a secret opens."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._misses = Throttle(MISSES, MISS_WINDOW_S)
        self._looks = Throttle(LOOKS, LOOK_WINDOW_S)

    def key(self, secret: str, address: str) -> bytes:
        """The hash of a secret that may be looked up; DeniedError NMS-KB-043, InvalidError 040 for what is none."""
        now = self._clock.monotonic()
        if self._misses.full(address, now) or not self._looks.knock(address, now):
            raise DeniedError("NMS-KB-043")
        if len(secret) != _LENGTH or not secret.isascii():
            raise self.miss(address)
        return digest(secret)

    def miss(self, address: str) -> InvalidError:
        """What to raise for a secret that opens nothing; counted."""
        self._misses.knock(address, self._clock.monotonic())
        return InvalidError("NMS-KB-040")


def secret() -> str:
    """A new secret: 256 random bits as text."""
    return session_id()
