"""Causes over the graph: what is seen, and what is not, decides which element is believed to have failed."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.alarm import Alarm, AlarmKey, Report, Severity
from nms.core.device import Device, Role, SnmpAccess
from nms.core.site import Inventory, Link, LinkEnd
from nms.faults.causes import Cause, Seen, explain
from nms.faults.elements import Element, ElementKind, Elements
from nms.faults.heads import sure
from nms.faults.problems import PROBLEMS, Said, key, raised
from nms.faults.signs import Sign, sign_of, silent
from nms.faults.weights import Patience
from nms.site.loading import CHECKOUT, load_site
from nms.topology.dependency import dependency
from nms.topology.reach import reach

AT = datetime(2026, 3, 1, tzinfo=UTC)
NOBODY = Seen()


def _elements(inventory: Inventory) -> Elements:
    return Elements(inventory, dependency(inventory), reach(inventory))


CITY = load_site(CHECKOUT, {}).inventory
ELEMENTS = _elements(CITY)


def alarms(*troubles: tuple[str, str, str], after: float = 0.0, first: int = 1) -> list[Alarm]:
    """(device, object, problem) as active alarms, each a second after the other."""
    return [
        _alarm(first + number, raised(_said(device, after + number), thing, problem))
        for number, (device, thing, problem) in enumerate(troubles)
    ]


def _said(device: str, after: float) -> Said:
    at = AT + timedelta(seconds=after)
    return Said(device, at, at, "trap")


def _alarm(number: int, report: Report) -> Alarm:
    at = report.event_at
    return Alarm(number, report.key, report.severity, report.cause, at, at, at)


def shown(element: Element) -> list[Alarm]:
    """All that an element must show when it fails, as alarms."""
    problems = {"down": "link-down", "silent": "device-unreachable", "signal": "sonet-los", "ap": "ap-fault"}
    signs = sorted(ELEMENTS.must(element))
    return alarms(*((sign.device, sign.object, problems[sign.state]) for sign in signs))


def seen(*devices: str, after: float = 60.0) -> Seen:
    """These devices answered and were read so many seconds after the first alarm."""
    read = dict.fromkeys(devices, AT + timedelta(seconds=after))
    return Seen(read, read)


def top(found: Iterable[Alarm], known: Seen = NOBODY) -> Cause:
    return explain(found, ELEMENTS, known)[0]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (ElementKind.LINK, "yc-agg1--pe-1"),
        (ElementKind.E1, "e1-yc-h05-1"),
        (ElementKind.STM1, "cpos-1:cpos0/1/0"),
        (ElementKind.DUCT, "ring-yc"),
        (ElementKind.CARD, "pe-1:0/2"),
        (ElementKind.DEVICE, "yc-agg1"),
        (ElementKind.DEVICE, "yc-olt1"),
        (ElementKind.DEVICE, "yc-h05-iad"),
    ],
)
def test_an_element_that_shows_all_it_must_is_the_one_cause(kind: ElementKind, name: str) -> None:
    element = Element(kind, name)
    found = shown(element)
    (cause,) = explain(found, ELEMENTS, NOBODY)
    assert cause.element == element
    assert cause.alarms == tuple(alarm.id for alarm in found)
    assert cause.contradicted == 0
    assert {one.code for one in cause.evidence} >= {"evidence.explains", "evidence.span"}


def test_both_ends_of_a_link_are_the_link() -> None:
    found = alarms(("pe-1", "GigabitEthernet0/2/0", "link-down"), ("yc-agg1", "XGigabitEthernet0/0/23", "link-down"))
    assert top(found).element == Element(ElementKind.LINK, "yc-agg1--pe-1")


def test_a_device_that_still_answers_is_not_the_cause() -> None:
    """Both its uplinks are down at the far ends, and nothing was heard of it so far."""
    found = alarms(*(link_end("yc-acc01", number) for number in range(2)))
    assert top(found).element == Element(ElementKind.DEVICE, "yc-acc01")
    against = explain(found, ELEMENTS, seen("yc-acc01"))
    assert Element(ElementKind.DEVICE, "yc-acc01") not in {cause.element for cause in against}


def link_end(device: str, number: int) -> tuple[str, str, str]:
    """The far end of a device's uplink, down."""
    links = sorted(link.name for link in CITY.links.values() if link.a.device == device)
    far = CITY.links[links[number]].b
    return far.device, far.port, "link-down"


def test_an_answer_within_the_difference_of_clocks_proves_nothing() -> None:
    found = alarms(*(link_end("yc-acc01", number) for number in range(2)))
    assert top(found, seen("yc-acc01", after=5)).element == Element(ElementKind.DEVICE, "yc-acc01")


def test_without_its_signal_lost_a_trunk_is_down_with_its_card() -> None:
    section = Element(ElementKind.STM1, "cpos-1:cpos0/1/0")
    found = [alarm for alarm in shown(section) if alarm.key.problem != "sonet-los"]
    assert top(found, seen("cpos-1")).element == Element(ElementKind.CARD, "cpos-1:0/1")
    assert top(shown(section), seen("cpos-1")).element == section


def test_one_line_of_many_in_a_duct_is_not_the_duct() -> None:
    line = Element(ElementKind.E1, "e1-yc-h05-1")
    assert top(shown(line)).element == line


def test_what_was_looked_for_and_is_not_there_counts_against() -> None:
    duct = Element(ElementKind.DUCT, "ring-yc")
    some = shown(duct)[:4]
    halls = {link.a.device for link in CITY.links.values() if "ring-yc" in link.srlg}
    causes = explain(some, ELEMENTS, seen("cpos-1", "cpos-2", *halls))
    assert duct not in {cause.element for cause in causes}


