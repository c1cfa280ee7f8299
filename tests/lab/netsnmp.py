"""Net-snmp's own tools, as the judge of what an agent says."""

import sys

from daemons import COMMUNITY, USER
from namespaces import Node, run

V2C = ("-v2c", "-c", COMMUNITY)
V3 = ("-v3", *USER.netsnmp)
Index = tuple[int, ...]

IF_TABLE = "1.3.6.1.2.1.2.2.1"
IF_X_TABLE = "1.3.6.1.2.1.31.1.1.1"
STATES = {"1": "up", "2": "down", "3": "testing", "4": "unknown", "5": "dormant", "6": "notPresent"}
STATES["7"] = "lowerLayerDown"
TYPES = {"6": "ethernetCsmacd", "24": "softwareLoopback", "131": "tunnel", "209": "bridge"}


def bulkwalk(address: str, root: str, credentials: tuple[str, ...] = V2C) -> dict[Index, str]:
    """Everything below `root` by the rest of its OID; numbers as numbers, texts without their quotes."""
    output = run("snmpbulkwalk", *credentials, "-m", "", "-OnQet", address, root)
    prefix = len(root.split("."))
    rows = {}
    for line in filter(None, output.splitlines()):
        oid, _, value = line.partition(" = ")
        rows[tuple(int(number) for number in oid.lstrip(".").split(".")[prefix:])] = value.strip('"')
    return rows


def interface_table(address: str, credentials: tuple[str, ...] = V2C) -> list[dict[str, object]]:
    """The interface table in the product's words, from ifTable and ifXTable as snmpbulkwalk prints them."""
    plain, extended = bulkwalk(address, IF_TABLE, credentials), bulkwalk(address, IF_X_TABLE, credentials)
    return [
        {
            "index": index,
            "name": extended[1, index],
            "descr": plain[2, index],
            "alias": extended[18, index],
            "type": TYPES[plain[3, index]],
            "speed_bps": int(extended[15, index]) * 1_000_000,
            "admin": STATES[plain[7, index]],
            "oper": STATES[plain[8, index]],
        }
        for index in sorted(row for column, row in plain if column == 1)
    ]


def octets(address: str) -> dict[str, tuple[int, int]]:
    """(ifHCInOctets, ifHCOutOctets) by ifName."""
    table = bulkwalk(address, IF_X_TABLE)
    names = {index: name for (column, index), name in table.items() if column == 1}
    return {name: (int(table[6, index]), int(table[10, index])) for index, name in names.items()}


def v1_trap(node: Node, target: str, enterprise: str, generic: int, specific: int, *binds: str) -> None:
    """An SNMPv1 Trap-PDU whose agent-addr is not the sender's: only the datagram's source counts."""
    head = ("snmptrap", "-v1", "-c", COMMUNITY, "-m", "", target)
    node.run(*head, enterprise, "192.0.2.1", str(generic), str(specific), "4711", *binds)


def notify(node: Node, target: str, oid: str, *binds: str, credentials: tuple[str, ...] = V2C) -> None:
    """An SNMPv2 trap from the node's own address."""
    node.run("snmptrap", *credentials, "-m", "", target, "4711", oid, *binds)


def inform(node: Node, target: str, oid: str, *binds: str, credentials: tuple[str, ...] = V2C) -> None:
    """An inform; LabError unless the receiver acknowledges it."""
    node.run("snmpinform", *credentials, "-r", "1", "-t", "5", "-m", "", target, "4711", oid, *binds)


def datagram(node: Node, target: str, payload: bytes) -> None:
    """Any bytes at all from the node's own address."""
    host, _, port = target.partition(":")
    script = (
        "import socket, sys; socket.socket(2, 2).sendto(bytes.fromhex(sys.argv[1]), (sys.argv[2], int(sys.argv[3])))"
    )
    node.run(sys.executable, "-W", "ignore", "-c", script, payload.hex(), host, port)
