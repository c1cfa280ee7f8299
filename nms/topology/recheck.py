"""Certificates held against the network as it is now: which pairs are no longer whole or no longer apart."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from nms.topology.certificate import shared
from nms.topology.network import Network

WORKING, PROTECTION, COMMON = "working-broken", "protection-broken", "shared"


class Lost(NamedTuple):
    """Diversity that is gone: of which certificate, why (`working-broken`, `protection-broken`: links or nodes are
    gone; `shared`: they have something in common that they had not), and which elements."""

    name: str
    reason: str
    links: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    srlg: tuple[str, ...] = ()


def recheck(network: Network, certificates: Mapping[str, Mapping[str, Any]]) -> tuple[Lost, ...]:
    """What the network, as it is now, makes of certificates by name; () where all pairs are as they were certified.

    What a certificate itself told to be shared is no loss. Nothing is searched: one pass over the paths.
    """
    places = {name: link for link, name in enumerate(network.links)}
    return tuple(lost for name in sorted(certificates) for lost in _lost(network, places, name, certificates[name]))


def _lost(network: Network, places: Mapping[str, int], name: str, told: Mapping[str, Any]) -> Iterator[Lost]:
    paths = told["working"], told["protection"]
    broken = [_broken(network, places, path) for path in paths]
    for reason, (links, nodes) in zip((WORKING, PROTECTION), broken, strict=True):
        if links or nodes:
            yield Lost(name, reason, links, nodes)
    if any(links or nodes for links, nodes in broken):
        return
    one, other = (
        ([network.node(node) for node in path["nodes"]], [places[link] for link in path["links"]]) for path in paths
    )
    found = shared(network, *one, *other, told)
    more = {kind: tuple(sorted(set(found[kind]) - set(told["shared"][kind]))) for kind in found}
    if any(more.values()):
        yield Lost(name, COMMON, more["links"], more["nodes"], more["srlg"])


def _broken(
    network: Network, places: Mapping[str, int], path: Mapping[str, Any]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Links of a path that are gone or lead elsewhere, and nodes that are gone."""
    nodes = tuple(node for node in path["nodes"] if node not in network.known_as)
    links = tuple(
        link
        for link, *ends in zip(path["links"], path["nodes"], path["nodes"][1:], strict=False)
        if link not in places
        or {network.nodes[at] for at in (network.a[places[link]], network.b[places[link]])} != set(ends)
    )
    return links, nodes
