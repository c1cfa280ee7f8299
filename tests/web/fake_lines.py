"""The map's groups, lines, customers, causes and resources beside the believable city, in memory."""

from collections.abc import Mapping, Sequence

from nms.app.map_views import MapGroup

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


class FakeMaps:
    """A ring, a duct and a tree; one link in trouble."""

    def links(self) -> Mapping[str, str]:
        return {"p1-p2-0": "critical"}

    def groups(self) -> Sequence[MapGroup]:
        return [
            MapGroup("duct", HOSTILE, ("p1", "p2"), ("p1-p2-0",)),
            MapGroup("ring", "yc", ("p1", "p2", "pe-yc"), ("p1-p2-0",)),
            MapGroup("tree", "olt-yc 0/1/0", ("olt-yc", "core"), ()),
        ]
