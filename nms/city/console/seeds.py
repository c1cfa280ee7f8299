"""What the initial configurations make up, always alike for the same box: addresses and fake ciphered secrets."""

import random
import string

from nms.city.box import Box, Port
from nms.city.mib.bridge import pvid
from nms.city.products import ETHERNET

_LETTERS = string.ascii_letters + string.digits


def cipher(box: Box, what: str, length: int = 24) -> str:
    """Letters that look like a ciphered secret; nothing stands behind them."""
    dice = random.Random(f"{box.number}/{what}")
    return "".join(dice.choice(_LETTERS) for _ in range(length))


def management_address(box: Box) -> str:
    """10.x.y.z for the element at 127.x.y.z."""
    return "10." + box.device.address.partition(".")[2]


def link_address(port: Port) -> str:
    """The address of a routed port, as its neighbours' ARP tables know it."""
    return f"10.255.{port.mac[4]}.{port.mac[5]}" if port.mac else ""


def ethernet(box: Box) -> list[Port]:
    """The bridged and routed ports."""
    return [port for port in box.ports if port.type == ETHERNET]


def access_vlan(port: Port) -> int:
    """The VLAN of an edge port."""
    return pvid(port.box, port)
