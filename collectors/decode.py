"""Values as agents write them turned into values as we keep them; "" or None for what does not fit."""

import re
import unicodedata
from ipaddress import IPv4Address, IPv6Address

from nms.core.ports import Oid, Value

_HEX_MAC = re.compile(r"(?:0x)?((?:[0-9A-Fa-f]{1,2}[:.\- ]){5}[0-9A-Fa-f]{1,2}|[0-9A-Fa-f]{12})\Z")
_SPACES = re.compile(r"[\t\r\n\v\f]+")


def decoded(octets: bytes) -> str:
    """Text of unknown encoding: UTF-8, else GB18030 (agents configured in Chinese), else latin-1."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return octets.decode(encoding)
        except UnicodeDecodeError:
            continue
    return octets.decode("latin-1")


def text(value: Value) -> str:
    """An OCTET STRING as one stripped line: line ends become spaces, other control characters go."""
    if not isinstance(value, bytes):
        return ""
    line = _SPACES.sub(" ", decoded(value))
    return "".join(char for char in line if unicodedata.category(char) != "Cc").strip()


def mac_of(octets: bytes) -> str:
    """Six octets, or the way some agents spell them as text, as 12 lower hex; "" for anything else."""
    if len(octets) == 6:
        return octets.hex()
    spelled = _HEX_MAC.match(octets.decode("latin-1").strip("\0 "))
    if spelled is None:
        return ""
    parts = re.split(r"[:.\- ]", spelled.group(1))
    return "".join(part.zfill(2) for part in parts).lower()


def mac(value: Value) -> str:
    """A MAC as 12 lower hex; "" for none and for all zeros, by which agents mean none."""
    spelled = mac_of(value) if isinstance(value, bytes) else ""
    return "" if spelled == "0" * 12 else spelled


def mac_index(arcs: Oid) -> str:
    """The MAC in six arcs of an index; "" if they are none."""
    return bytes(arcs).hex() if len(arcs) == 6 and all(0 <= arc <= 255 for arc in arcs) else ""


def ipv4(value: Value) -> str:
    """An IpAddress in dotted form; "" for none and for 0.0.0.0."""
    return str(IPv4Address(value)) if isinstance(value, bytes) and len(value) == 4 and any(value) else ""


def ipv4_index(arcs: Oid) -> str:
    """The address in four arcs of an index; "" if they are none."""
    return ".".join(map(str, arcs)) if len(arcs) == 4 and all(0 <= arc <= 255 for arc in arcs) else ""


def network_address(octets: bytes) -> str:
    """An LLDP network address: IANA family number (1 IPv4, 2 IPv6) and the address; "" for others."""
    if len(octets) == 5 and octets[0] == 1:
        return str(IPv4Address(octets[1:]))
    if len(octets) == 17 and octets[0] == 2:
        return str(IPv6Address(octets[1:]))
    return ""


def dotted(value: Value) -> str:
    """An OBJECT IDENTIFIER in dotted form; "" for none."""
    return ".".join(map(str, value)) if isinstance(value, tuple) else ""


def address_index(arcs: Oid) -> str:
    """The address in an index that starts with InetAddressType and a length, or with the length alone; "" for none."""
    for start in (2, 1):
        octets = arcs[start:]
        if len(arcs) > start and arcs[start - 1] == len(octets) and len(octets) in (4, 16) and max(octets) <= 255:
            return address(bytes(octets))
    return ""


def address(octets: bytes) -> str:
    """An IPv4 or IPv6 address of 4 or 16 octets as text; "" for any other number of them."""
    if len(octets) == 4:
        return str(IPv4Address(octets))
    return str(IPv6Address(octets)) if len(octets) == 16 else ""
