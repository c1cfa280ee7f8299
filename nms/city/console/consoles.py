"""All consoles of a running city: one listening socket an element, configurations that grow at the first login."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nms.city.box import Box
from nms.city.console.element import Element, Entry
from nms.city.console.keys import host_keys
from nms.city.console.login import Door
from nms.city.console.platforms import PLATFORMS
from nms.city.console.ssh import SshDoor
from nms.city.console.telnet import TelnetDoor
from nms.city.console.trips import Trip
from nms.city.console.world import CityWorld
from nms.city.state import City
from nms.core.config import Config
from nms.core.errors import InvalidError

TELNET_ONLY = frozenset(("raisecom_roap", "huawei_bsc_mml"))
_LOG = logging.getLogger(__name__)


class Consoles:
    """The command lines of a city's elements, in the running loop; none without a password to log in with."""

    def __init__(self, city: City, config: Config, folder: Path, world: CityWorld) -> None:
        self._config, self._folder, self._world = config, folder, world
        self.elements: dict[str, Element] = {}
        self._doors: list[SshDoor | TelnetDoor] = []
        login = config.cli.credentials.get("demo")
        self._door = Door(login.username, login.password.get_secret_value()) if login else Door("", "")
        enable = login.enable.get_secret_value() if login else ""
        if self._door.password:
            for name, box in city.boxes.items():
                if box.device.platform in PLATFORMS:
                    platform = PLATFORMS[box.device.platform]
                    self.elements[name] = Element(box, platform, world, enable or self._door.password)

    def open(self) -> int:
        """Listen wherever an address and port are free; returns on how many."""
        keys = host_keys(self._folder, [name for name, one in self.elements.items() if self._over_ssh(one.box)])
        for name, element in self.elements.items():
            try:
                self._listen(element, keys.get(name, ""))
            except OSError as error:
                _LOG.warning("NMS-CON-004 console of %s: %s", name, error)
        return len(self._doors)

    def _listen(self, element: Element, key: str) -> None:
        box = element.box
        port = self._config.city.ssh_port if self._over_ssh(box) else self._config.city.telnet_port
        if not port:
            return
        address = (box.device.address, port)
        door = SshDoor(element, self._door, key, address) if key else TelnetDoor(element, self._door, address)
        self._doors.append(door)

    @staticmethod
    def _over_ssh(box: Box) -> bool:
        access = box.device.cli
        if access is None:
            return box.device.platform not in TELNET_ONLY
        return access.transport == "ssh"

    def close(self) -> None:
        """Let nobody in any more."""
        for door in self._doors:
            door.close()
        self._doors.clear()

    def fault(self, device: str, order: Mapping[str, Any]) -> None:
        """Plant a fault; InvalidError NMS-CON-001 to 003. `expire` and `reboot` without a line act at once."""
        element = self._named(device)
        kind = str(order.get("kind", ""))
        now = not order.get("at") and not order.get("on")
        trip = Trip(
            kind,
            max(_number(order, "at", 1), 1),
            str(order.get("on", "")),
            after=bool(order.get("after", False)),
            times=_number(order, "times", 1),
            seconds=float(_number(order, "seconds", 0)),
            text=str(order.get("text", "")),
        )
        if kind == "reboot" and now:
            element.reboot(trip.seconds)
        elif kind == "unreachable" and now:
            element.lock_out(trip.seconds)
        elif kind == "expire" and now:
            element.expire()
        else:
            element.trips.append(trip)

    def repair(self, device: str) -> int:
        """Take the planted faults of an element away; returns how many there were."""
        element = self._named(device)
        count = len(element.trips)
        element.repair()
        return count

    def log(self, device: str, last: int) -> list[dict[str, Any]]:
        """The newest lines of an element's command log."""
        entries = list(self._named(device).log)[-last:]
        return [_entry(entry) for entry in entries]

    def _named(self, device: str) -> Element:
        if device not in self.elements:
            raise InvalidError("NMS-CON-005", field="device", value=device)
        return self.elements[device]


def _number(order: Mapping[str, Any], name: str, otherwise: int) -> int:
    value = order.get(name, otherwise)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InvalidError("NMS-CON-002", field=name, value=value, reason="0, 1, 2, …")
    return value


def _entry(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in Entry.__slots__}
