"""One module per MIB or counter family; to add one: write it and name it in ALL."""

from collections.abc import Sequence
from dataclasses import replace

from collectors.access_points import AccessPoints
from collectors.arp import Arp
from collectors.dot1x import Dot1x
from collectors.e1 import E1Intervals, E1Lines
from collectors.entity import Entities
from collectors.fdb import Fdb
from collectors.identifiers import OwnIdentifiers
from collectors.interfaces import InterfaceCounters, Interfaces, InterfaceStates
from collectors.layout import Layouts
from collectors.lldp import Lldp
from collectors.load import Load
from collectors.path_tests import PathTests
from collectors.queues import HallQueue
from collectors.radios import Radios
from collectors.routing import Routing
from collectors.sensors import Sensors
from collectors.sonet import Sonet
from collectors.system import System, Uptime
from collectors.ups import Ups
from collectors.vpn import PseudoWires, Vrfs
from nms.core.errors import NmsError, NoAnswerError
from nms.core.observed import Harvest, Interface
from nms.core.ports import Collector, Visit

ALL: tuple[Collector, ...] = (
    System(),
    Uptime(),
    Layouts(),
    OwnIdentifiers(),
    Interfaces(),
    InterfaceStates(),
    InterfaceCounters(),
    Sonet(),
    E1Lines(),
    E1Intervals(),
    Fdb(),
    Dot1x(),
    Arp(),
    Lldp(),
    Entities(),
    Sensors(),
    Load(),
    AccessPoints(),
    Radios(),
    Routing(),
    PseudoWires(),
    Vrfs(),
    PathTests(),
    Ups(),
    HallQueue(),
)
"""In the order of a visit: who the device is comes first, then what its ports are called."""


def learned(visit: Visit, harvest: Harvest) -> Visit:
    """The visit with what a harvest taught of the device: its facts and the names of its ports."""
    names = {row.index: row.name for row in harvest.rows if isinstance(row, Interface)}
    return replace(visit, facts=harvest.facts or visit.facts, names=names or visit.names)


async def harvest_all(visit: Visit, collectors: Sequence[Collector] = ALL) -> list[tuple[str, Harvest | NmsError]]:
    """Run every collector that wants the visit, each knowing what those before it learned.

    An error stands where the harvest would; silence ends the visit: sixteen timeouts would tell no more than one.
    """
    gathered: list[tuple[str, Harvest | NmsError]] = []
    for collector in collectors:
        if not collector.wants(visit):
            continue
        try:
            harvest = await collector.collect(visit)
        except NmsError as error:
            gathered.append((collector.name, error))
            if isinstance(error, NoAnswerError):
                break
        else:
            gathered.append((collector.name, harvest))
            visit = learned(visit, harvest)
    return gathered


__all__ = ["ALL", "harvest_all", "learned"]
