"""Arithmetic of access and VPN: optical budget, T-CONTs, VLANs and policers, route targets, ids and link networks."""

from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.errors import ConflictError, InvalidError
from nms.core.line import Draw, Optics, Unit
from nms.lines import dba, vlan, vpn
from nms.lines.optics import CLASSES, SPLIT_DB, Fit, budget, fits, longest_km, loss_db

# ---------------------------------------------------------------- optical budget


@pytest.mark.parametrize(
    ("km", "splits", "loss", "b_left", "c_left"),
    [
        (5, (32,), 21.8, 6.2, 10.2),
        (10, (32,), 23.8, 4.2, 8.2),
        (20, (32,), 27.8, 0.2, 4.2),
        (10, (64,), 27.2, 0.8, 4.8),
        (20, (64,), 31.2, -3.2, 0.8),
        (10, (4, 8), 24.4, 3.6, 7.6),
    ],
)
def test_the_budget_is_that_of_the_table(
    km: float, splits: tuple[int, ...], loss: float, b_left: float, c_left: float
) -> None:
    assert loss_db(km, splits, Optics()) == loss
    assert (budget(km, splits, Optics()).left, budget(km, splits, Optics("C+")).left) == (b_left, c_left)


def test_the_reserve_is_kept_and_exactly_enough_is_enough() -> None:
    assert budget(18, (32,), Optics()).margin == 0
    assert budget(18.1, (32,), Optics()).margin < 0
    assert budget(20, (32,), Optics(reserve_db=0)).margin == 0.2


def test_epon_of_class_px20_plus_takes_28_db() -> None:
    assert budget(10, (32,), Optics("PX20+")).left == 4.2


def test_a_short_branch_needs_an_attenuator() -> None:
    assert budget(1, (2,), Optics()).attenuator == pytest.approx(13 - 6.4)
    assert budget(10, (32,), Optics()).attenuator == 0


def test_a_negative_budget_is_answered_with_what_would_fit() -> None:
    assert list(fits(18, (64,), Optics())) == [
        Fit("optics", Optics("C+")),
        Fit("splits", (32,)),
        Fit("odn_km", 9.5),
    ]
    assert list(fits(20, (64, 4), Optics("C+"))) == [Fit("splits", (32,)), Fit("odn_km", 1.2)]


@given(
    st.floats(0, 20),
    st.lists(st.sampled_from(sorted(SPLIT_DB)), max_size=3).map(tuple),
    st.builds(Optics, st.sampled_from(sorted(CLASSES)), st.integers(0, 8), st.integers(0, 20), st.floats(0, 3)),
)
def test_whatever_is_said_to_fit_does(km: float, splits: tuple[int, ...], optics: Optics) -> None:
    for fit in fits(km, splits, optics):
        changed = {"odn_km": km, "splits": splits, "optics": optics, fit.field: fit.value}
        assert budget(changed["odn_km"], changed["splits"], changed["optics"]).margin >= 0  # type: ignore[arg-type] # the field says which
    longest = longest_km(splits, optics)
    if longest > 0:
        assert budget(longest, splits, optics).margin >= 0
        assert longest == 20 or budget(longest + 0.11, splits, optics).margin < 0


@given(st.floats(0, 20), st.floats(0, 20), st.sampled_from(sorted(SPLIT_DB)))
def test_more_fibre_and_more_splits_lose_more(km: float, more: float, ratio: int) -> None:
    assert loss_db(km + more, (ratio,), Optics()) >= loss_db(km, (ratio,), Optics()) > loss_db(km, (), Optics())


# ---------------------------------------------------------------- T-CONT


@pytest.mark.parametrize(
    ("tcont", "words"),
    [
        (dba.Tcont(1, fixed=2048), "type1 fix 2048"),
        (dba.Tcont(2, assured=10240), "type2 assure 10240"),
        (dba.Tcont(3, assured=10240, maximum=20480), "type3 assure 10240 max 20480"),
        (dba.Tcont(4, maximum=102400), "type4 max 102400"),
        (dba.Tcont(5, fixed=64, assured=64, maximum=128), "type5 fix 64 assure 64 max 128"),
    ],
)
def test_profiles_are_worded_as_the_olt_takes_them(tcont: dba.Tcont, words: str) -> None:
    assert tcont.words == words


@pytest.mark.parametrize(
    "fields",
    [
        {"type": 1, "fixed": 100},
        {"type": 1},
        {"type": 2, "assured": 64, "maximum": 128},
        {"type": 3, "assured": 128, "maximum": 64},
        {"type": 3, "assured": 128, "maximum": 128},
        {"type": 4, "assured": 64, "maximum": 64},
        {"type": 5, "fixed": 64, "assured": 64, "maximum": 64},
        {"type": 2, "assured": -64},
    ],
)
def test_a_bandwidth_that_is_not_of_its_type_is_refused(fields: dict[str, int]) -> None:
    with pytest.raises(InvalidError, match="NMS-LINE-085"):
        dba.Tcont(**fields)


