"""Ask any agent once, inventory or not, and lay out what it said."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TypeVar

import collectors
from nms.core.device import Device
from nms.core.errors import NmsError, NoAnswerError
from nms.core.observed import E1Line, Facts, Harvest, Interface, MemoryPool, Neighbour, Processor, Row, Sensor
from nms.core.ports import Clock, Snmp, Visit

RowT = TypeVar("RowT", bound=Row)


@dataclass(frozen=True, slots=True)
class Polled:
    """One poll of one agent: what every collector brought, and what each could not."""

    facts: Facts
    harvests: Mapping[str, Harvest]
    refusals: Mapping[str, NmsError]

    def rows(self, kind: type[RowT]) -> Sequence[RowT]:
        """All rows of a kind, from whichever collector."""
        return [row for harvest in self.harvests.values() for row in harvest.rows if isinstance(row, kind)]

    def as_dict(self) -> dict[str, object]:
        """The answer of `nms poll --json`; octet counters stand in the interface they belong to."""
        octets = {
            (sample.instance, sample.metric): sample.value
            for harvest in self.harvests.values()
            for sample in harvest.samples
        }
        return {
            "facts": asdict(self.facts),
            "interfaces": [_interface(row, octets) for row in self.rows(Interface)],
            "e1": [asdict(row) for row in self.rows(E1Line)],
            "neighbours": [asdict(row) for row in self.rows(Neighbour)],
            "sensors": [asdict(row) for row in self.rows(Sensor)],
            "cpu": [asdict(row) for row in self.rows(Processor)],
            "memory": [asdict(row) for row in self.rows(MemoryPool)],
            "errors": {name: error.as_dict() for name, error in self.refusals.items()},
        }


def _interface(row: Interface, octets: Mapping[tuple[str, str], float]) -> dict[str, object]:
    return {
        "index": row.index,
        "name": row.name,
        "descr": row.descr,
        "alias": row.alias,
        "type": row.type,
        "speed_bps": row.speed_bps,
        "mac": row.mac,
        "admin": row.admin,
        "oper": row.oper,
        "in_octets": octets.get((row.name, "interface_in_octets")),
        "out_octets": octets.get((row.name, "interface_out_octets")),
    }


async def poll_once(device: Device, snmp: Snmp, clock: Clock) -> Polled:
    """Ask a device everything sensible; raises NoAnswerError if it says nothing at all."""
    visit = Visit(device, clock.now(), snmp.session(device))
    harvests: dict[str, Harvest] = {}
    refusals: dict[str, NmsError] = {}
    for name, result in await collectors.harvest_all(visit):
        if isinstance(result, Harvest):
            harvests[name] = result
        else:
            refusals[name] = result
    if not harvests:
        raise next(iter(refusals.values()), NoAnswerError("NMS-SNMP-001", address=device.address))
    facts = next((harvest.facts for harvest in harvests.values() if harvest.facts is not None), Facts())
    return Polled(facts, harvests, refusals)


__all__ = ["Polled", "poll_once"]
