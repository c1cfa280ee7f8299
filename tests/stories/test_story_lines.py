"""The three example orders in the demo's city: from YAML to active, modified, ceased, and no trace of them anywhere."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from linecity import LI, WANG, LineCity, line_city
from waiting import until

from nms.app.lines import PrivateLines
from nms.app.play_views import Wish
from nms.core.change import ChangeState
from nms.core.line import LineState
from nms.core.playbook import ENDED, RunState

pytestmark = pytest.mark.timeout(600)
S = LineState

LIVES: dict[str, list[dict[str, Any]]] = {
    "bank-e1.yaml": [{"move": {"bank-01": "bank-02"}}],
    "pharmacy-shops.yaml": [
        {"mbps": 6},
        {"add": [{"site": "pharmacy-09", "networks": ["10.101.9.0/24"], "serial": "48575443A0090001"}]},
    ],
    "textile-market.yaml": [{"mbps": 50}, {"remove": ["textile-6"]}, {"add": [{"site": "textile-6"}]}],
}
"""Order → what its customer wants to be different, one after the other."""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LineCity]:
    with pytest.MonkeyPatch.context() as patch, line_city(tmp_path_factory.mktemp("lines"), patch) as made:
        yield made


@pytest.mark.parametrize("file", LIVES)
def test_an_order_goes_from_its_file_to_active_is_modified_and_ceased_without_a_trace(
    city: LineCity, file: str
) -> None:
    before, saved = city.texts(), city.saved()
    line = city.active(city.document(file))
    number = line.number
    assert (line.state, city.held(number)) == (S.ACTIVE, {"used"})
    for wish in LIVES[file]:
        city.pushed(city.app.lines.modify(number, wish, LI), S.ACTIVE)
        assert city.app.lines.named(number).reason == ""
    shown = {one.device for one in city.app.lines.device_lines(number)}
    now = city.texts()
    changed = {name for name, text in now.items() if text != before[name]}
    assert changed <= shown
    assert bool(changed) is (file != "bank-e1.yaml"), "SDH is carried out by people"
    city.pushed(city.app.lines.cease(number, LI), S.CEASED)
    assert city.texts() == before
    assert city.saved() == saved
    assert city.held(number) == {"quarantine"}
    assert city.app.parts.store.resources.of(number)[1] == []


def market(city: LineCity, number: str, *sites: str) -> dict[str, Any]:
    """An order for a few sites of the textile market."""
    ends = [{"site": "textile-hq", "hub": True}, *({"site": site} for site in sites)]
    return city.document("textile-market.yaml", number=number, ends=ends, solution="ETH")


def test_a_vlan_taken_by_hand_is_refused_and_the_line_gets_another(city: LineCity) -> None:
    before = city.texts()
    line = city.designed(market(city, "PL-H-1", "textile-1"))
    assert line.design is not None
    taken = next(unit for unit in line.design.units if unit.scope.startswith("s-vlan/"))
    device = next(str(step["device"]) for step in line.design.steps if step["template"] == "trunk-vlan")
    city.yard[device].type("system-view", f"vlan batch {taken.unit}")
    city.app.lines.provision(line.number, LI)
    back = city.comes(line.number, S.SURVEYED)
    assert "NMS-LINE-215" in back.reason
    assert device in back.reason
    again = city.app.lines.design(line.number, LI)
    assert again.design is not None
    assert taken not in again.design.units
    city.app.lines.approve(line.number, WANG)
    city.pushed(city.app.lines.provision(line.number, LI), S.TESTING)
    city.pushed(city.app.lines.cease(line.number, LI), S.CEASED)
    city.yard[device].type("system-view", f"undo vlan batch {taken.unit}")
    assert city.texts() == before


def test_a_line_is_suspended_and_resumed(city: LineCity) -> None:
    line = city.active(market(city, "PL-S-1", "textile-2"))
    running = city.texts()
    city.pushed(city.app.lines.suspend(line.number, LI), S.SUSPENDED)
    closed = {name for name, text in city.texts().items() if text != running[name]}
    assert closed
    assert all("shutdown" in "\n".join(city.texts()[name]) for name in closed)
    city.pushed(city.app.lines.resume(line.number, LI), S.ACTIVE)
    assert city.texts() == running
    city.pushed(city.app.lines.cease(line.number, LI), S.CEASED)


def test_a_process_that_ends_in_the_middle_is_followed_by_one_that_goes_on(city: LineCity) -> None:
    before = city.texts()
    line = city.designed(market(city, "PL-R-1", "textile-3"))
    city.app.lines.provision(line.number, LI)
    change = city.planned(line.number)
    city.restart()
    city.app.changes.approve(change.id, change.plan.digest, WANG)
    city.app.changes.push(change.id, LI)
    until(lambda: city.app.changes.show(change.id).change.state is not ChangeState.APPROVED, "it begins", 60)
    city.restart()
    assert city.comes(line.number, S.TESTING).reason == ""
    city.pushed(city.app.lines.cease(line.number, LI), S.CEASED)
    assert city.texts() == before


def test_the_playbooks_of_the_house_build_a_line_and_take_it_away(city: LineCity) -> None:
    before, plays = city.texts(), city.app.plays
    number = "PL-P-1"
    inputs = {"number": number, "customer": "textile-market", "hub": "textile-hq", "branch": "textile-4", "mbps": 20}
    run = plays.submit_named("new-line.yaml", Wish({**inputs, "solution": "ETH"}), LI).id
    until(lambda: plays.show(run).run.state in {RunState.PAUSED, *ENDED}, "the run waits for the line's approval", 60)
    assert plays.show(run).run.state is RunState.PAUSED, plays.show(run).results
    city.app.lines.approve(number, WANG)
    gate(city, run)
    assert city.app.lines.named(number).state is S.TESTING
    assert city.texts() != before
    gate(city, plays.submit_named("cease-line.yaml", Wish({"number": number}), LI).id)
    assert city.app.lines.named(number).state is S.CEASED
    assert city.texts() == before


def gate(city: LineCity, run: int) -> None:
    """The approver's yes at a run's gate, and its good end."""
    plays = city.app.plays
    until(lambda: plays.show(run).gate is not None, f"run {run} waits", 120)
    plays.approve(run, WANG)
    until(lambda: plays.show(run).run.state in ENDED, f"run {run} ends", 120)
    assert plays.show(run).run.state is RunState.DONE, plays.show(run).results


def test_planners_at_once_never_share_anything(city: LineCity) -> None:
    numbers = [f"PL-T-{at}" for at in range(12)]
    rooms = [city.app.lines, *(PrivateLines(city.app.parts, city.app.planning) for _ in range(3))]
    for at, number in enumerate(numbers):
        city.app.lines.order(market(city, number, f"textile-{1 + at % 3}"), LI)
    with ThreadPoolExecutor(len(rooms)) as pool:
        made = list(pool.map(lambda one: rooms[one[0] % len(rooms)].design(one[1], LI), enumerate(numbers)))
    units = [unit for line in made if line.design for unit in line.design.units]
    assert len(units) == len(set(units))
    for line in made:
        held = {one.unit for one in city.app.parts.store.resources.of(line.number)[0]}
        assert line.design is not None
        assert held == set(line.design.units)
        city.app.lines.withdraw(line.number, LI)
        assert city.held(line.number) == set()
