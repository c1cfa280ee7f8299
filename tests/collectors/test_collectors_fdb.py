"""Who is connected: FDB and ARP."""

from collectors.arp import Arp
from collectors.fdb import Fdb
from nms.core.device import Role
from nms.core.observed import ArpEntry, FdbEntry

BRIDGE = "1.3.6.1.2.1.17"
MAC = "0.224.252.18.52.171"
OTHER = "2.0.0.0.0.1"
PORTS = {f"{BRIDGE}.1.4.1.2.1": 101, f"{BRIDGE}.1.4.1.2.2": 102}
NAMES = {101: "GE0/0/1", 102: "GE0/0/2"}


def by_vlan(fdb: int, mac: str, port: int, status: int = 3) -> dict[str, int]:
    table = f"{BRIDGE}.7.1.2.2.1"
    return {f"{table}.2.{fdb}.{mac}": port, f"{table}.3.{fdb}.{mac}": status}


def plain(mac: str, port: int, status: int = 3) -> dict[str, int]:
    return {f"{BRIDGE}.4.3.1.2.{mac}": port, f"{BRIDGE}.4.3.1.3.{mac}": status}


def test_the_table_by_vlan(poll):
    mib = PORTS | by_vlan(7, MAC, 1) | {f"{BRIDGE}.7.1.4.2.1.3.0.10": 7}
    polled = poll(Fdb(), mib, names=NAMES)
    assert polled.rows(FdbEntry) == [FdbEntry("00e0fc1234ab", "GE0/0/1", 10, "learned")]


def test_without_the_vlan_table_the_id_is_the_vlan(poll):
    assert poll(Fdb(), PORTS | by_vlan(20, MAC, 1), names=NAMES).rows(FdbEntry)[0].vlan == 20


def test_an_id_shared_by_vlans_tells_no_vlan(poll):
    shared = {f"{BRIDGE}.7.1.4.2.1.3.0.10": 1, f"{BRIDGE}.7.1.4.2.1.3.0.20": 1}
    assert poll(Fdb(), PORTS | shared | by_vlan(1, MAC, 1), names=NAMES).rows(FdbEntry)[0].vlan == 0


def test_the_plain_table_of_older_bridges(poll):
    polled = poll(Fdb(), PORTS | plain(MAC, 2), names=NAMES)
    assert polled.rows(FdbEntry) == [FdbEntry("00e0fc1234ab", "GE0/0/2", 0, "learned")]


def test_a_bridge_without_port_table_numbers_by_ifindex(poll):
    assert poll(Fdb(), plain(MAC, 102), names=NAMES).rows(FdbEntry)[0].port == "GE0/0/2"


def test_an_unknown_bridge_port_is_kept_without_a_name_and_noted(poll):
    polled = poll(Fdb(), PORTS | plain(MAC, 99), names=NAMES)
    assert polled.rows(FdbEntry) == [FdbEntry("00e0fc1234ab", "", 0, "learned")]
    assert polled.harvest.notes == [f"port.{MAC}=99"]


def test_own_and_invalid_addresses(poll):
    mib = PORTS | plain(MAC, 1, status=4) | plain(OTHER, 1, status=2)
    polled = poll(Fdb(), mib, names=NAMES)
    assert [row.status for row in polled.rows(FdbEntry)] == ["self"]
    assert polled.samples("port_hosts") == {"GE0/0/1": 0, "GE0/0/2": 0}


def test_hosts_are_counted_on_every_port_of_the_bridge(poll):
    polled = poll(Fdb(), PORTS | plain(MAC, 1) | plain(OTHER, 1), names=NAMES)
    assert polled.samples("port_hosts") == {"GE0/0/1": 2, "GE0/0/2": 0}


def test_a_table_that_breaks_off_is_partial(poll):
    polled = poll(Fdb(), PORTS | plain(MAC, 1) | plain(OTHER, 1), names=NAMES, breaks_after=1)
    assert polled.harvest.partial


def test_arp_of_the_old_table(poll):
    mib = {
        "1.3.6.1.2.1.4.22.1.2.101.10.20.5.11": b"\x00\xe0\xfc\x12\x34\xab",
        "1.3.6.1.2.1.4.22.1.2.101.10.20.5.12": b"",
    }
    assert poll(Arp(), mib, names=NAMES).rows(ArpEntry) == [ArpEntry("10.20.5.11", "00e0fc1234ab", "GE0/0/1")]


def test_arp_of_the_new_table_where_the_old_one_is_gone(poll):
    mib = {
        "1.3.6.1.2.1.4.35.1.4.102.1.4.10.20.5.11": b"\x00\xe0\xfc\x12\x34\xab",
        "1.3.6.1.2.1.4.35.1.4.102.2.16." + ".".join(["0"] * 16): b"\x00\xe0\xfc\x12\x34\xab",
    }
    assert poll(Arp(), mib, names=NAMES).rows(ArpEntry) == [ArpEntry("10.20.5.11", "00e0fc1234ab", "GE0/0/2")]


def test_switches_bridge_and_routers_resolve(visiting):
    assert Fdb().wants(visiting({}, role=Role.HALL_SWITCH))
    assert not Fdb().wants(visiting({}, role=Role.P))
    assert Arp().wants(visiting({}, role=Role.AGGREGATION))
    assert Arp().wants(visiting({}, role=Role.HALL_SWITCH))
    assert not Arp().wants(visiting({}, role=Role.ACCESS_SWITCH))
