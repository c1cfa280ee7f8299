"""What a client interface can carry: names as people write them, and the rates that fit."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Iface(NamedTuple):
    """The rates in Mbit/s that an interface takes; a transparent one is carried whole, whatever is in it."""

    low: float
    high: float
    tdm: bool = False


IFACES: Final[Mapping[str, Iface]] = {
    "E1": Iface(0.064, 2.048, tdm=True),
    "FE": Iface(0.064, 100),
    "GE": Iface(0.064, 1000),
    "10GE": Iface(0.064, 10_000),
    "STM1": Iface(140, 156, tdm=True),
    "STM4": Iface(560, 625, tdm=True),
    "STM16": Iface(2240, 2500, tdm=True),
    "STM64": Iface(8960, 10_000, tdm=True),
}
"""Customers round line rates (G.707) up: 155 or 156 for 155.52, 2500 for 2488.32, 10000 for 9953.28 Mbit/s."""
_ALSO: Final = {"10G": "10GE", "XGE": "10GE", "GBE": "GE", "1GE": "GE", "100FE": "FE", "2M": "E1", "155M": "STM1"}


def written_iface(text: str) -> str | None:
    """The interface that somebody means ("stm-16", "10 GE"), None for no interface."""
    name = "".join(letter for letter in text.upper() if letter not in "-_ ")
    name = _ALSO.get(name, name)
    return name if name in IFACES else None


def is_stm(iface: str) -> bool:
    """Whether a whole STM-N is handed over."""
    return iface.startswith("STM")


def carries(iface: str, mbps: float) -> bool:
    """Whether an interface takes a rate."""
    return IFACES[iface].low <= mbps <= IFACES[iface].high


def fitting(mbps: float, *, tdm: bool = False) -> str:
    """The smallest Ethernet (or TDM) interface for a rate; "" if there is none."""
    return next((name for name, one in IFACES.items() if one.tdm is tdm and carries(name, mbps)), "")
