"""Faults: each changes what it says, sends what the real box would, and a repair leaves no trace."""

from collections import Counter
from collections.abc import Iterable

import pytest
from cityasking import everything, value
from hypothesis import given, settings
from hypothesis import strategies as st

from nms.city.box import Box
from nms.city.faults import KINDS, Faults
from nms.city.notices import COLD_START, DSX1_CHANGE, LINK_DOWN, LINK_UP, RC_DYING_GASP, Notice
from nms.city.plan import draw, inventory_of
from nms.city.state import City
from nms.core.device import SnmpAccess
from nms.core.errors import NmsError
from nms.core.ports import Oid, Value
from nms.testing import ManualClock

OPER, LAST_CHANGE = (1, 3, 6, 1, 2, 1, 2, 2, 1, 8), (1, 3, 6, 1, 2, 1, 2, 2, 1, 9)
DS1, SONET_SECTION = (1, 3, 6, 1, 2, 1, 10, 18), (1, 3, 6, 1, 2, 1, 10, 39, 1, 2, 1, 1)
LINE_STATUS, LINE_CHANGED = (*DS1, 6, 1, 10), (*DS1, 6, 1, 16)
REMOTE = (1, 0, 8802, 1, 1, 2, 1, 4, 1, 1)
FDB = (1, 3, 6, 1, 2, 1, 17, 4, 3, 1, 2)
HW = (1, 3, 6, 1, 4, 1, 2011)


def _sent(notices: Iterable[Notice]) -> Counter[tuple[str, Oid]]:
    return Counter((notice.box.device.name, notice.oid) for notice in notices)


def _status(box: Box, city: City, port: str) -> Value:
    return value(box, city.now(), (*LINE_STATUS, box.by_name[port].index))


def _oper(box: Box, city: City, port: str) -> Value:
    return value(box, city.now(), (*OPER, box.by_name[port].index))


def test_e1_los_is_seen_at_both_ends(city: City) -> None:
    sent = _sent(Faults(city).fault("e1-los", "yc-h05"))
    link = city.inventory.links["e1-yc-h05-1"]
    hall, router = city.boxes[link.a.device], city.boxes[link.b.device]
    assert _status(hall, city, link.a.port) == 64
    assert _status(router, city, link.b.port) == 8
    assert _oper(hall, city, link.a.port) == 2
    serial = link.b.port.replace("E1-", "Serial") + ":1"
    assert _oper(router, city, serial) == 7
    assert sent == {("yc-h05-iad", DSX1_CHANGE): 1, ("yc-h05-iad", LINK_DOWN): 1, (router.device.name, DSX1_CHANGE): 1}
    assert not hall.silent


def test_the_second_line_of_a_hall_has_a_name_of_its_own(city: City) -> None:
    Faults(city).fault("e1-los", "yc-h05/2")
    box = city.boxes["yc-h05-iad"]
    assert [_status(box, city, f"E1-1/{order}") for order in (1, 2)] == [1, 64]


def test_stm1_los_is_one_trap_for_sixty_lines(city: City) -> None:
    sent = _sent(Faults(city).fault("stm1-los", "cpos-1"))
    assert sent == {("cpos-1", LINK_DOWN): 1}
    router = city.boxes["cpos-1"]
    trunk = router.by_name["Cpos0/1/0"]
    assert value(router, city.now(), (*SONET_SECTION, 1, trunk.index)) == 2
    assert trunk.oper == 2
    assert {port.oper for port in trunk.upper if port.admin == 1} == {7}
    assert {line.status for line in router.lines} == {8 | 8192}
    ends = [link.a for link in city.inventory.links.values() if link.kind == "e1" and link.b.device == "cpos-1"]
    assert {_status(city.boxes[end.device], city, end.port) for end in ends} == {8}


def test_repair_of_stm1_los_is_one_trap_too(city: City) -> None:
    faults = Faults(city)
    faults.fault("stm1-los", "cpos-1:Cpos0/1/0")
    assert _sent(faults.repair("cpos-1")) == {("cpos-1", LINK_UP): 1}


def test_lost_seconds_of_a_trunk_are_counted(city: City, clock: ManualClock) -> None:
    Faults(city).fault("stm1-los", "cpos-1")
    clock.advance(30)
    router = city.boxes["cpos-1"]
    assert value(router, city.now(), (*SONET_SECTION, 3, router.by_name["Cpos0/1/0"].index)) == 30
    assert value(router, city.now(), (*DS1, 7, 1, 5, router.lines[0].index)) == 30


