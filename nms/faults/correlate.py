"""Which active alarm explains which: a pure function of what is active and what hangs on what."""

from collections.abc import Iterable, Iterator, Mapping

from nms.core.alarm import AlarmKey
from nms.topology.dependency import Dependency, Uplink
from nms.topology.naming import WHOLE, Resource, resource

# Of two troubles on one line the one further up explains the other (smaller is stronger).
_RANK: Mapping[str, int] = {
    problem: rank
    for rank, problem in enumerate(
        (
            "sonet-los",
            "sonet-lof",
            "sonet-line-ais",
            "sonet-lop",
            "sonet-path-ais",
            "sonet-unequipped",
            "sonet-label-mismatch",
            "e1-los",
            "e1-ais",
            "e1-lof",
            "e1-unavailable",
            "e1-out-of-service",
            "e1-failure",
            "link-down",
            "sonet-line-rdi",
            "sonet-path-rdi",
            "e1-rai",
            "e1-ts16-ais",
            "e1-lomf",
            "e1-xmt-ais",
            "e1-xmt-rai",
            "e1-xmt-lomf",
            "sonet-section-errored-seconds-high",
            "e1-uas-15min",
            "e1-ses-15min",
            "e1-es-15min",
            "e1-pcv-15min",
            "e1-css-15min",
            "e1-uas-24h",
            "e1-ses-24h",
            "e1-es-24h",
            "e1-pcv-24h",
            "e1-css-24h",
        )
    )
}
# Down to here nothing passes; what comes after merely says that the other end suffers.
_BREAKS = frozenset(problem for problem, rank in _RANK.items() if rank <= _RANK["link-down"])
_POWER = "power-loss"
_UNREACHABLE = "device-unreachable"
_ACCESS_POINT = "ap-fault"
_EXPLAINING = _BREAKS | {_POWER, _UNREACHABLE}
_EXPLAINED = frozenset(_RANK) | {_UNREACHABLE, _ACCESS_POINT}


def explains(key: AlarmKey) -> bool:
    """Whether an alarm of this key can be the cause of others."""
    return key.problem in _EXPLAINING


class ActiveKeys:
    """The keys of the active alarms, found by the part of the network that they speak of."""

    def __init__(self, keys: Iterable[AlarmKey] = ()) -> None:
        self._parts: dict[Resource, dict[str, AlarmKey]] = {}
        self._devices: dict[str, set[AlarmKey]] = {}
        for key in keys:
            self.add(key)

    def add(self, key: AlarmKey) -> None:
        """An alarm became active."""
        self._parts.setdefault(resource(key.device, key.object), {})[key.problem] = key
        self._devices.setdefault(key.device, set()).add(key)

    def remove(self, key: AlarmKey) -> None:
        """An alarm cleared."""
        self._parts.get(resource(key.device, key.object), {}).pop(key.problem, None)
        self._devices.get(key.device, set()).discard(key)

    def on(self, part: Resource) -> Mapping[str, AlarmKey]:
        """Active problems of one part."""
        return self._parts.get(part, {})

    def of(self, device: str) -> frozenset[AlarmKey]:
        """Active alarms of one device."""
        return frozenset(self._devices.get(device, ()))


def root(key: AlarmKey, active: ActiveKeys, depends: Dependency) -> AlarmKey | None:
    """The last cause behind an alarm, None if it explains itself. Causes never form a circle: a step leads up to the
    carrier, to a stronger problem of the same line, or towards the centre of the network."""
    if key.problem not in _EXPLAINED:
        return None
    last: AlarmKey | None = None
    step = cause(key, active, depends)
    while step is not None and step != last:
        last, step = step, cause(step, active, depends)
    return last


def cause(key: AlarmKey, active: ActiveKeys, depends: Dependency) -> AlarmKey | None:
    """The nearest active alarm that explains `key`."""
    if key.problem == _UNREACHABLE:
        power = active.on(Resource(key.device, WHOLE)).get(_POWER)
        return power or _isolation(key.device, active, depends)
    if key.problem == _ACCESS_POINT:
        return _behind_access_point(key, active, depends)
    if key.problem not in _RANK:
        return None
    return _on_line(key, active, depends)


def _on_line(key: AlarmKey, active: ActiveKeys, depends: Dependency) -> AlarmKey | None:
    part = resource(key.device, key.object)
    for carrier in depends.parents(part):
        broken = _strongest(active.on(carrier))
        if broken is not None:
            return broken
    peer = depends.peer(part)
    if peer is not None and (power := active.on(Resource(peer.device, WHOLE)).get(_POWER)):
        return power
    return _stronger_on_same_line(key, part, peer, active, depends)


def _stronger_on_same_line(
    key: AlarmKey, part: Resource, peer: Resource | None, active: ActiveKeys, depends: Dependency
) -> AlarmKey | None:
    mine = _order(key, part, depends)
    there = [(part, known) for known in active.on(part).values()]
    if peer is not None:
        there += [(peer, known) for known in active.on(peer).values()]
    better = [
        (order, known)
        for end, known in there
        if known.problem in _BREAKS and (order := _order(known, end, depends)) < mine
    ]
    return min(better)[1] if better else None


def _order(key: AlarmKey, part: Resource, depends: Dependency) -> tuple[int, bool, Resource]:
    return _RANK[key.problem], part not in depends.first_ends, part


def _strongest(problems: Mapping[str, AlarmKey]) -> AlarmKey | None:
    breaking = _BREAKS & problems.keys()
    return problems[min(breaking, key=_RANK.__getitem__)] if breaking else None


def _isolation(device: str, active: ActiveKeys, depends: Dependency) -> AlarmKey | None:
    """The alarm behind which a device is lost: every way towards the centre must be broken, the first one is named."""
    causes = [_broken(uplink, active) for uplink in depends.uplinks(device)]
    known = [cause for cause in causes if cause is not None]
    return min(known) if known and len(known) == len(causes) else None


def _broken(uplink: Uplink, active: ActiveKeys) -> AlarmKey | None:
    on_link = _strongest(active.on(uplink.far)) or _strongest(active.on(uplink.near))
    return on_link or active.on(Resource(uplink.far.device, WHOLE)).get(_UNREACHABLE)


def _behind_access_point(key: AlarmKey, active: ActiveKeys, depends: Dependency) -> AlarmKey | None:
    mine = active.on(resource(key.device, key.object))
    if _POWER in mine:
        return mine[_POWER]
    switch = depends.switch_of(key.object.removeprefix("AP "))
    if not switch:
        return None
    lost = active.on(Resource(switch, WHOLE)).get(_UNREACHABLE)
    return lost or _isolation(switch, active, depends)


def touched(key: AlarmKey, active: ActiveKeys, depends: Dependency) -> Iterator[AlarmKey]:
    """Active alarms whose cause may be another one now that `key` came or went."""
    if explains(key):
        for device in depends.affected(key.device):
            yield from (other for other in active.of(device) if other.problem in _EXPLAINED)
