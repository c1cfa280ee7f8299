"""An Ethernet line on real routers: ordered, designed, built, measured, cut, clocked, modified and ceased."""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from evpncity import ROUTERS
from needs import demand
from protectedcity import FAR, KM, LOGIN, PES, PROTECTION, SECRETS, WORKING, LineCity, LineSite, Meter, ports_of
from pushing import APPROVER, ENGINEER, Provisioner, pushing
from test_lab_changes import pin, throughput_mbit
from waiting import until

from nms.cli.line_orders import document
from nms.core.change import Change, ChangeState
from nms.core.dialect import meaning
from nms.core.line import Line, LineState
from nms.drivers.dialects import DIALECTS
from nms.engine import engine
from nms.engine.ticks import Ticks
from nms.lines.design.core import Core
from nms.lines.turnup import FRAMES, Limit, judge
from nms.topology.certificate import check

pytestmark = [pytest.mark.lab, pytest.mark.timeout(400)]
MBPS, LESS = 8, 4
OUTAGE_S = 60.0
TRIALS = 3
SEED, PLANS = 20_061_105, 5
ORDER = """\
number: {number}
customer: {customer}
title: 专线 {near} – {far}
service: EPL
solution: ETH
mbps: {mbps}
iface: FE
reliability: 99.9
topology: p2p
ends: [{{site: {near}, hub: true}}, {{site: {far}}}]
"""
MILL = {"number": "PL-2006-0001", "customer": "mill", "near": "hq", "far": "works", "mbps": MBPS}
QUARRY = {"number": "PL-2006-0002", "customer": "quarry", "near": "mine", "far": "port", "mbps": 20}
Shown = Callable[[str], None]


class Hasty(Ticks):
    """Looks at requests, changes and lines more often than a network in operation needs."""

    def every(self, seconds: float, name: str, act: Callable[[], None]) -> None:
        super().every(0.2 if name in ("desk", "changes", "lines") else seconds, name, act)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LineCity]:
    """Four routers with two ways between the edges."""
    demand()
    made = LineCity(tmp_path_factory.mktemp("lines"))
    try:
        until(made.converged, "the EVPN sessions are up", 60)
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def desk(city: LineCity, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provisioner]:
    """The engine over the lab's inventory: it polls, hears traps, speaks to every router and its shell."""
    site = LineSite(city)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in SECRETS.items():
            patch.setenv(name, value)
        patch.setattr(engine, "Ticks", Hasty)
        folder = tmp_path_factory.mktemp("desk")
        with pushing(folder, site.hosts, LOGIN, patch, site.settings, site.inventory) as made:
            for name in made.app.inventory.devices:
                pin(made, name)
            yield made


@pytest.fixture(scope="module")
def before(city: LineCity, desk: Provisioner) -> Mapping[str, Any]:
    """Configuration and kernel state of both edges, and what is held, before anything was ordered."""
    return {"devices": states(city), "resources": held(desk)}