def test_power_loss_silences_the_box_and_downs_its_neighbours(city: City) -> None:
    faults = Faults(city)
    sent = _sent(faults.fault("power-loss", "yc-h05-iad"))
    assert city.boxes["yc-h05-iad"].silent
    assert sent["yc-h05-iad", RC_DYING_GASP] == 1
    assert sent["yc-h05-sw", LINK_DOWN] == 1
    assert _oper(city.boxes["yc-h05-sw"], city, "GigabitEthernet0/0/24") == 2
    assert sum(count for (_, oid), count in sent.items() if oid == DSX1_CHANGE) == 2
    back = _sent(faults.repair("yc-h05-iad"))
    assert back["yc-h05-iad", COLD_START] == 1
    assert not city.boxes["yc-h05-iad"].silent


def test_a_neighbour_without_power_is_heard_no_more(city: City) -> None:
    box = city.boxes["pe-1"]
    before = {oid[-2] for oid, _, _ in everything(box, city.now(), (*REMOTE, 9))}
    Faults(city).fault("power-loss", "p-1")
    after = {oid[-2] for oid, _, _ in everything(box, city.now(), (*REMOTE, 9))}
    assert before - after == {box.by_name["100GE0/1/0"].number}


def test_an_ap_that_is_away_is_a_fault_row_without_clients(city: City) -> None:
    sent = _sent(Faults(city).fault("ap-offline", "AP yc-h05-ap1"))
    controller = city.boxes["ac-1"]
    ap = next(ap for ap in controller.aps if ap.name == "yc-h05-ap1")
    assert value(controller, city.now(), (*HW, 6, 139, 13, 3, 3, 1, 6, *ap.mac)) == 4
    assert value(controller, city.now(), (*HW, 6, 139, 13, 3, 3, 1, 44, *ap.mac)) == 0
    assert sent == {("ac-1", (*HW, 6, 139, 13, 1, 1, 1)): 1}


@pytest.mark.parametrize(
    ("device", "load"),
    [
        ("pe-1", (*HW, 5, 25, 31, 1, 1, 1, 1, 5, 67108873)),
        ("dcn-1", (1, 3, 6, 1, 4, 1, 25506, 2, 6, 1, 1, 1, 1, 6, 2)),
        ("yc-h05-iad", (1, 3, 6, 1, 4, 1, 8886, 1, 1, 1, 3, 1, 2, 1, 2, 3)),
        ("bsc-1", (1, 3, 6, 1, 2, 1, 25, 3, 3, 1, 2, 196608)),
    ],
)
def test_a_busy_processor_shows_in_the_vendors_table(city: City, device: str, load: Oid) -> None:
    faults = Faults(city)
    assert value(city.boxes[device], city.now(), load) != 96
    faults.fault("cpu-high", device)
    assert value(city.boxes[device], city.now(), load) == 96


def test_degraded_optics_fall_below_the_alarm_threshold(city: City) -> None:
    sent = _sent(Faults(city).fault("optics-degraded", "pe-1--p-1"))
    box = city.boxes["pe-1"]
    power = value(box, city.now(), (*HW, 5, 25, 31, 1, 1, 3, 1, 8, box.by_name["100GE0/1/0"].part))
    assert isinstance(power, int)
    assert power < -2300
    assert set(sent) == {("pe-1", (*HW, 5, 25, 219, 2, 4, 5)), ("p-1", (*HW, 5, 25, 219, 2, 4, 5))}


def test_a_rogue_pc_is_learned_on_an_office_port(city: City) -> None:
    sent = _sent(Faults(city).fault("rogue-pc", "yc-h05"))
    box, admitted = city.boxes["yc-h05-sw"], {pc.mac for pc in city.inventory.halls["yc-h05"].pcs}
    macs = {bytes(oid[-6:]).hex(): port for oid, _, port in everything(box, city.now(), FDB)}
    [rogue] = [mac for mac in macs if mac.startswith("3c970e")]
    assert rogue not in admitted
    assert macs[rogue] == box.by_name["GigabitEthernet0/0/1"].number
    assert sent == {("yc-h05-sw", (*HW, 5, 25, 42, 2, 1, 7, 6)): 1}


