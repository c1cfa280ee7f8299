"""What the store has seen of halls, read at once for one question."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property

from nms.app.parts import Parts
from nms.core.alarm import Alarm
from nms.core.device import Role
from nms.core.observed import AccessPoint, E1Line, Interface, Row, SonetLayer
from nms.core.queries import DeviceState

_SECTION = "section"


class StoreWatch:
    """`nms.app.hall_evidence.Watched` over the store; each table is read once, when it is first asked for."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._now = parts.clock.now()

    @cached_property
    def states(self) -> Mapping[str, DeviceState]:
        """Device → whether it answers."""
        return self._parts.store.devices.states()

    @cached_property
    def _active(self) -> Sequence[Alarm]:
        return self._parts.store.alarms.all_active()

    @cached_property
    def _lines(self) -> Mapping[str, Mapping[str, tuple[E1Line, datetime]]]:
        found = self._parts.store.devices.everywhere(E1Line)
        return {device: {row.name: (row, at) for row in rows if (at := self._read(device, E1Line))}
                for device, rows in found.items()}  # fmt: skip

    @cached_property
    def _sections(self) -> Mapping[str, Mapping[str, tuple[SonetLayer, datetime]]]:
        found = self._parts.store.devices.everywhere(SonetLayer)
        return {device: {row.name: (row, at) for row in rows
                         if row.layer == _SECTION and (at := self._read(device, SonetLayer))}
                for device, rows in found.items()}  # fmt: skip

    @cached_property
    def telephones(self) -> Mapping[str, Sequence[Interface]]:
        """Converter → its FXS ports that are meant to be up."""
        found = self._parts.store.devices.everywhere(Interface)
        return {device: [row for row in rows if row.type == "voiceFXS" and row.admin == "up"]
                for device, rows in found.items()
                if self._parts.inventory.devices[device].role is Role.CONVERTER}  # fmt: skip

    @cached_property
    def access_points(self) -> Sequence[AccessPoint]:
        """The rows of every controller."""
        return [row for rows in self._parts.store.devices.everywhere(AccessPoint).values() for row in rows]

    def state(self, device: str) -> str:
        """up, down or unknown."""
        known = self.states.get(device)
        return known.state(self._now, self._parts.config.cadences.status) if known else "unknown"

    # ------------------------------------------------------------ Watched

    def lines(self, device: str) -> Mapping[str, tuple[E1Line, datetime]]:
        """E1 lines as last read."""
        return self._lines.get(device, {})

    def sections(self, device: str) -> Mapping[str, tuple[SonetLayer, datetime]]:
        """STM-1 sections as last read."""
        return self._sections.get(device, {})

    def answers(self, device: str) -> bool | None:
        """Whether it answered when it was last asked; None where that is long ago."""
        known = self.states.get(device)
        if known is None or self.state(device) == "unknown":
            return None
        return known.failures == 0

    def alarms(self) -> Sequence[Alarm]:
        """Active alarms."""
        return self._active

    def _read(self, device: str, kind: type[Row]) -> datetime | None:
        return self._parts.store.devices.seen_at(device, kind)
