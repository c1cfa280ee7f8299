"""What lldpd tells over AgentX becomes the neighbours of a router and the links of the network."""

from functools import partial

from product import KEYS, POLL_V2C, POLL_V3
from serving import Serving, answer
from smallcity import WIRES, SmallCity
from waiting import until


def test_poll_names_the_neighbour_behind_every_port(lab: SmallCity) -> None:
    expected = {("ge-0", "pe1", "ge-0"), ("ge-1", "pe2", "ge-0")}
    for options in (POLL_V2C, POLL_V3):
        until(partial(_p1_hears, lab, options, expected), "p1 names both neighbours", 40)


def _p1_hears(lab: SmallCity, options: tuple[str, ...], expected: set[tuple[str, str, str]]) -> bool:
    polled = answer("poll", lab.addresses["p1"], *options, environment=KEYS)
    return {(row["port"], row["sys_name"], row["port_id"]) for row in polled["neighbours"]} == expected


def test_both_ends_of_every_wire_are_stitched_to_one_link(running: Serving) -> None:
    wires = {frozenset({(a, a_port), (b, b_port)}) for a, a_port, _, b, b_port, _ in WIRES}
    until(lambda: _links(running, {"lldp", "both"}) == wires, "LLDP confirms exactly the three wires", 40)


def _links(running: Serving, sources: set[str]) -> set[frozenset[tuple[str, str]]]:
    links = running.get("links")["items"]
    chosen = [link for link in links if link["source"] in sources and link["state"] == "up"]
    ends = [frozenset({(link["a_device"], link["a_port"]), (link["b_device"], link["b_port"])}) for link in chosen]
    assert len(ends) == len(set(ends))
    return set(ends)
