"""The devices whose command line we speak."""

from nms.core.device import Device
from nms.core.errors import InvalidError, NotFoundError
from nms.core.site import Inventory
from nms.drivers.dialects import DIALECTS


def speaks(device: Device) -> bool:
    """Whether it has a command line, of a kind that we know."""
    return device.cli is not None and device.platform in DIALECTS


def speaking(inventory: Inventory, name: str) -> Device:
    """The device of a name; NotFoundError, InvalidError NMS-CONF-006 for one that we cannot speak to."""
    device = inventory.devices.get(name)
    if device is None:
        raise NotFoundError("device", name)
    if not speaks(device):
        raise InvalidError("NMS-CONF-006", device=name)
    return device
