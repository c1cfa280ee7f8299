"""A line over the IP network, its ends on PON or Ethernet access: attachments, protection, ways."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from nms.core.config import LinesConfig
from nms.core.errors import InvalidError
from nms.core.line import LineEnd, LineService, Order, Solution, Way
from nms.core.site import Access
from nms.lines.design.attachment import Attacher, Attachment
from nms.lines.design.certificate import certified, shared_words
from nms.lines.design.climbing import Start
from nms.lines.design.core import Core
from nms.lines.design.parts import Parts, hub_and_branches
from nms.lines.design.plant import Climb, Plant
from nms.lines.design.pon import PonAttacher
from nms.lines.design.refusal import both
from nms.lines.design.taken import Ledger
from nms.lines.design.vpn import Vpn

PROTECTED, TYPE_C = 99.95, 99.99
"""Reliability from which a second way is needed, and from which PON needs all of it twice."""


@dataclass(slots=True)
class PacketDesigner:
    """Designs one order over PON or Ethernet access into a ledger."""

    plant: Plant
    ledger: Ledger
    order: Order
    solution: Solution
    config: LinesConfig
    parts: Parts = field(default_factory=Parts)

    def run(self) -> Parts:
        """All ends, the VPN between them, the ways; reasons go to the ledger's problems."""
        hub, branches = hub_and_branches(self.order)
        base = Attacher(self.plant, self.ledger, self.order, self.config, self.parts)
        ahead = self._ends(base, hub, len(branches), at_hub=True)
        paired = self.order.service in (LineService.EPL, LineService.EVPL)
        behind = {branch.site: self._ends(base, branch, 1, ahead, paired=paired) for branch in branches}
        if ahead and all(behind.values()):
            Vpn(base, hub, ahead, [(branch, behind[branch.site]) for branch in branches]).run()
            core = Core.of(self.plant.inventory)
            for branch in branches:
                self._ways((core, base), branch, behind[branch.site], ahead)
        return self.parts

    @property
    def demanded(self) -> bool:
        """Whether every end needs a second way."""
        return self.order.requirement.reliability >= PROTECTED

    @property
    def protected(self) -> bool:
        """Whether ends that have a second way get it: it is demanded, or the order asks for dual homing."""
        return self.demanded or (self.order.requirement.dual_home and "dual_home" in self.order.surveyed)

    def _ends(
        self,
        base: Attacher,
        end: LineEnd,
        branches: int,
        ahead: Sequence[Attachment] = (),
        *,
        paired: bool = False,
        at_hub: bool = False,
    ) -> tuple[Attachment, ...]:
        """The attachments of an end, working first; () where there is none, for reasons among the problems.

        Where the far end has two as well (`ahead`), each keeps off the devices of the other there; a pseudowire
        (`paired`) never ends at the edge it begins at.
        """
        off = tuple({one.edge} if paired else set[str]() for one in ahead) or (set[str](),)
        both_off = set[str]().union(*off)
        fibre = self.plant.ways(end.site, "ethernet")
        on_pon = self.solution is Solution.PON and not (at_hub and fibre)
        ways = self.plant.ways(end.site, "pon") if on_pon else fibre
        if not ways:
            kind = "pon" if on_pon else "ethernet"
            self.ledger.problems.append(InvalidError("NMS-LINE-402", site=end.site, kind=kind))
            return ()
        offs = (both_off, off[0], off[-1])
        if on_pon:
            return self._on_pon(PonAttacher(base, branches), end, ways, ahead, offs)
        return self._on_fibre(base, end, ways, (branches, ahead), offs)

    def _on_fibre(
        self,
        base: Attacher,
        end: LineEnd,
        ways: Sequence[Access],
        known: tuple[int, Sequence[Attachment]],
        off: tuple[set[str], set[str], set[str]],
    ) -> tuple[Attachment, ...]:
        branches, ahead = known
        if self.demanded and len(ways) < 2:
            return self._lacking("design.needs_home", end)
        if not self.protected or len(ways) < 2:
            single = base.switched(end, ways[0], "work", off[0], branches)
            return () if single is None else (single,)
        pair = self._pair(base, end, ways[:2], base.assured_kbit * branches, (off, ahead))
        first = base.switched(end, ways[0], "work", off[1], branches, pair[0])
        kept_off = first.climb.devices if first is not None else ()
        second = base.switched(end, ways[1], "protect", kept_off, branches, pair[1])
        if self.order.service is not LineService.L3VPN:
            self.parts.notes.append(both("design.note_ce_blocks", site=end.site))
        return () if first is None or second is None else (first, second)

    @staticmethod
    def _pair(
        base: Attacher,
        end: LineEnd,
        ways: Sequence[Access],
        needed_kbit: int,
        known: tuple[tuple[set[str], set[str], set[str]], Sequence[Attachment]],
    ) -> tuple[Climb | None, Climb | None]:
        """Two ways up that are apart; (None, None) where each has to find its own."""
        off, ahead = known
        starts = Start(ways[0].device, end.site, "work"), Start(ways[1].device, end.site, "protect")
        return base.climber.pair(starts, needed_kbit, off[1:], [one.climb for one in ahead]) or (None, None)

    def _on_pon(
        self,
        pon: PonAttacher,
        end: LineEnd,
        ways: Sequence[Access],
        ahead: Sequence[Attachment],
        off: tuple[set[str], set[str], set[str]],
    ) -> tuple[Attachment, ...]:
        working = [way for way in ways if not way.standby]
        if not working:
            self.ledger.problems.append(InvalidError("NMS-LINE-402", site=end.site, kind="pon"))
            return ()
        if not self.demanded:
            single = pon.attached(end, working[0], "work", off[0])
            return () if single is None else (single,)
        twice = self.order.requirement.reliability >= TYPE_C or len(working) > 1
        spare = next((way for way in ways if way.standby and way.device == working[0].device), None)
        other = (working[1] if len(working) > 1 else None) if twice else spare
        if other is None:
            return self._lacking("design.needs_c" if twice else "design.needs_b", end)
        pair = self._pair(pon.base, end, (working[0], other), pon.assured_kbit, (off, ahead))
        first = pon.attached(end, working[0], "work", off[1], pair[0])
        if first is None:
            return ()
        kept_off = first.climb.devices[1:]
        if twice:
            second = pon.attached(end, other, "protect", kept_off, pair[1])
        else:
            second = pon.fed_twice(end, first, other, kept_off, pair[1])
        return () if second is None else (first, second)

    def _lacking(self, code: str, end: LineEnd) -> tuple[Attachment, ...]:
        values = {"reliability": self.order.requirement.reliability, "protection": both(code), "site": end.site}
        self.ledger.problems.append(InvalidError("NMS-LINE-406", None, **values))
        return ()

    def _ways(
        self, known: tuple[Core, Attacher], branch: LineEnd, near: Sequence[Attachment], far: Sequence[Attachment]
    ) -> None:
        work = self._way(known, branch, "work", near[0], far[0], ())
        if work is None:
            return
        self.parts.ways.append(work)
        if len(near) < 2 and len(far) < 2:
            return
        protect = self._way(known, branch, "protect", near[-1], far[-1], work.devices)
        if protect is None:
            return
        self.parts.ways.append(protect)
        ducts = [duct for ends in (near, far) if len(ends) > 1 for duct in set(ends[0].ducts) & set(ends[1].ducts)]
        ducts += [duct for ends in (near, far) if len(ends) < 2 for duct in ends[0].ducts]
        certificate = certified(self.plant.inventory, work, protect, ducts)
        self.parts.certificate[branch.site] = certificate
        if self.order.requirement.reliability >= TYPE_C and (certificate["shared"]["nodes"] or len(near) < 2):
            self.ledger.problems.append(
                InvalidError("NMS-LINE-415", site=branch.site, shared=shared_words(certificate))
            )
        if shared := shared_words(certificate):
            self.parts.notes.append(both("design.note_shared", site=branch.site, shared=shared))

    def _way(
        self,
        known: tuple[Core, Attacher],
        branch: LineEnd,
        role: str,
        near: Attachment,
        far: Attachment,
        avoid: Collection[str],
    ) -> Way | None:
        core, base = known
        path = core.path(near.edge, far.edge, avoid)
        if path is None:
            self.ledger.problems.append(InvalidError("NMS-LINE-412", device=near.edge, towards=far.edge))
            return None
        nodes, links = path
        devices = (near.climb.access, near.climb.aggregation, *nodes, far.climb.aggregation, far.climb.access)
        over = (near.climb.up.name, near.climb.over.name, *links, far.climb.over.name, far.climb.up.name)
        ports = [port for port in (near.port, far.port) if port[0]]
        ports += [base.closable[one.site, one.role] for one in (near, far) if (one.site, one.role) in base.closable]
        return Way(branch.site, role, *_tidy(devices, over), (*near.segments, *far.segments), tuple(ports))


def _tidy(devices: Sequence[str], links: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Without the detour over devices that both ends share: a walk that comes back to a device is cut short."""
    walked: list[str] = [devices[0]]
    over: list[str] = []
    for device, link in zip(devices[1:], links, strict=True):
        if device in walked:
            at = walked.index(device)
            del walked[at + 1 :], over[at:]
        else:
            walked.append(device)
            over.append(link)
    return tuple(walked), tuple(over)
