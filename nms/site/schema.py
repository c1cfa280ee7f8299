"""What the inventory files may say, key by key; anything else is refused by name."""

import re
from ipaddress import ip_address
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, RootModel
from pydantic_core import PydanticCustomError

from nms.core.config import Port, Seconds
from nms.core.device import Role

_MAC = re.compile(r"[0-9a-f]{12}")
_MAC_MARKS = str.maketrans("", "", ":-. ")
_END = re.compile(r"[^:\s]+:\S.*")


def _address(value: str) -> str:
    try:
        address = ip_address(value)
    except ValueError:
        raise PydanticCustomError("NMS-INV-040", "not an IP address") from None
    if address.is_unspecified or address.is_multicast or value == "255.255.255.255":
        raise PydanticCustomError("NMS-INV-040", "no address of one device")
    return str(address)


def _mac(value: object) -> str:
    """12 lower-case hex digits from any usual writing; the file's plain 12-digit number counts as digits."""
    text = str(value).zfill(12) if isinstance(value, int) else str(value).casefold().translate(_MAC_MARKS)
    if not _MAC.fullmatch(text) or int(text[:2], 16) & 1 or not int(text, 16):
        raise PydanticCustomError("NMS-INV-041", "not a MAC address of one device")
    return text


def _end(value: str) -> str:
    if not _END.fullmatch(value):
        raise PydanticCustomError("NMS-INV-042", "not device:port")
    return value


def _no_secret(value: object) -> None:
    if value is not None:
        raise PydanticCustomError("NMS-INV-031", "a secret in a file")


def _demo_community(value: str) -> str:
    if value not in ("", "public"):
        raise PydanticCustomError("NMS-INV-031", "a secret in a file")
    return value


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _texts(value: object) -> object:
    return {key: _as_text(item) for key, item in value.items()} if isinstance(value, dict) else value


Address = Annotated[str, AfterValidator(_address)]
Mac = Annotated[str, BeforeValidator(_mac)]
End = Annotated[str, AfterValidator(_end)]
Label = Annotated[str, BeforeValidator(_as_text)]
Labels = Annotated[dict[str, str], BeforeValidator(_texts)]
Secret = Annotated[None, BeforeValidator(_no_secret)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]


class Entry(BaseModel):
    """An entry of an inventory file."""

    model_config = ConfigDict(extra="forbid")


class SnmpEntry(Entry):
    """How an agent is reached; what is left out comes from the groups, the defaults and config.yaml, in this order."""

    credential: str = ""
    version: Annotated[Literal["1", "2c", "3"] | None, BeforeValidator(_as_text)] = None
    port: Port | None = None
    community: Annotated[str, AfterValidator(_demo_community)] = ""
    context: Label = ""
    may_set: bool = False
    timeout_s: Seconds | None = None
    retries: Annotated[int, Field(ge=0, le=10)] | None = None


class CliEntry(Entry):
    """How a command line is reached; what is left out comes from the groups and the defaults, in this order."""

    transport: Literal["ssh", "telnet"] | None = None
    port: Port | None = None
    credential: str = ""
    legacy: bool = False
    ctrl_port: Port | None = None


class HostData(Entry):
    """Our keys below Nornir's `data`."""

    site: Label = ""
    role: Role | None = None
    managed: bool = True
    labels: Labels = {}
    snmp: SnmpEntry | None = None
    cli: CliEntry | None = None


class HostEntry(Entry):
    """A host, a group or the defaults, in Nornir's own keys."""

    hostname: Address | None = None
    platform: str | None = None
    port: Port | None = None
    username: str | None = None
    password: Secret = None
    groups: tuple[str, ...] = ()
    data: HostData | None = None
    connection_options: dict[str, dict[str, Any]] = {}


class SiteEntry(Entry):
    """sites.yaml"""

    kind: Literal["core", "agg", "access", "hall", "customer", "radio"]
    district: str = ""
    title: str = ""
    lon: Longitude = 0.0
    lat: Latitude = 0.0
    customer: Label = ""


class WayEntry(Entry):
    """One way to reach a site (access.yaml)."""

    kind: Literal["pon", "sdh", "ethernet", "e1"]
    device: str
    port: Label = ""
    km: Annotated[float, Field(ge=0, le=10_000)] = 0.0
    splits: tuple[Literal[2, 4, 8, 16, 32, 64, 128], ...] = ()
    optics: Literal["B+", "C+", "PX20+"] = "B+"
    fibres: Annotated[int, Field(ge=0, le=10_000)] = 0
    srlg: tuple[Label, ...] = ()
    standby: bool = False


class AccessEntry(RootModel[tuple[WayEntry, ...]]):
    """access.yaml: the ways to reach a site, the one that is used first at the top."""


class LinkEntry(Entry):
    """links.yaml"""

    a: End
    b: End
    kind: Literal["e1", "ethernet", "fibre", "sdh", "pon"] = "ethernet"
    km: Annotated[float, Field(ge=0, le=50_000)] = 0.0  # the longest cable of the sea has 39,000
    srlg: tuple[Label, ...] = ()
    labels: Labels = {}


class CustomerEntry(Entry):
    """customers.yaml"""

    title: str = ""
    grade: Literal["AAA", "AA", "A", "normal"] = "normal"


class PcEntry(Entry):
    """A PC admitted to a hall."""

    mac: Mac
    owner: Label = ""
    port: Label = ""
    vlan: Annotated[int, Field(ge=1, le=4094)] = 10


class HallEntry(Entry):
    """halls.yaml"""

    site: str
    title: str = ""
    design: Literal["new", "old"] = "new"
    devices: tuple[str, ...] = ()
    voice_lines: Annotated[int, Field(ge=0, le=1000)] = 0
    pcs: tuple[PcEntry, ...] = ()
    labels: Labels = {}


class CellEntry(Entry):
    """cells.yaml"""

    bsc: str
    bts: Label
    lac: Annotated[int, Field(ge=0, le=65_535)]
    ci: Annotated[int, Field(ge=0, le=65_535)]
    arfcn: Annotated[int, Field(ge=0, le=1023)]
    bsic: Annotated[str, BeforeValidator(_as_text), Field(pattern=r"^([0-7]{1,2})?$")] = ""
    lon: Longitude = 0.0
    lat: Latitude = 0.0


FILES: dict[str, type[BaseModel]] = {
    "hosts": HostEntry,
    "groups": HostEntry,
    "sites": SiteEntry,
    "links": LinkEntry,
    "customers": CustomerEntry,
    "halls": HallEntry,
    "cells": CellEntry,
    "access": AccessEntry,
}
"""Files of named entries; defaults.yaml holds one HostEntry without a name."""
