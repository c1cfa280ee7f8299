"""What changed between two looks at the links: added, changed, gone; and the links that such changes add up to."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nms.core.site import LinkEnd
from nms.topology.graph import TopologyLink

ADDED, CHANGED, GONE = "added", "changed", "gone"

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LinkChange:
    """One change of one link: what it is from then on (for `gone`: what it was)."""

    at: datetime
    link: str
    change: str
    body: Body


def told(link: TopologyLink) -> Body:
    """A link as plain data. When it was last heard changes all the time and is news only once it is stale."""
    return {
        "a": [link.a.device, link.a.port],
        "b": [link.b.device, link.b.port],
        "kind": link.kind,
        "source": link.source,
        "sources": list(link.sources),
        "confidence": link.confidence,
        "first_seen": _text(link.first_seen),
        "last_seen": _text(link.last_seen) if link.stale else None,
        "stale": link.stale,
        "km": link.km,
        "mbps": link.mbps,
        "srlg": list(link.srlg),
    }


def remembered(name: str, body: Body) -> TopologyLink:
    """The link that `told` turned into plain data."""
    return TopologyLink(
        name=name,
        a=LinkEnd(*body["a"]),
        b=LinkEnd(*body["b"]),
        kind=body["kind"],
        source=body["source"],
        first_seen=_moment(body["first_seen"]),
        last_seen=_moment(body["last_seen"]),
        stale=body["stale"],
        sources=tuple(body["sources"]),
        confidence=body["confidence"],
        km=body["km"],
        mbps=body["mbps"],
        srlg=tuple(body["srlg"]),
    )


def changes(before: Mapping[str, Body], links: Iterable[TopologyLink], at: datetime) -> Iterator[LinkChange]:
    """What makes the links of `before` those that are there at a moment."""
    after = {link.name: told(link) for link in links}
    for name, body in sorted(after.items()):
        if name not in before:
            yield LinkChange(at, name, ADDED, body)
        elif before[name] != body:
            yield LinkChange(at, name, CHANGED, body)
    for name in sorted(before.keys() - after.keys()):
        yield LinkChange(at, name, GONE, before[name])


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
