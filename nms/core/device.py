"""A managed network element and how it is reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class SnmpVersion(StrEnum):
    """SNMP message versions as users write them."""

    V1 = "1"
    V2C = "2c"
    V3 = "3"


class Role(StrEnum):
    """What an element does in the branch's network."""

    PE = "pe"
    P = "p"
    AGGREGATION = "aggregation"
    ACCESS_SWITCH = "access-switch"
    CPOS_ROUTER = "cpos-router"
    HALL_ROUTER = "hall-router"
    CONVERTER = "converter"
    HALL_SWITCH = "hall-switch"
    OLT = "olt"
    AC = "ac"
    AP = "ap"
    FIREWALL = "firewall"
    DCN = "dcn"
    RADIUS = "radius"
    BSC = "bsc"
    MSTP = "mstp"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SnmpAccess:
    """How to speak SNMP to one agent; keys and community never show in a repr.

    `auth` is one of md5 sha1 sha224 sha256 sha384 sha512 or ""; `priv` one of des aes128 aes192 aes256 or "".
    """

    version: SnmpVersion = SnmpVersion.V2C
    port: int = 161
    community: str = field(default="", repr=False)
    context: str = ""
    user: str = ""
    auth: str = ""
    auth_key: str = field(default="", repr=False)
    priv: str = ""
    priv_key: str = field(default="", repr=False)
    timeout_s: float = 2.0
    retries: int = 1
    may_set: bool = False


@dataclass(frozen=True, slots=True)
class CliAccess:
    """How to reach one command line; `credential` names a login that is looked up when a session opens.

    `legacy` allows the old SSH algorithms of old gear; `transport` is ssh or telnet; at `ctrl_port` an osmo-bsc tells
    its counters.
    """

    port: int = 22
    transport: str = "ssh"
    credential: str = ""
    legacy: bool = False
    ctrl_port: int = 4249


@dataclass(frozen=True, slots=True)
class Device:
    """One element of the inventory; `snmp` is None for what no SNMP reaches (MSTP elements), `cli` likewise."""

    name: str
    address: str
    platform: str = ""
    role: Role = Role.OTHER
    site: str = ""
    snmp: SnmpAccess | None = None
    cli: CliAccess | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def polled(self) -> bool:
        """Whether an SNMP agent stands behind it."""
        return self.snmp is not None
