"""Root causes: one fault, one unsuppressed alarm, whatever the order in which its symptoms arrive."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nms.core.alarm import Alarm, AlarmKey, Report, Severity
from nms.core.device import Device, Role
from nms.core.observed import E1Line, InterfaceState, Row, SonetLayer
from nms.core.site import Hall, Inventory, Link, LinkEnd
from nms.faults.correlate import ActiveKeys, cause, root
from nms.faults.ledger import Ledger
from nms.faults.notify import Notifiers
from nms.faults.problems import PROBLEMS, Said, cleared, key, raised
from nms.faults.states import judge
from nms.faults.transition import Policy
from nms.testing import ManualClock, MemoryAlarms
from nms.topology.dependency import Dependency, dependency
from nms.topology.roles import port_roles

START = datetime(2026, 3, 1, tzinfo=UTC)
HALLS = 6
AIS, LOS, OK = 8, 64, 1


def _city(labelled: bool = True) -> Inventory:
    devices = [Device("dcn-1", "127.0.1.1", role=Role.DCN), Device("cpos-1", "127.0.1.2", role=Role.CPOS_ROUTER)]
    links = [Link("core", LinkEnd("cpos-1", "GigabitEthernet0/2/0"), LinkEnd("dcn-1", "XGigabitEthernet0/0/1"))]
    halls = []
    for n in range(1, HALLS + 1):
        hall, iad, switch = f"hall-{n:02}", f"hall-{n:02}-iad", f"hall-{n:02}-sw"
        devices += [
            Device(iad, f"127.0.2.{n}", role=Role.CONVERTER),
            Device(switch, f"127.0.3.{n}", role=Role.HALL_SWITCH),
        ]
        labels = {"stm1": "Cpos0/1/0"} if labelled else {}
        links.append(Link(f"e1-{n}", LinkEnd(iad, "E1-1/1"), LinkEnd("cpos-1", f"E1-0/1/0/{n}"), "e1", labels=labels))
        links.append(Link(f"lan-{n}", LinkEnd(iad, "fastethernet1/1"), LinkEnd(switch, "GigabitEthernet0/0/24")))
        halls.append(Hall(hall, hall, devices=(iad, switch)))
    devices.append(Device("ac-1", "127.0.1.3", role=Role.AC))
    links.append(Link("wlan", LinkEnd("ac-1", "GigabitEthernet0/0/1"), LinkEnd("dcn-1", "XGigabitEthernet0/0/2")))
    return Inventory(
        {device.name: device for device in devices},
        links={link.name: link for link in links},
        halls={hall.name: hall for hall in halls},
    )


CITY = _city()
DEPENDS = dependency(CITY)
ROLES = port_roles(CITY)


def _said(device: str, at: datetime = START, source: str = "poll") -> Said:
    return Said(device, at, at, source)


def _polled(device: str, rows: Sequence[Row], at: datetime = START) -> list[Report]:
    return judge(rows, _said(device, at), ROLES)


def _stm1(section: int, e1: int, oper: str, at: datetime = START) -> list[Report]:
    """What every element says while the STM-1 has this state: both ends of every E1, serials and the port itself."""
    serials = [
        InterfaceState(f"Serial0/1/0/{n}:1", "up", "up" if oper == "up" else "lowerLayerDown")
        for n in range(1, HALLS + 1)
    ]
    router: list[Row] = [
        SonetLayer("Cpos0/1/0", "section", section),
        InterfaceState("Cpos0/1/0", "up", oper),
        *(E1Line(f"E1-0/1/0/{n}", n, e1) for n in range(1, HALLS + 1)),
        *(InterfaceState(f"E1-0/1/0/{n}", "up", oper) for n in range(1, HALLS + 1)),
        *serials,
    ]
    halls = [
        report
        for n in range(1, HALLS + 1)
        for report in _polled(f"hall-{n:02}-iad", [E1Line("E1-1/1", 5, e1), InterfaceState("E1-1/1", "up", oper)], at)
    ]
    return _polled("cpos-1", router, at) + halls


def _ledger(
    store: MemoryAlarms, clock: ManualClock, told: Notifiers | None = None, depends: Dependency = DEPENDS
) -> Ledger:
    return Ledger(store, told if told is not None else Notifiers(), clock, depends=depends)


def _unsuppressed(store: MemoryAlarms) -> list[Alarm]:
    return [alarm for alarm in store.all_active() if alarm.root_id is None]


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([AIS, LOS]), st.booleans())
def test_stm1_los_is_one_unsuppressed_critical_alarm_in_any_order(dice: random.Random, e1: int, labelled: bool) -> None:
    store, clock = MemoryAlarms(), ManualClock(START)
    ledger = _ledger(store, clock, depends=dependency(_city(labelled)))
    reports = _stm1(2, e1, "down")
    dice.shuffle(reports)
    for report in reports:
        ledger.record(report)
    (top,) = _unsuppressed(store)
    assert (top.key.device, top.key.object, top.key.problem) == ("cpos-1", "Cpos0/1/0", "sonet-los")
    assert top.severity is Severity.CRITICAL
    children = [alarm for alarm in store.all_active() if alarm.id != top.id]
    assert len(children) == 1 + HALLS * 4
    assert {alarm.root_id for alarm in children} == {top.id}


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_when_everything_is_repaired_nothing_stays_in_any_order(dice: random.Random) -> None:
    store, clock = MemoryAlarms(), ManualClock(START)
    ledger = _ledger(store, clock)
    ledger.record_all(_stm1(2, AIS, "down"))
    clock.advance(30)
    repaired = _stm1(1, OK, "up", clock.now())
    dice.shuffle(repaired)
    for report in repaired:
        ledger.record(report)
    assert store.all_active() == []


class Shouts:
    """Keeps what a duty engineer would be shown: active and explained by nothing."""

    def __init__(self) -> None:
        self.keys: list[AlarmKey] = []

    def tell(self, before: Alarm | None, after: Alarm) -> None:
        if after.active and after.root_id is None:
            self.keys.append(after.key)


def test_children_that_outlive_their_root_count_again_and_are_told() -> None:
    store, clock, shouts = MemoryAlarms(), ManualClock(START), Shouts()
    ledger = _ledger(store, clock, Notifiers([shouts]))
    ledger.record_all(_stm1(2, AIS, "down"))
    shouts.keys.clear()
    clock.advance(30)
    ledger.record(cleared(_said("cpos-1", clock.now()), "Cpos0/1/0", "sonet-los"))
    # The port itself is still down: now that is the cause.
    (top,) = _unsuppressed(store)
    assert top.key.problem == "link-down"
    ledger.record(cleared(_said("cpos-1", clock.now()), "Cpos0/1/0", "link-down"))
    roots = {alarm.key.problem for alarm in _unsuppressed(store)}
    assert roots == {"e1-ais"}
    assert len(_unsuppressed(store)) == HALLS, "one cause per line, not one per end"
    assert {shouted.problem for shouted in shouts.keys} >= {"link-down", "e1-ais"}
    child = next(alarm for alarm in _unsuppressed(store))
    assert [event.kind for event in store.history(child.id)][-1] == "unrooted"


def test_a_batch_that_repairs_all_does_not_shout_the_children() -> None:
    store, clock, shouts = MemoryAlarms(), ManualClock(START), Shouts()
    ledger = _ledger(store, clock, Notifiers([shouts]))
    ledger.record_all(_stm1(2, AIS, "down"))
    shouts.keys.clear()
    clock.advance(30)
    ledger.record_all(_stm1(1, OK, "up", clock.now()))
    assert store.all_active() == []
    assert shouts.keys == []


def test_after_a_restart_children_still_find_their_root() -> None:
    store, clock = MemoryAlarms(), ManualClock(START)
    _ledger(store, clock).record_all(_stm1(2, AIS, "down"))
    before = dict(store.alarms)
    ledger = _ledger(store, clock)
    assert store.alarms == before
    clock.advance(30)
    ledger.record_all(_stm1(1, OK, "up", clock.now()))
    assert store.all_active() == []


def test_a_hall_line_cut_has_the_stronger_end_as_its_cause() -> None:
    active = ActiveKeys()
    near, far = key("hall-01-iad", "E1-1/1", "e1-los"), key("cpos-1", "E1-0/1/0/1", "e1-ais")
    rai, down = key("cpos-1", "E1-0/1/0/1", "e1-rai"), key("cpos-1", "E1-0/1/0/1", "link-down")
    serial = key("cpos-1", "Serial0/1/0/1:1", "link-down")
    other = key("hall-02-iad", "E1-1/1", "e1-ais")
    for each in (near, far, rai, down, serial, other):
        active.add(each)
    assert root(near, active, DEPENDS) is None
    for each in (far, rai, down, serial):
        assert root(each, active, DEPENDS) == near, each
    assert root(other, active, DEPENDS) is None


def test_a_line_without_signal_at_both_ends_is_looked_for_in_the_hall() -> None:
    hall, centre = key("hall-01-iad", "E1-1/1", "e1-los"), key("cpos-1", "E1-0/1/0/1", "e1-los")
    active = ActiveKeys([hall, centre])
    assert root(centre, active, DEPENDS) == hall
    assert root(hall, active, DEPENDS) is None


def test_a_dead_uplink_explains_the_boxes_behind_it() -> None:
    los = key("cpos-1", "E1-0/1/0/1", "e1-los")
    iad, switch = key("hall-01-iad", "device", "device-unreachable"), key("hall-01-sw", "device", "device-unreachable")
    ap = key("ac-1", "AP hall-01-ap-2", "ap-fault")
    active = ActiveKeys([los, iad, switch, ap])
    for each in (iad, switch, ap):
        assert root(each, active, DEPENDS) == los
    active.remove(los)
    assert root(switch, active, DEPENDS) == iad
    assert root(ap, active, DEPENDS) == iad
    assert root(iad, active, DEPENDS) is None


def test_a_lost_power_explains_what_the_others_see_of_it() -> None:
    power = key("hall-01-iad", "device", "power-loss")
    los, dead = key("cpos-1", "E1-0/1/0/1", "e1-los"), key("hall-01-iad", "device", "device-unreachable")
    active = ActiveKeys([power, los, dead])
    assert root(los, active, DEPENDS) == power
    assert root(dead, active, DEPENDS) == power
    assert root(power, active, DEPENDS) is None


def test_a_box_with_two_ways_is_explained_only_when_both_are_broken() -> None:
    devices = {
        name: Device(name, f"127.0.0.{n}", role=role)
        for n, (name, role) in enumerate([("p", Role.P), ("x", Role.PE), ("y", Role.PE), ("z", Role.PE)])
    }
    pairs = [("p", "x"), ("p", "y"), ("x", "z"), ("y", "z")]
    links = {f"{a}{b}": Link(f"{a}{b}", LinkEnd(a, f"to-{b}"), LinkEnd(b, f"to-{a}"), "fibre") for a, b in pairs}
    depends = dependency(Inventory(devices, links=links))
    dead, one, two = (
        key("z", "device", "device-unreachable"),
        key("x", "to-z", "link-down"),
        key("y", "to-z", "link-down"),
    )
    active = ActiveKeys([dead, one])
    assert root(dead, active, depends) is None
    active.add(two)
    assert root(dead, active, depends) == one


def test_troubles_of_another_kind_stay_on_their_own() -> None:
    active = ActiveKeys([key("cpos-1", "Cpos0/1/0", "sonet-los"), key("cpos-1", "Slot 1", "cpu-high")])
    assert root(key("cpos-1", "Slot 1", "cpu-high"), active, DEPENDS) is None
    assert root(key("cpos-1", "GigabitEthernet0/2/0", "link-down"), active, DEPENDS) is None


ROUTER = ("device", "Cpos0/1/0", "E1-0/1/0/1", "Serial0/1/0/1:1", "GigabitEthernet0/2/0")
THINGS = [
    *(("cpos-1", name) for name in ROUTER),
    *((f"hall-0{n}-iad", name) for n in (1, 2) for name in ("device", "E1-1/1", "fastethernet1/1")),
    *((f"hall-0{n}-sw", name) for n in (1, 2) for name in ("device", "GigabitEthernet0/0/24")),
    ("ac-1", "AP hall-01-ap1"),
    ("dcn-1", "XGigabitEthernet0/0/1"),
]
ANY_KEYS = st.sets(
    st.builds(
        lambda thing, problem: key(thing[0], thing[1], problem),
        st.sampled_from(THINGS),
        st.sampled_from(sorted(PROBLEMS)),
    ),
    max_size=25,
)


@given(ANY_KEYS)
def test_causes_never_form_a_circle(keys: set[AlarmKey]) -> None:
    active = ActiveKeys(keys)
    for each in keys:
        seen, step = {each}, cause(each, active, DEPENDS)
        while step is not None:
            assert step in keys
            assert step not in seen
            seen.add(step)
            step = cause(step, active, DEPENDS)


@settings(deadline=None)
@given(ANY_KEYS, st.randoms(use_true_random=False))
def test_roots_depend_on_what_is_active_and_not_on_how_it_came(keys: set[AlarmKey], dice: random.Random) -> None:
    def play(order: list[AlarmKey]) -> dict[AlarmKey, AlarmKey | None]:
        store = MemoryAlarms()
        ledger = _ledger(store, ManualClock(START))
        for each in order:
            ledger.record(raised(_said(each.device), each.object, each.problem))
        gone = sorted(keys)[::3]
        for each in sorted(gone, key=order.index):
            ledger.record(cleared(_said(each.device), each.object, each.problem))
        ids = {alarm.id: alarm.key for alarm in store.all_active()}
        return {alarm.key: ids[alarm.root_id] if alarm.root_id else None for alarm in store.all_active()}

    order = sorted(keys)
    straight = play(order)
    dice.shuffle(order)
    assert play(order) == straight


@pytest.mark.parametrize("problem", ["sonet-los", "link-down"])
def test_spelling_of_a_port_does_not_hide_its_children(problem: str) -> None:
    top, child = key("cpos-1", "CPOS 0/1/0", problem), key("hall-03-iad", "E1-1/1", "e1-ais")
    assert root(child, ActiveKeys([top, child]), DEPENDS) == top


def test_what_a_cleared_root_explained_is_told_on_its_own_only_if_it_stays() -> None:
    store, clock = MemoryAlarms(), ManualClock(START)
    ledger = Ledger(store, Notifiers(), clock, policy=Policy(orphan_s=90), depends=dependency(_city()))
    ledger.record_all(_stm1(2, AIS, "down"))
    clock.advance(10)
    port: list[Row] = [SonetLayer("Cpos0/1/0", "section", 1), InterfaceState("Cpos0/1/0", "up", "up")]
    ledger.record_all(_polled("cpos-1", port, clock.now()))
    ledger.expire()
    assert store.all_active(), "the lines under it were not polled yet"
    assert _unsuppressed(store) == [], "and until they were, nobody is told of them"
    clock.advance(91)
    ledger.expire()
    assert {alarm.key.problem for alarm in _unsuppressed(store)} >= {"e1-ais"}
