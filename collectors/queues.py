"""The queue of a hall, as the agent of its ticket machine (排队机) tells it: two numbers, where the site says they are.

There is no standard MIB of ticket machines: the device's labels name the two object instances. An agent of net-snmp
serves them with two lines of `extend` (NET-SNMP-EXTEND-MIB, nsExtendOutput1Line), as the demo's labels show.
"""

import re
from dataclasses import dataclass

from nms.core.errors import SnmpError
from nms.core.observed import Harvest
from nms.core.ports import Oid, Value, Visit
from nms.core.queue import MOST_OPEN, MOST_WAITING
from nms.core.sample import Sample

WAITING, OPEN = "queue_waiting", "queue_open"
"""Labels of a device whose value is a full dotted OID, instance included."""
METRICS = {WAITING: ("hall_waiting", MOST_WAITING), OPEN: ("hall_open_desks", MOST_OPEN)}
_DOTTED = re.compile(r"\.?[0-2](\.\d{1,10}){1,127}\Z")
_EXCEPTIONS = frozenset({0x80, 0x81, 0x82})


def oid_of(label: str) -> Oid | None:
    """The OID that a label spells, None for anything else."""
    if not _DOTTED.match(label):
        return None
    return tuple(int(arc) for arc in label.strip(".").split("."))


def count_of(value: Value, most: int) -> int | None:
    """An INTEGER, a Gauge32 or a number written as text, within its bounds."""
    if isinstance(value, bytes) and value.strip().isdigit() and len(value) < 20:
        value = int(value)
    return value if isinstance(value, int) and 0 <= value <= most else None


@dataclass(frozen=True, slots=True)
class HallQueue:
    """Customers waiting and desks open, of devices that carry both labels.

    Yields one sample of each (instance ""), or neither: half a sample says nothing. Cadence counters (five minutes).
    """

    name: str = "queue"
    cadence: str = "counters"

    def wants(self, visit: Visit) -> bool:
        """Devices whose labels say where the numbers are."""
        return visit.device.polled and METRICS.keys() <= visit.device.labels.keys()

    async def collect(self, visit: Visit) -> Harvest:
        """One GET."""
        said = {label: visit.device.labels.get(label, "") for label in METRICS}
        asked = [oid for word in said.values() if (oid := oid_of(word)) is not None]
        if len(asked) < len(METRICS):
            return Harvest(notes=[f"{label}={word[:60]}" for label, word in said.items()])
        binds = await visit.snmp.get(*asked)
        if len(binds) != len(asked):
            raise SnmpError("NMS-SNMP-004", device=visit.device.name)
        samples: list[Sample] = []
        notes: list[str] = []
        for bind, (metric, most) in zip(binds, METRICS.values(), strict=True):
            count = None if bind.tag in _EXCEPTIONS else count_of(bind.value, most)
            if count is None:
                notes.append(f"{metric}={str(bind.value)[:60]}")
            else:
                samples.append(Sample(visit.device.name, metric, "", visit.at, count))
        return Harvest(samples=samples if len(samples) == len(METRICS) else (), notes=notes)
