"""What pages and API may ask of the map beyond where things stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class MapGroup:
    """What belongs together: kind is ring, duct (links that share a risk) or tree (an OLT's port and its sites).

    `devices` may name sites where a group reaches beyond our elements.
    """

    kind: str
    name: str
    devices: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


class MapRoom(Protocol):
    """The map beyond its positions."""

    def links(self) -> Mapping[str, str]:
        """Link name → severity word of the worst active alarm on either end; links without alarm are not named."""
        ...

    def groups(self) -> Sequence[MapGroup]:
        """Rings, PON trees and ducts, by kind and name."""
        ...
