"""Who still has a way to the centre: ways climb, and never go down to climb again."""

from dataclasses import replace

import pytest

from nms.core.device import Device, Role
from nms.core.site import Inventory, Link, LinkEnd
from nms.topology.naming import slot_of
from nms.topology.reach import reach


def _link(a: str, b: str, kind: str = "fibre") -> Link:
    return Link(f"{a}--{b}", LinkEnd(a, f"to-{b}"), LinkEnd(b, f"to-{a}"), kind)


ROLES = {
    "dcn": Role.DCN,
    "p-1": Role.P,
    "p-2": Role.P,
    "pe-1": Role.PE,
    "pe-2": Role.PE,
    "agg": Role.AGGREGATION,
    "acc": Role.ACCESS_SWITCH,
    "mstp": Role.MSTP,
}
LINKS = [
    _link("dcn", "p-1"),
    _link("p-1", "p-2"),
    _link("pe-1", "p-1"),
    _link("pe-2", "p-2"),
    _link("agg", "pe-1"),
    _link("agg", "pe-2"),
    _link("acc", "agg"),
    _link("mstp", "pe-1", "sdh"),
]
NET = Inventory(
    devices={
        name: Device(name, f"127.0.0.{number}", role=role) for number, (name, role) in enumerate(ROLES.items(), 1)
    },
    links={link.name: link for link in LINKS},
)


@pytest.mark.parametrize(
    ("devices", "links", "lost"),
    [
        ((), (), set()),
        ((), ("agg--pe-1",), set()),
        ((), ("agg--pe-1", "agg--pe-2"), {"agg", "acc"}),
        (("agg",), (), {"acc"}),
        (("pe-1",), (), set()),
        (("pe-1", "pe-2"), (), {"agg", "acc"}),
        # pe-1 and pe-2 meet at agg, but nobody climbs through a lower box
        ((), ("p-1--p-2",), {"p-2", "pe-2"}),
        (("dcn",), (), {"p-1", "p-2", "pe-1", "pe-2", "agg", "acc"}),
        ((), ("no such link",), set()),
    ],
)
def test_what_fails_takes_whoever_has_no_other_way(
    devices: tuple[str, ...], links: tuple[str, ...], lost: set[str]
) -> None:
    assert reach(NET).lost(devices, links) == lost


def test_the_way_is_told_from_the_centre() -> None:
    way = reach(NET).way("acc")
    assert [device for _, device in way] == ["p-1", "pe-1", "agg", "acc"]
    assert [link for link, _ in way] == ["dcn--p-1", "pe-1--p-1", "agg--pe-1", "acc--agg"]
    assert reach(NET).way("dcn") == reach(NET).way("mstp") == reach(NET).way("nobody") == ()


def test_who_never_had_a_way_is_not_lost() -> None:
    assert "mstp" not in reach(NET).known
    assert reach(replace(NET, links={})).lost(("agg",)) == frozenset()
    assert reach(Inventory()).lost() == frozenset()


def test_only_the_customers_side_is_managed_in_band() -> None:
    assert reach(NET).in_band == {"agg", "acc"}


@pytest.mark.parametrize(
    ("name", "slot"),
    [
        ("GigabitEthernet0/2/3", "0/2"),
        ("100GE0/1/11", "0/1"),
        ("E1-0/1/0/5", "0/1"),
        ("E1-1/1", ""),
        ("GPON 0/1/7", "0/1"),
        ("Serial0/1/0/5:1", "0/1"),
        ("eth0", ""),
        ("GigabitEthernet0/1", ""),
        ("", ""),
    ],
)
def test_the_slot_is_read_from_the_name(name: str, slot: str) -> None:
    assert slot_of(name) == slot