def test_a_flapping_port_ends_up(city: City) -> None:
    sent = Faults(city).fault("port-flap", "yc-agg1:XGigabitEthernet0/0/23")
    assert [notice.oid for notice in sent] == [LINK_DOWN, LINK_UP] * 3
    assert _oper(city.boxes["yc-agg1"], city, "XGigabitEthernet0/0/23") == 1


def test_errors_on_a_line_grow_at_both_ends(city: City, clock: ManualClock) -> None:
    faults = Faults(city)
    faults.fault("e1-errors", "yc-h05")
    clock.advance(100)
    box = city.boxes["yc-h05-iad"]
    link = city.inventory.links["e1-yc-h05-1"]
    router = city.boxes[link.b.device]
    assert value(box, city.now(), (*DS1, 7, 1, 2, box.by_name["E1-1/1"].index)) == 40
    assert value(router, city.now(), (*DS1, 7, 1, 2, router.by_name[link.b.port].index)) == 40
    assert _status(box, city, "E1-1/1") == 1


def test_overlapping_faults_end_one_by_one(city: City) -> None:
    faults, box = Faults(city), city.boxes["pe-1"]
    faults.fault("power-loss", "p-1")
    faults.fault("link-cut", "pe-1--p-1")
    faults.repair("p-1")
    assert _oper(box, city, "100GE0/1/0") == 2
    faults.repair("pe-1--p-1")
    assert _oper(box, city, "100GE0/1/0") == 1


@pytest.mark.parametrize(
    ("kind", "target", "code", "near"),
    [
        ("e1-loss", "yc-h05", "NMS-CITY-001", "e1-los"),
        ("e1-los", "yc-h5", "NMS-CITY-002", "yc-h"),
        ("e1-los", "yc-h05/9", "NMS-CITY-002", "yc-h05"),
        ("stm1-los", "pe-1", "NMS-CITY-002", "cpos"),
        ("ap-offline", "AP yc-h05-ap9", "NMS-CITY-002", "AP yc-h05-ap"),
        ("cpu-high", "mstp-c1", "NMS-CITY-002", ""),
    ],
)
def test_what_cannot_strike_is_refused_with_the_nearest(
    city: City, kind: str, target: str, code: str, near: str
) -> None:
    with pytest.raises(NmsError) as refused:
        Faults(city).fault(kind, target)
    assert refused.value.code == code
    assert near in str(refused.value.values["near"])
    for language in ("zh", "en"):
        assert str(refused.value.values["value"]) in refused.value.message(language)
        assert refused.value.remedy(language)


def test_a_fault_strikes_once_and_is_repaired_once(city: City) -> None:
    faults = Faults(city)
    faults.fault("cpu-high", "pe-1")
    with pytest.raises(NmsError, match="NMS-CITY-007"):
        faults.fault("cpu-high", "pe-1")
    faults.repair("pe-1")
    with pytest.raises(NmsError, match="NMS-CITY-003"):
        faults.repair("pe-1")


CITY = City(inventory_of(draw(), dict.fromkeys(("demo_v2c", "demo_v3"), SnmpAccess(community="c"))), ManualClock())
HALLS = [*CITY.inventory.halls]
LINKS = [name for name, link in CITY.inventory.links.items() if link.kind != "sdh"]
PLACES: dict[str, list[str]] = {
    "link-cut": LINKS,
    "e1-los": [*HALLS, "bsc-1:E1-3"],
    "e1-errors": HALLS,
    "stm1-los": ["cpos-1", "cpos-2"],
    "ap-offline": [f"AP {ap.name}" for ap in CITY.boxes["ac-1"].aps],
    "cpu-high": ["pe-1", "dcn-1", "yc-h01-iad", "radius-1", "p-1"],
    "optics-degraded": [name for name in LINKS if CITY.inventory.links[name].kind == "fibre"],
    "rogue-pc": HALLS,
    "pc-hub": HALLS,
    "arp-spoof": HALLS,
    "fibre-cut": ["ring-yc", "duct-yc-1a", "pe-1--p-1"],
    "card-failure": ["pe-1:0/2", "p-1:0/1", "cpos-1:0/1", "yc-olt1:0/1"],
    "pon-cut": ["yc-olt1:0/1/3", "kq-olt1:GPON 0/1/0"],
    "e1-cut-to-hall": HALLS,
    "e1-cut-to-centre": HALLS,
    "e1-path-failure": HALLS,
    "e1-channel-failure": HALLS,
    "e1-loop-hall": HALLS,
    "e1-loop-centre": HALLS,
    "e1-errors-to-hall": HALLS,
    "e1-errors-to-centre": HALLS,
    "e1-card-failure": HALLS,
    "ap-crowded": HALLS,
    "cell-congested": ["b001-1", "b002-3"],
    "site-clock-drift": ["b003", "b004"],
}
RESTARTED = {"power-loss", "hall-power-loss", "reboot", "converter-failure", "olt-failure"}
PASSING = {"port-flap", "link-flap"}
FRESH = City(CITY.inventory, CITY.clock)
STAMPS = (LAST_CHANGE, LINE_CHANGED)


