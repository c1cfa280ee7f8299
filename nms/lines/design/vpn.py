"""The VPN between attachments: pseudowires between two edges, a VPLS, or an L3VPN as hub and spokes or mesh."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from itertools import islice
from typing import Any

from nms.core.errors import InvalidError
from nms.core.line import LineEnd, LineService
from nms.lines.design.attachment import Attacher, Attachment, numbers
from nms.lines.design.parts import step
from nms.lines.design.refusal import both
from nms.lines.vlan import span_of
from nms.lines.vpn import Vrf, check_star, hub_and_spoke, link_nets, mesh, route_target, vc_scope

MOST_EDGES = 60
"""Of a VPLS in full mesh."""
MESH = ("mesh",)


@dataclass(frozen=True, slots=True)
class Circuit:
    """An attachment circuit: a sub-interface of an edge with its tags."""

    attachment: Attachment
    sub: int
    inner: str

    def values(self, label: str) -> dict[str, Any]:
        """As the services of VPNs take it."""
        inner = int(self.inner) if self.inner else None
        port, vlan = self.attachment.edge_port, int(self.attachment.s_vlan)
        return {"port": port, "vlan": vlan, "inner": inner, "sub": self.sub, "description": label}


@dataclass(slots=True)
class Vpn:
    """Puts a VPN between the hub's attachments and those of the branches, as the order's service says."""

    base: Attacher
    hub: LineEnd
    ahead: Sequence[Attachment]
    behind: Sequence[tuple[LineEnd, Sequence[Attachment]]]

    def run(self) -> None:
        """Resources into the ledger, documents into the parts."""
        made = {LineService.VPLS: self._vpls, LineService.L3VPN: self._l3vpn}
        made.get(self.base.order.service, self._wires)()

    @property
    def name(self) -> str:
        """The circuit number as devices take names."""
        plain = re.sub(r"[^A-Za-z0-9_.-]", "-", self.base.order.number)
        return plain if plain[:1].isalpha() else f"L{plain}"

    # ---------------------------------------------------------------- customers' ports

    def _plain_port(self, end: LineEnd, attachment: Attachment) -> None:
        """The switch port of an end, if it is on one; the customer's own VLAN alone where he names it."""
        if attachment.port[0] and not attachment.c_vlan:
            self.base.customer_port(end, attachment, [str(end.vlan)] if end.vlan else (), self._times(end))

    def _times(self, end: LineEnd) -> int:
        """A hub carries the rate of every branch."""
        return len(self.behind) if end is self.hub else 1

    def _circuit(self, end: LineEnd, attachment: Attachment, purpose: str, inner: str = "") -> Circuit:
        own = inner or attachment.c_vlan or (str(end.vlan) if end.vlan else "")
        return Circuit(attachment, self.base.sub(attachment, purpose), own)

    def _limited(self, circuit: Circuit) -> None:
        """Towards an ONT nothing else limits the rate downstream; it is there that the branch can be closed."""
        if circuit.attachment.c_vlan:
            port = f"{circuit.attachment.edge_port}.{circuit.sub}"
            own = circuit.attachment
            self.base.closable[own.site, own.role] = (own.edge, port)
            many = self.base.order.service in (LineService.VPLS, LineService.L3VPN) and own.site == self.hub.site
            self.base.police(own.edge, port, len(self.behind) if many else 1)

    # ---------------------------------------------------------------- point to point

    def _wires(self) -> None:
        """A pseudowire per branch; a hub with several tells them apart by the inner tag."""
        many = len(self.behind) > 1
        inner = {branch.site: self._hub_tags(branch) if many else () for branch, _ in self.behind}
        for at, attachment in enumerate(self.ahead):
            if not attachment.port[0] or attachment.c_vlan:
                continue
            if many:
                tags = [own[at] for own in inner.values()]
                self.base.customer_port(self.hub, attachment, tags, self._times(self.hub))
            else:
                self._plain_port(self.hub, attachment)
        if many:
            known = [int(own[0]) for own in inner.values() if own and own[0]]
            values = {"first": min(known, default=0), "last": max(known, default=0)}
            self.base.parts.notes.append(both("design.note_ce_tags", site=self.hub.site, **values))
        for branch, attachments in self.behind:
            for attachment in attachments:
                self._plain_port(branch, attachment)
            self._wired(branch, attachments, inner[branch.site])

    def _hub_tags(self, branch: LineEnd) -> tuple[str, ...]:
        return tuple(
            self.base.c_vlan(one.climb.access, one.s_vlan, f"{branch.site} hub c-vlan {one.role}", branch.vlan)
            for one in self.ahead
        )

    def _wired(self, branch: LineEnd, attachments: Sequence[Attachment], inner: Sequence[str]) -> None:
        near = [self._circuit(branch, one, f"{branch.site} {one.role}") for one in attachments]
        far = [
            self._circuit(self.hub, one, f"{branch.site} hub {one.role}", inner[at] if inner else "")
            for at, one in enumerate(self.ahead)
        ]
        pairs = [(near[min(at, len(near) - 1)], far[min(at, len(far) - 1)]) for at in range(max(len(near), len(far)))]
        wires = [(one, other, self._vc_id(one, other, branch.site)) for one, other in pairs]
        for circuit in near:
            self._wire(circuit, [(wire[1], wire[2]) for wire in wires if wire[0] is circuit], branch.site)
        for circuit in far:
            self._wire(circuit, [(wire[0], wire[2]) for wire in wires if wire[1] is circuit], self.hub.site)

    def _vc_id(self, one: Circuit, other: Circuit, site: str) -> str:
        near, far = one.attachment.edge, other.attachment.edge
        if near == far:
            self.base.ledger.problems.append(InvalidError("NMS-LINE-419", site=site, device=near))
            return ""
        scope, role = vc_scope(near, far), f"{one.attachment.role}-{other.attachment.role}"
        return self.base.ledger.first(scope, numbers(self.base.config.vc_id), f"{site} vc-id {role}")

    def _wire(self, circuit: Circuit, ends: Sequence[tuple[Circuit, str]], site: str) -> None:
        values = circuit.values(self.base.label(site))
        for (far, vc_id), prefix in zip(ends, ("", "backup"), strict=False):
            edge = far.attachment.edge
            names = ("remote", "remote_name", "vc_id") if not prefix else ("backup", "backup_name", "backup_vc_id")
            values |= dict(zip(names, (self._lsr_id(edge), edge, int(vc_id or 0)), strict=True))
        self.base.parts.steps.append(step(circuit.attachment.edge, "vpws", **values))
        self._limited(circuit)

    def _lsr_id(self, edge: str) -> str:
        address = self.base.plant.lsr_id(edge)
        if not address:
            self.base.ledger.problems.append(InvalidError("NMS-LINE-413", device=edge))
        return address

    # ---------------------------------------------------------------- multipoint

    def _all(self) -> Iterable[tuple[LineEnd, Attachment]]:
        yield from ((self.hub, one) for one in self.ahead)
        yield from ((branch, one) for branch, ones in self.behind for one in ones)

    def _vpls(self) -> None:
        """One VSI on every edge with a pseudowire to every other."""
        ledger, vsi_id = self.base.ledger, ""
        vsi_id = ledger.again("vsi-id", numbers(self.base.config.vsi_id), "vsi-id")
        edges = list(dict.fromkeys(one.edge for _, one in self._all()))
        if len(edges) > MOST_EDGES:
            ledger.problems.append(InvalidError("NMS-LINE-417", count=len(edges), limit=MOST_EDGES))
        shared = {"name": self.name[:31], "vsi_id": int(vsi_id or 0)}
        for end, attachment in self._all():
            self._plain_port(end, attachment)
            circuit = self._circuit(end, attachment, f"{end.site} {attachment.role}")
            values = shared | circuit.values(self.base.label(end.site))
            self.base.parts.steps.append(step(attachment.edge, "vsi", **values))
            self._limited(circuit)
        for edge in edges:
            for other in (other for other in edges if other != edge):
                self.base.parts.steps.append(step(edge, "vsi-peer", **shared, peer=self._lsr_id(other)))

    # ---------------------------------------------------------------- routed

    def _l3vpn(self) -> None:
        """A VRF per attachment, so that spokes at one edge stay apart; targets make the star."""
        ends = [(end, attachment, f"{end.site} {attachment.role}") for end, attachment in self._all()]
        vrfs = self._planned([purpose for _, _, purpose in ends])
        for (end, attachment, purpose), vrf in zip(ends, vrfs, strict=True):
            self._plain_port(end, attachment)
            self._routed(end, attachment, purpose, vrf)

    def _planned(self, purposes: Sequence[str]) -> Sequence[Vrf]:
        """Who takes routes of whom, the hub's homes first; a star is proven before it is written down."""
        first = self._target("hub")
        if self.base.order.requirement.topology in MESH:
            return mesh(purposes, first)
        hubs, spokes = purposes[: len(self.ahead)], purposes[len(self.ahead) :]
        try:
            vrfs = hub_and_spoke(hubs, spokes, first, self._target("spoke"))
            check_star(vrfs, hubs)
        except InvalidError as broken:
            self.base.ledger.problems.append(broken)
            return mesh(purposes, first)
        return vrfs

    def _target(self, purpose: str) -> str:
        return self.base.ledger.again("rt", self._pairs(), f"rt {purpose}")

    def _pairs(self) -> Iterable[str]:
        """asn:number over the range of the settings."""
        config = self.base.config
        return (route_target(config.asn, number) for number in span_of(config.rd))

    def _routed(self, end: LineEnd, attachment: Attachment, purpose: str, vrf: Vrf) -> None:
        base = self.base
        rd = base.ledger.first("rd", self._pairs(), f"{purpose} rd")
        net = base.ledger.first(
            "link-net", map(str, link_nets(IPv4Network(base.config.link_nets))), f"{purpose} link-net"
        )
        circuit = self._circuit(end, attachment, purpose)
        if not rd or not net:
            return
        address, next_hop = islice(IPv4Network(net), 2)
        values: Mapping[str, Any] = circuit.values(base.label(end.site)) | {
            "vpn": f"{self.name[:20]}-{rd.rpartition(':')[2]}",
            "rd": rd,
            "rt_import": sorted(vrf.imports),
            "rt_export": sorted(vrf.exports),
            "asn": base.config.asn,
            "address": f"{address}/31",
            "routes": list(end.networks) or None,
            "next_hop": str(next_hop) if end.networks else None,
        }
        base.parts.steps.append(step(attachment.edge, "l3vpn", **values))
        self._limited(circuit)
