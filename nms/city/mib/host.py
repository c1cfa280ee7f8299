"""HOST-RESOURCES-MIB (RFC 2790) of the servers."""

from typing import NamedTuple

from nms.city.ber import COUNTER32, INTEGER, OBJECT_ID, OCTETS, TIME_TICKS
from nms.city.box import Box, What
from nms.city.curve import Wave, mix
from nms.city.mib.table import Column, Rows, Table, rows, scalars

BASE = (1, 3, 6, 1, 2, 1, 25)
RAM, FIXED_DISK, PROCESSOR = (*BASE, 2, 1, 2), (*BASE, 2, 1, 4), (*BASE, 3, 1, 3)
FIRST_PROCESSOR = 196_608


class Storage(NamedTuple):
    """A row of hrStorageTable; `share` is the used part."""

    number: int
    type: tuple[int, ...]
    descr: str
    unit: int
    size: int
    share: float


STORAGES = (
    Storage(1, RAM, "Physical memory", 1024, 8_155_000, 0.55),
    Storage(31, FIXED_DISK, "/", 4096, 12_850_000, 0.31),
    Storage(36, FIXED_DISK, "/var", 4096, 25_700_000, 0.42),
)


def _storages(_box: Box, _at: float) -> Rows:
    return rows(((storage.number,), storage) for storage in STORAGES)


def _processors(_box: Box, _at: float) -> Rows:
    return rows(((FIRST_PROCESSOR + core,), core) for core in range(2))


def used(box: Box, storage: Storage, at: float) -> int:
    """Used allocation units."""
    wave = Wave(storage.share, 0.02, 0.005, mix(box.number + storage.number))
    return int(storage.size * wave.value(at))


def processor(box: Box, core: int) -> Wave:
    """The load of a processor over the day, in percent."""
    return Wave(12, 6, 3, mix(box.number + core))


def load(box: Box, core: int, at: float) -> int:
    """Mean load of a processor in percent."""
    forced = box.numbers(What.CPU)
    return round(max(forced)) if forced else round(processor(box, core).value(at))


HOST = (
    scalars((*BASE, 1), (Column(1, TIME_TICKS, lambda box, _i, at: box.ticks(at)),)),
    scalars((*BASE, 2), (Column(2, INTEGER, lambda _b, _i, _t: STORAGES[0].size),)),
    Table(
        (*BASE, 2, 3, 1),
        (
            Column(1, INTEGER, lambda _b, storage, _t: storage.number),
            Column(2, OBJECT_ID, lambda _b, storage, _t: storage.type),
            Column(3, OCTETS, lambda _b, storage, _t: storage.descr.encode()),
            Column(4, INTEGER, lambda _b, storage, _t: storage.unit),
            Column(5, INTEGER, lambda _b, storage, _t: storage.size),
            Column(6, INTEGER, used),
            Column(7, COUNTER32, lambda _b, _s, _t: 0),
        ),
        _storages,
    ),
    Table(
        (*BASE, 3, 2, 1),
        (
            Column(1, INTEGER, lambda _b, core, _t: FIRST_PROCESSOR + core),
            Column(2, OBJECT_ID, lambda _b, _c, _t: PROCESSOR),
            Column(3, OCTETS, lambda _b, _c, _t: b"GenuineIntel: Intel(R) Xeon(R) CPU E5-2620 v3 @ 2.40GHz"),
            Column(4, OBJECT_ID, lambda _b, _c, _t: (0, 0)),
            Column(5, INTEGER, lambda _b, _c, _t: 2),
        ),
        _processors,
    ),
    Table(
        (*BASE, 3, 3, 1),
        (
            Column(1, OBJECT_ID, lambda _b, _c, _t: (0, 0)),
            Column(2, INTEGER, load),
        ),
        _processors,
    ),
)
