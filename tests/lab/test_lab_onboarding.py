"""Debian's snmpd is taken on step by step, and found under two addresses as one box."""

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from daemons import USER
from serving import ROOT, Serving, answer, free_udp_port, nms, serving
from suites import unavailable
from waiting import until

pytestmark = pytest.mark.lab

COMMUNITY = "box-read-only"
SNMPD_CONF = """\
agentaddress udp:127.0.0.1:{port},udp:127.0.0.2:{port}
rocommunity {community}
createUser {user.name} SHA-256 "{user.auth_key}" AES "{user.priv_key}"
rouser {user.name} priv
sysName box-of-the-lab.example
sysLocation rack 7
"""
CREDENTIALS = {
    "old": {"version": "2c"},
    "keyless": {"version": "3", "user": USER.name, "auth": USER.auth, "priv": USER.priv},
    "right": {"version": "3", "user": USER.name, "auth": USER.auth, "priv": USER.priv},
    "plain": {"version": "2c"},
}
KEYS = {
    "NMS__SNMP__CREDENTIALS__OLD__COMMUNITY": "not-of-this-box",
    "NMS__SNMP__CREDENTIALS__KEYLESS__AUTH_KEY": "no-key-of-this-box",
    "NMS__SNMP__CREDENTIALS__KEYLESS__PRIV_KEY": USER.priv_key,
    "NMS__SNMP__CREDENTIALS__RIGHT__AUTH_KEY": USER.auth_key,
    "NMS__SNMP__CREDENTIALS__RIGHT__PRIV_KEY": USER.priv_key,
    "NMS__SNMP__CREDENTIALS__PLAIN__COMMUNITY": COMMUNITY,
}
WRONG_THEN_RIGHT = ("--credential", "old", "--credential", "keyless", "--credential", "right")


@dataclass(frozen=True)
class Box:
    """A running snmpd on two loopback addresses, and a site that knows credentials but no device."""

    port: int
    site: Path
    environment: Mapping[str, str]

    @property
    def options(self) -> tuple[str, ...]:
        return ("--site", str(self.site))

    def answer(self, *words: str) -> Any:
        return answer(*self.options, *words, environment=self.environment)


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    program = shutil.which("snmpd") or shutil.which("snmpd", path="/usr/sbin")
    if program is None:
        unavailable("lab", "not installed (see tests/lab/packages.txt): snmpd")
    assert program is not None
    folder, port = tmp_path_factory.mktemp("box"), free_udp_port()
    (folder / "snmpd.conf").write_text(SNMPD_CONF.format(port=port, community=COMMUNITY, user=USER))
    command = [program, "-f", "-C", "-c", str(folder / "snmpd.conf"), "-Lf", str(folder / "snmpd.log")]
    command += ["-p", str(folder / "pid"), "-x", str(folder / "agentx")]
    environment = {"MIBS": "", "SNMP_PERSISTENT_DIR": str(folder / "persistent"), "PATH": "/usr/sbin:/usr/bin:/bin"}
    daemon = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        log = folder / "snmpd.log"
        until(lambda: log.exists() and "NET-SNMP version" in log.read_text(), "snmpd runs")
        yield Box(port, _site(folder / "site", port), {**KEYS, "NMS_VAR": str(folder / "var")})
    finally:
        daemon.terminate()
        daemon.wait(10)


def _site(folder: Path, port: int) -> Path:
    config = {
        "site": {"name": "box", "timezone": "UTC", "language": "en"},
        "snmp": {"port": port, "timeout_s": 0.5, "retries": 1, "credentials": CREDENTIALS},
        "traps": {"port": free_udp_port()},
        "discovery": {"timeout_s": 0.3, "retries": 1},
    }
    for name, content in {"config.yaml": config, "inventory/hosts.yaml": {}}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content))
    (folder / "templates").mkdir()
    return folder


def steps(report: Any) -> list[tuple[str, str, str, str]]:
    return [
        (step["step"], step["credential"], step["state"], (step["error"] or {}).get("code", ""))
        for step in report["steps"]
        if step["step"] != "ping"  # whether this process may ping is the machine's business
    ]


TOLD = [
    ("snmp", "old", "failed", "NMS-SNMP-001"),
    ("snmp", "keyless", "failed", "NMS-SNMP-021"),
    ("snmp", "right", "ok", ""),
    ("identify", "", "ok", ""),
    ("collect", "", "ok", ""),
]


