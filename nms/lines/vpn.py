"""Keys of VPNs: route targets and who can reach whom, route distinguishers, pseudowire ids, link networks."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

from nms.core.errors import ConflictError, InvalidError
from nms.core.line import Unit

_WIDE: Final = 0xFFFF
_LINK: Final = frozenset({30, 31})


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


def rd_unit(text: str) -> Unit:
    """A route distinguisher is given out once: by choice one per VPN and PE, so that ways of equal cost stay apart."""
    return Unit("rd", text)


def mesh(names: Iterable[str], target: str) -> tuple[Vrf, ...]:
    """Everybody reaches everybody: one target, both ways."""
    both = frozenset({target})
    return tuple(Vrf(name, both, both) for name in names)


def hub_and_spoke(hubs: Iterable[str], spokes: Iterable[str], hub_target: str, spoke_target: str) -> tuple[Vrf, ...]:
    """Spokes take routes of hubs only; hubs take those of spokes and of each other. InvalidError NMS-LINE-093 for one
    target, which would be a mesh."""
    if hub_target == spoke_target:
        raise InvalidError("NMS-LINE-093", value=hub_target)
    of_hub, of_spoke = frozenset({hub_target}), frozenset({spoke_target})
    centre = list(hubs)
    among = of_hub if len(centre) > 1 else frozenset[str]()
    return (
        *(Vrf(name, of_spoke | among, of_hub) for name in centre),
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
    seen = reaches(vrfs)
    for one in vrfs:
        for other in vrfs:
            pair = (one.name, other.name)
            wanted = one.name in hubs or other.name in hubs
            if one.name != other.name and (pair in seen) is not wanted:
                yield pair


def check_star(vrfs: Sequence[Vrf], hubs: Collection[str]) -> None:
    """InvalidError NMS-LINE-093 names the pairs for which the star does not hold."""
    if broken := sorted(breaches(vrfs, hubs)):
        raise InvalidError("NMS-LINE-093", value=", ".join(f"{one} → {other}" for one, other in broken))


def vc_scope(one: str, other: str) -> str:
    """The scope of pseudowire ids between two PEs, whichever is named first; InvalidError NMS-LINE-092 for one PE."""
    if one == other:
        raise InvalidError("NMS-LINE-092", value=one)
    return "vc-id/" + "/".join(sorted((one, other)))


def first_number(scope: str, allowed: range, taken: Collection[int]) -> int:
    """The first number of a range that is not taken; ConflictError NMS-LINE-088."""
    for number in allowed:
        if number not in taken:
            return number
    raise ConflictError("NMS-LINE-088", scope=scope, range=f"{allowed.start}-{allowed.stop - 1}")


def link_units(net: IPv4Network, pool: IPv4Network) -> frozenset[Unit]:
    """A link network as /31 units, so that a /30 and a /31 in it exclude each other; InvalidError NMS-LINE-090 for
    another length or outside the pool."""
    if net.prefixlen not in _LINK or not net.subnet_of(pool):
        raise InvalidError("NMS-LINE-090", key=str(pool), value=str(net))
    return frozenset(Unit("link-net", str(half)) for half in net.subnets(new_prefix=31))


def first_link_net(pool: IPv4Network, length: int, taken: Collection[str]) -> IPv4Network:
    """The first aligned /30 or /31 (RFC 3021) of which no /31 is taken; ConflictError NMS-LINE-088."""
    if length not in _LINK:
        raise InvalidError("NMS-LINE-090", key=str(pool), value=f"/{length}")
    for net in pool.subnets(new_prefix=length):
        if not any(unit.unit in taken for unit in link_units(net, pool)):
            return net
    raise ConflictError("NMS-LINE-088", scope="link-net", range=str(pool))
