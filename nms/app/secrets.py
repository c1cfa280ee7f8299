"""Use cases around sealed secrets: setting and removing them, a new key for the vault."""

import re
from collections.abc import Sequence

from nms.app.parts import Parts
from nms.core.alarm import Actor
from nms.core.errors import InvalidError
from nms.store.secrets import SecretNote

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
MOST_OCTETS = 65_536


class Secrets:
    """Secrets by name: written by people, read by the engine alone."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def notes(self) -> Sequence[SecretNote]:
        """Which secrets there are, who set them and when."""
        return self._parts.store.secrets.all()

    def put(self, name: str, value: str, actor: Actor) -> None:
        """Seal and keep a secret; InvalidError NMS-ACC-028 for a name or a value that cannot be."""
        octets = value.encode()
        if not NAME.fullmatch(name) or not octets or len(octets) > MOST_OCTETS:
            raise InvalidError("NMS-ACC-028", name=name, octets=len(octets), most=MOST_OCTETS)
        self._parts.audit.record(actor, "secret.set", name)  # by hand: the value is nothing to write down
        self._parts.store.secrets.put(name, self._parts.vault.seal(octets), actor.name, self._parts.clock.now())

    def value(self, name: str) -> str | None:
        """The secret in the clear; None if there is none of that name."""
        sealed = self._parts.store.secrets.get(name)
        return None if sealed is None else self._parts.vault.unseal(sealed).decode()

    def remove(self, name: str, actor: Actor) -> None:
        """Forget a secret."""
        with self._parts.audit.doing(actor, "secret.remove", name):
            self._parts.store.secrets.drop(name)

    def reseal(self, actor: Actor) -> int:
        """Seal every secret anew under the first key of the vault; returns how many."""
        with self._parts.audit.doing(actor, "secret.reseal"):
            return self._parts.store.secrets.rewrite(self._parts.vault.reseal)