def _mib(names: Iterable[str]) -> list[tuple[str, Oid, int, Value]]:
    """What some boxes serve, without the stamps that tell when something last changed."""
    rows = []
    for name in sorted(names):
        for oid, tag, content in everything(CITY.boxes[name], CITY.now()):
            plain = (*oid[: len(REMOTE) + 1], *oid[-2:]) if oid[: len(REMOTE)] == REMOTE else oid
            if not any(oid[: len(stamp)] == stamp for stamp in STAMPS):
                rows.append((name, plain, tag, content))
    return sorted(rows, key=lambda row: row[:2])  # without its time mark a neighbour stands elsewhere


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_a_repair_leaves_the_mib_as_it_was(data: st.DataObject) -> None:
    """Power loss and reboot apart: a box that lost its power starts anew."""
    faults = Faults(CITY)
    kinds = data.draw(st.lists(st.sampled_from(sorted(PLACES)), min_size=1, max_size=3, unique=True))
    targets = {kind: data.draw(st.sampled_from(PLACES[kind])) for kind in kinds}
    watched = {"yc-h01-sw", "pe-1", "yc-olt1"}
    before = _mib(watched)
    for kind, target in targets.items():
        faults.fault(kind, target)
    seen = [one for one in faults.active if not one.kind.startswith("e1-errors")]  # errors show only as time passes
    struck = {effect.device for one in seen for effect in one.effects[:2]} - {"cpos-1", "cpos-2", "bsc-1", "bsc-2"}
    after_fault = _mib(struck)
    for target in dict.fromkeys(targets.values()):
        if any(target in one.names for one in faults.active):
            faults.repair(target)
    assert faults.active == []
    assert not any(box.effects for box in CITY.boxes.values())
    assert _mib(watched) == before
    assert all(_states(box) == _states(CITY.boxes[name]) for name, box in FRESH.boxes.items())
    assert after_fault != _mib(struck) or not struck


def _states(box: Box) -> list[tuple[str, int, tuple[object, ...]]]:
    ports = [(port.name, port.oper, port.outages) for port in box.ports]
    return [*ports, *((line.name, line.status, line.spells) for line in box.lines)]


def test_every_kind_is_exercised_above() -> None:
    assert PLACES.keys() | RESTARTED | PASSING == KINDS.keys()


def test_a_cut_duct_takes_all_its_lines_with_all_ones(city: City) -> None:
    faults = Faults(city)
    faults.fault("fibre-cut", "ring-yc")
    lines = [link for link in city.inventory.links.values() if link.kind == "e1" and "ring-yc" in link.srlg]
    assert len(lines) > 30
    assert {_status(city.boxes[end.device], city, end.port) for link in lines for end in (link.a, link.b)} == {8}
    faults.repair("ring-yc")
    assert not any(box.effects for box in city.boxes.values())


def test_a_failed_card_is_dead_ports_on_both_sides(city: City) -> None:
    Faults(city).fault("card-failure", "pe-1:0/2")
    box = city.boxes["pe-1"]
    assert {port.oper for port in box.ports if port.name.startswith("GigabitEthernet0/2/")} == {2}
    assert _oper(box, city, "100GE0/1/0") == 1
    assert _oper(city.boxes["yc-agg1"], city, "XGigabitEthernet0/0/23") == 2
    assert not city.boxes["yc-agg1"].silent


