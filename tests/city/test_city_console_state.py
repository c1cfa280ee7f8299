"""One state behind both faces: what is typed is seen by SNMP, what breaks is shown by the console."""

import pytest
from consoletyping import StillWorld, Typist, element_of

from nms.city.console.element import Element
from nms.city.faults import Faults
from nms.city.mib import view_of
from nms.city.mib.bridge import PAE, pvid
from nms.city.mib.interfaces import IF_X_TABLE
from nms.city.notices import LINK_DOWN, LINK_UP
from nms.city.state import City


@pytest.fixture
def switch(city: City) -> Element:
    """A hall's switch."""
    return element_of(city, "yc-h01-sw")


def told(element: Element) -> list[tuple[object, ...]]:
    assert isinstance(element.world, StillWorld)
    return [notice.oid for notice in element.world.told]


def test_a_description_typed_is_the_alias(switch: Element) -> None:
    Typist(switch).accepted("system-view", "interface GigabitEthernet0/0/5", "description 绍兴 desk 5")
    port = switch.box.by_name["GigabitEthernet0/0/5"]
    alias = next(column for column in IF_X_TABLE.columns if column.arc == 18)
    assert alias.read(switch.box, port, 0.0) == "绍兴 desk 5".encode()


def test_a_port_shut_goes_down_and_says_so_and_comes_back(switch: Element, city: City) -> None:
    uplink = next(port for port in switch.box.ports if port.peer is not None and port.oper == 1)
    far = uplink.peer
    assert far is not None
    typist = Typist(switch)
    typist.accepted("system-view", f"interface {uplink.name}", "shutdown")
    assert (uplink.admin, uplink.oper, far.oper) == (2, 2, 2)
    assert set(told(switch)) == {LINK_DOWN}
    typist.accepted("undo shutdown")
    assert (uplink.admin, uplink.oper, far.oper) == (1, 1, 1)
    assert LINK_UP in told(switch)
    assert not city.boxes[far.box.device.name].effects


def test_a_cable_cut_is_seen_at_the_console(switch: Element, city: City) -> None:
    uplink = next(port for port in switch.box.ports if port.peer is not None and port.oper == 1)
    Faults(city).fault("link-cut", f"{switch.box.device.name}:{uplink.name}")
    line = Typist(switch).say(f"display interface brief | include {uplink.name}")
    assert line.split()[1] == "down"


def test_vlans_and_their_ports_follow(switch: Element) -> None:
    typist = Typist(switch)
    typist.accepted(
        "system-view", "vlan batch 666", "interface GE0/0/9", "port link-type access", "port default vlan 666"
    )
    assert 666 in dict(switch.box.vlans)
    assert pvid(switch.box, switch.box.by_name["GigabitEthernet0/0/9"]) == 666
    typist.accepted("undo port default vlan", "quit", "undo vlan 666")
    assert 666 not in dict(switch.box.vlans)


def test_where_802_1x_asks_whoever_belongs_there_is_logged_in_and_a_stranger_is_not(
    switch: Element, city: City
) -> None:
    view, box, columns = view_of(switch.box.product.mibs), switch.box, ((1, 1, 1), (1, 1, 5), (1, 1, 6), (4, 1, 9))
    seats = sorted({host.port for host in box.hosts if host.vlan == 10 and box.by_name[host.port].peer is None})

    def said(name: str) -> list[object]:
        found = (view.get(box, (*PAE, *column, box.by_name[name].index), 0.0) for column in columns)
        return [one and one[1] for one in found]

    typist = Typist(switch)
    typist.accepted("system-view", f"interface {seats[0]}", "dot1x enable", "quit")
    assert said(seats[0]) == [None] * 4  # off for the switch as a whole
    typist.accepted("dot1x enable", "interface GigabitEthernet0/0/19", "dot1x enable", "quit")
    own = next(host.mac for host in box.hosts if host.port == seats[0])
    assert said(seats[0]) == [5, 1, 2, f"oa-{own.hex()[-6:]}".encode()]
    assert said("GigabitEthernet0/0/19") == [3, 2, 2, b""]  # nobody is there
    assert said(seats[1]) == [None] * 4
    Faults(city).fault("rogue-pc", "yc-h01")
    assert said(seats[0]) == [3, 2, 2, b""]
    typist.accepted("undo dot1x enable")
    assert said(seats[0]) == [None] * 4


def test_a_sub_interface_is_an_interface_of_its_own(city: City) -> None:
    router = element_of(city, "pe-1")
    count = len(router.box.ports)
    typist = Typist(router)
    typist.accepted("system-view", "interface GigabitEthernet0/2/9.100", "description PL-1", "commit")
    port = router.box.by_name["GigabitEthernet0/2/9.100"]
    assert (port.alias, port.lower) == ("PL-1", router.box.by_name["GigabitEthernet0/2/9"])
    typist.accepted("quit", "undo interface GigabitEthernet0/2/9.100", "commit")
    assert len(router.box.ports) == count
    assert not router.box.by_name["GigabitEthernet0/2/9"].upper


def test_the_name_typed_is_the_system_name(switch: Element) -> None:
    typist = Typist(switch)
    typist.accepted("system-view", "sysname hall-1")
    assert (switch.box.sysname, typist.shell.prompt) == ("hall-1", "[hall-1]")


def test_an_ont_added_is_in_the_terminals_table_and_leaves_it(city: City) -> None:
    terminal = element_of(city, "yc-olt1")
    serials = {onu.serial for onu in terminal.box.onus}
    typist = Typist(terminal)
    typist.shell.smart = False
    typist.accepted("enable", "config", "interface gpon 0/1")
    added = "sn-auth 48575443E39049AE omci ont-lineprofile-id 20 ont-srvprofile-id 20 desc PL-1"
    assert "success: 1" in typist.say(f"ont add 0 120 {added}")
    assert bytes.fromhex("48575443E39049AE") in {onu.serial for onu in terminal.box.onus}
    assert typist.reply(f"ont add 0 121 {added}").refused
    typist.accepted("ont delete 0 120")
    assert {onu.serial for onu in terminal.box.onus} == serials


def test_an_ont_with_a_flow_is_not_deleted(city: City) -> None:
    typist = Typist(element_of(city, "yc-olt1"))
    typist.shell.smart = False
    flow = "vlan 1000 gpon 0/1/0 ont 0 gemport 1 multi-service user-vlan 100"
    typist.accepted("enable", "config", f"service-port 100 {flow}")
    assert typist.reply("undo vlan 1000").text == "  Failure: The VLAN has service virtual port"
    typist.accepted("interface gpon 0/1")
    assert typist.reply("ont delete 0 0").text == "  Failure: This configured object has some service virtual ports"
    typist.accepted("quit", "undo service-port 100")
    assert typist.reply("undo service-port 100").refused
