"""Alarms under their causes: held while the cause is looked for, folded once it is known, told if it was not that."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from nms.core.alarm import Alarm, Report
from nms.core.config import AlarmsConfig, CausesConfig, MonitorConfig
from nms.core.northbound import noteworthy
from nms.core.site import Inventory
from nms.faults.attribution import Attribution
from nms.faults.causes import Seen
from nms.faults.elements import Element, ElementKind, Elements
from nms.faults.ledger import Ledger, policy_of
from nms.faults.monitors import wanted
from nms.faults.notify import stream_body
from nms.faults.problems import Said, cleared, raised
from nms.site.loading import CHECKOUT, load_site
from nms.testing import ManualClock, MemoryAlarms
from nms.topology.dependency import dependency
from nms.topology.reach import reach

START = datetime(2026, 3, 1, tzinfo=UTC)
NOBODY = Seen()
PROBLEMS = {"down": "link-down", "silent": "device-unreachable", "signal": "sonet-los"}


class Told:
    """Remembers what a monitor above would have been told: (key's problem and device, whether it was shown)."""

    def __init__(self) -> None:
        self.judge = wanted(MonitorConfig(address="127.0.0.1", credential="x"), {})
        self.shown: set[int] = set()
        self.log: list[str] = []

    def tell(self, before: Alarm | None, after: Alarm) -> None:
        if noteworthy(before, after) and after.active and self.judge(after) and after.id not in self.shown:
            self.shown.add(after.id)
            self.log.append(f"{after.key.device} {after.key.problem}")


class Desk:
    """A ledger whose alarms are kept under their causes, second by second."""

    def __init__(self, inventory: Inventory, elements: Elements, store: MemoryAlarms | None = None) -> None:
        self.store, self.clock, self.told = store or MemoryAlarms(), ManualClock(START), Told()
        policy = policy_of(AlarmsConfig(), CausesConfig())
        depends = dependency(inventory)
        self.ledger = Ledger(self.store, self.told, self.clock, policy=policy, depends=depends)
        self.causes = Attribution(self.ledger, elements, self.clock)
        self.seen = NOBODY

    def reports(self, reports: Iterable[Report]) -> None:
        self.ledger.record_all(list(reports))

    def said(self, device: str) -> Said:
        return Said(device, self.clock.now(), self.clock.now(), "trap")

    def passes(self, seconds: int) -> None:
        for _ in range(seconds):
            self.clock.advance(1)
            self.ledger.expire()
            self.causes.look(self.seen)

    @property
    def top(self) -> list[str]:
        return sorted(f"{one.key.device} {one.key.problem}" for one in self.store.all_active() if one.root_id is None)


@pytest.fixture(scope="module")
def inventory() -> Inventory:
    return load_site(CHECKOUT, {}).inventory


@pytest.fixture(scope="module")
def elements(inventory: Inventory) -> Elements:
    return Elements(inventory, dependency(inventory), reach(inventory))


@pytest.fixture
def desk(inventory: Inventory, elements: Elements) -> Desk:
    return Desk(inventory, elements)


def shows(desk: Desk, elements: Elements, element: Element, *, gone: bool = False) -> list[Report]:
    """What an element must show when it fails, or that it is gone."""
    make = cleared if gone else raised
    signs = sorted(elements.must(element))
    return [make(desk.said(sign.device), sign.object, PROBLEMS[sign.state]) for sign in signs]


DUCT, CARD = Element(ElementKind.DUCT, "ring-yc"), Element(ElementKind.CARD, "pe-1:0/2")
OLT = Element(ElementKind.DEVICE, "yc-olt1")


def test_a_duct_that_is_cut_is_one_alarm_of_our_own(desk: Desk, elements: Elements) -> None:
    desk.reports(shows(desk, elements, DUCT))
    desk.passes(4)
    assert desk.top == ["cpos-1 duct-cut"]
    assert desk.told.log == ["cpos-1 duct-cut"]
    (own,) = [alarm for alarm in desk.store.all_active() if alarm.root_id is None]
    assert own.key.object == "duct ring-yc"
    assert (own.details["element"], own.source) == ("duct:ring-yc", "engine")


def test_a_card_that_failed_is_one_alarm_of_our_own(desk: Desk, elements: Elements) -> None:
    desk.reports(shows(desk, elements, CARD))
    desk.passes(4)
    assert desk.top == ["pe-1 board-fault"]


def test_our_own_alarm_goes_with_its_cause(desk: Desk, elements: Elements) -> None:
    desk.reports(shows(desk, elements, DUCT))
    desk.passes(10)
    desk.clock.advance(60)
    desk.reports(shows(desk, elements, DUCT, gone=True))
    desk.passes(2)
    assert desk.store.all_active() == []
    assert desk.told.log == ["cpos-1 duct-cut"]


def test_what_does_not_clear_with_its_cause_is_told_on_its_own(desk: Desk, elements: Elements) -> None:
    desk.reports(shows(desk, elements, DUCT))
    desk.passes(10)
    gone = shows(desk, elements, DUCT, gone=True)
    stays = gone.pop(0)
    desk.reports(gone)
    desk.passes(60)
    assert desk.told.log == ["cpos-1 duct-cut"]
    desk.passes(60)
    assert desk.told.log == ["cpos-1 duct-cut", f"{stays.key.device} link-down"]
    assert desk.top == [f"{stays.key.device} link-down"]


def test_the_silence_of_a_device_stands_for_what_it_took_down(desk: Desk, elements: Elements) -> None:
    ports, silence = list[Report](), list[Report]()
    for report in shows(desk, elements, OLT):
        (silence if report.key.problem == "device-unreachable" else ports).append(report)
    desk.reports(ports)
    desk.passes(2)
    assert desk.told.log == []
    assert all(alarm.held for alarm in desk.store.all_active() if alarm.root_id is None)
    desk.reports(silence)
    desk.passes(2)
    assert desk.told.log == ["yc-olt1 device-unreachable"]
    assert desk.top == ["yc-olt1 device-unreachable"]


def test_what_finds_no_cause_is_told_when_the_time_is_over(desk: Desk) -> None:
    desk.reports([raised(desk.said("yc-agg1"), "XGigabitEthernet0/0/1", "link-down")])
    assert desk.told.log == []
    desk.passes(4)
    assert desk.told.log == []
    desk.passes(2)
    assert desk.told.log == ["yc-agg1 link-down"]
    (alarm,) = desk.store.all_active()
    assert not alarm.held
    assert [event.kind for event in desk.store.history(alarm.id)] == ["raised", "released"]


def test_a_cause_beyond_doubt_is_told_at_once(desk: Desk) -> None:
    """Both ends are down and both devices answer: nothing else can come."""
    at = desk.clock.now()
    desk.clock.advance(-1)
    ends = (("yc-agg1", "XGigabitEthernet0/0/23"), ("pe-1", "GigabitEthernet0/2/0"))
    desk.reports(raised(desk.said(device), port, "link-down") for device, port in ends)
    desk.seen = Seen(*({device: at for device, _ in ends},) * 2)
    desk.passes(1)
    assert len(desk.told.log) == 1


def test_what_is_no_sign_of_anything_else_is_never_held(desk: Desk) -> None:
    desk.reports([raised(desk.said("pe-1"), "device", "cpu-high")])
    assert desk.told.log == ["pe-1 cpu-high"]


def test_a_held_alarm_that_clears_was_never_told(desk: Desk) -> None:
    desk.reports([raised(desk.said("yc-agg1"), "XGigabitEthernet0/0/1", "link-down")])
    desk.passes(2)
    desk.reports([cleared(desk.said("yc-agg1"), "XGigabitEthernet0/0/1", "link-down")])
    desk.passes(10)
    assert desk.told.log == []


def test_a_duplicate_does_not_end_the_waiting(desk: Desk) -> None:
    for _ in range(2):
        desk.reports([raised(desk.said("yc-agg1"), "XGigabitEthernet0/0/1", "link-down")])
    (alarm,) = desk.store.all_active()
    assert (alarm.count, alarm.held) == (2, True)
    assert stream_body(None, alarm)["held"] == "yes"


def test_two_causes_at_once_are_both_seen(desk: Desk, elements: Elements) -> None:
    desk.reports([*shows(desk, elements, DUCT), *shows(desk, elements, OLT)])
    desk.passes(8)
    assert desk.top == ["cpos-1 duct-cut", "yc-olt1 device-unreachable"]


def test_a_flapping_root_does_not_make_what_hangs_on_it_flap(desk: Desk, elements: Elements) -> None:
    """The STM-1's signal comes and goes; its lines stay down and are told of at no time."""
    section = Element(ElementKind.STM1, "cpos-1:cpos0/1/0")
    desk.reports(shows(desk, elements, section))
    desk.passes(8)
    before = {alarm.id: alarm.root_id for alarm in desk.store.all_active()}
    for _ in range(6):
        desk.reports([cleared(desk.said("cpos-1"), "cpos0/1/0", "sonet-los")])
        desk.passes(3)
        desk.reports([raised(desk.said("cpos-1"), "cpos0/1/0", "sonet-los")])
        desk.passes(3)
    assert desk.told.log[0] == "cpos-1 sonet-los"
    assert {line.split()[0] for line in desk.told.log} == {"cpos-1"}
    lines = [alarm for alarm in desk.store.all_active() if alarm.key.device != "cpos-1"]
    assert lines
    assert all(alarm.root_id is not None and not alarm.flapping for alarm in lines)
    assert {alarm.id for alarm in lines} <= before.keys()


def test_the_next_process_finds_the_same_causes(desk: Desk, inventory: Inventory, elements: Elements) -> None:
    desk.reports(shows(desk, elements, DUCT))
    desk.passes(10)
    following = Desk(inventory, elements, desk.store)
    following.clock.advance(20)
    following.passes(120)
    assert following.top == ["cpos-1 duct-cut"]
    assert following.told.log == []
    assert len(desk.store.alarms) == len(desk.store.all_active())


def test_without_hold_everything_is_told_at_once(inventory: Inventory) -> None:
    told, clock = Told(), ManualClock(START)
    ledger = Ledger(MemoryAlarms(), told, clock, policy=policy_of(AlarmsConfig(), CausesConfig(hold_s=0)))
    said = Said("yc-agg1", clock.now(), clock.now(), "trap")
    ledger.record(raised(said, "XGigabitEthernet0/0/1", "link-down"))
    assert told.log == ["yc-agg1 link-down"]
