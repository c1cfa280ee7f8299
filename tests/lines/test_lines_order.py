"""Order documents: what they say, what follows from it, what cannot be."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.app.grades import grades
from nms.app.order_reading import OrderError, Source, read_order
from nms.core.line import LineEnd, LineService, Order, Requirement, Solution
from nms.lines.grades import Grade, Grades
from nms.lines.order import OrderDocument, suited, usual_service

PROMISES = grades(Path(__file__).parents[2])
STAR: dict[str, Any] = {
    "number": "PL-2026-0001",
    "customer": "bank",
    "title": "绍兴银行 10M",
    "mbps": 10,
    "reliability": 99.95,
    "topology": "star",
    "ends": [
        {"site": "hq", "hub": True, "networks": ["10.1.0.0/16"]},
        "b-1",
        {"site": "b-2", "networks": "10.2.0.0/24"},
    ],
}


def order(document: dict[str, Any]) -> Order:
    return read_order(document, Source("order"), whole=True).order({"bank": "AA"}, PROMISES)


def codes(document: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(OrderError) as caught:
        read_order(document, Source("order"), whole=True)
    return {problem.where.key: problem.code for problem in caught.value.problems if problem.where}


def test_an_order_is_made_of_its_document() -> None:
    made = order(STAR)
    assert (made.number, made.customer, made.title, made.grade) == ("PL-2026-0001", "bank", "绍兴银行 10M", "AA")
    assert made.service is LineService.L3VPN
    assert made.requirement == Requirement(10, reliability=99.95, topology="star", sites=2)
    hub, *branches = made.ends
    assert hub == LineEnd("hq", hub=True, networks=("10.1.0.0/16",))
    assert branches == [LineEnd("b-1"), LineEnd("b-2", networks=("10.2.0.0/24",))]
    assert made.surveyed == {"mbps", "reliability", "topology", "sites"}
    assert made.solution is None


def test_the_requirement_may_stand_by_itself_below_the_order() -> None:
    inner = {name: STAR[name] for name in ("mbps", "reliability", "topology")}
    outer = {name: value for name, value in STAR.items() if name not in inner}
    assert order({**outer, "requirement": inner}) == order(STAR)


def test_what_the_survey_found_fills_what_the_order_leaves_open() -> None:
    document = read_order({**STAR, "odn_km": 3}, Source("order"), whole=True)
    made = document.order({}, PROMISES, {"odn_km": 9.0, "splits": (32,), "sdh_km": 1.0})
    assert (made.requirement.odn_km, made.requirement.splits, made.requirement.sdh_km) == (3, (32,), 1)
    assert made.grade == "normal"


@pytest.mark.parametrize(("grade", "reliability"), [("AAA", 99.99), ("aa", 99.95), ("A", 99.9), ("普通", 99.5)])
def test_a_grade_promises_its_reliability_where_the_order_says_none(grade: str, reliability: float) -> None:
    document = {**{name: value for name, value in STAR.items() if name != "reliability"}, "grade": grade}
    assert order(document).requirement.reliability == reliability


@pytest.mark.parametrize(
    ("fields", "service"),
    [
        ({"iface": "E1", "mbps": 2}, "TDM"),
        ({"iface": "STM1", "mbps": 155}, "TDM"),
        ({}, "L3VPN"),
        ({"solution": "sdh", "ends": [{"site": "hq", "hub": True}, "b"]}, "EVPL"),
        ({"topology": "tree"}, "L3VPN"),
        ({"topology": "mesh"}, "L3VPN"),
        ({"topology": "mesh", "ends": ["a", "b", "c"]}, "VPLS"),
        ({"topology": "p2p", "ends": ["a", "b"]}, "EPL"),
        ({"topology": "p2p", "ends": ["a", {"site": "b", "vlan": 7}]}, "EVPL"),
        ({"service": "vpls", "ends": [{"site": "hq", "hub": True}, "b"]}, "VPLS"),
    ],
)
def test_the_service_follows_from_topology_interface_and_ends(fields: dict[str, Any], service: str) -> None:
    assert order({**STAR, **fields}).service == service


def test_a_service_that_nobody_named_follows_the_solution_there_and_back() -> None:
    star = order({**STAR, "ends": [{"site": "hq", "hub": True}, "b-1", "b-2"]})
    on_rings = suited(star, Solution.SDH)
    assert (star.service, on_rings.service) == (LineService.L3VPN, LineService.EVPL)
    assert suited(on_rings, Solution.ETH) == star
    assert "service" not in OrderDocument.spelling(on_rings)


def test_a_service_that_was_named_stays() -> None:
    named = order({**STAR, "service": "L3VPN"})
    assert suited(named, Solution.SDH) == named
    assert OrderDocument.spelling(named)["service"] == "L3VPN"
    by_hand = replace(order(STAR), service=LineService.EPL)
    assert suited(by_hand, Solution.SDH) == by_hand


def test_a_site_promises_what_its_own_grades_say() -> None:
    document = read_order({**STAR, "reliability": None, "grade": "A"}, Source("order"), whole=True)
    better = Grades(grades={"A": Grade(availability=99.97)})
    assert document.order({}, better).requirement.reliability == 99.97
    assert usual_service(document.order({}, better).requirement) is LineService.L3VPN


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"topology": "p2p"}, {"ends": "NMS-LINE-036"}),
        ({"ends": [{"site": "hq", "hub": True}]}, {"ends": "NMS-LINE-036"}),
        ({"ends": ["a", "b"]}, {"ends": "NMS-LINE-037"}),
        ({"ends": [{"site": "a", "hub": True}, {"site": "b", "hub": True}]}, {"ends": "NMS-LINE-037"}),
        ({"sites": 9}, {"sites": "NMS-LINE-038"}),
        ({"ends": [{"site": "a", "hub": True}, "b", "b"]}, {"ends.2.site": "NMS-LINE-043"}),
        ({"service": "EPL"}, {"ends.0.networks": "NMS-LINE-042", "ends.2.networks": "NMS-LINE-042"}),
        (
            {"ends": [{"site": "a", "hub": True, "networks": "10.0.0.0/8"}, {"site": "b", "networks": "10.1.0.0/16"}]},
            {"ends.1.networks": "NMS-LINE-044"},
        ),
        ({"ends": [{"site": "a", "hub": True, "networks": "10.0.0.1/8"}, "b"]}, {"ends.0.networks.0": "NMS-LINE-049"}),
        ({"ends": [{"site": "a", "hub": True, "iface": "X"}, "b"]}, {"ends.0.iface": "NMS-LINE-048"}),
        ({"ends": [{"site": "a", "hub": True}, {"site": "b", "vlan": 5000}]}, {"ends.1.vlan": "NMS-LINE-018"}),
        ({"ends": [{"site": "a", "hub": True}, {"site": "b", "serial": "1"}]}, {"ends.1.serial": "NMS-LINE-055"}),
        (
            {"ends": [{"site": "a", "hub": True, "serial": "HWTC12345678"}, {"site": "b", "serial": "hwtc-12345678"}]},
            {"ends.1.serial": "NMS-LINE-056"},
        ),
        ({"ends": [{"site": "a", "hub": True}, {"site": "b", "vlna": 5}]}, {"ends.1.vlna": "NMS-LINE-010"}),
        ({"number": "PL 1"}, {"number": "NMS-LINE-053"}),
        ({"number": None, "customer": None, "ends": None, "sites": 3},
         {"number": "NMS-LINE-032", "customer": "NMS-LINE-032", "ends": "NMS-LINE-032"}),
        ({"solution": "MPLS"}, {"solution": "NMS-LINE-021"}),
        ({"grade": "B"}, {"grade": "NMS-LINE-021"}),
        ({"service": "L3VPM"}, {"service": "NMS-LINE-025"}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_by_its_place(fields: dict[str, Any], found: dict[str, str]) -> None:
    assert codes({**STAR, **fields}) == found


ENDS = st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=8, unique=True)


@given(
    ENDS, st.sampled_from(["star", "tree", "mesh"]), st.sampled_from([1, 10.5, 100]), st.one_of(st.none(), st.just(8.0))
)
def test_an_order_written_down_again_is_the_same_order(
    names: list[str], topology: str, mbps: float, odn_km: float | None
) -> None:
    hub = [{"site": names[0], "hub": topology != "mesh"}]
    more = {"topology": topology, "mbps": mbps, "odn_km": odn_km, "optics": "C+", "splits": "1:4+1:8"}
    made = order({**STAR, **more, "ends": [*hub, *names[1:]]})
    assert order(OrderDocument.spelling(made)) == replace(made, surveyed=made.surveyed | {"service"})
