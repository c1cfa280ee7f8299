"""Radio plans: as few disturbed pairs as possible (proven), power within the regulation, guests kept out."""

from itertools import combinations, product

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.errors import InvalidError
from nms.core.hall import VLANS, Ap, HallForm, Ssid, SsidKind
from nms.halls.colouring import coloured
from nms.halls.regulation import Band, allowance, choices, overlap
from nms.halls.wlan import Heard, Radios, errors, planned
from nms.halls.wlan_rules import isolation, ssid_errors

LOW = choices("CN", Band.GHZ_2)
PUBLIC = Ssid("CMCC-HALL", SsidKind.PUBLIC, 30)
STAFF = Ssid("HALL-OA", SsidKind.STAFF, 31)


def form(*aps: Ap, ssids: tuple[Ssid, ...] = (PUBLIC, STAFF)) -> HallForm:
    return HallForm("yc-h01", (), ssids=ssids, aps=aps)


def aps(count: int) -> tuple[Ap, ...]:
    return tuple(Ap(f"ap{number}", f"GigabitEthernet0/0/{number}") for number in range(1, count + 1))


def same(one: int, other: int) -> bool:
    return overlap(Band.GHZ_2, one, other)


@st.composite
def radios(draw: st.DrawFn) -> tuple["nx.Graph[str]", dict[str, int]]:
    names = [f"ap{number}" for number in range(draw(st.integers(1, 6)))]
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(names)
    for one, other in combinations(names, 2):
        if draw(st.booleans()):
            graph.add_edge(one, other, weight=draw(st.integers(1, 40)))
    fixed = {name: draw(st.integers(1, 13)) for name in names if draw(st.integers(0, 3)) == 0}
    return graph, fixed


@given(radios())
def test_no_other_choice_of_channels_disturbs_fewer_pairs_or_weaker_ones(
    case: tuple["nx.Graph[str]", dict[str, int]],
) -> None:
    graph, fixed = case

    def cost(channels: dict[str, int]) -> tuple[int, int]:
        hit = [data["weight"] for a, b, data in graph.edges(data=True) if same(channels[a], channels[b])]
        return len(hit), sum(hit)

    free = [name for name in graph if name not in fixed]
    best = min(cost({**fixed, **dict(zip(free, chosen, strict=True))}) for chosen in product(LOW, repeat=len(free)))
    found = coloured(graph, fixed, LOW, same)
    assert found.exact
    assert cost(dict(found.channels)) == best
    assert len(found.conflicts) == found.at_least == best[0]
    assert all(found.channels[name] == channel for name, channel in fixed.items())


def test_four_in_one_room_leave_one_pair_on_a_channel_and_say_so() -> None:
    heard = [Heard(a.name, b.name, Band.GHZ_2, -50) for a, b in combinations(aps(4), 2)]
    heard[2] = Heard("ap1", "ap4", Band.GHZ_2, -78)
    low, high = planned(form(*aps(4)), heard=heard).bands
    assert (low.conflicts, low.at_least, low.exact, low.assumed) == ((("ap1", "ap4"),), 1, True, 0)
    assert {low.eirp_dbm[name] for name in ("ap2", "ap3")} == {20}
    assert low.eirp_dbm["ap1"] == low.eirp_dbm["ap4"] == 15, "the pair that shares gives up what parts it"
    assert (high.conflicts, high.assumed) == ((), 6)


def test_a_channel_is_used_again_where_radios_hardly_hear_each_other() -> None:
    heard = [Heard(a.name, b.name, Band.GHZ_2, -83) for a, b in combinations(aps(5), 2)]
    low = planned(form(*aps(5)), heard=heard).bands[0]
    assert set(low.channels.values()) == {1}
    assert low.conflicts == ()


def test_a_strangers_cell_keeps_its_channel_and_ours_go_elsewhere() -> None:
    heard = [Heard("ap1", "shop-next-door", Band.GHZ_2, -60, channel=3)]
    low = planned(form(*aps(1)), heard=heard).bands[0]
    assert low.channels == {"ap1": 11}, "1 and 6 both overlap channel 3"


def test_a_search_cut_short_does_not_claim_to_be_the_best() -> None:
    graph: nx.Graph[str] = nx.complete_graph(9)
    graph = nx.relabel_nodes(graph, {number: f"ap{number}" for number in range(9)})
    nx.set_edge_attributes(graph, 1, "weight")
    found = coloured(graph, {}, LOW, same, steps=3)
    assert not found.exact
    assert (found.at_least, len(found.conflicts)) == (9, 9), "Turán: nine on three channels disturb nine pairs"


