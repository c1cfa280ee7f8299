"""Properties of SDH designs over random occupation: nothing held twice, protection apart, rings keep their rules."""

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sampleorders import BANK_STAR, CONFIG, demo, order

from nms.core.line import Design, LineEnd, LineService, Order, Requirement, Solution, Unit
from nms.lines.design import ImpossibleError, Taken, design
from nms.lines.design.plant import Plant
from nms.lines.klm import TU12S
from nms.lines.vcat import usual

SITES = sorted(end.site for end in BANK_STAR.ends)
SPANS = sorted(name for name, link in demo().links.items() if link.labels.get("ring"))
TU12_OF = {"VC-12": 1, "VC-3": 21, "VC-4": 63}
RATES = st.sampled_from([2.0, 4.0, 10.0, 20.0, 50.0, 100.0, 155.0, 400.0])
BLOCKS = st.lists(
    st.tuples(st.sampled_from(SPANS), st.integers(1, 16), st.integers(0, 62), st.integers(1, 63)), max_size=40
)


def held(blocks: list[tuple[str, int, int, int]]) -> Taken:
    """Random stretches of timeslots taken by others."""
    units = {
        Unit(f"span/{span}/vc4/{vc4}", str(TU12S[at]))
        for span, vc4, low, count in blocks
        for at in range(low, min(63, low + count))
    }
    return Taken().plus(sorted(units), "PL-OTHER")


def tried(one: Order, taken: Taken) -> Design | ImpossibleError:
    """The design, or why there is none."""
    try:
        return design(one, Solution.SDH, demo(), taken, CONFIG)
    except ImpossibleError as refused:
        return refused


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rate=RATES,
    sites=st.lists(st.sampled_from(SITES), min_size=2, max_size=5, unique=True),
    blocks=BLOCKS,
    reliability=st.sampled_from([99.5, 99.9, 99.99]),
)
def test_a_design_holds_what_is_free_and_what_it_needs(
    rate: float, sites: list[str], blocks: list[tuple[str, int, int, int]], reliability: float
) -> None:
    taken = held(blocks)
    asked = Requirement(rate, "GE", 3, reliability, "star", len(sites) - 1)
    places = (LineEnd(sites[0], hub=True), *(LineEnd(site) for site in sites[1:]))
    one = order("PL-2026-0300", "bank", LineService.EPL, asked, places)
    found = tried(one, taken)
    if isinstance(found, ImpossibleError):
        assert {problem.code for problem in found.problems} == {"NMS-LINE-403"}
        return
    assert not [unit for unit in found.units if taken.holder(unit)]
    assert len(set(found.units)) == len(found.units)
    group = usual(rate, "GE")
    by_span = Counter(unit.scope.split("/")[1] for unit in found.units if unit.scope.startswith("span/"))
    assert all(count % (group.count * TU12_OF[group.container]) == 0 for count in by_span.values())
    links = demo().links
    rings = {ring.name: ring for ring in Plant.of(demo()).rings}
    for unit in (unit for unit in found.units if unit.scope.startswith("span/")):
        _, name, _, vc4 = unit.scope.split("/")
        half = rings[links[name].labels["ring"]].protection.startswith("MSP")
        assert 1 <= int(vc4) <= (32 if half else 16)
    for certificate in found.certificate.values():
        assert certificate["shared"]["links"] == []
        assert certificate["shared"]["srlg"] == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(number=st.integers(1, 12), rate=st.sampled_from([2.0, 10.0, 155.0]))
def test_lines_one_after_the_other_never_share_a_slot(number: int, rate: float) -> None:
    taken, seen = Taken(), Counter[Unit]()
    for at in range(number):
        pair = (LineEnd(SITES[at % len(SITES)], hub=True), LineEnd(SITES[(at * 7 + 3) % len(SITES)]))
        if pair[0].site == pair[1].site:
            continue
        one = order(f"PL-{at}", "bank", LineService.EPL, Requirement(rate, "GE", 3, 99.99), pair)
        found = tried(one, taken)
        if isinstance(found, ImpossibleError):
            continue
        seen.update(found.units)
        taken = taken.plus(found.units, one.number)
    assert not [unit for unit, count in seen.items() if count > 1]
