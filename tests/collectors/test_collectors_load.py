"""Processors and memory."""

import pytest

from collectors.load import Load, percent_used
from nms.core.observed import Facts, MemoryPool, Processor

ENTITY = "1.3.6.1.2.1.47.1.1.1.1"


def of(enterprise: int) -> Facts:
    return Facts(sys_object_id=f"1.3.6.1.4.1.{enterprise}.1")


def test_huawei_boards_without_memory_are_no_processors(poll):
    state = "1.3.6.1.4.1.2011.5.25.31.1.1.1.1"
    mib = {f"{state}.5.9": 44, f"{state}.7.9": 12, f"{state}.5.10": 0, f"{state}.7.10": 0, f"{ENTITY}.7.9": "MPU 0"}
    polled = poll(Load(), mib, facts=of(2011))
    assert polled.harvest.rows == [Processor("MPU 0", 44), MemoryPool("MPU 0", 12)]
    assert polled.samples("cpu_percent") == {"MPU 0": 44}
    assert polled.samples("memory_percent") == {"MPU 0": 12}


def test_smartax_slots_and_the_empty_one(poll):
    slot = "1.3.6.1.4.1.2011.2.6.7.1.1.2.1"
    mib = {
        f"{slot}.5.0.7": 17,
        f"{slot}.6.0.7": 75,
        f"{slot}.7.0.7": "H802SCUN",
        f"{slot}.5.0.8": -1,
        f"{slot}.6.0.8": -1,
        f"{slot}.7.0.8": "H802X2CS",
    }
    harvest = poll(Load(), mib, facts=of(2011)).harvest
    assert harvest.rows == [Processor("0/7 H802SCUN", 17), MemoryPool("0/7 H802SCUN", 75)]
    assert not harvest.notes, "-1 is how this table says: no value"


def test_cisco_pools_are_computed_from_used_and_free(poll):
    mib = {
        "1.3.6.1.4.1.9.9.109.1.1.1.1.8.1": 63,
        "1.3.6.1.4.1.9.9.48.1.1.1.2.1": "Processor",
        "1.3.6.1.4.1.9.9.48.1.1.1.5.1": 25,
        "1.3.6.1.4.1.9.9.48.1.1.1.6.1": 75,
    }
    assert poll(Load(), mib, facts=of(9)).harvest.rows == [
        Processor("CPU", 63),
        MemoryPool("Processor", 25.0, 25, 100),
    ]


def test_raisecom_counts_the_minute(poll):
    cpu, memory = "1.3.6.1.4.1.8886.60.1.1.1.2.1.1.1.3", "1.3.6.1.4.1.8886.60.1.3.1.1"
    mib = {f"{cpu}.{period}.0": 10 * period for period in range(1, 6)} | {f"{memory}.1.0": 1000, f"{memory}.2.0": 400}
    assert poll(Load(), mib, facts=of(8886)).harvest.rows == [
        Processor("CPU", 30),
        MemoryPool("memory", 60.0, 600 * 1024, 1000 * 1024),
    ]


@pytest.mark.parametrize(
    ("enterprise", "mib", "expected"),
    [
        (25506, {"1.3.6.1.4.1.25506.2.6.1.1.1.1.6.30": 9, "1.3.6.1.4.1.25506.2.6.1.1.1.1.8.30": 40}, "30"),
        (4881, {"1.3.6.1.4.1.4881.1.1.10.2.36.1.1.2.0": 9}, "CPU"),
        (6527, {"1.3.6.1.4.1.6527.3.1.2.1.1.1.0": 9}, "CPU"),
        (8886, {"1.3.6.1.4.1.8886.1.1.1.3.1.2.1.2.3": 9, "1.3.6.1.4.1.8886.1.1.1.3.1.2.1.2.1": 50}, "CPU"),
    ],
)
def test_other_vendors(poll, enterprise, mib, expected):
    rows = [row for row in poll(Load(), mib, facts=of(enterprise)).harvest.rows if isinstance(row, Processor)]
    assert rows == [Processor(expected, 9)]


HOST = {
    "1.3.6.1.2.1.25.3.3.1.2.196608": 5,
    "1.3.6.1.2.1.25.3.3.1.2.196609": 15,
    "1.3.6.1.2.1.25.2.3.1.2.1": (1, 3, 6, 1, 2, 1, 25, 2, 1, 2),
    "1.3.6.1.2.1.25.2.3.1.3.1": "Physical memory",
    "1.3.6.1.2.1.25.2.3.1.4.1": 1024,
    "1.3.6.1.2.1.25.2.3.1.5.1": 1000,
    "1.3.6.1.2.1.25.2.3.1.6.1": 250,
    "1.3.6.1.2.1.25.2.3.1.2.31": (1, 3, 6, 1, 2, 1, 25, 2, 1, 4),
    "1.3.6.1.2.1.25.2.3.1.3.31": "/",
    "1.3.6.1.2.1.25.2.3.1.5.31": 1000,
    "1.3.6.1.2.1.25.2.3.1.6.31": 990,
}


