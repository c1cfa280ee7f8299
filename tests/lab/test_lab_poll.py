"""`nms poll` against Debian's snmpd: the same interface table as snmpbulkwalk's, over v2c and v3."""

import pytest
from daemons import USER
from netsnmp import V2C, V3, interface_table, octets
from product import KEYS, POLL_V2C, POLL_V3
from serving import answer, nms
from smallcity import ROUTERS, SmallCity
from waiting import until

WAYS = [pytest.param(POLL_V2C, V2C, id="v2c"), pytest.param(POLL_V3, V3, id="v3-authpriv-sha256-aes128")]


@pytest.mark.parametrize(("options", "credentials"), WAYS)
@pytest.mark.parametrize("router", ROUTERS)
def test_poll_yields_the_interface_table_of_snmpbulkwalk(
    lab: SmallCity, router: str, options: tuple[str, ...], credentials: tuple[str, ...]
) -> None:
    polled = answer("poll", lab.addresses[router], *options, environment=KEYS)
    expected = interface_table(lab.addresses[router], credentials)
    rows = [{key: row[key] for key in expected[0]} for row in polled["interfaces"]]
    assert rows == expected
    assert {"lo", "mgmt0", "ge-0", "ge-1"} <= {row["name"] for row in rows}
    assert polled["facts"]["sys_name"] == router


@pytest.mark.parametrize("options", [POLL_V2C, POLL_V3], ids=["v2c", "v3"])
def test_polled_counters_lie_between_two_readings_of_net_snmp(lab: SmallCity, options: tuple[str, ...]) -> None:
    address = lab.addresses["pe1"]
    before = octets(address)
    polled = {row["name"]: row for row in answer("poll", address, *options, environment=KEYS)["interfaces"]}
    after = octets(address)
    assert polled.keys() == before.keys()
    for name, row in polled.items():
        assert before[name][0] <= row["in_octets"] <= after[name][0]
        assert before[name][1] <= row["out_octets"] <= after[name][1]


def test_a_port_that_is_down_is_polled_as_down(lab: SmallCity) -> None:
    lab.nodes["ce"].run("ip", "link", "set", "eth0", "down")  # the cable's far end: admin up, oper down
    try:
        until(lambda: _ge_9(interface_table(lab.addresses["pe1"]))["oper"] == "down", "snmpd has noticed")
        polled = answer("poll", lab.addresses["pe1"], *POLL_V2C)
    finally:
        lab.nodes["ce"].run("ip", "link", "set", "eth0", "up")
    port = _ge_9(polled["interfaces"])
    assert (port["admin"], port["oper"]) == ("up", "down")


def _ge_9(rows: list[dict[str, object]]) -> dict[str, object]:
    return next(row for row in rows if row["name"] == "ge-9")


def test_a_wrong_authentication_key_is_told_as_such(lab: SmallCity) -> None:
    refused = _poll_with("LAB_AUTH_KEY", lab.addresses["p1"])
    assert refused.startswith("NMS-SNMP-021 ")
    assert USER.name in refused
    assert "key" in refused


def test_a_wrong_privacy_key_is_named_among_the_causes_of_silence(lab: SmallCity) -> None:
    refused = _poll_with("LAB_PRIV_KEY", lab.addresses["p1"])  # snmpd does not answer what it cannot decrypt
    assert refused.startswith("NMS-SNMP-014 ")
    assert "privacy key" in refused


def _poll_with(variable: str, address: str) -> str:
    wrong = {**KEYS, variable: "no-key-of-this-lab"}
    refused = nms("--lang", "en", "poll", address, *POLL_V3, "--timeout", "1", environment=wrong)
    assert refused.returncode == 2
    assert wrong[variable] not in refused.stderr
    return refused.stderr


def test_a_wrong_community_ends_with_a_code(lab: SmallCity) -> None:
    refused = nms("poll", lab.addresses["p1"], "--community", "nobody", "--timeout", "0.5", "--retries", "0")
    assert refused.returncode == 2
    assert refused.stderr.startswith("NMS-SNMP-001 ")
