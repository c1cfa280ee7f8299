"""A case thought through: elements taken for failed, and all that would go down with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nms.app.impact_views import told
from nms.core.errors import NmsError
from web.context import facade


@dataclass(frozen=True, slots=True)
class Case:
    """What fails, what that takes down (as `nms.app.impact_views.told`), what is wrong with the question.

    `links` are those that are dark.
    """

    failed: Sequence[str] = ()
    told: Mapping[str, Any] = field(default_factory=dict)
    problem: NmsError | None = None
    links: Sequence[str] = ()


def case_of(names: Sequence[str]) -> Case:
    """The case that these elements (devices, links, ducts, "device:port") fail."""
    failed = tuple(dict.fromkeys(names))
    try:
        found = told(facade().impacts.of_elements(failed)) if failed else {}
    except NmsError as error:
        return Case(failed, problem=error)
    inventory = facade().inventory
    dead = set(failed) | set(found.get("devices", ()))
    links = [
        name
        for name, link in inventory.links.items()
        if name in dead or {link.a.device, link.b.device} & dead or set(link.srlg) & dead
    ]
    return Case(failed, found, links=links if failed else ())
