"""The table of command lines: well-formed, and true of what devices print."""

import re

import pytest

from nms.core.device import Device
from nms.core.dialect import Dialect, digest, refused, scrubbed
from nms.core.errors import CliError
from nms.drivers.dialects import ALIASES, DIALECTS, dialect_of

EACH = pytest.mark.parametrize("dialect", {d.platform: d for d in DIALECTS.values()}.values(), ids=lambda d: d.platform)


@EACH
def test_every_row_is_well_formed(dialect: Dialect) -> None:
    patterns = (
        *dialect.reject, *dialect.informational, *dialect.comment, *dialect.volatile, *dialect.secret, *dialect.opens,
        *dialect.alone, *dialect.noise, dialect.prompt, dialect.config_prompt, *(d.asks for d in dialect.dialogues),
    )  # fmt: skip
    for pattern in patterns:
        re.compile(pattern, re.MULTILINE)
    assert dialect.prompt.startswith("^")
    assert dialect.prompt.endswith("$")
    assert {re.compile(pattern).groups for pattern in dialect.secret} <= {1}
    assert re.compile(dialect.rename).groups == bool(dialect.rename)
    assert dialect.evidence, "says what its lines were checked against"
    assert dialect.parser or dialect.mml
    assert dialect.shell or dialect.mml or (dialect.enter and dialect.leave_view and dialect.end and dialect.save)


@pytest.mark.parametrize(
    ("platform", "prompts", "config"),
    [
        ("huawei_vrp", ["<R1>", "HRP_M<FW-1>"], ["[R1]", "[R1-GigabitEthernet0/0/1.100]", "HRP_S[FW-1-mpls]"]),
        ("huawei_vrpv8", ["<PE-1>"], ["[~PE-1]", "[*PE-1-bgp-af-ipv4]"]),
        ("hp_comware", ["<H3C>"], ["[H3C-vlan10]"]),
        ("cisco_ios", ["AP1>", "AP1#"], ["AP1(config)#", "AP1(config-if)#", "AP1(config-router-af)#"]),
        ("huawei_smartax", ["MA5680T>", "MA5680T#"], ["MA5680T(config)#", "MA5680T(config-if-gpon-0/1)#"]),
        ("raisecom_roap", ["Raisecom>", "Raisecom#"], ["Raisecom(config)#", "Raisecom(config-port)#"]),
        ("frr", ["pe1#", "pe1# "], ["pe1(config)# ", "pe1(config-if)#"]),
        ("osmo_vty_telnet", ["OsmoBSC> ", "OsmoBSC# "], ["OsmoBSC(config-net-bts)# "]),
    ],
)
def test_prompts_of_either_mode_are_told_apart(platform: str, prompts: list[str], config: list[str]) -> None:
    dialect = DIALECTS[platform]
    for prompt in (*prompts, *config):
        assert re.fullmatch(dialect.prompt, prompt), prompt
        assert bool(re.fullmatch(dialect.config_prompt, prompt)) == (prompt in config), prompt


REFUSALS = {
    "huawei_vrp": [
        "                 ^\nError: Unrecognized command found at '^' position.",
        "Error: The VPN instance does not exist.",
        "Error:Incomplete command found at '^' position.",
        "               ^",
    ],
    "hp_comware": [" % Unrecognized command found at '^' position.", "% Incomplete command", "Permission denied."],
    "cisco_ios": ["% Invalid input detected at '^' marker.", "% Incomplete command.", "Command rejected: bad port"],
    "frr": ["% Unknown command: bogus", "% Command incomplete: ip", "BGP is already running; AS is 64900"],
    "osmo_vty_telnet": ["% Unknown command.", "% The next unused BTS number is 3", "% Command incomplete."],
    "huawei_smartax": ["  % Unknown command, the error locates at '^'", "  Failure: The ONT already exists"],
    "huawei_bsc_mml": ["RETCODE = 1001  The cell does not exist", "RETCODE = 10  x"],
}
ACCEPTED = {
    "huawei_vrp": ["", "Info: The configuration takes effect.", "Warning: The port is down.", "description Error-free"],
    "cisco_ios": [
        "",
        "% Warning: use with care",
        "% Interface Gi0/1.100 IPv4 disabled and address(es) removed due to enabling VRF X",
        "% Access VLAN does not exist. Creating vlan 10",
        "%SYS-5-CONFIG_I: Configured from console",
        "Building configuration...\n[OK]",
    ],
    "frr": [
        "",
        "% Warning: can't chown configuration file /etc/frr/frr.conf: Operation not permitted\n[OK]",
    ],
    "osmo_vty_telnet": [
        "% 'handover2 min rxlev' setting removed, now is -100",
        "% 'handover' already was unset, still is 0",
        "% Removed neighbor: BTS 1 to BTS 2",
        "% No neighbors configured",
        "% BTS 0 -> ARFCN-BSIC:871-63 resolves to BTS 1",
    ],
    "huawei_bsc_mml": ["RETCODE = 0  Execution succeeded"],
}


