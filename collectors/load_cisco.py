"""Cisco's processors: CISCO-PROCESS-MIB with its totals, its cores and their memory."""

from collections.abc import Sequence

from collectors.asking import Answer, Objects, ask
from collectors.entity import entity_names
from nms.core.observed import MemoryPool, Processor, Row
from nms.core.ports import Oid, Visit

_PROCESS: Oid = (1, 3, 6, 1, 4, 1, 9, 9, 109, 1, 1)
_TOTAL: Objects = {
    "part": (*_PROCESS, 1, 1, 2),
    "old": (*_PROCESS, 1, 1, 5),
    "minutes": (*_PROCESS, 1, 1, 8),
    "used": (*_PROCESS, 1, 1, 17),
    "free": (*_PROCESS, 1, 1, 19),
    "narrow_used": (*_PROCESS, 1, 1, 12),
    "narrow_free": (*_PROCESS, 1, 1, 13),
}
_CORE: Objects = {"minutes": (*_PROCESS, 2, 1, 5)}


async def _names(visit: Visit, answer: Answer) -> dict[Oid, str]:
    """Of each processor by its index: the part it is, else its number."""
    parts = {index: answer.natural(index, "part") or 0 for index in answer.indexes}
    known = await entity_names(visit.snmp, {part for part in parts.values() if part}) if any(parts.values()) else {}
    return {index: known.get(part, "CPU" if len(parts) == 1 else f"CPU {index[0]}") for index, part in parts.items()}


def _memory(answer: Answer, index: Oid, name: str) -> MemoryPool | None:
    for prefix in ("", "narrow_"):
        used, free = answer.natural(index, f"{prefix}used", 2**54), answer.natural(index, f"{prefix}free", 2**54)
        if used is not None and free is not None and used + free:
            total = 1024 * (used + free)
            return MemoryPool(name, round(100 * used / (used + free), 2), 1024 * used, total)
    return None


def _load(answer: Answer, index: Oid) -> int | None:
    newer = answer.natural(index, "minutes", 100)
    return newer if newer is not None else answer.natural(index, "old", 100)


def _rows(answer: Answer, names: dict[Oid, str]) -> list[Row]:
    rows: list[Row] = []
    for index, name in names.items():
        load = _load(answer, index)
        rows.extend([Processor(name, load)] if load is not None else [])
        pool = _memory(answer, index, name)
        rows.extend([pool] if pool else [])
    return rows


def _cores(answer: Answer, names: dict[Oid, str]) -> list[Row]:
    return [
        Processor(f"{names.get(index[:1], f'CPU {index[0]}')} core {index[1]}", load)
        for index in answer.indexes
        if len(index) == 2 and (load := answer.natural(index, "minutes", 100)) is not None
    ]


async def cisco_processors(visit: Visit) -> tuple[Sequence[Answer], list[Row]]:
    """Five-minute loads of processors and cores in percent, and memory in octets; names from ENTITY-MIB."""
    total, core = await ask(visit.snmp, _TOTAL), await ask(visit.snmp, _CORE)
    names = await _names(visit, total)
    return (total, core), [*_rows(total, names), *_cores(core, names)]