def test_two_failures_at_once_are_two_causes() -> None:
    one, other = Element(ElementKind.LINK, "yc-agg1--pe-1"), Element(ElementKind.STM1, "cpos-2:cpos0/1/0")
    first = shown(one)
    both = first + [replace(alarm, id=alarm.id + len(first)) for alarm in shown(other)]
    assert {cause.element for cause in explain(both, ELEMENTS, NOBODY)} == {one, other}


def test_alarms_hours_apart_are_not_one_failure() -> None:
    first, second = [link.name for link in CITY.links.values() if link.kind == "e1" and "ring-yc" in link.srlg][:2]
    lines = [shown(Element(ElementKind.E1, name)) for name in (first, second)]
    late = [replace(alarm, id=alarm.id + 10, raised_at=AT + timedelta(hours=3)) for alarm in lines[1]]
    causes = explain(lines[0] + late, ELEMENTS, NOBODY, Patience(240, 10))
    assert {cause.element.name for cause in causes} == {first, second}


def test_what_nothing_else_can_have_caused_stands_for_itself() -> None:
    (cause,) = explain(alarms(("pe-1", "device", "cpu-high")), ELEMENTS, NOBODY)
    assert cause.element.kind is ElementKind.ITSELF
    assert cause.element.device == "pe-1"
    assert not sure(cause)


def test_suspects_are_those_of_whom_nobody_knows() -> None:
    found = alarms(link_end("yc-acc01", 0))
    assert "yc-acc01" in top(found).suspects
    assert "yc-acc01" not in top(found, seen("yc-acc01")).suspects


def test_the_next_best_is_named_with_what_it_lacks() -> None:
    cause = top(shown(Element(ElementKind.STM1, "cpos-1:cpos0/1/0")))
    assert cause.rivals[0].element == Element(ElementKind.CARD, "cpos-1:0/1")
    assert 0.9 < cause.share < 1


@pytest.mark.parametrize(
    ("troubles", "element"),
    [
        # of a line end that nobody drew, of a loop, of a device that is not ours
        ((("pe-1", "GigabitEthernet9/9/9", "link-down"),), Element(ElementKind.PORT, "pe-1:gigabitethernet9/9/9")),
        ((("nobody", "eth0", "link-down"),), Element(ElementKind.PORT, "nobody:eth0")),
        ((("nobody", "device", "device-unreachable"),), Element(ElementKind.DEVICE, "nobody")),
    ],
)
def test_what_the_inventory_does_not_know_is_its_own_cause(
    troubles: tuple[tuple[str, str, str], ...], element: Element
) -> None:
    assert top(alarms(*troubles)).element == element


def test_odd_links_are_borne() -> None:
    """A link onto itself, parallel ones, one to nowhere, two pieces: none of them may stop the search."""
    access = SnmpAccess(community="c")
    devices = {name: Device(name, f"127.0.0.{at}", role=Role.PE, snmp=access) for at, name in enumerate("abc", 1)}
    ends = {"loop": ("a 1", "a 1"), "one": ("a 2", "b 2"), "two": ("a 3", "b 3"), "nowhere": ("a 4", "z 4")}
    links = {
        name: Link(name, LinkEnd(*a.split()), LinkEnd(*b.split()), "fibre", srlg=("d", "d"))
        for name, (a, b) in ends.items()
    }
    odd = _elements(Inventory(devices=devices, links=links))
    found = alarms(*(("a", port, "link-down") for port in "1234"), ("b", "2", "link-down"), ("b", "3", "link-down"))
    causes = {str(cause.element): cause for cause in explain(found, odd, NOBODY)}
    assert causes["duct:d"].expected == 4
    assert set(causes) == {"duct:d", "port:a:1", "port:a:4"}
    assert explain([], odd, NOBODY) == explain([], _elements(Inventory()), NOBODY) == ()


POOL = [
    alarm.key
    for element in (
        Element(ElementKind.LINK, "yc-agg1--pe-1"),
        Element(ElementKind.CARD, "pe-1:0/2"),
        Element(ElementKind.DEVICE, "yc-olt1"),
        Element(ElementKind.E1, "e1-yc-h05-1"),
        Element(ElementKind.E1, "e1-yc-h06-1"),
    )
    for alarm in shown(element)
] + [key("pe-1", "device", problem) for problem in ("cpu-high", "power-loss", "cold-start")]


@given(st.lists(st.sampled_from(sorted(set(POOL))), unique=True, max_size=20), st.randoms(use_true_random=False))
def test_every_alarm_has_exactly_one_cause_whatever_the_order(chosen: list[AlarmKey], dice: random.Random) -> None:
    found = [Alarm(number, one, Severity.MAJOR, "", AT, AT, AT) for number, one in enumerate(chosen, 1)]
    causes = explain(found, ELEMENTS, NOBODY)
    assert sorted(each for cause in causes for each in cause.alarms) == [alarm.id for alarm in found]
    mixed = found[:]
    dice.shuffle(mixed)
    assert explain(mixed, ELEMENTS, NOBODY) == causes


def test_an_e1_and_its_interface_are_one_sign() -> None:
    line = Sign("a", "e1-1/1", "down")
    assert sign_of(key("a", "E1-1/1", "e1-los")) == sign_of(key("a", "e1-1/1", "link-down")) == line
    assert sign_of(key("a", "device", "device-unreachable")) == silent("a")
    assert sign_of(key("a", "device", "cpu-high")) is None
    assert {problem for problem in PROBLEMS if sign_of(key("a", "x", problem))} >= {"ap-fault", "power-loss", "e1-rai"}
