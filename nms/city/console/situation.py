"""A configuration line that is about to act, and how a device refuses it."""

from dataclasses import dataclass

from nms.city.box import Box
from nms.city.console.grammar import Match
from nms.city.console.platform import Platform
from nms.city.console.tree import Node


class RefusedError(Exception):
    """The device says no, in these words."""


@dataclass(frozen=True, slots=True)
class Situation:
    """A line that is about to act: in which tree, at which view, on which box."""

    tree: Node
    here: Node
    path: tuple[str, ...]
    match: Match
    platform: Platform
    box: Box
    told: list[str]

    def say(self, key: str, **values: object) -> str:
        """The platform's words for something."""
        return self.platform.words.get(key, "").format(**{**self.match.values, **values})

    @property
    def interface(self) -> str:
        """The interface that the view belongs to, "" outside."""
        return next((key.removeprefix("interface ") for key in self.path if key.startswith("interface ")), "")
