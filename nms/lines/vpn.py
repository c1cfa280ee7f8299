"""Keys of VPNs: route targets and who can reach whom, route distinguishers, pseudowire ids, link networks."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

from nms.core.errors import InvalidError
from nms.core.line import Unit

_WIDE: Final = 0xFFFF
_LINK: Final = 31


@dataclass(frozen=True, slots=True)
class Vrf:
    """One end's routing table: the route targets it takes routes with, and those it gives its own (RFC 4364)."""

    name: str
    imports: frozenset[str]
    exports: frozenset[str]


def route_target(asn: int, number: int) -> str:
    """asn:number, two octets and four or (above 65535) four and two (RFC 4360, RFC 5668); InvalidError NMS-LINE-076."""
    most = 0xFFFFFFFF if asn <= _WIDE else _WIDE
    if not 1 <= asn <= 0xFFFFFFFF or not 0 <= number <= most:
        raise InvalidError("NMS-LINE-076", key="asn:number", value=f"{asn}:{number}", low="1:0", high=f"{asn}:{most}")
    return f"{asn}:{number}"


def mesh(names: Iterable[str], target: str) -> tuple[Vrf, ...]:
    """Everybody reaches everybody: one target, both ways."""
    both = frozenset({target})
    return tuple(Vrf(name, both, both) for name in names)


def hub_and_spoke(hubs: Iterable[str], spokes: Iterable[str], hub_target: str, spoke_target: str) -> tuple[Vrf, ...]:
    """Spokes take routes of hubs only, hubs (the homes of one site) those of spokes only. InvalidError NMS-LINE-093
    for one target, which would be a mesh."""
    if hub_target == spoke_target:
        raise InvalidError("NMS-LINE-093", value=hub_target)
    of_hub, of_spoke = frozenset({hub_target}), frozenset({spoke_target})
    return (
        *(Vrf(name, of_spoke, of_hub) for name in hubs),
        *(Vrf(name, of_hub, of_spoke) for name in spokes),
    )


def reaches(vrfs: Sequence[Vrf]) -> frozenset[tuple[str, str]]:
    """Every ordered pair of different ends of which the first has the second's routes, by itself: what a hub tells on
    on purpose is not in it."""
    return frozenset(
        (one.name, other.name)
        for one in vrfs
        for other in vrfs
        if one.name != other.name and one.imports & other.exports
    )


def breaches(vrfs: Sequence[Vrf], hubs: Collection[str]) -> Iterator[tuple[str, str]]:
    """Where a star is none: spokes that have each other's routes, spokes and hubs that lack each other's."""
    seen, spokes = reaches(vrfs), [vrf.name for vrf in vrfs if vrf.name not in hubs]
    for spoke in spokes:
        yield from ((spoke, other) for other in spokes if (spoke, other) in seen)
        yield from (pair for hub in hubs for pair in ((spoke, hub), (hub, spoke)) if pair not in seen)


def check_star(vrfs: Sequence[Vrf], hubs: Collection[str]) -> None:
    """InvalidError NMS-LINE-093 names the pairs for which the star does not hold."""
    if broken := sorted(breaches(vrfs, hubs)):
        raise InvalidError("NMS-LINE-093", value=", ".join(f"{one} → {other}" for one, other in broken))


def vc_scope(one: str, other: str) -> str:
    """The scope of pseudowire ids between two PEs, whichever is named first."""
    return "vc-id/" + "/".join(sorted((one, other)))


def link_nets(pool: IPv4Network) -> Iterator[IPv4Network]:
    """The networks between a PE and a customer's router that a pool has: aligned /31 (RFC 3021)."""
    return pool.subnets(new_prefix=_LINK)


def link_units(net: IPv4Network, pool: IPv4Network) -> frozenset[Unit]:
    """Any network as the /31 units of a pool that it touches, so that whatever overlaps excludes each other; a network
    that the pool lies in takes none of it."""
    if net == pool or not net.subnet_of(pool):
        return frozenset()
    whole = net if net.prefixlen <= _LINK else net.supernet(new_prefix=_LINK)
    return frozenset(Unit("link-net", str(one)) for one in whole.subnets(new_prefix=_LINK))
