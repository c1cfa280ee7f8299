"""What working and protection way have in common, as the topology's certificates have it."""

from collections.abc import Mapping, Sequence
from typing import Any

from nms.core.line import Way
from nms.core.site import Inventory


def certified(inventory: Inventory, work: Way, protect: Way, also: Sequence[str] = ()) -> Mapping[str, Any]:
    """A certificate of the form that `nms.topology.recheck` holds against the network: of one pair, nothing proven.

    The ends themselves are no shared nodes where both ways have them; `also` are risks beyond the links (ducts of the
    customer's own cable) that both have.
    """
    ends = {work.devices[0], work.devices[-1]} & {protect.devices[0], protect.devices[-1]}
    nodes = sorted((set(work.devices) & set(protect.devices)) - ends)
    links = sorted(set(work.links) & set(protect.links))
    risks = sorted((_risks(inventory, work) & _risks(inventory, protect)) | set(also))
    return {
        "a": work.devices[0],
        "b": work.devices[-1],
        "kind": "node",
        "srlg": True,
        "unit": "km",
        "cost": round(sum(link_km(inventory, link) for way in (work, protect) for link in way.links), 6),
        "working": _plain(inventory, work),
        "protection": _plain(inventory, protect),
        "shared": {"links": links, "nodes": nodes, "srlg": risks},
        "proven": False,
        "cut": None,
        "bound": None,
    }


def shared_words(certificate: Mapping[str, Any]) -> str:
    """What is shared, by name; "" nothing."""
    shared = certificate["shared"]
    return ", ".join((*shared["links"], *shared["nodes"], *shared["srlg"]))


def _plain(inventory: Inventory, way: Way) -> dict[str, Any]:
    cost = round(sum(link_km(inventory, link) for link in way.links), 6)
    return {"nodes": list(way.devices), "links": list(way.links), "cost": cost}


def _risks(inventory: Inventory, way: Way) -> set[str]:
    return {duct for name in way.links if name in inventory.links for duct in inventory.links[name].srlg}


def link_km(inventory: Inventory, name: str) -> float:
    """Length of a link; 0 for one that is not in the inventory."""
    return inventory.links[name].km if name in inventory.links else 0.0
