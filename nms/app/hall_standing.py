"""The E1s of halls as the newest kept configurations of their routers and converters have them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nms.core.device import Role
from nms.core.hall import Place
from nms.core.site import Inventory
from nms.halls.readback import ConverterE1, CposE1, of_converter, of_cpos
from nms.provision.archive.git_archive import GitArchive

OfRouter = Mapping[Place, CposE1]
OfConverter = Mapping[int, ConverterE1]

_READ = (Role.CPOS_ROUTER, Role.CONVERTER)


@dataclass(frozen=True, slots=True)
class Standing:
    """E1s by place on routers, and by converter and order."""

    routers: OfRouter
    converters: Mapping[str, OfConverter]


class HallConfigurations:
    """Reads a kept configuration once, and anew when a newer one was kept."""

    def __init__(self, archive: GitArchive, inventory: Inventory) -> None:
        self._archive, self._inventory = archive, inventory
        self._known: dict[str, str] = {}
        self._routers: dict[str, OfRouter] = {}
        self._converters: dict[str, OfConverter] = {}

    def now(self) -> Standing:
        """As of the newest configurations; what was never kept has none."""
        for name, kept in self._archive.newest().items():
            device = self._inventory.devices.get(name)
            role = device.role if device else Role.OTHER
            if role in _READ and self._known.get(name) != kept.id:
                self._known[name] = kept.id
                self._read(name, role, self._archive.shown(kept.id, name).splitlines())
        routers = {place: one for rows in self._routers.values() for place, one in rows.items()}
        return Standing(routers, dict(self._converters))

    def _read(self, name: str, role: Role, lines: Sequence[str]) -> None:
        if role is Role.CPOS_ROUTER:
            self._routers[name] = of_cpos(name, lines)
        else:
            self._converters[name] = of_converter(lines)
