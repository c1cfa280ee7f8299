"""What the use cases of halls need of the store."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from nms.core.hall_bundle import BundleEvent, BundleState, HallBundle


class HallBundleStore(Protocol):
    """Remembers the bundle of each hall and every move of it; each call is one transaction."""

    def put(self, wish: HallBundle, actor: str, body: Mapping[str, str]) -> HallBundle:
        """Write a bundle that stands as it was seen (`wish.version`; 0: the hall has none yet), with its event.

        ConflictError NMS-HALL-240 when somebody was faster.
        """
        ...

    def get(self, hall: str) -> HallBundle:
        """NotFoundError for a hall without a bundle."""
        ...

    def find(self, states: Collection[BundleState] = ()) -> Sequence[HallBundle]:
        """Bundles by hall; no states: all."""
        ...

    def events(self, hall: str) -> Sequence[BundleEvent]:
        """Every move of a hall's bundle, oldest first."""
        ...
