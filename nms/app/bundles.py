"""Use cases around hall bundles: one form into one change over all devices of the hall; changed, closed, in batches."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from nms.app.auditing import audited
from nms.app.bundle_book import numbers, stm1s
from nms.app.bundle_changes import BundleChanges
from nms.app.bundle_views import BundleDetail, BundleView, Checked, Imported, Waves
from nms.app.change_views import ChangeRoom
from nms.app.line_shows import device_lines
from nms.app.parts import Parts
from nms.app.planning import Planning
from nms.core.alarm import Actor
from nms.core.change import OnFailure
from nms.core.errors import InvalidError, NmsError, NotFoundError, Where
from nms.core.hall import HallForm
from nms.core.hall_bundle import BundleState, HallBundle
from nms.core.observed import Interface
from nms.core.site import Hall
from nms.core.texts import say
from nms.halls.bundle import Manner, completed, entries
from nms.halls.bundle_life import check, may
from nms.halls.form import FormError, read_document, read_form
from nms.halls.form_written import written_form
from nms.halls.ground import Ground, ground_of

_MOST_CHANGES = 200
_WAVES = Waves()


class BatchError(InvalidError):
    """A batch that cannot be imported; `problems` holds every row's errors."""

    def __init__(self, found: Sequence[NmsError]) -> None:
        super().__init__("NMS-HALL-250", found[0].where, count=len(found), first=found[0].message("en"))
        self.problems = tuple(found)

    def as_dict(self) -> dict[str, object]:
        """With every problem beside the summary."""
        return {**super().as_dict(), "problems": [problem.as_dict() for problem in self.problems]}


