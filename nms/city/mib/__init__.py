"""What the boxes of the city serve: one module per MIB, all read from the box's single state."""

from functools import cache

from nms.city.mib import bridge, dot11, ds1, entity, host, interfaces, lldp, queue, sonet, system, vendor
from nms.city.mib.table import Table, View

FAMILIES: dict[str, tuple[Table, ...]] = {
    "system": system.SYSTEM,
    "interfaces": interfaces.INTERFACES,
    "arp": interfaces.ARP,
    "ds1": ds1.DS1,
    "sonet": sonet.SONET,
    "bridge": bridge.BRIDGE,
    "port-security": bridge.PORT_SECURITY,
    "dot1x": bridge.DOT1X,
    "lldp": lldp.LLDP,
    "entity": entity.ENTITY,
    "sensor": entity.SENSOR,
    "dot11": dot11.DOT11,
    "host": host.HOST,
    "huawei": vendor.HUAWEI,
    "ap-table": vendor.AP_TABLE,
    "xpon": vendor.XPON,
    "h3c": vendor.H3C,
    "raisecom": vendor.RAISECOM,
    "queue": queue.QUEUE,
}


@cache
def view_of(families: frozenset[str]) -> View:
    """The ordered view that boxes with the same families share."""
    return View(table for family in sorted(families) for table in FAMILIES[family])
