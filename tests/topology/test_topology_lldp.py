"""Links out of LLDP."""

from hypothesis import given
from hypothesis import strategies as st

from nms.core.observed import LocalLldp, Neighbour
from nms.topology.lldp import LldpEnd, LldpLink, LldpTopology, links_from_lldp

A = LocalLldp("00e0fc00000a", "agg-a", {"GE0/0/1": "GE0/0/1", "GE0/0/2": "GE0/0/2"})
B = LocalLldp("00e0fc00000b", "agg-b", {"xe-0/0/1": "611", "xe-0/0/2": "612"})


def seen(port: str, by: LocalLldp, port_id: str, **fields: str) -> Neighbour:
    return Neighbour(port, by.chassis_id, port_id, **{"sys_name": by.sys_name, **fields})


LINK = LldpLink(LldpEnd("a", "GE0/0/1", "GE0/0/1"), LldpEnd("b", "xe-0/0/1", "611"), mutual=True)


def test_a_link_heard_from_both_ends_is_one():
    heard = {"a": [seen("GE0/0/1", B, "611")], "b": [seen("xe-0/0/1", A, "GE0/0/1")]}
    assert links_from_lldp({"a": A, "b": B}, heard) == LldpTopology(("a", "b"), (LINK,))


def test_a_link_heard_from_one_end_is_a_link():
    (link,) = links_from_lldp({"a": A, "b": B}, {"b": [seen("xe-0/0/1", A, "GE0/0/1")]}).links
    assert link == LINK._replace(mutual=False)


def test_the_chassis_counts_before_the_name():
    heard = {"a": [seen("GE0/0/1", B, "611", sys_name="agg-c")]}
    c = LocalLldp("00e0fc00000c", "agg-c", {})
    assert links_from_lldp({"a": A, "b": B, "c": c}, heard).nodes == ("a", "b")


def test_the_name_counts_where_the_chassis_is_nobodys():
    heard = {"a": [Neighbour("GE0/0/1", "router-7", "611", sys_name="AGG-B")]}
    assert links_from_lldp({"a": A, "b": B}, heard).nodes == ("a", "b")


def test_two_elements_with_one_chassis_are_told_apart_by_name():
    twin = LocalLldp(B.chassis_id, "agg-twin", {})
    heard = {"a": [seen("GE0/0/1", B, "611")]}
    assert links_from_lldp({"a": A, "b": B, "t": twin}, heard).nodes == ("a", "b")
    unnamed = {"a": [seen("GE0/0/1", B, "611", sys_name="")]}
    assert len(links_from_lldp({"a": A, "b": B, "t": twin}, unnamed).strangers) == 1


def test_nameless_elements_are_not_all_one():
    mute = {name: LocalLldp(f"00e0fc0000{number:02x}") for number, name in enumerate("ab", 16)}
    heard = {"a": [Neighbour("GE0/0/1", "0123456789ab", "1")]}
    assert links_from_lldp(mute, heard).links == ()


def test_a_port_is_found_by_its_description_if_its_id_is_a_mac():
    heard = {"a": [seen("GE0/0/1", B, "00e0fc0000bb", port_descr="xe-0/0/1")]}
    assert links_from_lldp({"a": A, "b": B}, heard).links[0].b.port == "xe-0/0/1"


def test_a_port_that_nobody_announces_is_found_by_the_way_back():
    silent = LocalLldp(B.chassis_id, "agg-b")
    heard = {
        "a": [seen("GE0/0/1", silent, "00e0fc0000b1"), seen("GE0/0/2", silent, "00e0fc0000b2")],
        "b": [seen("xe-0/0/2", A, "GE0/0/2"), seen("xe-0/0/1", A, "GE0/0/1")],
    }
    links = links_from_lldp({"a": A, "b": silent}, heard).links
    assert [(link.a.port, link.b.port, link.mutual) for link in links] == [
        ("GE0/0/1", "xe-0/0/1", True),
        ("GE0/0/2", "xe-0/0/2", True),
    ]


def test_two_elements_that_announce_no_ports_and_hear_each_other_once_are_one_link():
    a, b = LocalLldp("00e0fc00000a", "a"), LocalLldp("00e0fc00000b", "b")
    heard = {"a": [seen("eth0", b, "macmacmacmac")], "b": [seen("eth7", a, "camcamcamcam")]}
    (link,) = links_from_lldp({"a": a, "b": b}, heard).links
    assert (link.a.port, link.b.port, link.mutual) == ("eth0", "eth7", True)


def test_a_far_port_without_a_name_keeps_what_it_was_called():
    heard = {"a": [seen("GE0/0/1", B, "00e0fc0000bb")]}
    assert links_from_lldp({"a": A, "b": B}, heard).links[0].b == LldpEnd("b", "00e0fc0000bb", "00e0fc0000bb")


def test_parallel_links_stay_several():
    heard = {"a": [seen("GE0/0/1", B, "611"), seen("GE0/0/2", B, "612")]}
    assert len(links_from_lldp({"a": A, "b": B}, heard).links) == 2


def test_an_element_that_hears_itself_has_no_link():
    assert links_from_lldp({"a": A}, {"a": [seen("GE0/0/1", A, "GE0/0/2")]}) == LldpTopology()


def test_strangers_are_told_where_they_were_heard():
    stranger = Neighbour("GE0/0/2", "deadbeef0001", "eth0", sys_name="pc")
    (found,) = links_from_lldp({"a": A}, {"a": [stranger, stranger]}).strangers
    assert found == ("a", stranger)


ROWS = st.builds(
    Neighbour,
    st.sampled_from(["p1", "p2", "p3"]),
    st.sampled_from(["00e0fc000001", "00e0fc000002", "00e0fc000003", "strange"]),
    st.sampled_from(["1", "2", "p1", "p3", "else"]),
    st.sampled_from(["", "p2"]),
    st.sampled_from(["", "one", "two"]),
)
LOCALS = {
    "one": LocalLldp("00e0fc000001", "one", {"p1": "1", "p2": "2", "p3": "2"}),
    "two": LocalLldp("00e0fc000002", "two", {"p1": "p1", "p2": "p2"}),
    "three": LocalLldp("00e0fc000003", "", {}),
}


@given(st.dictionaries(st.sampled_from(sorted(LOCALS)), st.lists(ROWS, max_size=6)), st.randoms())
def test_order_and_repetition_change_nothing(heard, random):
    once = links_from_lldp(LOCALS, heard)
    mixed = {device: random.sample(rows * 2, 2 * len(rows)) for device, rows in heard.items()}
    names, devices = list(LOCALS.items()), list(mixed.items())
    random.shuffle(names)
    random.shuffle(devices)
    assert links_from_lldp(dict(names), dict(devices)) == once
    ends = [{link.a, link.b} for link in once.links]
    assert all(len(pair) == 2 for pair in ends)
    assert len({frozenset(pair) for pair in ends}) == len(ends)
