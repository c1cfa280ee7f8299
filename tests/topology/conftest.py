"""A small city: two halls on one channelised STM-1, one hall of the old design, a switch behind each converter."""

import pytest

from nms.core.device import Device, Role
from nms.core.site import Hall, Inventory, Link, LinkEnd, Site


def link(name: str, a: str, b: str, kind: str = "ethernet", **labels: str) -> Link:
    return Link(name, LinkEnd(*a.split("=")), LinkEnd(*b.split("=")), kind, labels=labels)


@pytest.fixture
def small_city() -> Inventory:
    devices = [
        Device("dcn-1", "127.0.1.1", role=Role.DCN, site="centre"),
        Device("cpos-1", "127.0.1.2", role=Role.CPOS_ROUTER, site="centre"),
        Device("ac-1", "127.0.1.3", role=Role.AC, site="centre"),
        *(Device(f"hall-0{n}-iad", f"127.0.2.{n}", role=Role.CONVERTER, site=f"hall-0{n}") for n in (1, 2)),
        *(Device(f"hall-0{n}-sw", f"127.0.3.{n}", role=Role.HALL_SWITCH, site=f"hall-0{n}") for n in (1, 2)),
    ]
    links = [
        link("core", "cpos-1=GigabitEthernet0/2/0", "dcn-1=XGigabitEthernet0/0/1", "fibre"),
        link("wlan", "ac-1=GigabitEthernet0/0/1", "dcn-1=XGigabitEthernet0/0/2"),
        link("e1-1", "hall-01-iad=E1-1/1", "cpos-1=E1-0/1/0/1", "e1", stm1="Cpos0/1/0"),
        link("e1-2", "hall-02-iad=E1-1/1", "cpos-1=E1-0/1/0/2", "e1"),
        link("lan-1", "hall-01-iad=fastethernet1/1", "hall-01-sw=GigabitEthernet0/0/24"),
        link("lan-2", "hall-02-iad=fastethernet1/1", "hall-02-sw=GigabitEthernet0/0/24"),
    ]
    halls = [Hall(f"hall-0{n}", f"hall-0{n}", devices=(f"hall-0{n}-iad", f"hall-0{n}-sw")) for n in (1, 2)]
    sites = [
        Site("centre", "core", lon=120.58, lat=30.0),
        Site("hall-01", "hall", lon=120.4, lat=30.1),
        Site("hall-02", "hall", lon=120.9, lat=29.7),
    ]
    return Inventory(
        devices={device.name: device for device in devices},
        sites={site.name: site for site in sites},
        links={each.name: each for each in links},
        halls={hall.name: hall for hall in halls},
    )
