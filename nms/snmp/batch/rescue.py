"""Agents whose answers were odd, asked again by the session that understands everything."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nms.core.device import Device
from nms.core.errors import SnmpError
from nms.core.ports import Snmp, Table, Value, VarBind
from nms.snmp import ber
from nms.snmp.batch.answers import Answers

AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Rescued:
    """How it went: agents whose values are there after all, those whose rows are others now, and those lost."""

    whole: Sequence[int] = ()
    relaid: Sequence[int] = ()
    lost: Sequence[int] = ()


async def rescue(answers: Answers, devices: Sequence[Device], snmp: Snmp) -> Rescued:
    """Ask those that answered, but not everything well; `devices` by agent. What is found stands in the answers."""
    odd = np.flatnonzero(~answers.whole() & ~answers.silent() & ~answers.refused()).tolist()
    room = asyncio.Semaphore(AT_ONCE)
    found = await asyncio.gather(*(_one(answers, agent, devices[agent], snmp, room) for agent in odd))
    by_fate = {fate: [agent for agent, one in zip(odd, found, strict=True) if one == fate] for fate in set(found)}
    return Rescued(*(by_fate.get(fate, ()) for fate in ("whole", "relaid", "lost")))


async def _one(answers: Answers, agent: int, device: Device, snmp: Snmp, room: asyncio.Semaphore) -> str:
    layout = answers.fleet.members[agent].layout
    async with room:
        try:
            session = snmp.session(device)
            scalars = await session.get(*layout.scalars) if layout.scalars else []
            table = await session.columns(*layout.columns) if layout.columns else Table()
        except SnmpError:
            return "lost"
    start = answers.start(agent)
    answers.tags[start : start + layout.width] = 0
    for place, bind in enumerate(scalars, start):
        _put(answers, place, bind)
    for place, (root, row) in enumerate((c, r) for c in range(len(layout.columns)) for r in layout.rows):
        value = table.cells[row][root] if row in table.cells else None
        _put(answers, start + len(layout.scalars) + place, VarBind((), _tag(value), value))
    dense = all(value is not None for row in table.cells.values() for value in row)
    return "whole" if dense and tuple(sorted(table.cells)) == layout.rows and not table.partial else "relaid"


def _put(answers: Answers, place: int, bind: VarBind) -> None:
    answers.tags[place] = bind.tag
    answers.rescued.pop(place, None)
    value = bind.value
    if isinstance(value, int):
        answers.bits[place] = np.uint64(value & 0xFFFF_FFFF_FFFF_FFFF)
    elif isinstance(value, bytes):
        answers.rescued[place] = value
    elif isinstance(value, tuple):
        encoded = ber.object_id(value)
        answers.rescued[place] = encoded[ber.header(encoded, 0, len(encoded))[1] :]


def _tag(value: Value) -> int:
    """A tag under which the value means the same."""
    if isinstance(value, int):
        return ber.INTEGER if value < 0 else ber.COUNTER64
    if isinstance(value, bytes):
        return ber.OCTETS
    return 0 if value is None else ber.OBJECT_ID
