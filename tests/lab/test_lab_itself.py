"""The lab is real: its daemons talk to each other, and it leaves nothing behind, however it ends."""

import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from namespaces import Node, ip, run
from needs import demand
from netsnmp import V2C, V3, bulkwalk
from smallcity import ROUTERS, SmallCity
from waiting import until

from nms.core.dialect import meaning
from nms.drivers.dialects import DIALECTS

SYS_NAME = "1.3.6.1.2.1.1.5"
OSPF_NEIGHBOUR_STATE = "1.3.6.1.2.1.14.10.1.6"
HOLD_A_LAB = """\
import sys, tempfile, pathlib
from smallcity import SmallCity
city = SmallCity(pathlib.Path(sys.argv[1]))
print(city.uplink, *(node.pid for node in city.nodes.values()), flush=True)
sys.stdin.read()
"""


def test_every_agent_answers_over_v2c_and_v3(lab: SmallCity) -> None:
    for name in ROUTERS:
        for credentials in (V2C, V3):
            assert bulkwalk(lab.addresses[name], SYS_NAME, credentials) == {(0,): name}


def test_routers_are_ospf_neighbours_as_agentx_tells(lab: SmallCity) -> None:
    def states() -> list[str]:
        return sorted(bulkwalk(lab.addresses["p1"], OSPF_NEIGHBOUR_STATE).values())

    until(lambda: states() == ["8", "8"], "both OSPF neighbours of p1 are full", 30)


def test_every_router_hears_both_neighbours_over_lldp(lab: SmallCity) -> None:
    for name in ROUTERS:
        others = sorted(set(ROUTERS) - {name})
        until(partial(_hears, lab, name, others), f"{name} hears {others}", 30)


def _hears(lab: SmallCity, name: str, others: list[str]) -> bool:
    shown = json.loads(lab.nodes[name].run("lldpcli", "-f", "json0", "show", "neighbors"))
    ports = shown["lldp"][0].get("interface", [])
    return sorted(port["chassis"][0]["name"][0]["value"] for port in ports) == others


def test_a_lab_whose_owner_is_killed_leaves_nothing(lab: SmallCity, tmp_path: Path) -> None:
    here = Path(__file__).parent
    around = {**os.environ, "PYTHONPATH": str(here.parent)}
    command = [sys.executable, "-c", HOLD_A_LAB, str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=here, env=around
    ) as owner:
        assert owner.stdout
        uplink, *pids = owner.stdout.readline().split()
        assert uplink != lab.uplink
        assert Path("/sys/class/net", uplink).exists()
        owner.send_signal(signal.SIGKILL)
    until(lambda: not any(Path("/proc", pid).exists() for pid in pids), "every node has gone")
    until(lambda: not Path("/sys/class/net", uplink).exists(), "the interface has gone")


@pytest.mark.lab
def test_a_carrier_that_comes_changes_no_configuration_of_a_linux_host(tmp_path: Path) -> None:
    """The kernel gives a port its link-local address when its carrier has come; an address set by hand does count."""
    demand()
    dialect = DIALECTS["linux_root"]
    node = Node("host", tmp_path)

    def read() -> list[str]:
        shown = run("nsenter", "-t", str(node.pid), "-a", "sh", "-c", dialect.running)
        return [line for line in meaning(dialect, shown) if " inet" in line]

    def addressed() -> bool:
        return "inet6" in run("nsenter", "-t", str(node.pid), "-a", "ip", "-o", "addr", "show", "dev", "near")

    try:
        ip(["link add near type veth peer name far", "link set near up"], node)
        without = read()
        ip(["link set far up"], node)
        until(addressed, "the kernel has given the port its address")
        assert read() == without
        ip(["addr add fe80::1/64 dev near"], node)
        assert any("fe80::1/64" in line for line in read())
    finally:
        node.stop()
