"""What pages, API and commands may ask about the bundles of halls."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from nms.app.change_views import head
from nms.app.line_views import DeviceLines
from nms.core.alarm import Actor
from nms.core.change import Change
from nms.core.errors import NmsError
from nms.core.hall import HallForm
from nms.core.hall_bundle import BundleEvent, HallBundle
from nms.core.site import Hall

HALL_PLAN = "hall-plan"
"""Kind of request: plan the change of a hall's bundle; where a device does not allow it, the bundle says why."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A form as it would be asked for, and what each device would get (device, template, values); nothing is kept."""

    form: HallForm
    entries: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class BundleView:
    """A hall of the inventory with its bundle; None: nobody asked for one. `may` are the verbs it allows now."""

    hall: Hall
    bundle: HallBundle | None = None
    may: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BundleDetail:
    """One hall's bundle with its changes (newest first), its moves, and the device lines that stand of it."""

    view: BundleView
    change: Change | None = None
    changes: Sequence[Change] = ()
    events: Sequence[BundleEvent] = ()
    devices: Sequence[DeviceLines] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a sheet: the rollout that brings its halls (0: none), their bundles, and every row's errors."""

    rollout: int
    bundles: tuple[HallBundle, ...]
    problems: tuple[NmsError, ...] = ()


@dataclass(frozen=True, slots=True)
class Waves:
    """How a batch goes out: so many halls alone first, then so many at once."""

    title: str = ""
    canary: int = 1
    size: int = 5


class BundleRoom(Protocol):
    """Bundles of halls, by the hall's name. Nothing here speaks to a device: what is asked for becomes a change that
    the engine plans, another person approves exactly as it was planned, and the engine pushes; the bundle follows it.

    NotFoundError for halls that are not there, FormError with everything that is wrong with a form, ConflictError
    NMS-HALL-241 where the bundle does not allow it now.
    """

    def views(self) -> Sequence[BundleView]:
        """Every hall, by name."""
        ...

    def show(self, hall: str) -> BundleDetail: ...
    def check(self, document: Mapping[str, Any]) -> Checked:
        """What a form would come to; nothing is kept."""
        ...

    def ask(self, document: Mapping[str, Any], actor: Actor) -> HallBundle:
        """A new hall, or one that was closed."""
        ...

    def change(self, document: Mapping[str, Any], actor: Actor) -> HallBundle:
        """The form that shall stand instead: only the difference is sent."""
        ...

    def close(self, hall: str, actor: Actor) -> HallBundle:
        """Everything that was sent is taken back."""
        ...

    def import_all(
        self, documents: Mapping[int, Mapping[str, Any]], actor: Actor, waves: Waves = ..., *, only_good: bool = False
    ) -> Imported:
        """Many new halls, by the row that each stands in, as one rollout; BatchError with every row's errors and none
        imported, unless `only_good`: then the rows that are right."""
        ...

    def problems(self, documents: Mapping[int, Mapping[str, Any]]) -> Sequence[NmsError]:
        """What is wrong with the rows of a batch, each with its row; nothing is kept."""
        ...

    def documents(self) -> Mapping[str, Mapping[str, Any]]:
        """Hall → its form as a document: as asked for, else as the inventory has it."""
        ...


# ---------------------------------------------------------------- as JSON, for the API and the command line


def spoken(view: BundleView) -> dict[str, Any]:
    """A hall and how its bundle stands."""
    bundle = view.bundle
    known = {"hall": view.hall.name, "title": view.hall.title, "may": list(view.may), "state": "none", "change": None}
    if bundle is None:
        return known
    told = {name: getattr(bundle, name) for name in ("asked_at", "moved_at", "author", "reason")}
    return known | told | {"state": str(bundle.state), "change": bundle.change or None, "form": asdict(bundle.form)}


def detailed(detail: BundleDetail) -> dict[str, Any]:
    """One hall with everything."""
    return {
        **spoken(detail.view),
        "changes": [head(change) for change in detail.changes],
        "events": [asdict(event) for event in detail.events],
        "devices": [asdict(one) for one in detail.devices],
    }


def checked_told(checked: Checked) -> dict[str, Any]:
    """A form as it would be asked for, and what each device would get."""
    return {"form": asdict(checked.form), "entries": [dict(one) for one in checked.entries]}


def imported_told(done: Imported) -> dict[str, Any]:
    """What became of a batch."""
    halls = [{"hall": one.hall, "state": str(one.state), "change": one.change} for one in done.bundles]
    return {"rollout": done.rollout, "halls": halls, "problems": [problem.as_dict() for problem in done.problems]}