@pytest.mark.parametrize(("platform", "reply"), [(name, reply) for name, said in REFUSALS.items() for reply in said])
def test_refusals_are_seen(platform: str, reply: str) -> None:
    assert refused(DIALECTS[platform], reply)


@pytest.mark.parametrize(("platform", "reply"), [(name, reply) for name, said in ACCEPTED.items() for reply in said])
def test_what_is_only_said_is_no_refusal(platform: str, reply: str) -> None:
    assert not refused(DIALECTS[platform], reply)


@pytest.mark.parametrize(
    ("platform", "line"),
    [
        ("huawei_vrp", " local-user ops password irreversible-cipher CANARY"),
        ("huawei_vrp", "snmp-agent community read CANARY"),
        ("huawei_vrp", "snmp-agent community write cipher CANARY mib-view iso"),
        ("huawei_vrpv8", "snmp-agent usm-user v3 nms authentication-mode sha2-256 cipher CANARY"),
        ("huawei_vrpv8", " set cipher %^%#CANARY%^%#"),
        ("huawei_vrp", " security wpa2 psk pass-phrase CANARY aes"),
        ("huawei_vrp", " radius-server shared-key cipher CANARY"),
        ("cisco_ios", "enable secret 5 CANARY"),
        ("cisco_ios", "username ops privilege 15 secret 9 CANARY"),
        ("cisco_ios", "username ops password 7 CANARY"),
        ("cisco_ios", "snmp-server community CANARY RO"),
        ("cisco_ios", "snmp-server user nms NMS v3 auth sha CANARY priv aes 128 other"),
        ("cisco_ios", "snmp-server user nms NMS v3 auth sha other priv aes 128 CANARY"),
        ("cisco_ios", " key 7 CANARY"),
        ("cisco_ios", " wpa-psk ascii 7 CANARY"),
        ("frr", " neighbor 10.0.0.2 password CANARY"),
        ("frr", " ip ospf message-digest-key 1 md5 CANARY"),
        ("huawei_bsc_mml", 'LGI:OP="ops",PWD="CANARY";'),
    ],
)
def test_secrets_are_masked(platform: str, line: str) -> None:
    shown = scrubbed(DIALECTS[platform], line)
    assert "CANARY" not in shown
    assert "******" in shown


@pytest.mark.parametrize(
    "line",
    [
        " password hash $h$6$CANARY",
        "super password role network-admin hash $h$6$CANARY",
        " key authentication cipher $c$3$CANARY",
        "snmp-agent usm-user v3 nms nmsgrp cipher authentication-mode sha $c$3$CANARY",
    ],
)
def test_the_table_of_comware_itself_knows_its_hashes(line: str) -> None:
    found = [match[1] for one in DIALECTS["hp_comware"].secret for match in re.finditer(one, line)]
    assert any("CANARY" in secret for secret in found)


def test_what_is_no_secret_stays() -> None:
    for line in (
        "authentication-mode aaa",
        "description password office",
        "service password-encryption",
        "key chain K",
    ):
        assert scrubbed(DIALECTS["huawei_vrp"], line) == line


def test_volatile_lines_do_not_count() -> None:
    ios = DIALECTS["cisco_ios"]
    one = "! Last configuration change at 10:00:00\nhostname A\nntp clock-period 17179869\nend"
    two = "Building configuration...\n!\nhostname A\nntp clock-period 17179901\nend\n"
    assert digest(ios, one) == digest(ios, two) != digest(ios, one.replace("A", "B"))


def test_other_names_of_a_platform_are_the_same_command_line() -> None:
    for alias, platform in ALIASES.items():
        assert dialect_of(Device("r1", "127.0.0.1", alias)) is DIALECTS[platform]
    with pytest.raises(CliError):
        dialect_of(Device("r1", "127.0.0.1", ""))