def test_there_are_five_types() -> None:
    with pytest.raises(InvalidError, match="NMS-LINE-077"):
        dba.Tcont(6, maximum=64)


@given(st.floats(0.01, 1000))
def test_rates_are_rounded_up_to_the_granule(mbps: float) -> None:
    rate = dba.kbit(mbps)
    assert rate % 64 == 0
    assert mbps * 1024 - 1e-3 <= rate < mbps * 1024 + 64


@pytest.mark.parametrize(
    ("assured", "most", "tdm", "kind"), [(10, 20, False, 3), (10, 10, False, 2), (0, 50, False, 4), (2, 2, True, 1)]
)
def test_a_line_gets_the_type_of_its_rates(assured: float, most: float, tdm: bool, kind: int) -> None:
    assert dba.tcont(assured, most, tdm=tdm).type == kind


@given(st.lists(st.integers(1, 200), max_size=60))
def test_no_more_is_promised_than_a_pon_can_carry(rates: list[int]) -> None:
    known: list[dba.Tcont] = []
    for mbps in rates:
        wanted = dba.Tcont(2, assured=dba.kbit(mbps))
        taken = sum(one.promised for one in known)
        if taken + wanted.promised <= dba.USABLE:
            assert dba.admit("pon/olt", known, wanted) == Draw("pon/olt", wanted.promised, dba.USABLE)
            known.append(wanted)
            continue
        with pytest.raises(ConflictError, match="NMS-LINE-086") as refused:
            dba.admit("pon/olt", known, wanted)
        assert refused.value.values["free"] == (dba.USABLE - taken) // 64 * 64
    assert sum(one.promised for one in known) <= dba.USABLE


