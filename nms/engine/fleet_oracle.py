"""The oracle of the rounds: a sampled device is asked the same by its session, and the two must agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from nms.core.counters import UNBOUNDED
from nms.core.device import Device
from nms.core.errors import NmsError
from nms.core.ports import Oid, Snmp, Value, VarBind
from nms.engine.fleet_shapes import Plan

Reading = Mapping[Oid, Value]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A value of a round that the session's readings around it do not allow."""

    oid: Oid
    batch: Value
    before: Value
    after: Value

    def details(self) -> Mapping[str, str]:
        """For the alarm."""
        session = str(self.before) if self.before == self.after else f"{self.before!s} … {self.after!s}"
        return {"oid": ".".join(map(str, self.oid)), "batch": str(self.batch), "session": session}


def sampled(devices: Sequence[str], turn: int, seed: int) -> str:
    """Whom turn number `turn` checks: everybody once, in an order drawn anew each time all had their turn."""
    passes, place = divmod(turn, len(devices))
    return sorted(devices, key=lambda name: blake2b(f"{seed} {passes} {name}".encode()).digest())[place]


async def reading(plan: Plan, device: Device, snmp: Snmp) -> Reading | None:
    """Everything that the plan asks, as the session reads it; None if it cannot, or if the table is another now."""
    layout = plan.member.layout
    session = snmp.session(device)
    try:
        scalars = await session.get(*layout.scalars)
        table = await session.columns(*layout.columns)
    except NmsError:
        return None
    if table.partial or tuple(sorted(table.cells)) != layout.rows:
        return None
    found: dict[Oid, Value] = {bind.oid: bind.value for bind in scalars}
    for place, root in enumerate(layout.columns):
        found.update({(*root, *row): table.cells[row][place] for row in layout.rows})
    return found


def mismatch(before: Reading, batch: Sequence[VarBind], after: Reading) -> Mismatch | None:
    """The first value that is not what the session read before and after, or on the way from one to the other."""
    for bind in batch:
        one = Mismatch(bind.oid, bind.value, before.get(bind.oid), after.get(bind.oid))
        if not _possible(one):
            return one
    return None


def _possible(one: Mismatch) -> bool:
    if one.before == one.after:
        return one.batch == one.before
    if not (isinstance(one.before, int) and isinstance(one.after, int)):
        return True  # it came or went meanwhile: nothing can be said
    bits = 64 if max(one.before, one.after) >= 2**32 else 32
    span = (one.after - one.before) % 2**bits
    if span > UNBOUNDED[bits]:
        return True  # no counter that went on: it began anew, or is none
    return isinstance(one.batch, int) and (one.batch - one.before) % 2**bits <= span
