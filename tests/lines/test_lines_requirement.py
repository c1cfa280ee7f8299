"""Reading requirements: tolerant of how people write, and everything that is wrong at once with its place."""

from typing import Any

import pytest
from pydantic import ValidationError

from nms.app.order_reading import OrderError, Source, read_order
from nms.core.errors import NmsError
from nms.core.line import Optics
from nms.core.texts import LANGUAGES
from nms.lines.requirement import EXAMPLES, NAMES, RequirementFields, completed
from nms.site.positions import Positions
from nms.site.yamlfile import parse_text

LEAST = {"mbps": 10, "reliability": 99.9, "topology": "star", "sites": 6}


def read(**fields: Any) -> dict[str, Any]:
    return RequirementFields.model_validate(fields).given()


def refused(value: object) -> dict[str, NmsError]:
    """Place of each problem → problem."""
    with pytest.raises(OrderError) as caught:
        read_order(value, Source("order"))
    return {problem.where.key: problem for problem in caught.value.problems if problem.where}


@pytest.mark.parametrize(
    ("name", "written", "meant"),
    [
        ("splits", 32, (32,)),
        ("splits", "1:32", (32,)),
        ("splits", "1：32", (32,)),
        ("splits", [32], (32,)),
        ("splits", ["1:4", "1:8"], (4, 8)),
        ("splits", "1:4+1:8", (4, 8)),
        ("splits", "1:4, 8", (4, 8)),
        ("splits", [], ()),
        ("splits", 1, ()),
        ("optics", "b+", Optics("B+")),
        ("optics", {"class": "C+", "splices": 2}, Optics("C+", splices=2)),
        ("optics", {"grade": "class c+", "reserve_db": 3}, Optics("C+", reserve_db=3.0)),
        ("iface", "fe", "FE"),
        ("iface", "10ge", "10GE"),
        ("iface", "10 GE", "10GE"),
        ("iface", "STM-1", "STM1"),
        ("iface", "stm16", "STM16"),
        ("iface", "e1", "E1"),
        ("mbps", 2.5, 2.5),
        ("mbps", "10M", 10),
        ("mbps", "2.5 Gbit/s", 2500),
        ("mbps", "512k", 0.512),
        ("reliability", "99.95%", 99.95),
        ("reliability", "99.9", 99.9),
        ("topology", "P2P", "p2p"),
        ("odn_km", None, None),
        ("sdh_km", None, None),
        ("eth_fibre", "yes", True),
        ("sites", "6", 6),
    ],
)
def test_a_field_may_be_written_in_several_ways(name: str, written: object, meant: object) -> None:
    assert read(**{name: written}) == {name: meant}


def test_null_says_no_such_access_only_where_there_may_be_none() -> None:
    assert read(odn_km=None, iface=None, splits=None) == {"odn_km": None}


@pytest.mark.parametrize(
    ("name", "written", "code"),
    [
        ("mbps", 0, "NMS-LINE-019"),
        ("mbps", 10_001, "NMS-LINE-018"),
        ("mbps", "fast", "NMS-LINE-052"),
        ("mbps", True, "NMS-LINE-052"),
        ("mbps", float("nan"), "NMS-LINE-052"),
        ("mbps", float("inf"), "NMS-LINE-052"),
        ("mbps", [], "NMS-LINE-014"),
        ("security", 6, "NMS-LINE-018"),
        ("growth", 0, "NMS-LINE-017"),
        ("budget", 2.5, "NMS-LINE-013"),
        ("reliability", 98, "NMS-LINE-017"),
        ("reliability", 100, "NMS-LINE-020"),
        ("reliability", "high", "NMS-LINE-014"),
        ("topology", "stars", "NMS-LINE-025"),
        ("sites", 0, "NMS-LINE-017"),
        ("iface", "FDDI", "NMS-LINE-048"),
        ("splits", "1:7", "NMS-LINE-046"),
        ("splits", True, "NMS-LINE-046"),
        ("splits", "1:64+1:4", "NMS-LINE-050"),
        ("odn_km", -1, "NMS-LINE-017"),
        ("odn_km", "near", "NMS-LINE-014"),
        ("optics", "A", "NMS-LINE-047"),
        ("optics", 5, "NMS-LINE-023"),
        ("optics", {"class": "B+", "splice": 4}, "NMS-LINE-010"),
        ("free_vc12", -1, "NMS-LINE-017"),
        ("type_b", "perhaps", "NMS-LINE-015"),
        ("assured_mbps", 20, "NMS-LINE-039"),
        ("securty", 5, "NMS-LINE-010"),
        ("zzz", 5, "NMS-LINE-011"),
    ],
)
def test_a_wrong_field_is_told_with_its_place_value_and_remedy(name: str, written: object, code: str) -> None:
    (problem,) = refused({**LEAST, name: written}).values()
    assert problem.code == code
    assert problem.where is not None
    assert problem.where.key.startswith(name)
    for language in LANGUAGES:
        assert problem.message(language)
        assert problem.remedy(language)


