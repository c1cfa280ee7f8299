"""The decision matrix: the eight worked orders to four decimals, reasons, what would change the advice."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nms.app.line_advice import advised_on, answer, policy_of
from nms.core.line import Optics, Requirement, Solution
from nms.lines.changes import MOST, changed, outlooks
from nms.lines.comparison import Advice, compare, rejections
from nms.lines.policy import Policy

SITE = Path(__file__).resolve().parents[2]
POLICY = policy_of(SITE)
FIELDS = ("mbps", "iface", "reliability", "topology", "sites", "security", "growth", "budget")

# order: mbps iface reliability topology sites security growth budget, what else, recommended, close to, scores, filters
ORDERS: Mapping[str, tuple[tuple[Any, ...], dict[str, Any], str, str, tuple[float, ...], dict[str, list[str]]]] = {
    "bank 2 M E1": (
        (2, "E1", 99.99, "p2p", 1, 5, 1, 5), {}, "SDH", "",
        (4.5500, 2.8000, 3.0500), {"PON": ["tdm", "type-c"], "ETH": ["dual-homing"]},
    ),
    "bank 10 M star": (
        (10, "FE", 99.99, "star", 20, 5, 2, 4), {}, "SDH", "",
        (3.7500, 3.7500, 3.5833), {"PON": ["type-c"], "ETH": ["dual-homing"]},
    ),
    "chain shop 4 M tree": ((4, "FE", 99.5, "tree", 40, 2, 4, 1), {}, "PON", "", (2.9167, 4.4167, 3.6250), {}),
    "enterprise 100 M star": (
        (100, "FE", 99.9, "star", 6, 3, 5, 3), {}, "ETH", "PON", (3.0455, 3.9545, 4.0909), {},
    ),
    "government GE": (
        (1000, "GE", 99.95, "star", 1, 4, 4, 3), {"dual_home": True}, "ETH", "",
        (3.0870, 3.1304, 4.1304), {"PON": ["assured", "type-b"]},
    ),
    "carrier STM-1": (
        (155, "STM1", 99.99, "p2p", 1, 4, 3, 5), {}, "SDH", "",
        (4.2857, 2.5238, 3.0476), {"PON": ["stm-n", "type-c"], "ETH": ["stm-n", "dual-homing"]},
    ),
    "data centre 10 G": (
        (10000, "10GE", 99.95, "p2p", 1, 3, 5, 5), {"dual_home": True}, "ETH", "",
        (3.6190, 2.6667, 4.1905), {"PON": ["rate", "assured", "type-b"]},
    ),
    "remote 20 M": (
        (20, "FE", 99.9, "star", 1, 3, 3, 3), {"odn_km": 18, "splits": (64,), "eth_fibre": False}, "SDH", "",
        (3.1500, 3.9500, 4.0000), {"PON": ["optical"], "ETH": ["no-fibre"]},
    ),
}  # fmt: skip


def requirement(name: str) -> Requirement:
    values, more, *_ = ORDERS[name]
    return Requirement(**{**POLICY.assumed(), **dict(zip(FIELDS, values, strict=True)), **more})


def filters(advice: Advice) -> dict[str, list[str]]:
    judged = advice.solutions.items()
    return {name.value: [reason.filter for reason in one.rejected] for name, one in judged if one.rejected}


@pytest.mark.parametrize("name", ORDERS)
def test_each_worked_order_gets_its_scores_to_four_decimals_its_advice_and_its_reasons(name: str) -> None:
    *_, recommended, close_to, scores, rejected = ORDERS[name]
    advice = compare(requirement(name), POLICY)
    assert tuple(round(one.score, 4) for one in advice.solutions.values()) == scores
    assert (advice.recommended, advice.close_to or "") == (recommended, close_to)
    assert filters(advice) == rejected


def test_reasons_are_said_with_their_numbers_in_both_languages() -> None:
    (optical,) = compare(requirement("remote 20 M"), POLICY).solutions[Solution.PON].rejected
    said = optical.said("en")
    assert said.startswith("NMS-LINE-067: ")
    for number in ("30.4", "1 dB", "B+", "28", "-3.4", "class C+", "splits 1:32", "9.5 km"):
        assert number in said
    assert "光功率预算" in optical.said("zh")
    assert "分光 1:32" in optical.said("zh")


@pytest.mark.parametrize(
    ("change", "solution", "filter_"),
    [
        ({"odn_km": None}, "PON", "no-odn"),
        ({"odn_km": 20.1, "splits": ()}, "PON", "reach"),
        ({"odn_km": 20, "splits": (64,)}, "PON", "optical"),
        ({"mbps": 1000.5, "iface": "10GE", "assured_mbps": 10}, "PON", "rate"),
        ({"mbps": 1000, "iface": "GE", "assured_mbps": 400.5}, "PON", "assured"),
        ({"reliability": 99.95}, "PON", "type-b"),
        ({"reliability": 99.99, "type_b": True}, "PON", "type-c"),
        ({"reliability": 99.95}, "ETH", "dual-homing"),
        ({"eth_fibre": False}, "ETH", "no-fibre"),
        ({"sdh_km": None}, "SDH", "no-mstp"),
        ({"free_vc12": 4, "mbps": 10}, "SDH", "slots"),
        ({"free_vc12": 0, "mbps": 1000, "iface": "GE"}, "SDH", "slots"),
        ({"reliability": 99.999}, "SDH", "promise"),
        ({"iface": "STM16", "mbps": 2500}, "ETH", "stm-n"),
        ({"iface": "E1", "mbps": 2, "reliability": 99.99, "type_c": True}, "PON", "tdm"),
    ],
)
def test_a_filter_rejects_alone(change: dict[str, Any], solution: str, filter_: str) -> None:
    advice = compare(replace(requirement("enterprise 100 M star"), **change), POLICY)
    assert filters(advice).get(solution) == [filter_]


@pytest.mark.parametrize(
    ("change", "solution"),
    [
        ({"reliability": 99.95, "type_b": True}, "PON"),
        ({"reliability": 99.95, "type_c": True}, "PON"),
        ({"reliability": 99.99, "type_c": True}, "PON"),
        ({"reliability": 99.99, "dual_home": True}, "ETH"),
        ({"mbps": 10, "free_vc12": 5}, "SDH"),
        ({"mbps": 1000, "iface": "GE", "assured_mbps": 400}, "PON"),
        ({"odn_km": 18}, "PON"),
    ],
)
def test_at_the_limit_nothing_is_rejected(change: dict[str, Any], solution: str) -> None:
    assert solution not in filters(compare(replace(requirement("enterprise 100 M star"), **change), POLICY))


def test_an_order_that_nothing_can_carry_gets_every_reason_and_what_comes_nearest() -> None:
    asked = replace(
        requirement("remote 20 M"), reliability=99.999, sdh_km=None, odn_km=25, iface="E1", mbps=2, eth_fibre=False
    )
    found = advised_on(asked, POLICY)
    said = answer(found, "en")
    assert said["recommended"] is None
    assert filters(found.advice) == {
        "SDH": ["no-mstp", "promise"],
        "PON": ["tdm", "reach", "optical", "type-c", "promise"],
        "ETH": ["dual-homing", "no-fibre", "promise"],
    }
    assert said["nearest"] == "SDH"
    after = changed(asked, found.outlooks[Solution.SDH].moves)
    assert (after.sdh_km, after.reliability) == (2, 99.99)
    assert compare(after, POLICY).recommended is Solution.SDH


def test_what_would_make_others_win_is_the_smallest_set() -> None:
    made = {
        name.value: {move.field: move.value for move in outlook.moves}
        for name, outlook in outlooks(compare(requirement("remote 20 M"), POLICY), POLICY).items()
    }
    assert made == {"PON": {"optics": Optics("C+")}, "ETH": {"eth_fibre": True}}


def test_where_nothing_small_helps_the_answer_says_so() -> None:
    found = outlooks(compare(requirement("government GE"), POLICY), POLICY)[Solution.SDH]
    assert (found.wins, found.moves) == (False, ())


def test_equal_scores_are_close_and_the_first_solution_is_named() -> None:
    flat = Policy.model_validate(
        {"filters": [], "criteria": [{"name": "one", "zh": "一", "en": "one", "weight": 1,
                                      "rows": [{"scores": {"SDH": 1, "PON": 1, "ETH": 1}}]}]}
    )  # fmt: skip
    advice = compare(Requirement(10), flat)
    assert (advice.recommended, advice.close_to) == (Solution.SDH, Solution.PON)


def test_exactly_three_tenths_apart_is_not_close() -> None:
    row = {"scores": {"SDH": 3.3, "PON": 3.0, "ETH": 0}}
    policy = {"filters": [], "criteria": [{"name": "one", "zh": "一", "en": "one", "weight": 1, "rows": [row]}]}
    assert not compare(Requirement(10), Policy.model_validate(policy)).close


REQUIREMENTS = st.builds(
    Requirement,
    mbps=st.sampled_from([1, 2, 4, 10, 50, 100, 155, 300, 1000]),
    iface=st.sampled_from(["FE", "GE", "10GE"]),
    security=st.integers(1, 5),
    reliability=st.sampled_from([99.0, 99.5, 99.9, 99.95, 99.99, 99.999]),
    topology=st.sampled_from(["p2p", "star", "tree", "mesh"]),
    sites=st.integers(1, 60),
    growth=st.integers(1, 5),
    budget=st.integers(1, 5),
    odn_km=st.one_of(st.none(), st.integers(0, 30)),
    splits=st.sampled_from([(), (32,), (64,), (4, 8)]),
    sdh_km=st.one_of(st.none(), st.integers(0, 10)),
    free_vc12=st.integers(0, 63),
    eth_fibre=st.booleans(),
    type_b=st.booleans(),
    type_c=st.booleans(),
    dual_home=st.booleans(),
    encrypt=st.booleans(),
)


def by_hand(asked: Requirement) -> dict[str, float]:
    """The formula of the matrix, written down a second time."""
    steps = [(99.99, 5), (99.95, 4), (99.9, 3), (99.5, 2), (0, 1)]
    weights = [
        asked.security,
        next(weight for least, weight in steps if asked.reliability >= least),
        asked.growth,
        min(4, 1 + asked.sites // 10),
        6 - asked.budget,
        3,
        4,
    ]
    topology = {"p2p": (5, 3, 4), "star": (3, 4, 5), "tree": (3, 5, 4), "mesh": (1, 4, 5)}[asked.topology]
    rates = [(10, (4, 5, 4)), (100, (3, 5, 5)), (300, (3, 4, 5)), (1000, (2, 1, 5)), (1e9, (3, 0, 5))]
    rate = next(scores for most, scores in rates if asked.mbps <= most)
    protected = asked.type_b or asked.type_c
    secret = 4 if asked.encrypt else 3
    scores = {
        "SDH": (5, 5, 2, 3, 1, topology[0], rate[0]),
        "PON": (secret, 3 if protected else 2, 4, 5, 5, topology[1], rate[1]),
        "ETH": (secret, 4 if asked.dual_home else 3, 5, 3, 3, topology[2], rate[2]),
    }
    total = sum(weights)
    return {name: sum(map(lambda w, s: w * s, weights, row)) / total for name, row in scores.items()}


@settings(max_examples=200, deadline=None)
@given(REQUIREMENTS)
def test_scores_are_the_weighted_mean_and_the_best_possible_is_recommended(asked: Requirement) -> None:
    advice = compare(asked, POLICY)
    assert {name.value: one.score for name, one in advice.solutions.items()} == pytest.approx(by_hand(asked))
    possible = {name: one.score for name, one in advice.solutions.items() if one.possible}
    assert (advice.recommended is None) == (not possible)
    if advice.recommended is not None:
        best = advice.solutions[advice.recommended]
        assert best.possible
        assert best.score == pytest.approx(max(possible.values()))
    ranked = sorted(possible.values(), reverse=True)
    assert advice.close == (len(ranked) > 1 and ranked[0] - ranked[1] < 0.3 - 1e-9)


@settings(max_examples=40, deadline=None)
@given(REQUIREMENTS)
def test_every_set_of_changes_does_what_it_promises(asked: Requirement) -> None:
    advice = compare(asked, POLICY)
    for solution, outlook in outlooks(advice, POLICY).items():
        assert len({move.field for move in outlook.moves}) == len(outlook.moves) <= MOST
        after = changed(asked, outlook.moves)
        if outlook.wins:
            assert compare(after, POLICY).recommended is solution
        elif outlook.moves:
            assert rejections(after, POLICY, solution) == []
