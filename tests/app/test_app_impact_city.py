"""Impact predicted before a change equals what the simulated city shows after its lines were typed: random plans."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest
from impactcity import ImpactCity

from nms.core.device import Role

PLANS, SEED = 100, 2006
Lines = dict[str, list[str]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImpactCity]:
    made = ImpactCity(tmp_path_factory.mktemp("impact") / "var")
    yield made
    made.app.close()


def shut(world: ImpactCity, dice: random.Random, *roles: Role) -> Lines:
    """A cabled port of a device of some role."""
    devices = world.inventory.devices
    name = dice.choice([name for name in world.city.boxes if devices[name].role in roles])
    ports = sorted(end.split(":", 1)[1] for end in world.cabled if end.startswith(f"{name}:"))
    port = dice.choice([one for one in ports if not one.startswith(("E1-0", "Cpos"))])
    return {name: [f"interface {port}", " shutdown"]}


def both_uplinks(world: ImpactCity, dice: random.Random) -> Lines:
    """Everything that an access or aggregation switch hangs on."""
    name = dice.choice([name for name in world.inventory.devices if "-acc" in name or "-agg" in name])
    ports = sorted(end.split(":", 1)[1] for end in world.cabled if end.startswith(f"{name}:"))
    ups = [port for port in ports if port[-2:] in ("23", "24") or ("-acc" in name and port.startswith("XGig"))]
    return {name: [line for port in ups for line in (f"interface {port}", " shutdown")]}


def core(world: ImpactCity, dice: random.Random) -> Lines:
    """A PE off the core: both of its uplinks."""
    name = dice.choice([name for name in world.inventory.devices if name.startswith("pe-")])
    return {name: ["interface 100GE0/1/0", " shutdown", "interface 100GE0/1/1", " shutdown"]}


def trunk(_world: ImpactCity, dice: random.Random) -> Lines:
    """A channelised STM-1 with its sixty halls."""
    return {dice.choice(["cpos-1", "cpos-2"]): ["controller cpos 0/1/0", " shutdown"]}


def channels(world: ImpactCity, dice: random.Random) -> Lines:
    """Some E1 channels of an STM-1."""
    name = dice.choice(["cpos-1", "cpos-2"])
    used = sorted(int(end.rpartition("/")[2]) for end in world.cabled if end.startswith(f"{name}:E1-"))
    return {name: ["controller cpos 0/1/0", *(f" undo e1 {n} channel-set 1" for n in dice.sample(used, 3))]}


def hall(world: ImpactCity, dice: random.Random) -> Lines:
    """Both E1s of a hall's converter, or its way to the switch."""
    name = dice.choice([name for name in world.inventory.devices if name.endswith("-iad")])
    ports = sorted(end.split(":", 1)[1] for end in world.cabled if end.startswith(f"{name}:E1"))
    ports = ports if dice.random() < 0.6 else ["fastethernet1/1"]
    return {name: [line for port in ports for line in (f"interface {port}", " shutdown")]}


def centre(_world: ImpactCity, dice: random.Random) -> Lines:
    """What a controller of base stations hangs on, on both sides or on one."""
    port = f"GigabitEthernet1/0/{dice.choice([3, 4])}"
    sides = ("dcn-1", "dcn-2") if dice.random() < 0.7 else ("dcn-1",)
    return {name: [f"interface {port}", " shutdown"] for name in sides}


def wire(world: ImpactCity, dice: random.Random) -> Lines:
    """The wire of a line: gone altogether, its pseudowire gone, or its interface shut."""
    _, pe, lines = dice.choice(world.wires)
    ways = ([f"undo {lines[0]}"], [lines[0], " undo mpls l2vc 10.0.2.8 1001"], [lines[0], " shutdown"])
    return {pe: dice.choice(ways)}


def access(world: ImpactCity, dice: random.Random) -> Lines:
    """A customer's port."""
    line = dice.choice(world.lines)
    assert line.design is not None
    device, port = line.design.ways[0].ports[0]
    return {device: [f"interface {port}", " shutdown"]}


def harmless(world: ImpactCity, dice: random.Random) -> Lines:
    """A description, on a wire or on a cabled port."""
    _, pe, lines = dice.choice(world.wires)
    port = dice.choice([lines[0], "interface 100GE0/1/0"])
    return {pe: [port, dice.choice([" description moved", " undo description"])]}


def idle(_world: ImpactCity, dice: random.Random) -> Lines:
    """A port that nobody uses."""
    return {f"yc-acc0{dice.randint(3, 6)}": ["interface GigabitEthernet0/0/20", " shutdown"]}


def uplink(world: ImpactCity, dice: random.Random) -> Lines:
    return shut(world, dice, Role.PE, Role.P, Role.AGGREGATION, Role.ACCESS_SWITCH)


def edge(world: ImpactCity, dice: random.Random) -> Lines:
    return shut(world, dice, Role.HALL_SWITCH, Role.CONVERTER, Role.CPOS_ROUTER, Role.FIREWALL, Role.DCN)


KINDS: Sequence[Callable[[ImpactCity, random.Random], Lines]] = (
    uplink, edge, both_uplinks, core, trunk, channels, hall, centre, wire, access, harmless, idle,
)  # fmt: skip


def drawn(world: ImpactCity, dice: random.Random, number: int) -> Lines:
    """One plan: every kind in turn, every third one of several kinds together."""
    plan = KINDS[number % len(KINDS)](world, dice)
    for _ in range(dice.randint(1, 3) if number % 3 == 2 else 0):
        for name, lines in dice.choice(KINDS)(world, dice).items():
            plan.setdefault(name, lines)
    return plan


def seen(world: ImpactCity) -> Mapping[str, set[str]]:
    """What is down, as the city shows it."""
    reached, lines = world.reached(), world.standing()
    cells = world.inventory.cells.values()
    return {
        "ports": world.ports_down(),
        "devices": {name for name in world.city.boxes if name not in reached},
        "halls": world.halls_down(reached),
        "cells": {cell.name for cell in cells if cell.bsc not in reached},
        "lines": {number for number, ways in lines.items() if not any(ways)},
        "lines_degraded": {number for number, ways in lines.items() if any(ways) and not all(ways)},
    }


def test_what_a_hundred_random_plans_take_down_is_what_was_predicted(world: ImpactCity) -> None:
    dice, hit = random.Random(SEED), Counter[str]()
    before = seen(world)
    assert not any(before.values())
    for number in range(PLANS):
        lines = drawn(world, dice, number)
        change, plan, running = world.plan(lines)
        predicted = world.app.impacts.of_plan(change, plan, running)
        predicted["ports"] = world.cabled & {*predicted["ports"]}  # transmission has no simulated boxes
        for step in plan.steps:
            world.typed(step.device, step.apply)
        after = seen(world)
        for sort, found in after.items():
            assert {*predicted[sort]} == found, f"plan {number} {lines}: {sort}"
            hit[sort] += bool(found)
        hit["nothing"] += not any(after.values())
        for step in reversed(plan.steps):
            world.typed(step.device, step.undo)
        assert not any(seen(world).values()), f"plan {number} taken back: {lines}"
    assert min(hit[sort] for sort in (*before, "nothing")) >= 5, hit