def test_a_misspelt_field_is_answered_with_the_nearest() -> None:
    assert "security" in refused({**LEAST, "securty": 5})["securty"].remedy("en")
    assert "STM1" in refused({**LEAST, "iface": "STM-l"})["iface"].remedy("en")


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_has_no_default_must_be_given(name: str) -> None:
    (problem,) = refused({key: value for key, value in LEAST.items() if key != name}).values()
    assert problem.code == "NMS-LINE-032"
    assert problem.values["key"] == name


@pytest.mark.parametrize("value", [None, [], "10 M please", 5])
def test_what_is_no_mapping_is_no_order(value: object) -> None:
    assert [problem.code for problem in refused(value).values()] == ["NMS-LINE-009"]


@pytest.mark.parametrize(
    ("fields", "code", "key"),
    [
        ({"topology": "p2p", "sites": 20}, "NMS-LINE-035", "sites"),
        ({"iface": "STM1", "mbps": 2}, "NMS-LINE-034", "mbps"),
        ({"iface": "E1", "mbps": 10}, "NMS-LINE-034", "mbps"),
        ({"iface": "FE", "mbps": 1000}, "NMS-LINE-034", "mbps"),
        ({"odn_km": None, "type_c": True}, "NMS-LINE-040", "type_c"),
        ({"odn_km": None, "type_b": True}, "NMS-LINE-040", "type_b"),
        ({"mbps": 10, "assured_mbps": 11}, "NMS-LINE-039", "assured_mbps"),
        ({"service": "TDM", "iface": "FE"}, "NMS-LINE-041", "service"),
        ({"service": "L3VPN", "iface": "STM1", "mbps": 155}, "NMS-LINE-041", "service"),
        ({"service": "VPLS", "sites": 61}, "NMS-LINE-045", "sites"),
    ],
)
def test_contradictions_are_refused(fields: dict[str, Any], code: str, key: str) -> None:
    assert {place: problem.code for place, problem in refused({**LEAST, **fields}).items()} == {key: code}


def test_the_remedy_for_a_rate_names_the_interface_that_carries_it() -> None:
    assert "10GE" in refused({**LEAST, "iface": "GE", "mbps": 2000})["mbps"].remedy("en")


@pytest.mark.parametrize(
    ("iface", "mbps"), [("STM1", 155.52), ("STM4", 622), ("STM16", 2500), ("STM64", 10_000), ("E1", 2.048)]
)
def test_rates_may_be_written_as_the_trade_rounds_them(iface: str, mbps: float) -> None:
    assert read_order({**LEAST, "iface": iface, "mbps": mbps}, Source("order")).iface == iface


def test_everything_wrong_is_told_at_once_with_line_and_key() -> None:
    text = """requirement:
  mbps: 2
  iface: STM-1
  reliability: 95
  splits: 1:7
  odn_km: null
  type_c: true
mbps: 3
topologie: star
"""
    with pytest.raises(OrderError) as caught:
        read_order(parse_text(text), Source("order.yaml", Positions.of_text(text)))
    found = {(problem.code, str(problem.where)) for problem in caught.value.problems}
    assert found == {
        ("NMS-LINE-033", "order.yaml:2:3: requirement.mbps"),
        ("NMS-LINE-017", "order.yaml:4:3: requirement.reliability"),
        ("NMS-LINE-046", "order.yaml:5:3: requirement.splits"),
        ("NMS-LINE-010", "order.yaml:9:1: topologie"),
        ("NMS-LINE-032", "order.yaml:1:1: topology"),
        ("NMS-LINE-034", "order.yaml:8:1: mbps"),
        ("NMS-LINE-040", "order.yaml:7:3: requirement.type_c"),
        ("NMS-LINE-032", "order.yaml:1:1: sites"),
    }


def test_what_is_not_given_is_completed_and_named() -> None:
    defaults = {"iface": "FE", "odn_km": 8.0, "security": 3}
    requirement, assumed = completed({**LEAST, "odn_km": None}, defaults)
    assert (requirement.iface, requirement.odn_km) == ("FE", None)
    assert assumed == ("iface", "security")


def test_the_model_names_every_field_of_the_core_and_no_other() -> None:
    assert tuple(RequirementFields.model_fields) == NAMES


def test_an_unknown_field_is_refused_by_the_model_itself() -> None:
    with pytest.raises(ValidationError):
        RequirementFields.model_validate({"mbit": 1})