def test_a_failed_card_with_a_trunk_has_no_signal_to_lose(city: City) -> None:
    sent = _sent(Faults(city).fault("card-failure", "cpos-1:0/1"))
    router = city.boxes["cpos-1"]
    trunk = router.by_name["Cpos0/1/0"]
    assert value(router, city.now(), (*SONET_SECTION, 1, trunk.index)) == 1
    assert trunk.oper == 2
    assert {line.status for line in router.lines} == {16384}
    assert sent == {("cpos-1", LINK_DOWN): 1}


def test_a_broken_converter_says_nothing_of_itself(city: City) -> None:
    faults = Faults(city)
    sent = _sent(faults.fault("converter-failure", "yc-h05"))
    assert city.boxes["yc-h05-iad"].silent
    assert "yc-h05-iad" not in {device for device, _ in sent}
    assert _sent(faults.repair("yc-h05"))["yc-h05-iad", COLD_START] == 1


def test_a_broken_olt_is_seen_at_its_two_switches(city: City) -> None:
    sent = _sent(Faults(city).fault("olt-failure", "yc-olt1"))
    assert city.boxes["yc-olt1"].silent
    assert sent == {("yc-agg1", LINK_DOWN): 1, ("yc-agg2", LINK_DOWN): 1}


def test_a_cut_feeder_loses_the_onts_of_one_pon_port(city: City) -> None:
    sent = _sent(Faults(city).fault("pon-cut", "yc-olt1:0/1/3"))
    box = city.boxes["yc-olt1"]
    status = {
        onu.port.name: value(box, city.now(), (*HW, 6, 128, 1, 1, 2, 46, 1, 15, onu.port.index, onu.number))
        for onu in box.onus
    }
    assert {name for name, there in status.items() if there == 2} == {"GPON 0/1/3"}
    assert sent == {("yc-olt1", LINK_DOWN): 1}


def test_a_flapping_link_flaps_at_both_ends_and_ends_up(city: City) -> None:
    sent = _sent(Faults(city).fault("link-flap", "yc-agg1--pe-1"))
    assert sent == {(name, oid): 6 for name in ("yc-agg1", "pe-1") for oid in (LINK_DOWN, LINK_UP)}
    assert _oper(city.boxes["pe-1"], city, "GigabitEthernet0/2/0") == 1


def test_who_is_managed_in_band_falls_silent_without_a_way(city: City) -> None:
    """Of its two aggregation switches one is enough."""
    faults, box = Faults(city), city.boxes["yc-olt1"]
    faults.fault("power-loss", "yc-agg1")
    assert not box.silent
    sent = _sent(faults.fault("link-cut", "yc-olt1--yc-agg2"))
    assert (box.silent, box.dead) == (True, False)
    assert "yc-olt1" not in {device for device, _ in sent}
    back = _sent(faults.repair("yc-olt1--yc-agg2"))
    assert not box.silent
    assert back["yc-olt1", LINK_UP] == 1
    assert back["yc-olt1", COLD_START] == 0


def test_two_failures_may_cut_off_what_neither_does_alone(city: City) -> None:
    faults = Faults(city)
    faults.fault("power-loss", "pe-1")
    assert not [name for name, box in city.boxes.items() if box.cut]
    faults.fault("power-loss", "pe-2")
    cut = {name for name, box in city.boxes.items() if box.cut}
    assert {"yc-agg1", "yc-olt1", "yc-acc01"} <= cut
    assert not any(name.endswith(("-iad", "-sw")) for name in cut)
    faults.repair("pe-2")
    assert not [name for name, box in city.boxes.items() if box.cut]


@pytest.mark.parametrize(
    ("kind", "target", "near"),
    [
        ("fibre-cut", "ring-yx", "ring-y"),
        ("fibre-cut", "duct-sdh-1", ""),
        ("card-failure", "pe-1:9/9", "pe-1:0"),
        ("card-failure", "pe-1", "pe-"),
        ("converter-failure", "pe-1", "iad"),
        ("olt-failure", "yc-h05-iad", "olt"),
        ("pon-cut", "yc-olt1:0/1/99", "yc-olt1:GPON"),
        ("link-flap", "yc-agg1--pe-", "yc-agg1--pe-"),
    ],
)
def test_new_kinds_refuse_what_they_cannot_strike(city: City, kind: str, target: str, near: str) -> None:
    with pytest.raises(NmsError) as refused:
        Faults(city).fault(kind, target)
    assert refused.value.code == "NMS-CITY-002"
    assert near in str(refused.value.values["near"])
