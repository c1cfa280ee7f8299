"""The survey of resources: what the demo city has for each sample order, and what the comparison makes of it."""

from dataclasses import replace
from pathlib import Path

import pytest
from sampleorders import ADVICE, BANK_E1, BANK_STAR, CONFIG, EGOV, ORDERS, PHARMACY, REMOTE, TEXTILE, demo, hall_line

from nms.app.grades import grades
from nms.app.order_reading import Source, read_order
from nms.core.line import Order, Solution, Unit
from nms.core.site import Access
from nms.lines.comparison import compare
from nms.lines.design import Taken, design
from nms.lines.klm import TU12S
from nms.lines.policy import Policy
from nms.lines.survey import survey, surveyed
from nms.site import yamlfile

NOTHING = Taken()
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
EXAMPLES = {"bank-e1": Solution.SDH, "pharmacy-shops": Solution.PON, "textile-market": Solution.ETH}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return Policy.model_validate(yamlfile.read(TEMPLATES / "lines.yaml", "CFG").value)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.number)
def test_a_surveyed_order_is_advised_what_the_city_is_built_for(policy: Policy, order: Order) -> None:
    assert compare(survey(order, demo(), NOTHING), policy).recommended is ADVICE[order.number]


@pytest.mark.parametrize(("name", "solution"), EXAMPLES.items())
def test_the_example_orders_are_read_surveyed_advised_and_designed(
    policy: Policy, name: str, solution: Solution
) -> None:
    document = yamlfile.read(TEMPLATES / "orders" / f"{name}.yaml", "CFG").value
    order = read_order(document, Source(name), whole=True).order(
        {customer.name: customer.grade for customer in demo().customers.values()}, grades(TEMPLATES.parent)
    )
    asked = survey(order, demo(), NOTHING)
    assert compare(asked, policy).recommended is solution
    found = design(replace(order, requirement=asked), solution, demo(), NOTHING, CONFIG)
    assert found.steps
    assert not [note for note in found.notes if "serial" in note]


def test_the_worst_end_counts() -> None:
    asked = survey(PHARMACY, demo(), NOTHING)
    kms = [way.km for end in PHARMACY.ends[1:] for way in demo().accesses[end.site] if way.kind == "pon"]
    assert (asked.odn_km, asked.splits, asked.sites) == (max(kms), (32,), 40)
    assert (asked.eth_fibre, asked.dual_home, asked.type_b, asked.type_c) == (True, False, False, False)


def test_one_end_without_an_access_is_enough_to_have_none() -> None:
    asked = survey(REMOTE, demo(), NOTHING)
    assert (asked.odn_km, asked.splits, asked.eth_fibre) == (18.0, (64,), False)
    bare = replace(demo(), accesses={**demo().accesses, "plant-1": ()})
    none = survey(REMOTE, bare, NOTHING)
    assert (none.odn_km, none.sdh_km, none.free_vc12, none.eth_fibre) == (None, None, 0, False)


def test_what_the_order_says_is_not_surveyed() -> None:
    said = replace(EGOV, surveyed=frozenset({"dual_home", "odn_km"}))
    asked = survey(replace(said, requirement=replace(EGOV.requirement, dual_home=False)), demo(), NOTHING)
    assert (asked.dual_home, asked.odn_km) == (False, None)


def test_free_timeslots_are_those_of_the_tightest_span_of_the_better_arc() -> None:
    free = survey(BANK_E1, demo(), NOTHING).free_vc12
    assert free == 16 * 63
    arc = next(end.way for end in surveyed(BANK_E1, demo(), NOTHING) if not end.hub)
    assert arc == ("mstp-kq2", "mstp-c2", "mstp-c1", "mstp-yc1")
    both = ("mstp-kq1--mstp-kq2", "mstp-kq2--mstp-kq3")
    held = [Unit(f"span/{name}/vc4/1", str(klm)) for name in both for klm in TU12S[:20]]
    assert survey(BANK_E1, demo(), NOTHING.plus(held[:20], "PL-X")).free_vc12 == free
    assert survey(BANK_E1, demo(), NOTHING.plus(held, "PL-X")).free_vc12 == free - 20


def test_protection_must_be_there_at_every_branch() -> None:
    spare = Access("pon", "kq-olt1", "0/1/7", 5.0, (32,), standby=True)
    ways = {
        end.site: (*demo().accesses[end.site], spare) if not end.hub else demo().accesses[end.site]
        for end in TEXTILE.ends
    }
    some = replace(demo(), accesses={**demo().accesses, **ways})
    assert survey(TEXTILE, some, NOTHING).type_b
    ways[TEXTILE.ends[1].site] = demo().accesses[TEXTILE.ends[1].site]
    assert not survey(TEXTILE, replace(some, accesses={**demo().accesses, **ways}), NOTHING).type_b


def test_a_hall_reaches_the_centre_through_the_routers_stm1() -> None:
    asked = survey(hall_line(1, "zj-h01"), demo(), NOTHING)
    assert asked.sdh_km == 0.5
    assert asked.free_vc12 == 16 * 63


def test_every_end_says_what_was_found() -> None:
    hub, *branches = (end.as_dict() for end in surveyed(BANK_STAR, demo(), NOTHING))
    assert hub["hub"] is True
    assert len(branches) == 20
    assert all(end["pon"]["splits"] == [32] and end["sdh"]["device"].startswith("mstp-") for end in branches)
