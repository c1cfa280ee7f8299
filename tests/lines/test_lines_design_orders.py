"""The sample orders of the demo city: what each takes where it can be built, and why it cannot where not."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from sampleorders import (
    ADVICE,
    BANK_E1,
    BANK_STAR,
    CARRIER,
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
    serials,
)

from nms.core.errors import ConflictError
from nms.core.line import Design, LineService, Order, Requirement, Solution, Unit
from nms.core.site import Access, LinkEnd
from nms.lines.design import ImpossibleError, Taken, design, feasible, observed, redesign, seed
from nms.lines.klm import TU12S

NOTHING = Taken()
REFUSED = [
    (BANK_E1, Solution.PON, "NMS-LINE-411"),
    (BANK_E1, Solution.ETH, "NMS-LINE-406"),
    (BANK_STAR, Solution.PON, "NMS-LINE-406"),
    (BANK_STAR, Solution.ETH, "NMS-LINE-406"),
    (EGOV, Solution.PON, "NMS-LINE-410"),
    (CARRIER, Solution.PON, "NMS-LINE-411"),
    (CARRIER, Solution.ETH, "NMS-LINE-411"),
    (DATACENTRE, Solution.PON, "NMS-LINE-410"),
    (DATACENTRE, Solution.SDH, "NMS-LINE-403"),
    (REMOTE, Solution.PON, "NMS-LINE-404"),
    (REMOTE, Solution.ETH, "NMS-LINE-402"),
]


def designed(order: Order, solution: Solution | None = None, taken: Taken = NOTHING) -> Design:
    return design(order, solution or ADVICE[order.number], demo(), taken, CONFIG)


def after(*found: Design) -> Taken:
    """What is taken once these stand."""
    taken = NOTHING
    for number, one in enumerate(found):
        taken = taken.plus(one.units, f"PL-{number}", one.draws)
    return taken


def in_scope(found: Design, word: str) -> list[Unit]:
    return [unit for unit in found.units if unit.scope.partition("/")[0] == word]


def spans(found: Design, site: str, role: str) -> tuple[str, ...]:
    return next(way.links for way in found.ways if (way.end, way.role) == (site, role))


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.number)
def test_every_sample_order_can_be_built_as_advised(order: Order) -> None:
    found = designed(order)
    assert {way.end for way in found.ways if way.role == "work"} == {end.site for end in order.ends if not end.hub}
    assert len(set(found.units)) == len(found.units)
    assert found.steps
    assert all(step["device"] in demo().devices for step in found.steps)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.number)
def test_a_way_runs_over_links_that_join_its_devices(order: Order) -> None:
    links = demo().links
    for way in designed(order).ways:
        assert len(way.devices) == len(way.links) + 1
        for near, far, name in zip(way.devices, way.devices[1:], way.links, strict=False):
            assert {links[name].a.device, links[name].b.device} == {near, far}


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.number)
def test_the_same_order_gives_the_same_design(order: Order) -> None:
    assert designed(order) == designed(order)


@pytest.mark.parametrize(("order", "solution", "code"), REFUSED)
def test_what_cannot_be_built_is_refused_with_its_reason_and_what_could_be(
    order: Order, solution: Solution, code: str
) -> None:
    with pytest.raises(ImpossibleError) as caught:
        designed(order, solution)
    assert code in {problem.code for problem in caught.value.problems}
    assert caught.value.alternative.partition("，")[0] in {one.value for one in Solution if one is not solution}
    assert caught.value.as_dict()["problems"]


def test_every_reason_is_told_at_once() -> None:
    with pytest.raises(ImpossibleError) as caught:
        designed(BANK_E1, Solution.PON)
    told = Counter(problem.code for problem in caught.value.problems)
    assert told == {"NMS-LINE-411": 1, "NMS-LINE-406": 2}


def test_all_eight_fit_into_the_city_beside_each_other() -> None:
    taken, seen = NOTHING, set[Unit]()
    for order in ORDERS:
        found = designed(order, taken=taken)
        assert not seen & set(found.units)
        seen |= set(found.units)
        taken = taken.plus(found.units, order.number, found.draws)
        assert all(taken.drawn[draw.scope] <= draw.capacity for draw in found.draws)


# ---------------------------------------------------------------- SDH


def test_working_and_protection_of_a_ring_share_no_span_and_no_duct() -> None:
    found, links = designed(BANK_STAR), demo().links
    for site, certificate in found.certificate.items():
        work, protect = spans(found, site, "work"), spans(found, site, "protect")
        assert not set(work) & set(protect)
        ducts = [{duct for name in way for duct in links[name].srlg} for way in (work, protect)]
        assert not ducts[0] & ducts[1]
        assert certificate["shared"]["links"] == certificate["shared"]["srlg"] == []
        assert all(name.startswith("mstp-c") for name in certificate["shared"]["nodes"])


def test_an_msp_ring_has_the_same_timeslots_on_all_spans_out_of_the_first_half() -> None:
    found, links = designed(BANK_STAR), demo().links
    core: dict[str, set[str]] = {}
    for unit in in_scope(found, "span"):
        _, name, _, vc4 = unit.scope.split("/")
        if links[name].labels["ring"] == "core":
            assert int(vc4) <= 32
            core.setdefault(name, set()).add(f"{vc4}:{unit.unit}")
    one = designed(replace(BANK_STAR, ends=(BANK_STAR.ends[0], BANK_STAR.ends[3])))
    used = {
        (unit.scope.rpartition("/")[2], unit.unit)
        for unit in in_scope(one, "span")
        if links[unit.scope.split("/")[1]].labels["ring"] == "core"
    }
    names = {unit.scope.split("/")[1] for unit in in_scope(one, "span")} & core.keys()
    assert len(names) > 1
    assert all(
        {(unit.scope.rpartition("/")[2], unit.unit) for unit in in_scope(one, "span") if f"/{name}/" in unit.scope}
        == used
        for name in names
    )


def test_an_msp_ring_has_sixteen_elements_at_most() -> None:
    elements = [f"n{at:02d}" for at in range(17)]
    city = demo()
    core = next(link for link in city.links.values() if link.labels.get("ring") == "core")
    spans = {
        f"wide-{at}": replace(core, name=f"wide-{at}", a=LinkEnd(elements[at - 1], "w"), b=LinkEnd(one, "e"))
        for at, one in enumerate(elements)
    }
    devices = {name: replace(city.devices[core.a.device], name=name) for name in elements}
    ways = {site: (Access("sdh", name),) for site, name in (("bank-hq", "n00"), ("bank-01", "n03"))}
    wide = replace(city, devices=devices, links=spans, accesses=ways)
    pair = replace(
        BANK_STAR, ends=(replace(BANK_STAR.ends[0], site="bank-hq"), replace(BANK_STAR.ends[1], site="bank-01"))
    )
    refused = feasible(pair, Solution.SDH, wide, NOTHING, CONFIG)
    assert [(problem.code, problem.values["value"]) for problem in refused] == [("NMS-LINE-081", 17)]


def test_how_an_ethernet_rate_is_concatenated_is_told() -> None:
    (told,) = [note for note in designed(BANK_STAR).notes if "LCAS" in note]
    assert "VC-12-5v (10.88 Mbit/s) with GFP-F and LCAS: with one member failed, 8.704 Mbit/s are left" in told


def test_ten_megabit_take_five_vc12_on_every_span_of_both_arcs() -> None:
    found = designed(BANK_STAR)
    branch = "bank-03"
    way = spans(found, branch, "work")
    members: Counter[tuple[str, int]] = Counter()
    for values in (step["values"] for step in found.steps if step["template"] == "sdh-circuit"):
        members[values["element"], values["vcg"]] += len(values.get("slots", ()))
    assert set(members.values()) <= {0, 5}
    held = Counter(unit.scope.split("/")[1] for unit in in_scope(found, "span"))
    assert all(held[name] % 5 == 0 for name in way)


def test_an_stm1_takes_a_whole_vc4_and_the_next_one_the_next() -> None:
    first = designed(CARRIER)
    second = designed(CARRIER, taken=after(first))
    assert {step["values"]["vc4"] for step in first.steps if step["template"] == "sdh-circuit"} == {1}
    assert {step["values"]["vc4"] for step in second.steps if step["template"] == "sdh-circuit"} == {2}


def test_a_vc12_in_use_keeps_the_whole_vc4_from_an_stm1() -> None:
    one = designed(BANK_E1)
    found = designed(CARRIER, taken=after(one))
    assert not set(found.units) & set(one.units)


def full(*but: str) -> Iterator[Unit]:
    """Every timeslot of the ring of a district that is not spared."""
    for name, link in demo().links.items():
        if link.labels.get("ring") == "kq" and name not in but:
            yield from (Unit(f"span/{name}/vc4/{vc4}", str(klm)) for vc4 in range(1, 17) for klm in TU12S)


def test_a_full_ring_is_told_with_the_span_and_what_is_left() -> None:
    with pytest.raises(ImpossibleError) as caught:
        designed(BANK_E1, taken=NOTHING.plus(full(), "PL-OTHER"))
    reason = caught.value.problems[0]
    assert (reason.code, reason.values["free"]) == ("NMS-LINE-403", 0)


def test_below_what_demands_protection_one_free_arc_is_enough_and_said() -> None:
    links = demo().links
    arc = [name for name in links if links[name].labels.get("ring") == "kq"][2:]
    taken = NOTHING.plus(full(*(set(links) - set(arc))), "PL-OTHER")
    lower = replace(BANK_E1, requirement=replace(BANK_E1.requirement, reliability=99.9))
    found = designed(replace(lower, ends=BANK_E1.ends), Solution.SDH, taken)
    assert any("unprotected" in note for note in found.notes)
    with pytest.raises(ImpossibleError):
        designed(BANK_E1, taken=taken)


# ---------------------------------------------------------------- halls on channelised STM-1s


def test_the_inventory_holds_sixty_e1_of_each_stm1() -> None:
    held = Counter(unit.scope for unit in seed(demo())[0] if unit.scope.startswith("cstm1/"))
    assert held == {"cstm1/cpos-1/Cpos0/1/0": 60, "cstm1/cpos-2/Cpos0/1/0": 60}


def test_the_spares_come_last_and_the_sixtyfourth_goes_to_the_second_stm1() -> None:
    taken, where = NOTHING, []
    for number in range(1, 7):
        found = designed(hall_line(number, f"yc-h{number:02d}"), Solution.SDH, taken)
        (unit,) = in_scope(found, "cstm1")
        where.append((unit.scope.split("/")[1], unit.unit))
        taken = taken.plus(found.units, f"E1-{number}")
    assert where == [(cpos, klm) for cpos in ("cpos-1", "cpos-2") for klm in ("1-7-3", "2-7-3", "3-7-3")]
    with pytest.raises(ImpossibleError) as caught:
        designed(hall_line(7, "yc-h07"), Solution.SDH, taken)
    assert [problem.code for problem in caught.value.problems] == ["NMS-LINE-416"]


def test_an_empty_stm1_carries_sixtythree_and_the_next_e1_lands_on_the_other() -> None:
    city = demo()
    bare = replace(city, links={name: link for name, link in city.links.items() if link.kind != "e1"})
    taken, config = NOTHING, CONFIG.model_copy(update={"stm1_spares": 0})
    landed: list[str] = []
    for number in range(64):
        order = hall_line(number, sorted(bare.halls)[number])
        found = design(order, Solution.SDH, bare, taken, config)
        landed += [unit.scope.split("/")[1] for unit in in_scope(found, "cstm1")]
        taken = taken.plus(found.units, order.number)
    assert Counter(landed) == {"cpos-1": 63, "cpos-2": 1}
    assert landed[-1] == "cpos-2"


def test_the_router_is_told_the_channel_that_the_timeslot_stands_for() -> None:
    found = designed(hall_line(1, "yc-h01"), Solution.SDH)
    (channel,) = [step["values"] for step in found.steps if step["template"] == "e1-channel"]
    assert (channel["slot"], channel["e1"]) == ("0/1/0", 61)
    assert ("cpos-1", "Serial0/1/0/61:1") in found.ways[0].ports


def test_a_router_that_counts_otherwise_is_told_its_own_number_of_the_same_timeslot() -> None:
    city = demo()
    name = "cpos-1"
    known = city.devices[name]
    labels = {**known.labels, "channel_align": "lucent"}
    other = replace(city, devices={**city.devices, name: replace(known, labels=labels)})
    found = design(hall_line(1, "yc-h01"), Solution.SDH, other, NOTHING, CONFIG)
    (channel,) = [step["values"] for step in found.steps if step["template"] == "e1-channel"]
    assert (channel["e1"], in_scope(found, "cstm1")) == (21, [Unit("cstm1/cpos-1/Cpos0/1/0", "1-7-3")])
    printed = "controller cpos 0/1/0\n e1 25 channel-set 1 timeslot-list 1-31\n#\n"
    assert observed(other, {name: printed}) == (Unit("cstm1/cpos-1/Cpos0/1/0", "2-2-1"),)


# ---------------------------------------------------------------- PON


def test_a_path_that_loses_too_little_gets_an_attenuator() -> None:
    city = demo()
    near = {
        site: tuple(replace(way, km=0.1, splits=(8,), optics="C+") if way.kind == "pon" else way for way in ways)
        for site, ways in city.accesses.items()
    }
    order = serials(replace(PHARMACY, ends=PHARMACY.ends[:2]))
    found = design(order, Solution.PON, replace(city, accesses=near), NOTHING, CONFIG)
    assert any("attenuator of 3.86 dB" in note for note in found.notes)
    assert not any("attenuator" in note for note in design(order, Solution.PON, city, NOTHING, CONFIG).notes)


def test_shops_share_profiles_and_outer_tags_and_have_inner_tags_of_their_own() -> None:
    found = designed(PHARMACY)
    onus = [step for step in found.steps if step["template"] == "onu"]
    assert len(onus) == 40
    for name in {step["device"] for step in onus}:
        here = [step["values"] for step in onus if step["device"] == name]
        assert len({values["profile"] for values in here}) == len({values["s_vlan"] for values in here}) == 1
        assert len({(values["s_vlan"], values["c_vlan"]) for values in here}) == len(here)
        assert len({(values["pon"], values["ont"]) for values in here}) == len(here)
        assert len({values["service_port"] for values in here}) == len(here)


def test_ont_numbers_that_stand_are_left_alone() -> None:
    standing = {unit for unit in seed(demo())[0] if unit.scope.startswith("onu/")}
    assert len(standing) == 12 * 25
    assert not standing & set(designed(PHARMACY).units)


def test_a_second_chain_of_the_same_rate_uses_the_same_profile() -> None:
    first = designed(PHARMACY)
    again = replace(PHARMACY, number="PL-2026-0099", ends=tuple(replace(end, serial="") for end in PHARMACY.ends))
    second = designed(again, Solution.PON, after(first))
    profiles = [
        {(step["device"], step["values"]["profile"]) for step in found.steps if step["template"] == "onu"}
        for found in (first, second)
    ]
    assert profiles[0] == profiles[1]
    assert not set(first.units) & set(second.units)


def test_a_full_splitter_is_refused() -> None:
    olt = next(way for way in demo().accesses["pharmacy-01"] if way.kind == "pon")
    taken = Taken({}, {f"split/{olt.device}/{olt.port}": 29})
    with pytest.raises(ImpossibleError) as caught:
        designed(PHARMACY, taken=taken)
    assert caught.value.problems[0].values["scope"] == f"split/{olt.device}/{olt.port}"


def test_type_b_feeds_the_ont_over_a_standby_port_and_other_devices() -> None:
    city = demo()
    work = next(way for way in city.accesses["textile-1"] if way.kind == "pon")
    spare = Access("pon", work.device, "0/1/7", 6.0, (32,), standby=True, srlg=("duct-other",))
    dual = next(way for way in city.accesses["textile-hq"] if way.kind == "ethernet")
    second = replace(dual, device="kq-acc06", srlg=("duct-hq-b",))
    ways = {**city.accesses, "textile-1": (*city.accesses["textile-1"], spare)}
    ways["textile-hq"] = (*city.accesses["textile-hq"], second)
    order = replace(
        TEXTILE, ends=TEXTILE.ends[:2], requirement=Requirement(20, "FE", 3, 99.95, "p2p", 1), service=LineService.L3VPN
    )
    found = design(order, Solution.PON, replace(city, accesses=ways), NOTHING, CONFIG)
    assert [way.role for way in found.ways] == ["work", "protect"]
    assert [step["template"] for step in found.steps].count("onu") == 1
    assert [step["template"] for step in found.steps].count("olt-uplink") == 1
    assert found.certificate["textile-1"]["shared"]["nodes"] == []
    with pytest.raises(ImpossibleError):
        design(order, Solution.PON, city, NOTHING, CONFIG)


# ---------------------------------------------------------------- Ethernet and VPNs


def test_two_homes_share_no_device_and_no_link() -> None:
    for order in (EGOV, DATACENTRE):
        (certificate,) = designed(order).certificate.values()
        assert certificate["shared"] == {"links": [], "nodes": [], "srlg": []}


def test_spokes_of_a_star_never_import_what_spokes_export() -> None:
    routed = [step["values"] for step in designed(PHARMACY).steps if step["template"] == "l3vpn"]
    hub, *spokes = routed
    for one, other in combinations(spokes, 2):
        assert not set(one["rt_import"]) & set(other["rt_export"])
        assert one["vpn"] != other["vpn"]
        assert one["rd"] != other["rd"]
    assert all(set(hub["rt_import"]) & set(one["rt_export"]) for one in spokes)
    assert all(set(one["rt_import"]) & set(hub["rt_export"]) for one in spokes)


def test_a_mesh_imports_what_everybody_exports() -> None:
    mesh = replace(EGOV, requirement=replace(EGOV.requirement, topology="mesh"))
    targets = {
        (*step["values"]["rt_import"], *step["values"]["rt_export"])
        for step in designed(mesh, Solution.ETH).steps
        if step["template"] == "l3vpn"
    }
    assert len(targets) == 1
    assert len(set(*targets)) == 1


def test_a_vpls_joins_every_edge_with_every_other() -> None:
    found = designed(TEXTILE)
    edges = {step["device"] for step in found.steps if step["template"] == "vsi"}
    peers = [step for step in found.steps if step["template"] == "vsi-peer"]
    assert len(peers) == len(edges) * (len(edges) - 1)


def test_a_hub_tells_its_branches_apart_by_inner_tags() -> None:
    star = replace(TEXTILE, service=LineService.EPL)
    found = designed(star, Solution.ETH)
    at_hub = [step["values"] for step in found.steps if step["template"] == "qinq" and "c_from" in step["values"]]
    assert len({values["c_from"] for values in at_hub}) == 6
    wires = [step["values"] for step in found.steps if step["template"] == "vpws"]
    assert len(wires) == 12
    assert Counter(Counter((values["vc_id"], values["remote_name"]) for values in wires).values())


def test_both_ends_of_a_pseudowire_have_one_number_and_name_each_other() -> None:
    wires = [(step["device"], step["values"]) for step in designed(DATACENTRE).steps if step["template"] == "vpws"]
    by_pair = Counter((frozenset({device, values["remote_name"]}), values["vc_id"]) for device, values in wires)
    assert len(by_pair) == 2
    assert set(by_pair.values()) == {2}


def test_a_hub_with_two_homes_is_reached_by_a_standby_pseudowire() -> None:
    asked = Requirement(100, "FE", 3, 99.9, "p2p", dual_home=True)
    order = Order(
        "PL-2026-0050", "e-government", "", LineService.EPL, asked, ends("egov-centre", "textile-1"),
        surveyed=frozenset({"dual_home"}),
    )  # fmt: skip
    wires = [
        (step["device"], step["values"]) for step in designed(order, Solution.ETH).steps if step["template"] == "vpws"
    ]
    (branch,) = [values for _, values in wires if "backup" in values]
    assert {values["remote_name"] for _, values in wires if values is not branch} == {
        device for device, values in wires if values is branch
    }
    assert branch["remote"] != branch["backup"]
    assert {branch["vc_id"], branch["backup_vc_id"]} == {values["vc_id"] for _, values in wires}


def test_an_uplink_that_is_full_is_gone_round_and_a_full_pop_refused() -> None:
    first = designed(DATACENTRE)
    second = designed(DATACENTRE, Solution.ETH, after(first))
    assert not {draw.scope for draw in first.draws} & {draw.scope for draw in second.draws}
    with pytest.raises(ImpossibleError) as caught:
        designed(DATACENTRE, Solution.ETH, after(first, second))
    assert {problem.code for problem in caught.value.problems} >= {"NMS-LINE-409"}


def test_what_an_engineer_insists_on_is_taken_or_refused_with_its_holder() -> None:
    wanted = Unit("s-vlan/kq", "1234")
    found = design(TEXTILE, Solution.ETH, demo(), NOTHING, CONFIG, pinned=[wanted])
    assert wanted in found.units
    taken = NOTHING.plus([wanted], "PL-OTHER")
    with pytest.raises(ImpossibleError) as caught:
        design(TEXTILE, Solution.ETH, demo(), taken, CONFIG, pinned=[wanted])
    (reason,) = caught.value.problems
    assert isinstance(reason, ConflictError)
    assert reason.values == {"scope": "s-vlan/kq", "unit": "1234", "holder": "PL-OTHER"}


def test_a_busy_timeslot_that_is_insisted_on_is_a_conflict() -> None:
    wanted = Unit("cstm1/cpos-1/Cpos0/1/0", "1-1-1")
    with pytest.raises(ImpossibleError) as caught:
        design(hall_line(1, "yc-h01"), Solution.SDH, demo(), NOTHING, CONFIG, pinned=[wanted])
    assert [problem.code for problem in caught.value.problems] == ["NMS-LINE-407"]


def test_sites_that_nobody_knows_and_lines_without_branches_are_refused() -> None:
    lone = replace(BANK_E1, ends=BANK_E1.ends[:1])
    strange = replace(BANK_E1, ends=(BANK_E1.ends[0], replace(BANK_E1.ends[1], site="nowhere")))
    for order, code in ((lone, "NMS-LINE-414"), (strange, "NMS-LINE-418")):
        with pytest.raises(ImpossibleError) as caught:
            designed(order)
        assert [problem.code for problem in caught.value.problems] == [code]
        assert caught.value.alternative == ""


# ---------------------------------------------------------------- changes


def test_a_new_site_leaves_everything_else_as_it_stands() -> None:
    few = replace(PHARMACY, ends=PHARMACY.ends[:11])
    standing = designed(few, Solution.PON)
    taken = after(standing)
    found = redesign(replace(PHARMACY, ends=PHARMACY.ends[:12]), standing, demo(), taken, CONFIG)
    assert set(standing.units) <= set(found.units)
    changed = [step for step in standing.steps if step not in found.steps]
    assert [(step["device"], step["template"]) for step in changed] == [("yc-acc02", "policer")], "of the hub alone"


def test_a_site_that_leaves_gives_back_only_its_own() -> None:
    standing = designed(replace(PHARMACY, ends=PHARMACY.ends[:11]), Solution.PON)
    without = (*PHARMACY.ends[:4], *PHARMACY.ends[5:11])
    found = redesign(replace(PHARMACY, ends=without), standing, demo(), after(standing), CONFIG)
    assert set(found.units) < set(standing.units)
    gone = {
        step["values"]["description"]
        for step in standing.steps
        if step not in found.steps
        if "description" in step["values"]
    }
    assert gone <= {PHARMACY.number, f"NMS:{PHARMACY.number} {PHARMACY.ends[4].site}"}


def test_more_bandwidth_over_pon_changes_profiles_and_policers_alone() -> None:
    few = replace(PHARMACY, ends=PHARMACY.ends[:5])
    standing = designed(few, Solution.PON)
    faster = replace(few, requirement=replace(few.requirement, mbps=8))
    found = redesign(faster, standing, demo(), after(standing), CONFIG)
    assert {unit.scope.partition("/")[0] for unit in set(standing.units) ^ set(found.units)} == {"profile"}
    assert {step["template"] for step in standing.steps if step not in found.steps} == {"onu", "policer"}


def test_the_hub_is_given_the_rate_of_all_its_branches() -> None:
    at_hub = [
        step["values"]["pir_kbit"]
        for step in designed(TEXTILE).steps
        if step["template"] == "policer" and step["device"] == designed(TEXTILE).ways[0].devices[-1]
    ]
    assert 600_000 in at_hub


def test_more_bandwidth_over_sdh_keeps_the_slots_and_adds_to_them() -> None:
    standing = designed(REMOTE)
    faster = replace(REMOTE, requirement=replace(REMOTE.requirement, mbps=30))
    found = redesign(faster, standing, demo(), after(standing), CONFIG)
    assert set(in_scope(standing, "span")) < set(in_scope(found, "span"))
    assert set(standing.units) - set(in_scope(standing, "span")) <= set(found.units)


def test_a_way_that_was_full_once_and_gone_round_is_kept_when_it_is_free_again() -> None:
    first = designed(TEXTILE).ways[0].links[1]
    full_link = Taken({}, {f"link/{first}": 10_000_000})
    standing = designed(TEXTILE, taken=full_link)
    assert standing.ways != designed(TEXTILE).ways
    assert redesign(TEXTILE, standing, demo(), after(standing), CONFIG) == standing
    lower = replace(BANK_E1, requirement=replace(BANK_E1.requirement, reliability=99.5))
    name = designed(lower).ways[0].links[0]
    busy = [Unit(f"span/{name}/vc4/{vc4}", str(klm)) for vc4 in range(1, 17) for klm in TU12S]
    standing = designed(lower, taken=NOTHING.plus(busy, "PL-OTHER"))
    assert standing.ways != designed(lower).ways
    assert redesign(lower, standing, demo(), after(standing), CONFIG) == standing


def test_a_moved_end_keeps_the_hub() -> None:
    standing = designed(TEXTILE)
    moved = (*TEXTILE.ends[:-1], replace(TEXTILE.ends[-1], site="bank-01"))
    found = redesign(replace(TEXTILE, ends=moved), standing, demo(), after(standing), CONFIG)
    at_hub = [step for step in standing.steps if "textile-hq" in str(step["values"])]
    assert all(step in found.steps for step in at_hub)
