"""What a Linux bridge and hostapd know, as snmpd's pass_persist wants it: BRIDGE-MIB and IEEE8021-PAE-MIB.

Debian's snmpd has no bridge tables of its own. Runs inside the hall's node, asked over standard input; standard library
only, and the host's /sys shows another namespace, so iproute2 and hostapd_cli are asked.
"""

import json
import subprocess
import sys
from collections.abc import Iterator

Oid = tuple[int, ...]
Told = dict[Oid, tuple[str, str]]
BRIDGE: Oid = (1, 3, 6, 1, 2, 1, 17)
PAE: Oid = (1, 0, 8802, 1, 1, 1, 1, 2)
SELF, LEARNED = 4, 3
AUTHORIZED, UNAUTHORIZED, AUTO = 1, 2, 2


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=5).stdout


def bridge() -> Iterator[tuple[Oid, tuple[str, str]]]:
    """dot1dBasePortIfIndex, and dot1dTpFdbPort and Status of every address."""
    links = json.loads(_said("ip", "-j", "-d", "link", "show", "master", "br0") or "[]")
    ports = {link["ifname"]: int(link["linkinfo"]["info_slave_data"]["no"], 16) for link in links}
    for link in links:
        yield (*BRIDGE, 1, 4, 1, 2, ports[link["ifname"]]), ("integer", str(link["ifindex"]))
    for entry in json.loads(_said("bridge", "-j", "fdb", "show", "br", "br0") or "[]"):
        mac = tuple(bytes.fromhex(entry["mac"].replace(":", "")))
        if entry["ifname"] in ports and not mac[0] & 1:
            status = SELF if entry.get("state") == "permanent" else LEARNED
            yield (*BRIDGE, 4, 3, 1, 2, *mac), ("integer", str(ports[entry["ifname"]]))
            yield (*BRIDGE, 4, 3, 1, 3, *mac), ("integer", str(status))


def authenticators() -> Iterator[tuple[Oid, tuple[str, str]]]:
    """Of every port that hostapd guards: whether its station is in, and who that is."""
    for link in json.loads(_said("ip", "-j", "link", "show", "master", "br0") or "[]"):
        told = _said("hostapd_cli", "-p", "/run/hostapd", "-i", link["ifname"], "all_sta")
        found = dict(line.split("=", 1) for line in told.splitlines() if "=" in line)
        inside = "[AUTHORIZED]" in found.get("flags", "")
        index = link["ifindex"]
        yield (*PAE, 1, 1, 5, index), ("integer", str(AUTHORIZED if inside else UNAUTHORIZED))
        yield (*PAE, 1, 1, 6, index), ("integer", str(AUTO))
        if name := found.get("dot1xAuthSessionUserName"):
            yield (*PAE, 4, 1, 9, index), ("string", name)


def answered(command: str, wanted: Oid, told: Told) -> str:
    """The reply of pass_persist: three lines, or NONE."""
    if command == "get":
        found = wanted if wanted in told else None
    else:
        found = min((oid for oid in told if oid > wanted), default=None)
    return "\n".join((f".{'.'.join(map(str, found))}", *told[found])) if found else "NONE"


def main() -> None:
    tables = {"bridge": bridge, "dot1x": authenticators}[sys.argv[1]]
    for line in sys.stdin:
        command = line.strip()
        if command == "PING":
            print("PONG", flush=True)
        elif command in ("get", "getnext"):
            wanted = tuple(int(arc) for arc in sys.stdin.readline().strip().strip(".").split("."))
            print(answered(command, wanted, dict(tables())), flush=True)
        else:
            return


if __name__ == "__main__":
    main()