class Bundles:
    """The room of hall bundles (`nms.app.bundle_views.BundleRoom`)."""

    def __init__(self, parts: Parts, planning: Planning, changes: ChangeRoom) -> None:
        self._parts, self._planning, self._changes = parts, planning, changes
        self._moves = BundleChanges(parts, planning)
        self._store = parts.store.hall_bundles

    # ------------------------------------------------------------ reading

    def views(self) -> Sequence[BundleView]:
        """Every hall, by name."""
        known = {bundle.hall: bundle for bundle in self._store.find()}
        halls = sorted(self._parts.inventory.halls.values(), key=lambda hall: hall.name)
        return [_view(hall, known.get(hall.name)) for hall in halls]

    def show(self, hall: str) -> BundleDetail:
        """One hall's bundle with everything."""
        view = _view(self._hall(hall), self._bundle(hall))
        service = self._moves.service(hall)
        _, changes = self._parts.store.changes.find(service=service, limit=_MOST_CHANGES)
        stands = self._planning.stands(service)
        return BundleDetail(
            view=view,
            change=next((one for one in changes if view.bundle and one.id == view.bundle.change), None),
            changes=changes,
            events=self._store.events(hall),
            devices=device_lines(self._parts, self._planning, stands.plan.parts if stands else ()),
        )

    def documents(self) -> Mapping[str, Mapping[str, Any]]:
        """Hall → its form as a document: as asked for, else as the inventory has it."""
        found: dict[str, Mapping[str, Any]] = {}
        for view in self.views():
            if view.bundle is not None:
                found[view.hall.name] = written_form(view.bundle.form)
            else:
                found[view.hall.name] = {"hall": view.hall.name, "voice_lines": view.hall.voice_lines}
        return found

    def check(self, document: Mapping[str, Any]) -> Checked:
        """What a form would come to; nothing is kept."""
        form, ground = self._read(document)
        return Checked(form, self._entries(form, ground))

    # ------------------------------------------------------------ asking

    @audited("hall.ask")
    def ask(self, document: Mapping[str, Any], actor: Actor) -> HallBundle:
        """A new hall, or one that was closed, or whose change came to nothing."""
        return self._asked(document, actor)

    def _asked(self, document: Mapping[str, Any], actor: Actor) -> HallBundle:
        form, ground = self._read(document)
        stood = self._bundle(form.hall)
        now = self._parts.clock.now()
        if stood is not None:
            check(stood, "provision")
        first = HallBundle(form.hall, form, BundleState.PROVISIONING, now, now, actor.name)
        fresh = replace(first, version=stood.version) if stood else first
        return self._moves.begin(fresh, "provision", self._entries(form, ground), actor)

    @audited("hall.change")
    def change(self, document: Mapping[str, Any], actor: Actor) -> HallBundle:
        """The form that shall stand instead; NMS-HALL-246 where it says what stands already."""
        bundle = self._standing(read_document(document).hall, "change")
        form, ground = self._read(document)
        new = self._entries(form, ground)
        if form == bundle.form or self._moves.stands_so(form.hall, new):
            raise InvalidError("NMS-HALL-246", hall=form.hall)
        to = replace(bundle, form=form, previous=bundle.form, state=BundleState.CHANGING)
        return self._moves.begin(to, "change", new, actor)

    @audited("hall.close")
    def close(self, hall: str, actor: Actor) -> HallBundle:
        """Everything that was sent is taken back, without a trace."""
        bundle = self._standing(hall, "close")
        return self._moves.begin(replace(bundle, state=BundleState.CLOSING), "close", (), actor)

    @audited("hall.import")
    def import_all(
        self,
        documents: Mapping[int, Mapping[str, Any]],
        actor: Actor,
        waves: Waves = _WAVES,
        *,
        only_good: bool = False,
    ) -> Imported:
        """Many new halls by their rows, as one rollout: all, or BatchError with every row's errors and none."""
        good, problems = self._sorted(documents)
        if problems and (not only_good or not good):
            raise BatchError(problems)
        if not good:
            raise BatchError([InvalidError("NMS-HALL-251")])
        made = tuple(self._asked(document, actor) for document in good)
        title = waves.title or say("bundle.batch", self._parts.config.site.language)
        numbers_ = [bundle.change for bundle in made]
        rollout = self._changes.roll_out(title, numbers_, waves.canary, waves.size, OnFailure.STOP, actor)
        return Imported(rollout.id, made, tuple(problems))

    def problems(self, documents: Mapping[int, Mapping[str, Any]]) -> Sequence[NmsError]:
        """What is wrong with the rows of a batch; nothing is kept."""
        return self._sorted(documents)[1]

    def _sorted(self, documents: Mapping[int, Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], list[NmsError]]:
        """The documents that can be asked for, and what is wrong with the others, each with its row."""
        good: list[Mapping[str, Any]] = []
        problems: list[NmsError] = []
        rows: dict[str, int] = {}
        for row, document in documents.items():
            try:
                form, ground = self._read(document)
                self._new(form.hall)
                self._moves.drafted(form.hall, "provision", self._entries(form, ground))
                first = rows.setdefault(form.hall, row)
                if first != row:
                    raise InvalidError("NMS-HALL-252", hall=form.hall, first=first, row=row)
                good.append(document)
            except NmsError as error:
                problems += _in_row(error, row)
        return good, problems

    def _new(self, hall: str) -> None:
        if (stood := self._bundle(hall)) is not None:
            check(stood, "provision")

    # ------------------------------------------------------------ what they share

    def _read(self, document: Mapping[str, Any]) -> tuple[HallForm, Ground]:
        """A document's form with all that the system gives it, and its ground."""
        read = read_document(document)
        if read.hall not in self._parts.inventory.halls:
            raise FormError(read.hall, [NotFoundError("hall", read.hall)])
        ground, halls = self._ground(self._hall(read.hall)), self._parts.config.halls
        defaults = {name: getattr(halls, name) for name in ("public_ssid", "staff_ssid", "trap_target")}
        form, bundle = read_form(read, ground, defaults), self._bundle(read.hall)
        old = bundle.form if bundle and bundle.state is not BundleState.CLOSED else None
        return completed(form, stm1s(self._parts), numbers(self._parts, form.hall), old), ground

    def _ground(self, hall: Hall) -> Ground:
        names = {device.name for device in self._parts.inventory.devices.values() if device.site == hall.site}
        rows = {name: self._parts.store.devices.rows(name, Interface) for name in {*hall.devices, *names}}
        ports = {name: frozenset(row.name for row in found) for name, found in rows.items() if found}
        return ground_of(self._parts.inventory, hall, ports)

    def _entries(self, form: HallForm, ground: Ground) -> tuple[Mapping[str, Any], ...]:
        halls = self._parts.config.halls
        return entries(form, ground, Manner(halls.trap_user, halls.demo_profile))

    def _hall(self, name: str) -> Hall:
        if name not in self._parts.inventory.halls:
            raise NotFoundError("hall", name)
        return self._parts.inventory.halls[name]

    def _bundle(self, hall: str) -> HallBundle | None:
        try:
            return self._store.get(hall)
        except NotFoundError:
            return None

    def _standing(self, hall: str, verb: str) -> HallBundle:
        bundle = self._store.get(self._hall(hall).name)
        check(bundle, verb)
        return bundle


def _view(hall: Hall, bundle: HallBundle | None) -> BundleView:
    return BundleView(hall, bundle, may(bundle) if bundle else ("provision",))


def _in_row(error: NmsError, row: int) -> Sequence[NmsError]:
    """The problems of one row, each with its place in the sheet."""
    found = getattr(error, "problems", ()) or (error,)
    for problem in found:
        problem.where = Where("bundles", row, problem.where.key if problem.where else "")
    return tuple(found)
