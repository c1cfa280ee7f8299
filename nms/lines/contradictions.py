"""What cannot be true of an order at once, and what it lacks: every reason, each with field, value and remedy."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from ipaddress import IPv4Network
from itertools import combinations
from typing import Final, NamedTuple

from nms.core.errors import InvalidError
from nms.core.line import LineService
from nms.lines.carried import IFACES, fitting, is_stm
from nms.lines.order import OrderDocument
from nms.lines.requirement import EXAMPLES

MOST_VPLS: Final = 60
"""Sites of one VPLS: beyond, a full mesh of pseudowires is no longer reasonable."""
_WIRES: Final = frozenset({LineService.EPL, LineService.EVPL, LineService.TDM})
_OF_AN_ORDER: Final[Mapping[str, str]] = {
    "number": "PL-2026-0001",
    "customer": "bank",
    "ends": "[{site: hq, hub: true}, {site: branch}]",
}


class Problem(NamedTuple):
    """What is wrong, by the keys that lead to it in the document."""

    keys: tuple[str | int, ...]
    code: str
    values: Mapping[str, object]

    def error(self) -> InvalidError:
        """As something a user can be told."""
        return InvalidError(self.code, None, **self.values)


Rule = Callable[[OrderDocument], Iterable[Problem]]


def _problem(code: str, *keys: str | int, **values: object) -> Problem:
    return Problem(keys, code, {"key": keys[-1], **values})


def rate_and_iface(document: OrderDocument) -> Iterator[Problem]:
    """An interface carries the rate; an STM-N is ordered as a whole."""
    mbps, name = document.mbps, document.iface
    if mbps is None or name is None or IFACES[name].low <= mbps <= IFACES[name].high:
        return
    low, high, tdm = IFACES[name]
    near = fitting(mbps, tdm=tdm) or fitting(mbps)
    limits = {"low": f"{low:g}", "high": f"{high:g}"}
    yield _problem("NMS-LINE-034", "mbps", value=f"{mbps:g}", iface=name, nearest=near, **limits)


def one_branch(document: OrderDocument) -> Iterator[Problem]:
    """A point-to-point line has one branch; who counts its two ends as sites means the same."""
    if document.topology == "p2p" and (document.sites or 1) > 2:
        yield _problem("NMS-LINE-035", "sites", value=document.sites)


def ends_and_topology(document: OrderDocument) -> Iterator[Problem]:
    """Two ends point to point, two or more otherwise."""
    if document.ends is None or document.topology is None:
        return
    count = len(document.ends)
    if document.topology == "p2p" and count != 2:
        yield _problem("NMS-LINE-036", "ends", value=count, topology="p2p", wanted="2", nearest="star")
    elif count < 2:
        yield _problem("NMS-LINE-036", "ends", value=count, topology=document.topology, wanted="≥ 2", nearest="p2p")


def one_hub(document: OrderDocument) -> Iterator[Problem]:
    """A star or tree has exactly one hub, a point-to-point line at most one."""
    if not document.ends or document.topology in {None, "mesh"}:
        return
    hubs = sum(end.hub for end in document.ends)
    if hubs > 1 or (hubs == 0 and document.topology != "p2p"):
        wanted = "0–1" if document.topology == "p2p" else "1"
        yield _problem("NMS-LINE-037", "ends", value=hubs, topology=document.topology, wanted=wanted)


def sites_and_ends(document: OrderDocument) -> Iterator[Problem]:
    """Who gives both says the same twice; the hub may be counted."""
    if document.sites is None or not document.ends:
        return
    branches = max(1, len(document.ends) - 1)
    if document.sites not in {branches, len(document.ends)}:
        yield _problem("NMS-LINE-038", "sites", value=document.sites, wanted=branches)


def assured_rate(document: OrderDocument) -> Iterator[Problem]:
    """No more can be assured than is ordered."""
    if document.assured_mbps is not None and document.mbps is not None and document.assured_mbps > document.mbps:
        yield _problem("NMS-LINE-039", "assured_mbps", value=f"{document.assured_mbps:g}", mbps=f"{document.mbps:g}")


def pon_protection(document: OrderDocument) -> Iterator[Problem]:
    """There is no protected PON where there is no PON."""
    if document.says("odn_km") and document.odn_km is None:
        for key in ("type_b", "type_c"):
            if getattr(document, key):
                yield _problem("NMS-LINE-040", key, value="true")


def service_and_iface(document: OrderDocument) -> Iterator[Problem]:
    """TDM is for E1 and STM-N, and STM-N is for nothing else."""
    if document.service is None or document.iface is None:
        return
    tdm = IFACES[document.iface].tdm
    if (document.service is LineService.TDM) is not tdm and (not tdm or is_stm(document.iface)):
        near = "TDM" if tdm else "EPL"
        yield _problem("NMS-LINE-041", "service", value=document.service.value, iface=document.iface, nearest=near)


def end_details(document: OrderDocument) -> Iterator[Problem]:
    """Networks are for routed services, a customer's VLAN is for EVPL and what is switched or routed above it."""
    for at, end in enumerate(document.ends or ()):
        if end.networks and document.service in _WIRES | {LineService.VPLS}:
            values = {"value": ", ".join(end.networks), "service": document.service, "nearest": "L3VPN"}
            yield _problem("NMS-LINE-042", "ends", at, "networks", site=end.site, **values)
        if end.vlan and document.service in {LineService.EPL, LineService.TDM}:
            values = {"value": str(end.vlan), "service": document.service, "nearest": "EVPL"}
            yield _problem("NMS-LINE-042", "ends", at, "vlan", site=end.site, **values)


