"""Bundles, E1 plans and capacity of halls behind the façade's protocol: each state of a bundle once, hostile words."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from change_world import standing

from nms.app.bundle_views import BundleDetail, BundleView, Checked, Imported, Waves
from nms.app.hall_plan_views import CapacityView, ClockView, ErlangView, PlanView, PlanWish, PortView, Tributary
from nms.core.alarm import Actor
from nms.core.errors import NmsError, NotFoundError
from nms.core.hall import Ap, Bonding, Channel, ChannelUse, E1Use, Framing, HallForm, Place, Ssid, SsidKind
from nms.core.hall_bundle import BundleState, HallBundle
from nms.core.site import AdmittedPc, Inventory
from nms.halls.bundle_life import may
from nms.halls.capacity import HallCapacity, of_hall, of_port, totals
from nms.halls.form import FormError, read_document
from nms.halls.form_written import written_form
from nms.halls.migration import Migration
from nms.halls.stm1 import Stm1
from nms.halls.voice import BLOCKING

NOW = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
_WAVES = Waves()
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def uses(number: int) -> tuple[E1Use, ...]:
    """A framed E1 with voice, data and management, one with signalling, one without timeslots."""
    voice, data = ChannelUse.VOICE, ChannelUse.DATA
    mixed = (Channel(0, tuple(range(1, 7)), voice), Channel(1, tuple(range(7, 29)), data),
             Channel(2, (31,), ChannelUse.MANAGEMENT))  # fmt: skip
    return (
        E1Use(1, Framing.PCM31, channels=mixed, place=Place("cpos1", "0/1/0", number)),
        E1Use(2, Framing.PCM30, channels=(Channel(0, tuple(range(1, 16)), voice),)),
        E1Use(3, Framing.UNFRAMED, crc4=False, place=Place("cpos2", "0/1/0", number)),
    )


class FakeBundles:
    """The first halls have a bundle of each state, the rest none; what was asked is kept in `asked`."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self.asked: list[tuple[object, ...]] = []
        self._states = dict(zip(inventory.halls, BundleState, strict=False))

    def _view(self, name: str) -> BundleView:
        if name not in self._inventory.halls:
            raise NotFoundError("hall", name)
        hall, state = self._inventory.halls[name], self._states.get(name)
        if state is None:
            return BundleView(hall, None, ("provision",))
        form = HallForm(
            name, uses(1), 6, 1.5, pcs=(AdmittedPc("00e04c680101", HOSTILE, "GE1/0/1"),),
            ssids=(Ssid("HALL", SsidKind.PUBLIC, 30),), aps=(Ap(f"{name}-ap1", "GE1/0/9", 6, 36),),
        )  # fmt: skip
        bundle = HallBundle(name, form, state, NOW, NOW, HOSTILE, 1, reason=HOSTILE)
        return BundleView(hall, bundle, may(bundle))

    def views(self) -> Sequence[BundleView]:
        return [self._view(name) for name in self._inventory.halls]

    def show(self, hall: str) -> BundleDetail:
        view = self._view(hall)
        changes = standing().parts.store.changes.find(limit=4)[1] if view.bundle else ()
        return BundleDetail(view, changes=changes)

    def documents(self) -> Mapping[str, Mapping[str, Any]]:
        return {view.hall.name: written_form(view.bundle.form) if view.bundle else
                {"hall": view.hall.name, "voice_lines": 6} for view in self.views()}  # fmt: skip

    def check(self, document: Mapping[str, Any]) -> Checked:
        read = read_document(document)
        if read.hall not in self._inventory.halls:
            raise FormError(read.hall, [NotFoundError("hall", read.hall)])
        form = HallForm(read.hall, uses(2), read.voice_lines or 0)
        return Checked(form, ({"device": f"{read.hall}-sw1", "template": "hall-switch", "values": {"n": HOSTILE}},))

    def ask(self, document: Mapping[str, Any], actor: Actor) -> HallBundle:
        return self._kept("ask", document, actor)

    def change(self, document: Mapping[str, Any], actor: Actor) -> HallBundle:
        return self._kept("change", document, actor)

    def _kept(self, verb: str, document: Mapping[str, Any], actor: Actor) -> HallBundle:
        form = self.check(document).form
        self.asked.append((verb, dict(document), actor.name))
        return HallBundle(form.hall, form, BundleState.CHANGING, NOW, NOW, actor.name, 1)

    def close(self, hall: str, actor: Actor) -> HallBundle:
        raise NotImplementedError

    def import_all(
        self, documents: Mapping[int, Mapping[str, Any]], actor: Actor, waves: Waves = _WAVES, *,
        only_good: bool = False,
    ) -> Imported:  # fmt: skip
        raise NotImplementedError

    def problems(self, documents: Mapping[int, Mapping[str, Any]]) -> Sequence[NmsError]:
        raise NotImplementedError


class FakeHallPlans:
    """Two STM-1s, one of them nearly full; every hall as configured but the last, of which nothing is known."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory

    def plan(self, wish: PlanWish) -> PlanView:
        found = standing().hall_plans.plan(wish)
        return PlanView(
            wish.hall, found.voice_lines, wish.uses or (), {1: "1-1-2"}, (3,), found.joined, found.rates, ()
        )

    def hall(self, name: str) -> HallCapacity:
        names = list(self._inventory.halls)
        if name not in names:
            raise NotFoundError("hall", name)
        title = self._inventory.halls[name].title
        if name == names[-1]:
            return of_hall(name, (), title=title)
        number, known = names.index(name) % 63 + 1, names.index(name) % 2
        e1s = uses(number) if known else (E1Use(1, place=Place("cpos1", "0/1/0", number)),)
        source = "read" if known else "declared"
        return of_hall(name, e1s, title=title, bonding=Bonding.NONE, voice_lines=6, source=source)

    def capacity(self) -> CapacityView:
        full = Stm1("cpos1", "0/1/0", dict.fromkeys(range(1, 62), HOSTILE))
        ports = [PortView(of_port(one), tuple(Tributary(n, "1-1-1", who) for n, who in sorted(one.taken.items())))
                 for one in (full, Stm1("cpos2", "0/1/0", {}))]  # fmt: skip
        halls = tuple(self.hall(name) for name in self._inventory.halls)
        return CapacityView(tuple(ports), halls, totals((one.capacity for one in ports), halls))

    def clocks(self) -> ClockView:
        return standing().hall_plans.clocks()

    def migration(self, hall: str) -> Migration:
        return standing().hall_plans.migration(hall)

    def erlang(self, erlang: float, lines: int | None = None, blocking: float = BLOCKING) -> ErlangView:
        return standing().hall_plans.erlang(erlang, lines, blocking)
