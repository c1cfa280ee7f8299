"""A branch over PON: optical budget, ONT, rates with admission, service port, both tags, standby feeder."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from nms.core.errors import InvalidError
from nms.core.line import LineEnd, Unit
from nms.core.site import Access
from nms.lines.dba import Rates
from nms.lines.design.attachment import Attacher, Attachment
from nms.lines.design.climbing import Start
from nms.lines.design.parts import step
from nms.lines.design.plant import Climb
from nms.lines.design.refusal import both
from nms.lines.design.seeds import pon_room
from nms.lines.measures import assured
from nms.lines.optics import REACH_KM, budget

USER_VLAN = 100
"""What every ONT's port carries towards the OLT, so that all of a rate share one profile; the OLT makes the C-VLAN."""
MOST_ONTS = 128
PROFILES, SERVICE_PORTS = range(21, 513), range(100, 65_536)
"""What lines may use on an OLT; the profiles below are the operator's own."""


@dataclass(slots=True)
class PonAttacher:
    """Hangs branches on OLTs."""

    base: Attacher
    times: int = 1
    """How many times the order's rate: a hub carries it for every branch."""

    @property
    def assured_kbit(self) -> int:
        """What is guaranteed to it, as the links up to the edge count."""
        return self.base.assured_kbit * self.times

    def attached(
        self, end: LineEnd, way: Access, role: str, avoid: Collection[str], fixed: Climb | None = None
    ) -> Attachment | None:
        """One ONT on one PON port; the reasons where it cannot be."""
        base = self.base
        if not self._light(end, way):
            return None
        start = Start(way.device, end.site, role)
        climb = base.climb(start, self.assured_kbit, avoid, fixed)
        ont = self._admitted(end, way, role)
        s_vlan = base.s_vlan(way.device, f"pon {role}")
        if climb is None or not ont or not s_vlan:
            return None
        c_vlan = base.c_vlan(way.device, s_vlan, f"{end.site} c-vlan {role}", end.vlan)
        base.climber.load(start, climb, self.assured_kbit)
        base.trunk(climb, s_vlan, access=False)
        uplink = climb.ends()[0].port.removeprefix("ethernet").rpartition("/")
        self._ont(end, way, role, (ont, s_vlan, c_vlan, f"{uplink[0]} {uplink[2]}"))
        segments = (f"{way.device} {way.port}: ONT {ont}, S-VLAN {s_vlan}, C-VLAN {c_vlan}",)
        port = (way.device, f"{way.port}/{ont}")
        return Attachment(end.site, role, climb, s_vlan, c_vlan, port, way.srlg, segments)

    def fed_twice(
        self, end: LineEnd, first: Attachment, way: Access, avoid: Collection[str], fixed: Climb | None = None
    ) -> Attachment | None:
        """Type B: the same ONT over the standby feeder, and up over other devices."""
        base = self.base
        start = Start(way.device, end.site, "protect")
        climb = base.climb(start, self.assured_kbit, avoid, fixed)
        if climb is None:
            return None
        base.climber.load(start, climb, self.assured_kbit)
        base.trunk(climb, first.s_vlan, access=False)
        near = climb.ends()[0].port
        place = near.removeprefix("ethernet").rpartition("/")
        passing = step(way.device, "olt-uplink", vlan=int(first.s_vlan), uplink=f"{place[0]} {place[2]}")
        if passing not in base.parts.steps:
            base.parts.steps.append(passing)
        base.parts.notes.append(
            both("design.note_type_b", site=end.site, port=f"{first.port[0]} {first.port[1]}", standby=way.port)
        )
        segments = (f"{way.device} {way.port}: Type B, S-VLAN {first.s_vlan}, C-VLAN {first.c_vlan}",)
        return replace(first, role="protect", climb=climb, port=("", ""), ducts=way.srlg, segments=segments)

    def _light(self, end: LineEnd, way: Access) -> bool:
        """Whether the light suffices; the reasons among the problems."""
        optics = replace(self.base.order.requirement.optics, grade=way.optics)
        found = budget(way.km, way.splits, optics)
        problems = self.base.ledger.problems
        if found.margin < 0:
            values = {"km": way.km, "loss": found.loss, "grade": way.optics, "margin": found.margin}
            problems.append(InvalidError("NMS-LINE-404", None, site=end.site, **values))
        if way.km > REACH_KM:
            problems.append(InvalidError("NMS-LINE-405", site=end.site, km=way.km, limit=REACH_KM))
        if found.attenuator:
            self.base.parts.notes.append(both("design.note_attenuator", site=end.site, db=f"{found.attenuator:g}"))
        return found.margin >= 0 and way.km <= REACH_KM

    def _admitted(self, end: LineEnd, way: Access, role: str) -> str:
        """An ONT of the port, if the splitter has a leg and the PON the rate left."""
        base, port = self.base, f"{way.device}/{way.port}"
        room = pon_room(base.plant.inventory, way.device, way.port, base.config.pon_assured_mbps)
        base.ledger.draw(f"split/{port}", 1, room.legs)
        base.ledger.draw(f"pon/{port}", self.rates.assured, room.kbit)
        return base.ledger.first(f"onu/{port}", map(str, range(MOST_ONTS)), f"{end.site} ont {role}")

    @property
    def rates(self) -> Rates:
        """Assured and highest rate in kbit/s as profiles have them."""
        asked = self.base.order.requirement
        return Rates.of(self.times * assured(asked), self.times * asked.mbps)

    def _ont(self, end: LineEnd, way: Access, role: str, chosen: tuple[str, str, str, str]) -> None:
        base = self.base
        ont, s_vlan, c_vlan, uplink = chosen
        rates = self.rates
        slot, _, pon = way.port.rpartition("/")
        index = base.ledger.first(
            f"service-port/{way.device}", map(str, SERVICE_PORTS), f"{end.site} service-port {role}"
        )
        if end.serial:
            base.ledger.claim(Unit("sn", end.serial), f"{end.site} sn {role}")
        else:
            base.parts.notes.append(both("design.note_serial", site=end.site))
        base.parts.steps.append(
            step(
                way.device, "onu", slot=slot, pon=int(pon), ont=int(ont), serial=end.serial,
                profile=self._profile(way.device), profile_name=f"PL{rates}", assured_kbit=rates.assured,
                max_kbit=rates.most, eth_ports=4, user_vlan=USER_VLAN, s_vlan=int(s_vlan), c_vlan=int(c_vlan or 0),
                uplink=uplink, service_port=int(index or 0), description=base.order.number[:31],
            )
        )  # fmt: skip

    def _profile(self, olt: str) -> int:
        """The number of the profiles for these rates on an OLT: one for all lines of a rate.

        Its users are told apart by the unit, so that a profile is shared and not taken away from others.
        """
        base, wanted = self.base, str(self.rates)
        purpose = f"profile {olt} {wanted}"
        if purpose in base.ledger.choices:
            return int(base.ledger.choices[purpose])
        known = dict(self._known(olt))
        same = [number for number, rates in known.items() if rates == wanted]
        number = same[0] if same else next(number for number in PROFILES if number not in known)
        base.ledger.take(Unit(f"profile/{olt}/{number}/{wanted}", base.order.number))
        base.ledger.choices[purpose] = str(number)
        return number

    def _known(self, olt: str) -> Iterator[tuple[int, str]]:
        """Profiles in use on an OLT: number and rates."""
        for scope, users in sorted(self.base.ledger.taken.units.items()):
            place, _, rest = scope.partition(f"profile/{olt}/")
            if not place and rest and users:
                number, _, rates = rest.partition("/")
                yield int(number), rates
