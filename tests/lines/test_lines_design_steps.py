"""What designs have done on the demo city's own devices: planned, typed, and taken back without a trace."""

from dataclasses import replace
from itertools import chain

import pytest
from democonsoles import DemoConsoles, catalogue, dialect_of, on_device, plan_of, reached
from sampleorders import (
    ADVICE,
    CONFIG,
    DATACENTRE,
    EGOV,
    ORDERS,
    PHARMACY,
    REMOTE,
    TEXTILE,
    demo,
    ends,
    hall_line,
    order,
    serials,
)

from nms.core.dialect import meaning
from nms.core.errors import InvalidError
from nms.core.line import Design, LineService, Order, Requirement, Solution
from nms.lines.design import Taken, design, observed, seed
from nms.provision.plan import RefusedError
from nms.provision.predict import predicted
from nms.provision.services import check

NOTHING = Taken()
STAR = replace(TEXTILE, number="PL-2026-0020", service=LineService.EPL, ends=TEXTILE.ends[:4])
SHOPS = serials(replace(PHARMACY, number="PL-2026-0021", ends=PHARMACY.ends[:5]))
SHOPS_L2 = replace(SHOPS, number="PL-2026-0022", service=LineService.VPLS)
WIRE = serials(
    order(
        "PL-2026-0023", "textile-market", LineService.EPL, Requirement(20, "FE", 3, 99.5), ends("textile-hq", "bank-02")
    )
)
TAGGED = order(
    "PL-2026-0024", "textile-market", LineService.EVPL, Requirement(50, "FE", 3, 99.5), ends("textile-hq", "bank-03")
)
TAGGED = replace(TAGGED, ends=tuple(replace(end, vlan=700 + at) for at, end in enumerate(TAGGED.ends)))
WHOLE: list[tuple[Order, Solution]] = [
    *((one, ADVICE[one.number]) for one in ORDERS if one is not PHARMACY),
    (SHOPS, Solution.PON),
    (SHOPS_L2, Solution.PON),
    (WIRE, Solution.PON),
    (STAR, Solution.ETH),
    (TAGGED, Solution.ETH),
    (REMOTE, Solution.SDH),
    (hall_line(1, "yc-h01"), Solution.SDH),
]


@pytest.fixture(scope="module")
def consoles() -> DemoConsoles:
    return DemoConsoles(demo())


def made(one: Order, solution: Solution) -> Design:
    return design(one, solution, demo(), NOTHING, CONFIG)


@pytest.mark.parametrize(("one", "solution"), WHOLE, ids=lambda value: getattr(value, "number", str(value)))
def test_devices_take_every_line_and_end_as_they_began(consoles: DemoConsoles, one: Order, solution: Solution) -> None:
    found = made(one, solution)
    names = reached(found, demo())
    before = consoles.running(names)
    plan = plan_of(found, demo(), before, one.number)
    assert {step.device for step in plan.steps} == set(names)
    assert len(plan.work_orders) == sum(step["device"] not in names for step in found.steps)
    refused = list(chain.from_iterable(consoles.type(step.device, on_device(step)) for step in plan.steps))
    after = consoles.running(names)
    back = [consoles.type(step.device, on_device(step, undo=True)) for step in reversed(plan.steps)]
    refused += chain.from_iterable(back)
    assert refused == []
    for step in plan.steps:
        kind = dialect_of(demo(), step.device)
        assert list(meaning(kind, after[step.device])) != list(meaning(kind, before[step.device]))
        assert list(meaning(kind, consoles.element(step.device).text())) == list(meaning(kind, before[step.device]))


@pytest.mark.parametrize(("one", "solution"), WHOLE, ids=lambda value: getattr(value, "number", str(value)))
def test_the_model_takes_a_plan_back_without_a_trace(consoles: DemoConsoles, one: Order, solution: Solution) -> None:
    found = made(one, solution)
    before = consoles.running(reached(found, demo()))
    for step in plan_of(found, demo(), before, one.number).steps:
        kind = dialect_of(demo(), step.device)
        after = predicted(kind, before[step.device], on_device(step))
        back = predicted(kind, after, on_device(step, undo=True))
        assert list(meaning(kind, back)) == list(meaning(kind, predicted(kind, before[step.device], ())))


def test_the_forty_shops_are_planned_in_one_change(consoles: DemoConsoles) -> None:
    found = made(PHARMACY, Solution.PON)
    plan = plan_of(found, demo(), consoles.running(reached(found, demo())), PHARMACY.number)
    assert sum(line.startswith("service-port") for step in plan.steps for line in step.apply) == 40


def test_an_ont_without_serial_number_is_told_before_anything_is_sent(consoles: DemoConsoles) -> None:
    bare = replace(SHOPS, ends=tuple(replace(end, serial="") for end in SHOPS.ends))
    found = made(bare, Solution.PON)
    with pytest.raises(RefusedError) as caught:
        plan_of(found, demo(), consoles.running(reached(found, demo())), bare.number)
    assert {problem.values.get("field") for problem in caught.value.problems} == {"serial"}
    assert sum("serial" in note for note in found.notes) == 4


def test_what_stands_on_the_devices_is_left_alone(consoles: DemoConsoles) -> None:
    first = made(EGOV, Solution.ETH)
    names = reached(first, demo())
    plan = plan_of(first, demo(), consoles.running(names), EGOV.number)
    after = {
        step.device: predicted(
            dialect_of(demo(), step.device), consoles.running([step.device])[step.device], on_device(step)
        )
        for step in plan.steps
    }
    seen = observed(demo(), after)
    held = {unit for unit in first.units if unit.scope.partition("/")[0] in ("s-vlan", "sub", "rd", "rt", "link-net")}
    assert held <= set(seen)
    second = design(replace(EGOV, number="PL-2026-0055"), Solution.ETH, demo(), NOTHING.plus(seen, "by hand"), CONFIG)
    assert not held & set(second.units)


def test_onts_and_flows_of_an_olt_are_read_from_its_configuration(consoles: DemoConsoles) -> None:
    seen = observed(demo(), consoles.running(["yc-olt1", "cpos-1"]))
    scopes = {unit.scope.partition("/")[0] for unit in seen}
    assert {"onu", "sn", "profile", "s-vlan", "cstm1"} <= scopes
    assert sum(unit.scope.startswith("onu/yc-olt1/") for unit in seen) == 25
    assert sum(unit.scope == "cstm1/cpos-1/Cpos0/1/0" for unit in seen) == 60


def test_the_inventory_knows_what_stands_on_its_devices(consoles: DemoConsoles) -> None:
    """Orders are designed the same way before any configuration was fetched."""
    names = [name for name, device in demo().devices.items() if device.role in ("olt", "cpos-router")]
    seen = {unit for unit in observed(demo(), consoles.running(names)) if unit.scope.startswith(("onu/", "cstm1/"))}
    from_labels = {unit for unit in seed(demo())[0] if unit.scope.startswith(("onu/", "cstm1/"))}
    assert seen == from_labels


def test_a_line_of_ten_gigabit_needs_no_policer() -> None:
    assert not [step for step in made(DATACENTRE, Solution.ETH).steps if step["template"] == "policer"]


def test_every_value_of_a_step_is_known_to_its_service() -> None:
    services = catalogue().services
    for one, solution in WHOLE:
        for step in made(one, solution).steps:
            service = services[step["template"]]
            assert set(step["values"]) <= set(service.fields), step
    with pytest.raises(InvalidError):
        raise check(services["policer"], "huawei_vrp", {}).problems[0]
