"""The networks of a hall's WLAN: how many, how named, how secured, and whom their guests never reach."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from nms.core.errors import InvalidError, NmsError
from nms.core.hall import QUARANTINE_VLAN, Ssid, SsidKind

MOST_SSIDS = 4
"""Networks per radio: each costs airtime for its beacons."""
LONGEST_NAME = 32
"""Octets of an SSID (IEEE 802.11, 9.4.2.2)."""
INSIDE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
"""Addresses of offices and the data communication network (RFC 1918, RFC 6598): guests never reach them."""


@dataclass(frozen=True, slots=True)
class Isolation:
    """What a network's clients are kept from.

    `clients` apart: they do not reach each other; `vlans` of the hall and `nets` are denied; `security` is open-portal,
    wpa2-enterprise or wpa2-psk.
    """

    ssid: str
    vlan: int
    security: str
    clients: bool
    vlans: tuple[int, ...]
    nets: tuple[str, ...]

    def reaches(self, vlan: int, address: str) -> bool:
        """Whether a client of this network gets through to an address in a VLAN."""
        if vlan == self.vlan:
            return not self.clients
        inside = any(ip_address(address) in ip_network(net) for net in self.nets)
        return vlan not in self.vlans and not inside


_SECURITY: Mapping[SsidKind, str] = {
    SsidKind.PUBLIC: "open-portal",
    SsidKind.STAFF: "wpa2-enterprise",
    SsidKind.DEMO: "wpa2-psk",
}
_ALLOWED: Mapping[SsidKind, tuple[str, ...]] = {
    # VLANs by use that a network of this kind may lead to
    SsidKind.PUBLIC: ("wlan-public",),
    SsidKind.STAFF: ("wlan-staff", "oa"),
    SsidKind.DEMO: ("wlan-public",),
}
_KEPT_FROM: Mapping[SsidKind, tuple[str, ...]] = {
    SsidKind.PUBLIC: ("oa", "voice", "wlan-staff", "management"),
    SsidKind.STAFF: ("wlan-public", "management"),
    SsidKind.DEMO: ("oa", "voice", "wlan-staff", "management"),
}


def isolation(ssids: Iterable[Ssid], vlans: Mapping[str, int], inside: Sequence[str] = INSIDE) -> tuple[Isolation, ...]:
    """The rules of the networks that are on; guests are kept from each other, offices and management."""
    return tuple(
        Isolation(
            ssid.name,
            ssid.vlan,
            _SECURITY[ssid.kind],
            clients=ssid.kind is not SsidKind.STAFF,
            vlans=tuple(vlans[use] for use in _KEPT_FROM[ssid.kind] if use in vlans and vlans[use] != ssid.vlan),
            nets=tuple(inside) if ssid.kind is not SsidKind.STAFF else (),
        )
        for ssid in ssids
        if ssid.enabled
    )


def ssid_errors(ssids: Sequence[Ssid], vlans: Mapping[str, int]) -> list[NmsError]:
    """Everything wrong with the networks of a hall."""
    on = [ssid for ssid in ssids if ssid.enabled]
    found: list[NmsError] = []
    if len(on) > MOST_SSIDS:
        found.append(InvalidError("NMS-WLAN-010", field="ssids", value=len(on), limit=MOST_SSIDS))
    twice = [name for name, number in Counter(ssid.name for ssid in ssids).items() if number > 1]
    found += [InvalidError("NMS-WLAN-011", field="ssids.name", value=name) for name in twice]
    return found + [error for ssid in ssids for error in _errors(ssid, vlans)]


def _errors(ssid: Ssid, vlans: Mapping[str, int]) -> Iterable[NmsError]:
    if not 1 <= len(ssid.name.encode()) <= LONGEST_NAME or not ssid.name.isprintable():
        yield InvalidError("NMS-WLAN-012", field="ssids.name", value=repr(ssid.name), limit=LONGEST_NAME)
    right = {use: vlans[use] for use in _ALLOWED[ssid.kind] if use in vlans}
    others = {number for use, number in vlans.items() if use not in right}
    if ssid.vlan not in right.values() or ssid.vlan in others or ssid.vlan == QUARANTINE_VLAN:
        allowed = ", ".join(f"{number} ({use})" for use, number in right.items())
        yield InvalidError(
            "NMS-WLAN-013", field=f"ssids.{ssid.name}.vlan", value=ssid.vlan, kind=ssid.kind.value, allowed=allowed
        )