def test_best_effort_is_always_admitted() -> None:
    full = [dba.Tcont(1, fixed=dba.USABLE // 64 * 64)]
    assert dba.admit("pon", full, dba.Tcont(4, maximum=102400)).amount == 0


# ---------------------------------------------------------------- VLANs and policers


def test_vlans_are_units_of_their_domain() -> None:
    assert vlan.s_vlan("yc", 1001) == Unit("s-vlan/yc", "1001")
    assert vlan.c_vlan("yc", 1001, 17) == Unit("c-vlan/yc/1001", "17")


@pytest.mark.parametrize("vid", [0, 1, 4000, 4094, 4095, 999, 3000])
def test_reserved_vlans_and_those_outside_the_range_are_refused(vid: int) -> None:
    with pytest.raises(InvalidError, match="NMS-LINE-087"):
        vlan.check(vid, vlan.span_of("1000-2999"))
    assert not vlan.usable(vid, vlan.span_of("1000-2999"))


@given(st.sets(st.integers(1, 30)), st.integers(1, 20), st.integers(0, 10))
def test_the_first_vlan_is_free_and_usable(taken: set[int], low: int, size: int) -> None:
    allowed = range(low, low + size)
    left = [vid for vid in allowed if vid not in taken and vid != 1]
    if left:
        assert vlan.first_vlan("s-vlan/yc", allowed, taken) == left[0]
    else:
        with pytest.raises(ConflictError, match="NMS-LINE-088"):
            vlan.first_vlan("s-vlan/yc", allowed, taken)


def test_a_policer_holds_a_second_of_each_rate() -> None:
    assert vlan.policer(10_000, 20_000) == vlan.Policer(10_000, 20_000, 1_250_000, 2_500_000)
    assert vlan.policer(10_000) == vlan.Policer(10_000, 10_000, 1_250_000, 1_250_000)
    with pytest.raises(InvalidError, match="NMS-LINE-094"):
        vlan.policer(10_000, 5_000)


def test_access_rates_do_not_pass_the_port() -> None:
    assert vlan.admit("ac/pe-1/GE1", [400_000, 500_000], 100_000, 1_000_000) == Draw("ac/pe-1/GE1", 100_000, 1_000_000)
    with pytest.raises(ConflictError, match=r"NMS-LINE-089.*100000 kbit/s at most"):
        vlan.admit("ac/pe-1/GE1", [400_000, 500_000], 100_001, 1_000_000)


# ---------------------------------------------------------------- VPN

NAMES = st.lists(st.text("abcdef", min_size=1, max_size=3), min_size=1, max_size=8, unique=True)


@given(NAMES, st.integers(1, 3))
def test_in_a_star_spokes_reach_hubs_both_ways_and_never_each_other(names: list[str], hubs: int) -> None:
    centre, spokes = names[:hubs], names[hubs:]
    vrfs = vpn.hub_and_spoke(centre, spokes, "65000:1", "65000:2")
    seen = vpn.reaches(vrfs)
    assert {(one, other) for one in spokes for other in spokes} & seen == set()
    for hub in centre:
        assert {(hub, spoke) for spoke in spokes} | {(spoke, hub) for spoke in spokes} <= seen
    vpn.check_star(vrfs, centre)


@given(NAMES)
def test_in_a_mesh_everybody_reaches_everybody(names: list[str]) -> None:
    pairs = {(one, other) for one in names for other in names if one != other}
    assert vpn.reaches(vpn.mesh(names, "65000:1")) == pairs


@given(NAMES, st.data())
def test_one_wrong_import_is_found_by_the_algebra(names: list[str], data: st.DataObject) -> None:
    spokes = [f"s-{name}" for name in names]
    vrfs = list(vpn.hub_and_spoke(["hub"], spokes, "65000:1", "65000:2"))
    at = data.draw(st.integers(1, len(vrfs) - 1))
    vrfs[at] = vpn.Vrf(vrfs[at].name, frozenset({"65000:2"}), vrfs[at].exports)
    with pytest.raises(InvalidError, match="NMS-LINE-093"):
        vpn.check_star(vrfs, {"hub"})


TARGETS = st.frozensets(st.sampled_from(["65000:1", "65000:2", "65000:3"]))
VRFS = st.lists(
    st.builds(vpn.Vrf, st.sampled_from("abcde"), TARGETS, TARGETS), max_size=5, unique_by=lambda one: one.name
)


@given(VRFS)
def test_routes_go_where_an_import_meets_an_export(vrfs: list[vpn.Vrf]) -> None:
    tables = {
        one.name: {other.name for other in vrfs for target in other.exports if target in one.imports} for one in vrfs
    }
    assert vpn.reaches(vrfs) == {(one, other) for one, known in tables.items() for other in known if one != other}


def test_one_target_for_hub_and_spokes_is_no_star() -> None:
    with pytest.raises(InvalidError, match="NMS-LINE-093"):
        vpn.hub_and_spoke(["h"], ["s"], "65000:1", "65000:1")


@pytest.mark.parametrize(("asn", "number"), [(65_000, 1001), (65_000, 4_294_967_295), (4_200_000_000, 65_535)])
def test_route_targets_are_six_octets(asn: int, number: int) -> None:
    assert vpn.route_target(asn, number) == f"{asn}:{number}"


@pytest.mark.parametrize(("asn", "number"), [(0, 1), (65_000, 4_294_967_296), (4_200_000_000, 65_536), (1, -1)])
def test_what_does_not_fit_six_octets_is_refused(asn: int, number: int) -> None:
    with pytest.raises(InvalidError, match="NMS-LINE-076"):
        vpn.route_target(asn, number)


def test_a_pseudowire_id_is_unique_per_pair_of_pes_whichever_comes_first() -> None:
    assert vpn.vc_scope("pe-4", "pe-1") == vpn.vc_scope("pe-1", "pe-4") == "vc-id/pe-1/pe-4"
    with pytest.raises(InvalidError, match="NMS-LINE-092"):
        vpn.vc_scope("pe-1", "pe-1")
    assert vpn.first_number("vc-id/pe-1/pe-4", range(1001, 1004), {1001}) == 1002
    with pytest.raises(ConflictError, match="NMS-LINE-088"):
        vpn.first_number("vc-id/pe-1/pe-4", range(1001, 1003), {1001, 1002})


POOL = IPv4Network("10.255.0.0/26")


@given(st.lists(st.sampled_from([30, 31]), max_size=40))
def test_link_networks_never_overlap_and_the_pool_is_used_up(lengths: list[int]) -> None:
    taken: set[str] = set()
    nets: list[IPv4Network] = []
    for length in lengths:
        try:
            net = vpn.first_link_net(POOL, length, taken)
        except ConflictError:
            assert not any(
                all(unit.unit not in taken for unit in vpn.link_units(free, POOL))
                for free in POOL.subnets(new_prefix=length)
            )
            continue
        assert net.subnet_of(POOL)
        assert not any(net.overlaps(other) for other in nets)
        nets.append(net)
        taken |= {unit.unit for unit in vpn.link_units(net, POOL)}
    assert len(taken) == sum(net.num_addresses // 2 for net in nets)


def test_a_link_network_is_carved_as_31s() -> None:
    assert vpn.link_units(IPv4Network("10.255.0.4/30"), POOL) == {
        Unit("link-net", "10.255.0.4/31"),
        Unit("link-net", "10.255.0.6/31"),
    }
    for wrong in ("10.255.0.0/29", "10.254.0.0/30"):
        with pytest.raises(InvalidError, match="NMS-LINE-090"):
            vpn.link_units(IPv4Network(wrong), POOL)
    with pytest.raises(InvalidError, match="NMS-LINE-090"):
        vpn.first_link_net(POOL, 29, set())


def test_a_route_distinguisher_is_given_out_once() -> None:
    assert vpn.rd_unit("65000:1001") == Unit("rd", "65000:1001")
