"""Use cases around devices that are not managed yet: searching, proposals, taking one on."""

import json
from collections.abc import Iterator, Sequence

from nms.app import onboarding, searching
from nms.app.auditing import audited
from nms.app.parts import Parts
from nms.app.probing import credentials_of
from nms.app.ranges import addresses_in, one_address, rate_of
from nms.app.rooms import OnboardingView, ProposalView, SearchView
from nms.app.searching import Search
from nms.core.alarm import Actor
from nms.core.discovery import Found, Onboarding, Proposal
from nms.core.errors import InvalidError, NotFoundError
from nms.core.observed import Facts, Identifiers
from nms.core.ports import Request
from nms.site.entry import host_entry, host_name
from nms.topology.identity import merge

ONBOARD, DISCOVER = "onboard", "discover"
_STATES = ("new", "accepted", "dismissed")
_ORDER = {"new": 0, "accepted": 1, "known": 2, "dismissed": 3}
_MOST_PORT = 65_535


class Discovery:
    """The room of what was found and is not managed."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def credentials(self) -> Sequence[str]:
        """The names of the credentials, in the order in which they are tried."""
        return list(self._parts.config.snmp.credentials)

    def proposals(self) -> Sequence[ProposalView]:
        """What was found, as devices: new ones first."""
        sighted = {row.found: row for row in self._parts.store.found.all()}
        taken = set(self._parts.inventory.devices)
        views = []
        for proposal in merge(sighted, known_agents(self._parts)):
            name, entry = self._entry(proposal, taken)
            taken.add(name)
            seen = [sighted[member] for member in proposal.members]
            first, last = min(row.first_seen for row in seen), max(row.last_seen for row in seen)
            views.append(ProposalView(proposal, name, entry, first, last))
        return sorted(views, key=lambda view: _ORDER[view.proposal.state])

    def _entry(self, proposal: Proposal, taken: set[str]) -> tuple[str, str]:
        if proposal.known:
            return proposal.known[0], ""
        first, *others = proposal.members
        name = host_name(first, taken)
        return name, host_entry(name, first, self._parts.config.snmp, [other.place for other in others])

    @audited("discovery.decide")
    def decide(self, key: str, state: str, actor: Actor) -> ProposalView:
        """Accept, dismiss or restore a proposal, with all its addresses."""
        if state not in _STATES:
            raise InvalidError("NMS-CORE-001", field="state", value=state, reason=", ".join(_STATES))
        places = [(member.address, member.port) for member in self._named(key).proposal.members]
        self._parts.store.found.decide(places, state)
        body = {"state": state, "actor": actor.name}
        self._parts.store.events.append("discovery", key, self._parts.clock.now(), body)
        return self._named(key)

    def _named(self, key: str) -> ProposalView:
        for view in self.proposals():
            if view.proposal.key == key:
                return view
        raise InvalidError("NMS-DISC-008", place=key)

    @audited("discovery.onboard")
    def onboard(self, address: str, port: int, credentials: Sequence[str], actor: Actor) -> int:
        """Lay the wish to take an address on upon the desk."""
        body = {"address": one_address(address), "port": str(self._port(port))}
        return self._put(ONBOARD, {**body, "credentials": self._chosen(credentials)}, actor)

    @audited("discovery.search")
    def search(self, wanted: str, rate: float, port: int, credentials: Sequence[str], actor: Actor) -> int:
        """Lay the wish to search a range upon the desk; refused at once if it is too large or too fast."""
        addresses = addresses_in(wanted, self._parts.config.discovery)
        body = {
            "range": wanted,
            "rate": f"{rate_of(rate, self._parts.config.discovery):g}",
            "port": str(self._port(port)),
            "addresses": str(len(addresses)),
            "credentials": self._chosen(credentials),
        }
        return self._put(DISCOVER, body, actor)

    def _port(self, port: int) -> int:
        if not 0 <= port <= _MOST_PORT:
            raise InvalidError("NMS-CORE-001", field="port", value=port, reason=f"0–{_MOST_PORT}")
        return port or self._parts.config.snmp.port

    def _chosen(self, credentials: Sequence[str]) -> str:
        return json.dumps(credentials_of(credentials, self._parts.config.snmp), ensure_ascii=False)

    def _put(self, kind: str, body: dict[str, str], actor: Actor) -> int:
        return self._parts.store.requests.put(kind, body, actor, self._parts.clock.now())

    def onboarding(self, request_id: int) -> OnboardingView:
        """How taking an address on went, as far as it is."""
        request = self._request(request_id, ONBOARD)
        empty = Onboarding(request.body.get("address", ""), int(request.body.get("port", 0)))
        return OnboardingView(request, onboarding.read(request.result) or empty)

    def search_of(self, request_id: int) -> SearchView:
        """A search and how far it is."""
        request = self._request(request_id, DISCOVER)
        return SearchView(request, searching.read(request.result))

    def last_search(self) -> SearchView | None:
        """The newest search."""
        request = self._parts.store.requests.newest(DISCOVER)
        return None if request is None else SearchView(request, searching.read(request.result))

    @audited("discovery.stop")
    def stop(self, request_id: int, actor: Actor) -> None:
        """Let a search or an onboarding end; nothing happens to one that is over."""
        request = self._request(request_id, ONBOARD, DISCOVER)
        if request.state == "waiting":
            self._parts.store.requests.finish(request_id, "stopped", request.result)
            now = self._parts.clock.now()
            self._parts.store.events.append("request", str(request_id), now, {"stopped_by": actor.name})

    def _request(self, request_id: int, *kinds: str) -> Request:
        request = self._parts.store.requests.get(request_id)
        if request is None or request.kind not in kinds:
            raise NotFoundError("request", str(request_id))
        return request


def known_agents(parts: Parts) -> Sequence[Found]:
    """The agents of the inventory with what they said of themselves when they were polled."""
    return list(_known(parts))


def _known(parts: Parts) -> Iterator[Found]:
    facts = parts.store.devices.all_facts()
    identifiers = {device: rows[0] for device, rows in parts.store.devices.everywhere(Identifiers).items() if rows}
    shared = _shared_places(parts)
    for name, device in parts.inventory.devices.items():
        if device.snmp is None:
            continue
        said, own = facts.get(name, Facts()), identifiers.get(name, Identifiers())
        alone = (device.address, device.snmp.port) not in shared
        yield Found(
            address=device.address if alone else f"{device.address} {name}",
            port=device.snmp.port,
            engine_id=own.engine_id,
            serial=said.serial,
            macs=frozenset(filter(None, (own.chassis_mac, own.bridge_mac))),
            sys_name=said.sys_name,
            sys_object_id=said.sys_object_id,
            device=name,
        )


def _shared_places(parts: Parts) -> frozenset[tuple[str, int]]:
    """Places where several agents sit, told apart by community or context: there an address names nobody."""
    seen: set[tuple[str, int]] = set()
    twice: set[tuple[str, int]] = set()
    for device in parts.inventory.devices.values():
        if device.snmp is not None:
            place = (device.address, device.snmp.port)
            (twice if place in seen else seen).add(place)
    return frozenset(twice)


def credentials_in(request: Request) -> Sequence[str]:
    """The credentials that a wish names, in order."""
    names: list[str] = json.loads(request.body["credentials"])
    return names


def search_of(request: Request, parts: Parts) -> Search:
    """A search out of the wish for it."""
    told = request.body
    addresses = addresses_in(told["range"], parts.config.discovery)
    rate = rate_of(float(told["rate"]), parts.config.discovery)
    return Search(addresses, int(told["port"]), credentials_in(request), rate)
