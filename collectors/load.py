"""How busy the box is: processors and memory, from the tables of `load_tables`."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collectors.asking import Answer, ask, ask_scalars, brought
from collectors.audience import Vendor, is_from
from collectors.entity import entity_names
from collectors.load_cisco import cisco_processors
from collectors.load_tables import HOST, TABLES, UCD, LoadTable, Named
from nms.core.observed import Harvest, MemoryPool, Processor, Row
from nms.core.ports import Oid, Visit
from nms.core.sample import Sample

_TYPE_OTHER: Oid = (1, 3, 6, 1, 2, 1, 25, 2, 1, 1)
_TYPE_RAM: Oid = (1, 3, 6, 1, 2, 1, 25, 2, 1, 2)
_TYPE_VIRTUAL: Oid = (1, 3, 6, 1, 2, 1, 25, 2, 1, 3)
_PARTS_OF_RAM = ("physical memory", "memory buffers", "cached memory", "shared memory")


def percent_used(used: int | None, free: int | None, total: int | None) -> tuple[float | None, int | None, int | None]:
    """(percent, used, total) from any two of used, free and total; None where they do not suffice or contradict."""
    if total is None and used is not None and free is not None:
        total = used + free
    if used is None and total is not None and free is not None:
        used = total - free
    if used is None or not total or not 0 <= used <= total:
        return None, None, None
    return round(100 * used / total, 2), used, total


def _amount(answer: Answer, index: Oid, which: str, unit: int) -> int | None:
    value = answer.natural(index, which, 2**64 - 1) if answer.has(which) else None
    return None if value is None else value * unit


def _percent(answer: Answer, index: Oid, which: str) -> int | None:
    """A stated percentage; some agents count to 100 beyond which they mean that they do not know."""
    if not answer.has(which) or answer.value(index, which) == -1:  # -1: no value, in several vendors' tables
        return None
    return answer.natural(index, which, 100)


def _pool(answer: Answer, index: Oid, name: str, unit: int) -> MemoryPool | None:
    stated = _percent(answer, index, "memory")
    amounts = [_amount(answer, index, which, unit) for which in ("used", "free", "total")]
    computed, used, total = percent_used(*amounts)
    if stated is None:
        return None if computed is None else MemoryPool(name, computed, used, total)
    size = amounts[-1]
    if computed is None and size:
        used, total = round(size * stated / 100), size
    return MemoryPool(name, stated, used, total)


def unique_texts(texts: Mapping[Oid, str]) -> dict[Oid, str]:
    """Labels by index; who has none, or shares one, carries the index."""
    shared = Counter(texts.values())
    return {
        index: text if text and shared[text] == 1 else f"{text}#{'.'.join(map(str, index[-6:]))}"
        for index, text in texts.items()
    }


async def _names(visit: Visit, table: LoadTable, answer: Answer, indexes: Sequence[Oid]) -> Mapping[Oid, str]:
    if table.named is Named.ENTITY:
        known = await entity_names(visit.snmp, [index[0] for index in indexes])
        return {index: known[index[0]] for index in indexes}
    if table.named is Named.LABEL:
        return unique_texts({index: answer.text(index, "name") for index in indexes})
    if table.named is Named.TEXT:
        found = {}
        for index in indexes:
            place = "/".join(map(str, index))
            found[index] = f"{place} {answer.text(index, 'name')}".strip() if len(index) > 1 else ""
            found[index] = found[index] or answer.text(index, "name") or place
        return found
    if len(indexes) == 1:
        return {indexes[0]: table.title}
    return {index: f"{table.title} {place}" for place, index in enumerate(indexes, 1)}


def _used(table: LoadTable, answer: Answer) -> list[Oid]:
    """Rows that stand for something: in tables over all parts of a box, a part without memory has no processor."""
    rows = [index for index in answer.indexes if index[: len(table.only)] == table.only]
    if not table.sparse:
        return rows
    return [index for index in rows if (_percent(answer, index, "memory") or 0) > 0]


def _written(answer: Answer, index: Oid, pattern: str) -> float | None:
    found = re.search(pattern, answer.text(index, "cpu"))
    return float(found.group(1)) if found and float(found.group(1)) <= 100 else None


async def _from_table(visit: Visit, table: LoadTable) -> tuple[Answer, list[Row]]:
    answer = await ask(visit.snmp, table.objects)
    indexes = _used(table, answer)
    names = await _names(visit, table, answer, indexes) if indexes else {}
    rows: list[Row] = []
    for index in indexes:
        cpu = _written(answer, index, table.written) if table.written else _percent(answer, index, "cpu")
        if cpu is not None:
            rows.append(Processor(names[index], cpu))
        pool = _pool(answer, index, names[index], table.unit)
        if pool is not None:
            rows.append(pool)
    return answer, rows


def _stores(answer: Answer) -> dict[str, MemoryPool]:
    """What of hrStorageTable is memory, by name in lower case; net-snmp lists caches of type `other` beside it."""
    pools: dict[str, MemoryPool] = {}
    for index in answer.indexes:
        name, kind = answer.text(index, "name"), answer.value(index, "type")
        memory = kind in (_TYPE_RAM, _TYPE_VIRTUAL) or (kind == _TYPE_OTHER and "memory" in name.lower())
        pool = _pool(answer, index, name, answer.natural(index, "unit") or 0) if memory else None
        if pool is not None:
            pools[name.lower() if name.lower() not in pools else f"{name.lower()}#{index[-1]}"] = pool
    return pools


def without_caches(pools: Mapping[str, MemoryPool]) -> list[MemoryPool]:
    """The pools with caches told apart: of net-snmp's physical memory, buffers and file cache are free to be taken.

    Caches are part of physical memory, and in percent of that; some releases give their own size as the total.
    """
    ram = pools.get("physical memory")
    if ram is None or ram.used_octets is None or not ram.total_octets:
        return list(pools.values())
    caches = [pools[name].used_octets or 0 for name in ("memory buffers", "cached memory") if name in pools]
    used = ram.used_octets - sum(caches) if sum(caches) < ram.used_octets else ram.used_octets
    total = ram.total_octets
    return [
        MemoryPool(pool.name, round(100 * amount / total, 2), amount, total)
        if name in _PARTS_OF_RAM and (amount := used if name == "physical memory" else pool.used_octets) is not None
        else pool
        for name, pool in pools.items()
    ]


async def _from_host(visit: Visit) -> tuple[Answer, list[Row]]:
    """HOST-RESOURCES-MIB (RFC 2790): a processor a row, and of hrStorageTable what is memory."""
    loads = await ask(visit.snmp, HOST["load"])
    rows: list[Row] = [
        Processor(f"CPU {place}", load)
        for place, index in enumerate(loads.indexes, 1)
        if (load := _percent(loads, index, "cpu")) is not None
    ]
    stores = await ask(visit.snmp, HOST["storage"])
    pools = without_caches(_stores(stores)) or await _from_ucd(visit)
    loads.notes.extend(stores.notes)
    return loads, [*rows, *pools]


async def _from_ucd(visit: Visit) -> list[MemoryPool]:
    """UCD-SNMP-MIB, for agents without a storage table."""
    answer = await ask_scalars(visit.snmp, UCD)
    total, free, buffers, cached = (answer.natural((), name) for name in UCD)
    if not total or free is None:
        return []
    named = {"physical memory": total - free, "memory buffers": buffers, "cached memory": cached}
    pools = {
        name: MemoryPool(name.capitalize(), round(100 * used / total, 2), used * 1024, total * 1024)
        for name, used in named.items()
        if used is not None and 0 <= used <= total
    }
    return without_caches(pools)


def _samples(visit: Visit, rows: Sequence[Row]) -> list[Sample]:
    values = [
        ("cpu_percent", row.name, row.percent)
        if isinstance(row, Processor)
        else ("memory_percent", row.name, row.percent)
        for row in rows
        if isinstance(row, Processor | MemoryPool)
    ]
    return [
        Sample(visit.device.name, metric, name, visit.at, value) for metric, name, value in values if value is not None
    ]


@dataclass(frozen=True, slots=True)
class Load:
    """Vendors' CPU and memory tables (see `load_tables`), HOST-RESOURCES-MIB (RFC 2790) where none of them speaks.

    Yields Processor rows in percent, MemoryPool rows in percent and octets, and samples of both in percent. Cadence
    environment: agents average over one to five minutes themselves.
    """

    name: str = "load"
    cadence: str = "environment"

    def wants(self, visit: Visit) -> bool:
        """Every box has a processor."""
        return visit.device.polled

    async def collect(self, visit: Visit) -> Harvest:
        """All tables of the vendor; the standard one if they bring no processor."""
        answers: list[Answer] = []
        rows: list[Row] = []
        if is_from(visit, Vendor.CISCO):
            told, rows = await cisco_processors(visit)
            answers.extend(told)
        for table in TABLES:
            if is_from(visit, table.vendor):
                answer, found = await _from_table(visit, table)
                answers.append(answer)
                rows.extend(row for row in found if row not in rows)
        if not any(isinstance(row, Processor) for row in rows):
            answer, found = await _from_host(visit)
            answers.append(answer)
            rows.extend(found)
        return brought(*answers, rows=rows, covers=(Processor, MemoryPool), samples=_samples(visit, rows))
