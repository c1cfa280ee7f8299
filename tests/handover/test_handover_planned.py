"""A radio plan on the simulated ground: small worlds of cells that hear each other, carriers, sectors, neighbours."""

import math

import pytest

from nms.handover.diagnose.plan import PlannedCell, RadioPlan
from nms.handover.engine.network import MAX_RELATIONS
from nms.handover.engine.parameters import CellParameters, RelationParameters
from nms.handover.simulation.planned import MOST_CELLS, SPACING_M, cluster_of, clusters, downlink_mhz, planned
from nms.handover.simulation.world import MARGIN_M


def site(name: str, lon: float | None, lat: float = 30.0, *, sectors: int = 3, lac: int = 1) -> list[PlannedCell]:
    place = None if lon is None else (lon, lat)
    first = sum(map(ord, name)) % 90
    return [
        PlannedCell(f"{name}-{at}", first + at, at, lac=lac, site=name, bsc="bsc-1", position=place)
        for at in range(1, sectors + 1)
    ]


def plan_of(*sites: list[PlannedCell], relations: tuple[tuple[str, str], ...] = ()) -> RadioPlan:
    cells = {cell.name: cell for cells in sites for cell in cells}
    return RadioPlan(cells, dict.fromkeys(relations, RelationParameters()))


@pytest.mark.parametrize(
    ("arfcn", "mhz"),
    [(0, 935.0), (1, 935.2), (124, 959.8), (975, 925.2), (1023, 934.8), (512, 1805.2), (885, 1879.8), (128, 869.2),
     (251, 893.8), (259, 460.6), (306, 489.0), (400, 947.4)],
)  # fmt: skip
def test_carriers_lie_where_3gpp_has_put_them(arfcn: int, mhz: float) -> None:
    assert downlink_mhz(arfcn) == pytest.approx(mhz)


def test_cells_that_hear_each_other_are_one_group_and_sites_stay_whole() -> None:
    plan = plan_of(site("a", 120.0), site("b", 120.05), site("z", 121.0))
    assert clusters(plan) == (("a-1", "a-2", "a-3", "b-1", "b-2", "b-3"), ("z-1", "z-2", "z-3"))
    assert cluster_of(plan, "z-2") == ("z-1", "z-2", "z-3")
    assert cluster_of(plan, "nobody") == ()


def test_a_relation_joins_cells_however_far_apart() -> None:
    plan = plan_of(site("a", 120.0), site("z", 121.0), relations=(("a-1", "z-1"),))
    assert len(clusters(plan)) == 1


def test_too_many_cells_are_divided_by_location_area_and_then_across_their_longer_side() -> None:
    rows = [site(f"s{at:02d}", 120.0 + at / 100, lac=at % 2) for at in range(24)]
    found = clusters(plan_of(*rows))
    assert [len(one) for one in found] == [36, 36]
    long = [site(f"s{at:02d}", 120.0 + at / 100) for at in range(40)]
    parts = clusters(plan_of(*long))
    assert all(len(one) <= MOST_CELLS for one in parts)
    assert sum(map(len, parts)) == 120
    assert {cell.split("-")[0] for cell in parts[0]}.isdisjoint(cell.split("-")[0] for cell in parts[1])


def test_a_world_stays_small_however_far_apart_the_sites_lie() -> None:
    plan = plan_of(*(site(f"s{at}", 120.0 + at % 3 / 10, 30.0 + at // 3 / 10) for at in range(9)))
    ground = planned(plan)
    assert ground.scale == pytest.approx(9.6, abs=0.2)
    assert max(max(abs(one.x), abs(one.y)) for one in ground.cells) < 2 * SPACING_M + MARGIN_M
    spots = sorted({(one.x, one.y) for one in ground.cells})
    assert min(math.dist(a, b) for a in spots for b in spots if a != b) == pytest.approx(SPACING_M, rel=0.01)


def test_near_sites_keep_their_distances() -> None:
    plan = plan_of(site("a", 120.0), site("b", 120.005))
    ground = planned(plan)
    assert ground.scale == 1.0
    assert abs(ground.cells[0].x - ground.cells[3].x) == pytest.approx(481, abs=3)


def test_sectors_look_evenly_around_from_the_north_and_a_single_one_to_the_middle() -> None:
    plan = plan_of(site("a", 120.0), site("b", 120.02, sectors=1))
    by_name = dict(zip(planned(plan).names, planned(plan).cells, strict=True))
    assert [by_name[f"a-{at}"].azimuth for at in (1, 2, 3)] == [90.0, -30.0, -150.0]
    assert abs(by_name["b-1"].azimuth) == pytest.approx(180.0)


def test_sites_of_which_nobody_knows_the_place_stand_apart_from_each_other() -> None:
    plan = plan_of(site("a", None), site("b", None), site("c", 120.0))
    spots = sorted({(one.x, one.y) for one in planned(plan).cells})
    assert len(spots) == 3
    assert min(math.dist(a, b) for a in spots for b in spots if a != b) > SPACING_M / 3


def test_the_network_has_the_plans_parameters_and_only_relations_within() -> None:
    plan = plan_of(site("a", 120.0), site("z", 121.0), relations=(("a-1", "a-2"), ("a-1", "z-1"), ("z-1", "a-1")))
    cells = dict(plan.cells)
    cells["a-1"] = PlannedCell("a-1", 11, 1, site="a", bsc="bsc-1", parameters=CellParameters(edge_downlink=27))
    radio = planned(RadioPlan(cells, plan.relations), ("a-1", "a-2")).network
    assert radio.cells[1].parameters.edge_downlink == 27
    assert [one.target.number for one in radio.cells[1].relations.values()] == [2]
    assert radio.cells[2].relations == {}


def test_of_neighbours_that_phones_cannot_tell_apart_the_nearest_stays_and_a_ba_list_is_never_overfull() -> None:
    twins = [
        PlannedCell(name, 7, 7, site=name, position=(lon, 30.0)) for name, lon in (("far", 120.2), ("near", 120.01))
    ]
    many = [PlannedCell(f"m{at:02d}", 20 + at, 1, site=f"m{at}", position=(120.3, 30.0)) for at in range(40)]
    cells = {one.name: one for one in (*site("a", 120.0), *twins, *many)}
    relations = {("a-1", other): RelationParameters() for other in cells if not other.startswith("a-")}
    ground = planned(RadioPlan(cells, relations))
    heard = [ground.names[one.target.number - 1] for one in ground.network.cells[1].relations.values()]
    assert heard[0] == "near"
    assert "far" not in heard
    assert len(heard) == MAX_RELATIONS
