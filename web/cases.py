"""A case thought through: elements taken for failed, and all that would go down with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from nms.app.impact_views import ImpactView
from nms.core.errors import NmsError
from web.context import facade


@dataclass(frozen=True, slots=True)
class Case:
    """What fails, what that takes down, and what is wrong with the question; `links` are those that are dark."""

    failed: Sequence[str] = ()
    view: ImpactView | None = None
    problem: NmsError | None = None
    links: Sequence[str] = ()


def case_of(names: Sequence[str]) -> Case:
    """The case that these elements (devices, links, ducts, "device:port") fail."""
    failed = tuple(dict.fromkeys(names))
    try:
        view = facade().impacts.of_elements(failed) if failed else None
    except NmsError as error:
        return Case(failed, problem=error)
    inventory = facade().inventory
    dead = set(failed) | set(view.impact.devices if view else ())
    links = [
        name
        for name, link in inventory.links.items()
        if name in dead or {link.a.device, link.b.device} & dead or set(link.srlg) & dead
    ]
    return Case(failed, view, links=links if failed else ())
