"""Arithmetic of access and VPN: optical budget, T-CONTs, VLANs and policers, route targets, ids and link networks."""

from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.errors import InvalidError
from nms.core.line import Optics, Unit
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


# ---------------------------------------------------------------- rates of a PON branch


@given(st.floats(0.01, 1000))
def test_rates_are_rounded_up_to_the_granule(mbps: float) -> None:
    rate = dba.kbit(mbps)
    assert rate % 64 == 0
    assert mbps * 1024 - 1e-3 <= rate < mbps * 1024 + 64


def test_rates_are_written_as_profiles_are_named() -> None:
    assert dba.Rates.of(10, 20) == (10240, 20480)
    assert str(dba.Rates.of(2, 2)) == "2048-2048"


# ---------------------------------------------------------------- VLANs


def test_vlans_are_units_of_their_domain() -> None:
    assert (vlan.s_scope("yc"), vlan.c_scope("yc", "1001")) == ("s-vlan/yc", "c-vlan/yc/1001")


def test_reserved_vlans_and_those_outside_the_range_are_not_given_out() -> None:
    assert list(vlan.vlans("1000-2999")) == list(range(1000, 3000))
    assert list(vlan.vlans("0-4095")) == list(range(2, 4000))
    assert (list(vlan.vlans("17")), list(vlan.vlans("4090-4100"))) == ([17], [])


# ---------------------------------------------------------------- VPN

NAMES = st.lists(st.text("abcdef", min_size=1, max_size=3), min_size=1, max_size=8, unique=True)


@given(NAMES, st.integers(1, 3))
def test_in_a_star_spokes_reach_hubs_both_ways_and_never_each_other(names: list[str], hubs: int) -> None:
    centre, spokes = names[:hubs], names[hubs:]
    vrfs = vpn.hub_and_spoke(centre, spokes, "65000:1", "65000:2")
    seen = vpn.reaches(vrfs)
    assert {(one, other) for one in spokes for other in spokes} & seen == set()
    assert {(one, other) for one in centre for other in centre} & seen == set()
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


POOL = IPv4Network("10.255.0.0/26")


def test_a_pool_is_cut_into_networks_of_two_addresses() -> None:
    nets = list(vpn.link_nets(POOL))
    assert [str(net) for net in (nets[0], nets[-1])] == ["10.255.0.0/31", "10.255.0.62/31"]
    assert {unit for net in nets for unit in vpn.link_units(net, POOL)} == {Unit("link-net", str(net)) for net in nets}


@given(st.integers(0, 63), st.integers(27, 32), st.integers(0, 63), st.integers(27, 32))
def test_networks_exclude_each_other_where_they_touch_the_same_31(one: int, length: int, other: int, size: int) -> None:
    nets = [
        IPv4Network((int(POOL.network_address) + at, long), strict=False) for at, long in ((one, length), (other, size))
    ]
    wide = [net if net.prefixlen < 32 else net.supernet() for net in nets]
    meet = vpn.link_units(nets[0], POOL) & vpn.link_units(nets[1], POOL)
    assert bool(meet) == wide[0].overlaps(wide[1])


def test_a_network_is_taken_as_31s() -> None:
    assert vpn.link_units(IPv4Network("10.255.0.4/30"), POOL) == {
        Unit("link-net", "10.255.0.4/31"),
        Unit("link-net", "10.255.0.6/31"),
    }
    assert vpn.link_units(IPv4Network("10.255.0.5/32"), POOL) == {Unit("link-net", "10.255.0.4/31")}
    for outside in ("10.254.0.0/30", "10.255.0.0/26", "10.255.0.0/16"):
        assert vpn.link_units(IPv4Network(outside), POOL) == frozenset()
