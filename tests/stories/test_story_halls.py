"""New halls in the demo's city: one from its form to standing, changed, closed without a trace; sixteen in waves."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hallcity import HallCity, hall_city
from linecity import LI, WANG
from waiting import until

from nms.app.bundle_views import Waves
from nms.app.play_views import Wish
from nms.core.change import ChangeState
from nms.core.hall_bundle import BundleState
from nms.core.playbook import ENDED as PLAYED
from nms.core.playbook import RunState
from nms.site.sheets.book import write_book
from nms.site.sheets.halls import halls_grid, read_halls

pytestmark = pytest.mark.timeout(600)
S = BundleState


@pytest.fixture
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HallCity]:
    with pytest.MonkeyPatch.context() as patch, hall_city(tmp_path_factory.mktemp("hall"), patch, 1) as made:
        yield made


def test_one_form_builds_a_hall_changes_it_and_closes_it_without_a_trace(city: HallCity) -> None:
    before, rooms = city.texts(), city.app.bundles
    [hall] = city.halls
    aps = [{"name": f"{hall.name}-ap1", "port": "GigabitEthernet0/0/18", "mac": "00e0-fc12-0001"}]
    document = {"hall": hall.name, "aps": [{"name": f"{hall.name}-ap", "port": "GigabitEthernet0/0/20"}, *aps]}
    city.pushed(rooms.ask(document, LI), S.STANDING)
    stands = city.texts()
    changed = {name for name, text in stands.items() if text != before[name]}
    assert changed == {*hall.devices, "cpos-1", "cpos-2", "ac-1"}
    wish = {**document, "pcs": [{"mac": pc.mac, "port": pc.port} for pc in hall.pcs[:-1]]}
    change = city.pushed(rooms.change(wish, LI), S.STANDING)
    assert [step.device for step in change.plan.steps] == [f"{hall.name}-sw"]
    gone = hall.pcs[-1]
    assert not [line for line in city.texts()[f"{hall.name}-sw"] if gone.mac[-4:] in line]
    city.pushed(rooms.close(hall.name, LI), S.CLOSED)
    assert city.texts() == before
    played(city, hall.name)


def played(city: HallCity, hall: str) -> None:
    """The playbook of the house builds the same hall: it waits at its gate for the other person."""
    plays = city.app.plays
    run = plays.submit_named("new-hall.yaml", Wish({"hall": hall, "e1": 2, "voice_lines": 2}), LI).id
    until(lambda: plays.show(run).gate is not None or plays.show(run).run.state in PLAYED, f"run {run} waits", 120)
    assert plays.show(run).gate is not None, plays.show(run).results
    plays.approve(run, WANG)
    until(lambda: plays.show(run).run.state in PLAYED, f"run {run} ends", 120)
    assert plays.show(run).run.state is RunState.DONE, plays.show(run).results
    assert city.comes(hall, S.STANDING).form.voice_lines == 2


@pytest.fixture
def sixteen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HallCity]:
    with pytest.MonkeyPatch.context() as patch, hall_city(tmp_path_factory.mktemp("halls"), patch) as made:
        yield made


def imported(city: HallCity, file: Path) -> int:
    """Every hall from a sheet as a rollout: the canary, then waves of five; its number."""
    pcs = {
        hall.name: [{"mac": pc.mac, "port": pc.port, "owner": pc.owner} for pc in hall.pcs[:1]] for hall in city.halls
    }
    write_book(file, [halls_grid({name: {"hall": name, "e1": 1, "pcs": some} for name, some in pcs.items()}, "zh")])
    documents, problems = read_halls(file)
    assert not problems
    done = city.app.bundles.import_all(documents, LI, Waves(canary=1, size=5))
    assert [bundle.hall for bundle in done.bundles] == [hall.name for hall in city.halls]
    return done.rollout


def test_sixteen_halls_go_out_in_waves_and_a_fault_in_the_third_stops_the_rest(
    sixteen: HallCity, tmp_path: Path, shown: Callable[[str], None]
) -> None:
    city, changes = sixteen, sixteen.app.parts.store.changes
    before = city.texts()
    number = imported(city, tmp_path / "halls.xlsx")
    waves = city.app.changes.rollout(number).rollout.waves
    assert [len(wave) for wave in waves] == [1, 5, 5, 5]
    for change in (change for wave in waves for change in wave):
        city.approved(change)
    broken = waves[2][2]
    hall = str(changes.get(broken).body["hall"])
    city.yard[f"{hall}-sw"].fault("reject", on="port-security")
    city.app.changes.start(number, LI)
    assert city.rolled(number).state is ChangeState.ROLLED_BACK
    stood, stands = (S.STANDING,), {bundle.hall: bundle.state for bundle in city.app.parts.store.hall_bundles.find()}
    first = [str(changes.get(one).body["hall"]) for wave in waves[:2] for one in wave]
    assert {city.comes(name, *stood).state for name in first} == {S.STANDING}
    failed = city.comes(hall, S.PLANNED)
    assert "NMS-HALL-244" in failed.reason
    now = city.texts()
    assert all(now[box] == before[box] for box in boxes(city, hall))
    for change in waves[3]:
        name = str(changes.get(change).body["hall"])
        assert changes.get(change).state is ChangeState.APPROVED, stands
        assert all(now[box] == before[box] for box in boxes(city, name))
    city.yard[f"{hall}-sw"].repair()
    [request] = city.app.changes.retry(number, LI)
    until(lambda: city.app.request(request).state != "waiting", "planned anew", 60)
    city.approved(broken)
    city.app.changes.start(number, LI)
    assert city.rolled(number).state is ChangeState.COMMITTED
    assert {city.comes(one.name, *stood).state for one in city.halls} == {S.STANDING}
    after = city.texts()
    shown(f"16 halls, {len(city.yard)} boxes, waves of {[len(wave) for wave in waves]}; stopped at {hall}")
    assert {name for name, text in after.items() if text == before[name]} == {"ac-1"}


def boxes(city: HallCity, hall: str) -> Sequence[str]:
    """The devices of a hall."""
    return next(one.devices for one in city.halls if one.name == hall)