def sites_once(document: OrderDocument) -> Iterator[Problem]:
    """No site is two ends of one line."""
    seen: set[str] = set()
    for at, end in enumerate(document.ends or ()):
        if end.site in seen:
            yield _problem("NMS-LINE-043", "ends", at, "site", value=end.site)
        seen.add(end.site)


def serials_once(document: OrderDocument) -> Iterator[Problem]:
    """No ONT stands at two ends."""
    seen: dict[str, str] = {}
    for at, end in enumerate(document.ends or ()):
        if end.serial and (first := seen.setdefault(end.serial, end.site)) != end.site:
            yield _problem("NMS-LINE-056", "ends", at, "serial", value=end.serial, site=end.site, other=first)


def networks_apart(document: OrderDocument) -> Iterator[Problem]:
    """Each network lies behind one end."""
    behind = [(at, end.site, IPv4Network(text)) for at, end in enumerate(document.ends or ()) for text in end.networks]
    for (_, other, taken), (at, site, network) in combinations(behind, 2):
        if network.overlaps(taken):
            values = {"value": str(network), "site": site, "other": other, "taken": str(taken)}
            yield _problem("NMS-LINE-044", "ends", at, "networks", **values)


def vpls_size(document: OrderDocument) -> Iterator[Problem]:
    """A VPLS is a full mesh of pseudowires."""
    sites = document.sites or len(document.ends or ())
    if document.service is LineService.VPLS and sites > MOST_VPLS:
        yield _problem("NMS-LINE-045", "sites", value=sites, limit=MOST_VPLS)


RULES: Final[tuple[Rule, ...]] = (
    rate_and_iface,
    one_branch,
    ends_and_topology,
    one_hub,
    sites_and_ends,
    assured_rate,
    pon_protection,
    service_and_iface,
    end_details,
    sites_once,
    serials_once,
    networks_apart,
    vpls_size,
)


def missing(document: OrderDocument, *, whole: bool) -> Iterator[Problem]:
    """What has no sensible default; `whole`: of an order that is to be built, not only compared."""
    given = document.given()
    wanted = dict(EXAMPLES)
    if document.grade is not None:
        wanted.pop("reliability")
    yield from (_lacking(name, example) for name, example in wanted.items() if name not in given)
    if whole:
        yield from (_lacking(name, say) for name, say in _OF_AN_ORDER.items() if not getattr(document, name))


def _lacking(name: str, example: str) -> Problem:
    return _problem("NMS-LINE-032", name, example=example)


def problems(document: OrderDocument, *, whole: bool = False, unread: Iterable[str] = ()) -> list[Problem]:
    """Everything that is wrong between the fields; `unread` fields were refused by themselves and are not missing."""
    skip = set(unread)
    if skip & {"ends", "topology"}:
        skip.add("sites")
    lacking = [one for one in missing(document, whole=whole) if one.keys[0] not in skip]
    return [*lacking, *(one for rule in RULES for one in rule(document))]