def test_a_wrong_and_then_a_right_credential_tell_each_step(box: Box) -> None:
    report = box.answer("onboard", "127.0.0.1", *WRONG_THEN_RIGHT)
    assert steps(report) == TOLD
    ping = report["steps"][0]
    assert (ping["step"], ping["state"] in ("ok", "skipped")) == ("ping", True)
    assert (ping["error"] or {}).get("code", "") in ("", "NMS-DISC-011")
    assert all(step["error"]["remedy"][language] for step in report["steps"][1:3] for language in ("zh", "en"))
    assert report["steps"][3]["detail"] == "box-of-the-lab.example"
    assert report["steps"][5]["tables"]["Interface"] >= 1
    assert report["found"]["sys_name"] == "box-of-the-lab.example"
    assert len(report["found"]["engine_id"]) >= 10
    secrets = json.dumps(report)
    assert not [key for key in (*KEYS.values(), USER.auth_key) if key in secrets]


def test_the_proposed_entry_makes_it_a_device_that_is_then_recognised(box: Box) -> None:
    report = box.answer("onboard", f"127.0.0.1:{box.port}", *WRONG_THEN_RIGHT)
    hosts = box.site / "inventory" / "hosts.yaml"
    hosts.write_text(report["entry"])
    try:
        assert box.answer("inventory", "check")["items"] == []
        again = box.answer("onboard", "127.0.0.1", "--credential", "plain")
        assert (again["known"], again["entry"]) == ("box-of-the-lab", "")
    finally:
        hosts.write_text("{}")


def test_nobody_at_an_address_ends_with_code_2_and_the_steps(box: Box) -> None:
    done = nms(*box.options, "onboard", "127.0.0.9", "--credential", "plain", "--json", environment=box.environment)
    assert done.returncode == 2
    assert steps(json.loads(done.stdout)) == [
        ("snmp", "plain", "failed", "NMS-SNMP-001"),
        ("identify", "", "skipped", ""),
        ("collect", "", "skipped", ""),
    ]


def test_one_box_at_two_addresses_is_proposed_as_one(box: Box) -> None:
    found = box.answer(
        "discover", "127.0.0.1-127.0.0.4", "--rate", "20", "--credential", "old", "--credential", "plain"
    )
    assert found["search"]["asked"] == 4
    assert found["search"]["answered"] == 2
    [proposal] = found["items"]
    assert [member["address"] for member in proposal["members"]] == ["127.0.0.1", "127.0.0.2"]
    assert "engine_id" in [evidence["kind"] for evidence in proposal["shared"]]
    assert (proposal["state"], proposal["conflicts"]) == ("new", [])
    assert "hostname: 127.0.0.1" in proposal["entry"]


def test_a_search_without_a_rate_is_refused(box: Box) -> None:
    done = nms(*box.options, "discover", "127.0.0.1", environment=box.environment)
    assert done.returncode == 2
    assert "--rate" in done.stderr


def _post(running: Serving, key: str, path: str, body: object) -> Any:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    request = urllib.request.Request(f"{running.origin}/api/v1/{path}", json.dumps(body).encode(), headers)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20) as response:
        return json.load(response)


def test_the_pages_leave_it_to_the_engine_and_show_the_same_steps(box: Box, tmp_path: Path) -> None:
    with serving(tmp_path, "up", box.options, **KEYS) as running:
        key = running.token("finder", "engineer")
        wish = {"address": "127.0.0.2", "credentials": ["old", "keyless", "right"]}
        number = _post(running, key, "onboarding", wish)["id"]
        report = until(lambda: _over(running.get(f"onboarding/{number}")), "the report is complete", 30)
        assert (report["state"], steps(report)) == ("done", TOLD)
        search = _post(running, key, "discovery/search", {"range": "127.0.0.1-2", "rate": 10, "credentials": ["plain"]})
        until(lambda: _over(running.get(f"discovery/search/{search['id']}")), "the search is over", 30)
        [proposal] = running.get("discovery")["items"]
        assert len(proposal["members"]) == 2


def _over(answer: Any) -> Any:
    return answer if answer["state"] != "waiting" else None


PING = """\
import asyncio
from nms.app.ping import ping
for address in ("127.0.0.1", "::1", "192.0.2.1"):
    print(asyncio.run(ping(address, 0.3, 1)) is not None)
"""


def test_a_process_that_may_ping_does_so_without_privileges_of_its_own() -> None:
    if os.geteuid():
        unavailable("lab", "a network namespace needs root")
    allowed = 'ip link set lo up; echo "0 2147483647" >/proc/sys/net/ipv4/ping_group_range; exec "$@"'
    command = ["unshare", "-n", "sh", "-c", allowed, "sh", sys.executable, "-c", PING]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.split() == ["True", "True", "False"], done.stderr