@given(st.integers(1, 6), st.sampled_from(["CN", "EU"]), st.booleans(), st.floats(0, 9))
def test_every_plan_keeps_within_the_regulation(count: int, country: str, radar: bool, gain: float) -> None:
    plan = planned(form(*aps(count)), Radios(country, radar, dict.fromkeys(Band, gain)))
    for band in plan.bands:
        for name, channel in band.channels.items():
            row = allowance(country, band.band, channel)
            assert row is not None
            assert band.eirp_dbm[name] <= row.eirp_dbm
            assert band.conducted_dbm[name] == pytest.approx(band.eirp_dbm[name] - gain)
            assert radar or not row.radar
    assert {(ap.channel_2g, ap.channel_5g) for ap in plan.aps} <= {(a, b) for a in range(1, 14) for b in range(36, 166)}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Ap("a", "1", channel_2g=14), "003"),
        (Ap("a", "1", channel_5g=100), "003"),
        (Ap("a", "1", channel_5g=52), "004"),
        (Ap("a", "1", power_2g=21), "005"),
        (Ap("a", "1", channel_5g=36, power_5g=24), "005"),
        (Ap("a", "1", power_5g=30), "005"),  # the plan may choose 36, where 23 is the limit
        (Ap("a", "1", power_2g=-1), "006"),
    ],
)
def test_what_the_regulation_forbids_is_refused(asked: Ap, code: str) -> None:
    assert [error.code for error in errors(form(asked))] == [f"NMS-WLAN-{code}"]
    with pytest.raises(InvalidError):
        planned(form(asked))


def test_what_it_allows_is_kept() -> None:
    [ap] = planned(form(Ap("a", "1", channel_2g=13, channel_5g=165, power_5g=33))).aps
    assert (ap.channel_2g, ap.channel_5g, ap.power_2g, ap.power_5g) == (13, 165, 20, 33)


@pytest.mark.parametrize(
    ("radios", "heard", "code"),
    [
        (Radios("XX"), (), "001"),
        (Radios(gain_dbi={Band.GHZ_2: 10}), (), "007"),
        (Radios(), (Heard("ap1", "nobody", Band.GHZ_2, -60),), "008"),
        (Radios(), (Heard("ap1", "ap2", Band.GHZ_2, 7),), "009"),
    ],
)
def test_bad_means_are_refused(radios: Radios, heard: tuple[Heard, ...], code: str) -> None:
    assert [error.code for error in errors(form(*aps(2)), radios, heard)] == [f"NMS-WLAN-{code}"]


def test_one_name_or_port_twice_is_refused() -> None:
    twice = errors(form(Ap("a", "1"), Ap("a", "1")))
    assert [error.values["field"] for error in twice] == ["aps.name", "aps.port"]


@pytest.mark.parametrize(
    ("ssids", "codes"),
    [
        (tuple(Ssid(f"n{number}", SsidKind.PUBLIC, 30) for number in range(5)), ["010"]),
        (tuple(Ssid(f"n{number}", SsidKind.PUBLIC, 30, enabled=number > 0) for number in range(5)), []),
        ((PUBLIC, PUBLIC), ["011"]),
        ((Ssid("营" * 11, SsidKind.PUBLIC, 30), Ssid("", SsidKind.PUBLIC, 30)), ["012", "012"]),
        ((Ssid("a\nb", SsidKind.STAFF, 31),), ["012"]),
        ((Ssid("guests", SsidKind.PUBLIC, 10), Ssid("demo", SsidKind.DEMO, 31)), ["013", "013"]),
        ((Ssid("staff", SsidKind.STAFF, 30),), ["013"]),
        ((Ssid("staff", SsidKind.STAFF, 10), PUBLIC), []),
    ],
)
def test_networks_that_cannot_be_are_refused(ssids: tuple[Ssid, ...], codes: list[str]) -> None:
    assert [error.code for error in ssid_errors(ssids, VLANS)] == [f"NMS-WLAN-{code}" for code in codes]


def test_a_public_network_on_a_vlan_that_is_also_the_offices_is_refused() -> None:
    [error] = ssid_errors((Ssid("guests", SsidKind.PUBLIC, 10),), {**VLANS, "wlan-public": 10})
    assert error.code == "NMS-WLAN-013"


@given(st.permutations([*VLANS]), st.sampled_from([*VLANS]), st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_no_guest_reaches_an_office_a_phone_or_the_management(uses: list[str], target: str, address: object) -> None:
    vlans = {use: 100 + number for number, use in enumerate(uses)}
    ssids = (
        Ssid("guests", SsidKind.PUBLIC, vlans["wlan-public"]),
        Ssid("staff", SsidKind.STAFF, vlans["wlan-staff"]),
        Ssid("demo", SsidKind.DEMO, vlans["wlan-public"]),
    )
    assert ssid_errors(ssids, vlans) == []
    for rule in isolation(ssids, vlans):
        if rule.ssid != "staff":
            assert not rule.reaches(vlans[target], str(address))
            assert rule.clients
    assert isolation((PUBLIC,), VLANS)[0].reaches(1, "203.0.113.9"), "the Internet is what guests are for"
