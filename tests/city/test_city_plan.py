"""The plan of the demo city: its counts, its cables, and the inventory files made of it."""

from collections import Counter
from pathlib import Path

import pytest

from nms.city.plan import Draft, draw, files
from nms.city.plan.halls import klm
from nms.core.device import Role

INVENTORY = Path(__file__).resolve().parents[2] / "inventory"


def test_committed_inventory_is_what_the_plan_writes(draft: Draft) -> None:
    for name, text in files(draft).items():
        assert (INVENTORY / name).read_text(encoding="utf-8") == text, name


def test_the_same_seed_draws_the_same_city_and_another_seed_another() -> None:
    assert files(draw(7)) == files(draw(7))
    assert files(draw(7))["halls.yaml"] != files(draw(8))["halls.yaml"]


def test_the_city_has_the_elements_of_the_branch(draft: Draft) -> None:
    count = Counter(host.role for host in draft.hosts.values())
    assert count[Role.CONVERTER] == count[Role.HALL_SWITCH] == len(draft.halls) == 80
    assert (count[Role.CPOS_ROUTER], count[Role.P], count[Role.PE], count[Role.AGGREGATION]) == (2, 2, 8, 24)
    assert (count[Role.OLT], count[Role.AC], count[Role.FIREWALL], count[Role.DCN], count[Role.BSC]) == (12, 1, 1, 2, 2)
    assert count[Role.HALL_ROUTER] == 1
    assert 245 <= sum(count.values()) - count[Role.MSTP] <= 267


def test_halls_follow_the_two_building_phases_and_districts(draft: Draft) -> None:
    built = Counter(hall.labels["built"] for hall in draft.halls.values())
    assert built == {"2005": 64, "2006": 16}
    districts = Counter(name.split("-")[0] for name in draft.halls)
    assert districts == {"yc": 24, "kq": 16, "sy": 12, "zj": 12, "sz": 9, "xc": 7}


def test_each_stm1_carries_sixty_e1_and_keeps_three_spare(draft: Draft) -> None:
    lines = [link for link in draft.links.values() if link.kind == "e1"]
    assert Counter(link.b.device for link in lines) == {"cpos-1": 60, "cpos-2": 60}
    channels = {(link.b.device, link.b.port) for link in lines}
    assert len(channels) == len(lines)
    assert all(int(port.rsplit("/", 1)[1]) <= 60 for _, port in channels)


def test_two_lines_of_a_hall_never_share_a_router(draft: Draft) -> None:
    routers: dict[str, list[str]] = {}
    for link in draft.links.values():
        if link.kind == "e1":
            routers.setdefault(link.a.device, []).append(link.b.device)
    assert sorted(Counter(map(len, routers.values())).items()) == [(1, 40), (2, 40)]
    assert all(len(set(used)) == len(used) for used in routers.values())


def test_klm_addresses_are_all_different_and_in_range() -> None:
    addresses = {klm(channel) for channel in range(1, 64)}
    assert len(addresses) == 63
    assert klm(5) == "2-2-1"
    assert klm(63) == "3-7-3"


def test_every_address_is_a_loopback_of_its_own(draft: Draft) -> None:
    addresses = [host.address for host in draft.hosts.values()]
    assert len(set(addresses)) == len(addresses)
    assert all(address.startswith("127.") and address != "127.0.0.1" for address in addresses)


def test_links_end_at_known_devices_and_no_port_twice(draft: Draft) -> None:
    ends = [end for link in draft.links.values() for end in (link.a, link.b)]
    assert len(set(ends)) == len(ends)
    assert {end.device for end in ends} <= draft.hosts.keys()


def test_admitted_pcs_have_universal_addresses_and_belong_to_desks(draft: Draft) -> None:
    macs = [pc.mac for hall in draft.halls.values() for pc in hall.pcs]
    assert len(set(macs)) == len(macs)
    assert all(len(mac) == 12 and not int(mac[:2], 16) & 3 for mac in macs)
    assert all("台" in pc.owner or "位" in pc.owner for hall in draft.halls.values() for pc in hall.pcs)


def test_sixty_base_stations_have_three_cells_each(draft: Draft) -> None:
    assert Counter(Counter(cell.bts for cell in draft.cells.values()).values()) == {3: 60}
    assert len({cell.ci for cell in draft.cells.values()}) == 180
    assert {cell.bsc for cell in draft.cells.values()} == {"bsc-1", "bsc-2"}


def test_drawing_a_port_twice_is_refused(draft: Draft) -> None:
    fresh = draw()
    link = next(iter(fresh.links.values()))
    with pytest.raises(ValueError, match="taken"):
        fresh.link(link.a, link.b, "ethernet", name="again")


def test_seven_customers_have_their_sites_in_their_districts(draft: Draft) -> None:
    sites = Counter(site.customer for site in draft.sites.values() if site.kind == "customer")
    assert sites == {
        "bank": 21,
        "pharmacy": 41,
        "textile-market": 7,
        "e-government": 2,
        "carrier": 2,
        "datacentre": 2,
        "remote-plant": 2,
    }
    assert sites.keys() == draft.customers.keys()
    assert all(site.district for site in draft.sites.values() if site.customer)


def test_every_way_to_a_site_ends_at_what_its_kind_needs(draft: Draft) -> None:
    roles = {"pon": Role.OLT, "sdh": Role.MSTP, "ethernet": Role.ACCESS_SWITCH, "e1": Role.CPOS_ROUTER}
    ways = [(site, way) for site, found in draft.accesses.items() for way in found]
    assert {site for site, _ in ways} <= draft.sites.keys()
    assert all(draft.hosts[way.device].role is roles[way.kind] for _, way in ways)
    assert all(way.port.startswith("0/1/") and way.splits for _, way in ways if way.kind == "pon")


def test_the_remote_plant_has_no_fibre_and_eighteen_kilometres_behind_a_splitter(draft: Draft) -> None:
    ways = {way.kind: way for way in draft.accesses["plant-1"]}
    assert ways.keys() == {"sdh", "pon"}
    assert (ways["pon"].km, ways["pon"].splits) == (18.0, (64,))


def test_two_homes_of_a_site_stand_at_different_switches_and_ducts(draft: Draft) -> None:
    for site in ("egov-centre", "egov-hall", "idc-1", "idc-2"):
        first, second = (way for way in draft.accesses[site] if way.kind == "ethernet")
        assert first.device != second.device
        assert not set(first.srlg) & set(second.srlg)


def test_edges_tell_by_which_address_they_are_known(draft: Draft) -> None:
    known = [host.labels["lsr_id"] for host in draft.hosts.values() if host.role is Role.PE]
    assert sorted(known) == [f"10.0.2.{number}" for number in range(1, 9)]