def test_hosts_by_the_standard_mib(poll):
    assert poll(Load(), HOST, facts=of(8072)).harvest.rows == [
        Processor("CPU 1", 5),
        Processor("CPU 2", 15),
        MemoryPool("Physical memory", 25.0, 256_000, 1_024_000),
    ]


def test_a_stranger_is_tried_with_every_table(poll):
    assert poll(Load(), HOST).rows(Processor) == [Processor("CPU 1", 5), Processor("CPU 2", 15)]


def test_more_than_all_is_no_load(poll):
    harvest = poll(Load(), {"1.3.6.1.2.1.25.3.3.1.2.1": 255}, facts=of(8072)).harvest
    assert harvest.rows == []
    assert harvest.notes == ["cpu.1=255"]


def test_memory_from_two_of_three():
    assert percent_used(25, 75, None) == (25.0, 25, 100)
    assert percent_used(None, 75, 100) == (25.0, 25, 100)
    assert percent_used(120, None, 100) == (None, None, None)
    assert percent_used(0, 0, None) == (None, None, None)
    assert percent_used(None, None, None) == (None, None, None)


def test_cisco_cores_and_the_memory_of_a_processor(poll):
    process = "1.3.6.1.4.1.9.9.109.1.1"
    mib = {
        f"{process}.1.1.2.7": 7051,
        f"{process}.1.1.8.7": 4,
        f"{process}.1.1.17.7": 75,
        f"{process}.1.1.19.7": 25,
        f"{process}.2.1.5.7.0": 3,
        f"{process}.2.1.5.7.1": 5,
        f"{ENTITY}.7.7051": "cpu R0/0",
    }
    assert poll(Load(), mib, facts=of(9)).harvest.rows == [
        Processor("cpu R0/0", 4),
        MemoryPool("cpu R0/0", 75.0, 75 * 1024, 100 * 1024),
        Processor("cpu R0/0 core 0", 3),
        Processor("cpu R0/0 core 1", 5),
    ]


def storage(index: int, kind: int, name: str, size: int, used: int) -> dict[str, object]:
    row = "1.3.6.1.2.1.25.2.3.1"
    return {
        f"{row}.2.{index}": (1, 3, 6, 1, 2, 1, 25, 2, 1, kind),
        f"{row}.3.{index}": name,
        f"{row}.4.{index}": 1024,
        f"{row}.5.{index}": size,
        f"{row}.6.{index}": used,
    }


def test_buffers_and_file_cache_are_not_memory_in_use(poll):
    mib = storage(1, 2, "Physical memory", 1000, 900) | storage(6, 1, "Memory buffers", 1000, 100)
    mib |= storage(7, 1, "Cached memory", 300, 300) | storage(31, 4, "/", 50, 10)
    rows = {row.name: row.percent for row in poll(Load(), mib).harvest.rows}
    assert rows == {"Physical memory": 50.0, "Memory buffers": 10.0, "Cached memory": 30.0}


def test_a_cache_greater_than_what_is_used_is_left_where_it_is(poll):
    mib = storage(1, 2, "Physical memory", 1000, 200) | storage(7, 1, "Cached memory", 300, 300)
    assert {row.name: row.percent for row in poll(Load(), mib).harvest.rows}["Physical memory"] == 20.0


def test_memory_of_ucd_where_the_storage_table_has_none(poll):
    mib = {f"1.3.6.1.4.1.2021.4.{number}.0": value for number, value in ((5, 1000), (6, 400), (14, 50), (15, 150))}
    rows = {row.name: row.percent for row in poll(Load(), mib).harvest.rows}
    assert rows == {"Physical memory": 40.0, "Memory buffers": 5.0, "Cached memory": 15.0}


def test_a_percentage_of_a_known_size_is_octets_too(poll):
    state = "1.3.6.1.4.1.2011.5.25.31.1.1.1.1"
    mib = {f"{state}.5.9": 44, f"{state}.7.9": 25, f"{state}.9.9": 4000, f"{ENTITY}.7.9": "MPU 0"}
    assert poll(Load(), mib, facts=of(2011)).harvest.rows[1] == MemoryPool("MPU 0", 25, 1000, 4000)


def test_a_load_written_as_a_sentence(poll):
    root = "1.3.6.1.4.1.4413.1.1.1.1.4"
    mib = {
        f"{root}.1.0": 25,
        f"{root}.2.0": 100,
        f"{root}.9.0": "5 Secs ( 40.8%) 60 Secs ( 18.2%) 300 Secs ( 15.1503%)",
    }
    rows = poll(Load(), mib, facts=Facts(sys_object_id="1.3.6.1.4.1.4413", vendor="Ubiquiti")).harvest.rows
    assert rows == [Processor("CPU", 15.1503), MemoryPool("CPU", 75.0, 75 * 1024, 100 * 1024)]
