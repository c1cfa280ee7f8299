"""What people see of a kept configuration never holds a secret, on any platform, wherever it stands."""

import re
from functools import cache

import pytest
from archiving import AT, LI
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nms.core.device import CliAccess, Device
from nms.core.dialect import Dialect, scrubbed
from nms.drivers.dialects import DIALECTS
from nms.provision.archive.git_archive import GitArchive
from nms.testing import MemoryVault

CANARY = "Canary7x"
PATTERNS = sorted({(dialect.platform, pattern) for dialect in DIALECTS.values() for pattern in dialect.secret})
WORDS = st.text("abc -/.1", max_size=12)

# Lines as the published command references have them; the secret is the canary.
VRP = (
    " snmp-agent community read cipher {}", "snmp-agent community write {}",
    " snmp-agent usm-user v3 nms authentication-mode sha2-256 cipher {}",
    " local-user ops password irreversible-cipher {}",
    "  password simple {}", " radius-server shared-key cipher {}", " peer 10.0.0.1 password cipher {}",
    "  ospf authentication-mode md5 1 plain {}", "  ospf authentication-mode simple plain {}",
    " vrrp vrid 1 authentication-mode simple plain {}", " isis authentication-mode md5 cipher {}",
    "ntp-service authentication-keyid 1 authentication-mode md5 {}", " set authentication password cipher {}",
    "snmp-agent target-host trap address udp-domain 10.0.0.9 params securityname {} v2c",
    "  security wpa2 psk pass-phrase {} aes", " key-string cipher {}", " super password level 3 cipher {}",
)  # fmt: skip
COMWARE = (
    " password hash {}", "super password role network-admin hash {}", "snmp-agent community read simple {}",
    " key authentication cipher {}", " key accounting simple {}", " key authentication {}",
    " snmp-agent usm-user v3 nms admin simple authentication-mode sha {}", " preshared-key pass-phrase cipher {}",
)  # fmt: skip
IOS = (
    "enable secret 5 {}", "username ops privilege 15 password 7 {}", "snmp-server community {} RO 99",
    "snmp-server host 10.0.0.9 version 2c {}", "snmp-server host 10.0.0.9 {}", " neighbor 10.0.0.1 password 7 {}",
    " ip ospf message-digest-key 1 md5 7 {}", " ip ospf authentication-key {}", "ntp authentication-key 1 md5 {} 7",
    "crypto isakmp key {} address 10.0.0.1", "tacacs-server key 7 {}", "  key-string 7 {}", " key 7 {}",
    "snmp-server user nms grp v3 auth sha {} priv aes 128 " + CANARY,
)  # fmt: skip
FRR = (
    " neighbor 10.0.0.1 password {}", " ip ospf message-digest-key 1 md5 {}", " ip ospf authentication-key {}",
    " isis password md5 {}", " isis password clear {}", " area-password md5 {}", " domain-password clear {}",
    "enable password {}", "password 8 {}", "  key-string {}",
)  # fmt: skip
LINES = [
    *(("huawei_vrp", line) for line in VRP),
    *(("huawei_vrpv8", line) for line in VRP),
    *(("hp_comware", line) for line in (*COMWARE, *VRP[3:7])),
    *(("cisco_ios", line) for line in IOS),
    *(("frr", line) for line in FRR),
    ("osmo_vty_telnet", " auth-key {}"),
    ("huawei_bsc_mml", 'ADD OP:OPNAME="ops",PWD="{}";'),
    ("raisecom_roap", "snmp-server community {} ro"),
    ("raisecom_roap", "user name ops password {}"),
]


@pytest.mark.parametrize(("platform", "line"), LINES)
def test_a_published_line_shows_no_secret(platform: str, line: str) -> None:
    shown = scrubbed(DIALECTS[platform], f"a line\n{line.format(CANARY)}\nanother\n")
    assert CANARY not in shown
    assert "******" in shown
    assert shown.startswith("a line\n")
    assert shown.endswith("\nanother\n")


@pytest.mark.parametrize("platform", sorted({dialect.platform for dialect in DIALECTS.values()}))
def test_what_is_no_secret_stays_readable(platform: str) -> None:
    text = (
        "sysname pe-1\ninterface GE0/0/1\n description to p1\n ip address 10.0.0.1 255.255.255.0\n"
        " ospf cost 10\n port trunk allow-pass vlan 2 to 4094\nrouter bgp 64512\n neighbor 10.0.0.1 remote-as 64512\n"
        "ntp server 10.0.0.1\nload-balance hash mode src-ip\nsnmp-server location 绍兴\n"
    )
    assert scrubbed(DIALECTS[platform], text) == text


def test_a_private_key_is_masked_with_all_its_lines() -> None:
    text = f"before\n-----BEGIN RSA PRIVATE KEY-----\n{CANARY}\n{CANARY}==\n-----END RSA PRIVATE KEY-----\nafter\n"
    shown = scrubbed(DIALECTS["cisco_ios"], text)
    assert CANARY not in shown
    assert shown.endswith("-----END RSA PRIVATE KEY-----\nafter\n")


@cache
def _matching(pattern: str) -> st.SearchStrategy[str]:
    printable = st.characters(codec="ascii", exclude_categories=["Cc"])
    return st.from_regex(re.compile(pattern, re.MULTILINE), alphabet=printable)


@st.composite
def planted(draw: st.DrawFn, pattern: str) -> str:
    """A line in which the pattern finds the canary as its secret."""
    line = draw(_matching(pattern)).replace(CANARY, "")
    found = re.search(pattern, line, re.MULTILINE)
    assume(found is not None)
    assert found is not None
    middle = sum(found.span(1)) // 2
    line = f"{line[:middle]}{CANARY}{line[middle:]}"
    again = re.search(pattern, line, re.MULTILINE)
    assume(again is not None)
    assert again is not None
    assume(CANARY in again[1] and "\n" not in line)
    return line


@pytest.mark.parametrize(("platform", "pattern"), PATTERNS)
@settings(max_examples=25)
@given(data=st.data())
def test_a_planted_secret_is_never_shown_wherever_it_stands(platform: str, pattern: str, data: st.DataObject) -> None:
    dialect = DIALECTS[platform]
    line = data.draw(planted(pattern))
    around = [data.draw(st.lists(WORDS, max_size=3)) for _ in range(2)]
    text = "\n".join([*around[0], line, *around[1], line, ""])
    assert CANARY not in scrubbed(dialect, text)


@pytest.mark.parametrize("platform", sorted({dialect.platform for dialect in DIALECTS.values()}))
def test_an_archive_shows_no_canary_and_gives_every_byte_back(
    platform: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    kept = GitArchive(folder / "configs.git", MemoryVault(), DIALECTS)
    device = Device("d", "127.0.0.1", platform, cli=CliAccess())
    text = "".join(f"{line.format(CANARY)}\r\n" for at, line in LINES if at == platform) + "\x00\ttail"
    version = kept.keep(device, text, AT, "scheduled", LI)
    assert kept.full(version.id, "d") == text
    assert CANARY not in kept.shown(version.id, "d")


def test_masking_twice_changes_nothing_more() -> None:
    for platform, line in LINES:
        dialect: Dialect = DIALECTS[platform]
        once = scrubbed(dialect, line.format(CANARY))
        assert scrubbed(dialect, once) == once