@pytest.fixture(scope="module")
def line(
    city: LineCity,
    desk: Provisioner,
    before: Mapping[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Line:
    """Customer A's line, from its YAML to its hand-over."""
    made = approved(desk, tmp_path_factory.mktemp("orders"), MILL)
    committed(desk, desk.app.lines.provision(made.number, ENGINEER))
    comes(desk, made.number, LineState.TESTING)
    until(lambda: city.reaches("ce1"), "the line carries traffic", 30)
    meter, limits = Meter(city, "ce1", "ce2"), desk.app.lines.limits(made.number)
    results = [row for frame in FRAMES for row in trial(meter, frame, limits)]
    test = desk.app.lines.test(made.number, results, ENGINEER)
    assert test.passed, [one for one in test.results if not one["passed"]]
    return desk.app.lines.activate(made.number, ENGINEER)


# ---------------------------------------------------------------- what an engineer and an approver do


def approved(desk: Provisioner, folder: Path, order: Mapping[str, Any]) -> Line:
    """A line of an order file, designed by one and approved by the other."""
    file = folder / "order.yaml"
    file.write_text(ORDER.format(**order), encoding="utf-8")
    number = desk.app.lines.order(document(file), ENGINEER).number
    desk.app.lines.design(number, ENGINEER)
    return desk.app.lines.approve(number, APPROVER)


def trial(meter: Meter, frame: int, limits: Sequence[Limit]) -> list[dict[str, Any]]:
    """The measurements at one frame size, taken again (as RFC 2544 does) where the machine itself was disturbed."""
    wanted = [one for one in limits if one.frame == frame]
    rows = (meter.row(frame, MBPS) for _ in range(TRIALS))
    return next((row for row in rows if judge(row, wanted).passed), None) or meter.row(frame, MBPS)


def committed(desk: Provisioner, line: Line) -> Change:
    """The change that a line waits for, planned by the engine, approved by the other, pushed."""
    done = desk.pushed(planned(desk, line.change))
    assert done.state is ChangeState.COMMITTED, done.reason
    return done


def planned(desk: Provisioner, number: int) -> Change:
    """A change once the engine has planned it."""
    changes = desk.app.changes
    until(lambda: changes.show(number).change.state is not ChangeState.DRAFT, f"change {number} is planned", 30)
    return changes.show(number).change


def comes(desk: Provisioner, number: str, state: LineState) -> Line:
    """A line once it stands somewhere."""
    until(lambda: desk.app.lines.named(number).state is state, f"{number} is {state}", 20)
    return desk.app.lines.named(number)


def states(city: LineCity) -> dict[str, dict[str, list[str]]]:
    """What counts of each edge's configuration and kernel state."""
    told = {name: city.state(name) for name in PES}
    return {
        name: {
            part: list(meaning(DIALECTS["frr" if part == "running" else "linux_root"], text))
            for part, text in parts.items()
        }
        for name, parts in told.items()
    }


def held(desk: Provisioner) -> list[Any]:
    """Every resource that somebody holds, quarantine over."""
    resources = desk.app.parts.store.resources
    kinds = {scope.partition("/")[0] for scope in resources.scopes()}
    later = desk.app.now().replace(year=desk.app.now().year + 2)
    return [one for kind in sorted(kinds) for one in resources.held(kind, later, below=True)]


def condition(desk: Provisioner, number: str) -> str:
    """How a line stands now: up, degraded or down."""
    return desk.app.sla.show(number).condition.state


def outages(desk: Provisioner, line: Line, kind: str) -> list[tuple[datetime, datetime | None]]:
    """Those of a kind that the SLA clock knows, oldest first."""
    found = desk.app.parts.store.lines.outages(line.id, datetime(2000, 1, 1, tzinfo=UTC), desk.app.now())
    return [(one.start, one.end) for one in found if one.kind == kind]


def down_s(desk: Provisioner, number: str) -> float:
    """Seconds of unavailability that the SLA clock of this month counts."""
    return desk.app.sla.show(number).clock.down_s


# ---------------------------------------------------------------- the line's life


def test_a_line_is_designed_over_the_shorter_way_and_proven_disjoint(desk: Provisioner, line: Line) -> None:
    design = line.design
    assert design is not None
    assert line.state is LineState.ACTIVE
    assert {way.role: way.links for way in design.ways} == {"work": (WORKING,), "protect": PROTECTION[::-1]}
    certificate = design.certificate["works"]
    assert check(Core.of(desk.app.inventory).search.network, certificate) == []
    assert certificate["proven"]
    assert not any(certificate["shared"].values())


def test_the_turn_up_test_measured_what_was_ordered(desk: Provisioner, line: Line, shown: Shown) -> None:
    test = desk.app.parts.store.lines.turn_ups(line.id)[-1]
    for frame in FRAMES:
        row = {one["test"]: one["value"] for one in test.results if one["frame"] == frame}
        shown(
            f"{frame:4} octets: {row['throughput']:.3f} Mbit/s, latency {row['latency']:.3f} ms, "
            f"jitter {row['jitter']:.3f} ms, loss {row['loss']:.5f}"
        )
        assert row["throughput"] >= MBPS
    assert test.passed


def test_traffic_takes_the_protection_at_once_and_the_clock_counts_only_what_was_down(
    city: LineCity, desk: Provisioner, line: Line, shown: Shown
) -> None:
    until(lambda: condition(desk, line.number) == "up", "the line is up")
    with city.pinging("ce1") as pings:
        until(pings.answered, "the far box answers")
        over = {place: city.counters(*place)["tx"] for place in (("pe1", "ge-0"), ("p1", "ge-2"))}
        city.set_link(WORKING, "down")
        cut = time.time()
        until(lambda: pings.since(cut) < float("inf"), "traffic is back")
        until(lambda: condition(desk, line.number) == "degraded", "protection is lost")
        until(lambda: outages(desk, line, "degraded"), "the loss of protection is written down", 30)
        carried = {place: city.counters(*place)["tx"] - before for place, before in over.items()}
        requests = 5 * (time.time() - cut)
        [gone] = pings.lost() or [(cut, cut, 0)]
        shown(f"working link cut: traffic back after {pings.since(cut):.2f} s, {gone[2]} requests lost (5 a second)")
        shown(f"over the protection since: {carried} packets for {requests:.0f} requests")
        assert pings.since(cut) < 5
        assert gone[1] - gone[0] < 5
        assert min(carried.values()) > 0.5 * requests
        assert down_s(desk, line.number) == 0
        assert not outages(desk, line, "down")
        _both_cut(city, desk, line, shown)
        mended = time.time()
        until(lambda: pings.since(mended) < float("inf"), "traffic is back", 30)
        shown(f"both mended: traffic back after {pings.since(mended):.2f} s")
    until(lambda: condition(desk, line.number) == "up", "the line is up again")
    until(lambda: all(end for _, end in outages(desk, line, "down")), "the outage has ended", 30)
    [(start, end)] = outages(desk, line, "down")
    clock = desk.app.sla.show(line.number).clock
    shown(f"both cut for {OUTAGE_S:g} s: the SLA clock shows {clock.down_s:.2f} s, degraded {clock.degraded_s:.2f} s")
    assert end is not None
    assert clock.down_s == (end - start).total_seconds()
    assert abs(clock.down_s - OUTAGE_S) <= 2
    assert clock.failures == 1


def _both_cut(city: LineCity, desk: Provisioner, line: Line, shown: Shown) -> None:
    """The protection cut as well, for the length of the outage; then both mended."""
    cut = time.monotonic()
    city.set_link(PROTECTION[1], "down")
    until(lambda: condition(desk, line.number) == "down", "the line is down")
    assert not city.reaches("ce1")
    until(lambda: down_s(desk, line.number) > 0, "the clock runs", 30)
    shown(f"the clock began to run {time.monotonic() - cut:.1f} s after the cut (ten-second rule of G.826)")
    until(lambda: time.monotonic() >= cut + OUTAGE_S, "the outage is over", OUTAGE_S)
    for link in (WORKING, PROTECTION[1]):
        city.set_link(link, "up")


# ---------------------------------------------------------------- plans, and what they really take down


def test_impact_predicted_before_approval_is_what_really_goes_down(
    city: LineCity, desk: Provisioner, line: Line, tmp_path: Path, shown: Shown
) -> None:
    """Ports shut at random, some in vtysh and some in the shell."""
    other = approved(desk, tmp_path, QUARRY)
    committed(desk, desk.app.lines.provision(other.number, ENGINEER))
    comes(desk, other.number, LineState.TESTING)
    boxes = {line.number: "ce1", other.number: "ce3"}
    dice = random.Random(SEED)
    for number in range(PLANS):
        until(lambda: {condition(desk, name) for name in boxes} == {"up"}, "both lines are up", 30)
        until(lambda: all(city.reaches(box) for box in boxes.values()), "both lines carry traffic", 30)
        until(lambda: not _broken(desk), "no port is down", 30)
        change = desk.planned(f"SHUT-{number}", _shut(dice))
        predicted = desk.app.impacts.of_change(change.id)
        done = desk.pushed(change)
        assert done.state is ChangeState.COMMITTED, done.reason
        really = _settled(desk, change.id, predicted)
        dead = [name for name, box in boxes.items() if _dead(city, box, expected=name in predicted["lines"])]
        places = [f"{step.device} {' '.join(step.objects)}" for step in change.plan.steps]
        shown(f"{', '.join(places)}: down {dead or '–'}, degraded {predicted['lines_degraded'] or '–'}, "
              f"{len(predicted['ports'])} ports")  # fmt: skip
        assert sorted(dead) == sorted(predicted["lines"])
        assert {name: sorted(really[name]) for name in SORTS} == {name: sorted(predicted[name]) for name in SORTS}
        desk.undone(change)
    committed(desk, desk.app.lines.cease(other.number, ENGINEER))
    comes(desk, other.number, LineState.CEASED)


SORTS = ("devices", "ports", "lines", "lines_degraded", "customers", "halls", "cells")
PORTS = (
    *((node, port) for link in KM for node, port in ports_of(link)),
    *((pe, f"ge-1{n}") for pe in PES for n in (0, 1)),
)


def _shut(dice: random.Random) -> list[dict[str, Any]]:
    """One to three ports anywhere, each in vtysh or in the shell; no device in both."""
    shells = {node: dice.choice(("", "-os")) for node in ("p1", "p2", *PES)}
    chosen = dice.sample(PORTS, dice.randint(1, 3))
    return [
        {"device": f"{node}{shells[node]}", "template": "port-state", "values": {"port": port}} for node, port in chosen
    ]


def _broken(desk: Provisioner) -> list[str]:
    """Ports that alarms say are down."""
    return [str(one.key) for one in desk.app.parts.store.alarms.all_active() if one.key.problem == "link-down"]


def _settled(desk: Provisioner, change: int, predicted: Mapping[str, Any]) -> Mapping[str, Any]:
    """What went down once everything that was predicted has, and every router was polled once more after that."""

    def really() -> Mapping[str, Any]:
        told: Mapping[str, Any] = desk.app.impacts.of_change(change)["really"]
        return told

    until(lambda: all(set(predicted[name]) <= set(really()[name]) for name in SORTS), "all that was predicted", 30)
    for request in [desk.app.poll_now(name, ENGINEER) for name in ROUTERS]:
        desk.asked(request)
    return really()


def _dead(city: LineCity, box: str, *, expected: bool) -> bool:
    """Whether a box does not reach the far one any more, once the core has found its other ways."""
    if not expected:
        until(lambda: city.reaches(box), f"{box} reaches the far box", 15)
    return not any(city.reaches(box) for _ in range(2))


# ---------------------------------------------------------------- the end of a line


def test_another_rate_is_measured_and_a_ceased_line_leaves_no_trace(
    city: LineCity, desk: Provisioner, line: Line, before: Mapping[str, Any], shown: Shown
) -> None:
    until(lambda: city.reaches("ce1"), "the line carries traffic", 30)
    ordered = throughput_mbit(city, "ce1", "ce2", FAR)
    with city.pinging("ce1") as pings:
        until(pings.answered, "the far box answers")
        change = committed(desk, desk.app.lines.modify(line.number, {"mbps": LESS}, ENGINEER))
        comes(desk, line.number, LineState.ACTIVE)
        lost = sum(count for *_, count in pings.lost())
    assert {step.template for step in change.plan.steps} == {"policer"}, "nothing but the rate is touched"
    changed = throughput_mbit(city, "ce1", "ce2", FAR)
    shown(f"TCP: ordered {MBPS} Mbit/s, measured {ordered:.2f}; modified to {LESS}, measured {changed:.2f}")
    shown(f"requests lost while the rate was changed: {lost}")
    assert 0.8 * MBPS < ordered < 1.05 * MBPS
    assert 0.8 * LESS < changed < 1.05 * LESS
    assert lost == 0

    committed(desk, desk.app.lines.cease(line.number, ENGINEER))
    comes(desk, line.number, LineState.CEASED)
    assert not city.reaches("ce1")
    assert states(city) == before["devices"]
    assert held(desk) == before["resources"]
