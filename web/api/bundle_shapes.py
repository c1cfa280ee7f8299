"""What the API answers of hall bundles."""

from datetime import datetime
from typing import Any

from nms.app.bundle_views import BundleDetail, BundleView, Imported, imported_told, spoken
from nms.app.change_views import head
from web.api.change_shapes import ChangeItem
from web.api.shapes import Listing, Moment, Shape


class BundleItem(Shape):
    """A hall; `state` is none (nobody asked), planned, provisioning, standing, changing, closing or closed, `reason`
    why its last change came to nothing, `may` what may be asked of it now: provision, change, close."""

    hall: str
    title: str
    state: str
    may: list[str]
    change: int | None
    author: str | None = None
    asked_at: Moment = None
    moved_at: Moment = None
    reason: str = ""
    form: dict[str, Any] | None = None

    @classmethod
    def shown(cls, view: BundleView) -> "BundleItem":
        """From the view."""
        return cls(**spoken(view))


class BundleList(Listing[BundleItem]):
    """Halls with their bundles."""


class BundleMove(Shape):
    """One move of a bundle."""

    at: datetime
    state: str
    actor: str
    body: dict[str, str]


class BundleLines(Shape):
    """The lines of one device that stand of a bundle; `shared` ones serve others too."""

    device: str
    platform: str
    template: str
    apply: list[str]
    shared: list[str]
    verified: bool


class BundleAnswer(Shape):
    """One hall's bundle with its changes (newest first), moves and device lines."""

    bundle: BundleItem
    changes: list[ChangeItem]
    events: list[BundleMove]
    devices: list[BundleLines]

    @classmethod
    def of(cls, detail: BundleDetail) -> "BundleAnswer":
        """From the room's answer."""
        return cls(
            bundle=BundleItem.shown(detail.view),
            changes=[ChangeItem(**head(change)) for change in detail.changes],
            events=[BundleMove(at=one.at, state=one.state, actor=one.actor, body=dict(one.body))
                    for one in detail.events],
            devices=[
                BundleLines(
                    device=one.device, platform=one.platform, template=one.template, apply=list(one.apply),
                    shared=list(one.shared), verified=one.verified,
                )
                for one in detail.devices
            ],
        )  # fmt: skip


class CheckedItem(Shape):
    """A form with all that the system gives it, and what each device would get (device, template, values)."""

    form: dict[str, Any]
    entries: list[dict[str, Any]]


class ImportedHall(Shape):
    """A hall of a batch with the change that brings it."""

    hall: str
    state: str
    change: int


class ImportedItem(Shape):
    """What became of a batch: its rollout, its halls, and what was wrong with the forms left out."""

    rollout: int
    halls: list[ImportedHall]
    problems: list[dict[str, Any]]

    @classmethod
    def shown(cls, done: Imported) -> "ImportedItem":
        """From the room's answer."""
        told = imported_told(done)
        halls = [ImportedHall(**one) for one in told["halls"]]
        return cls(rollout=done.rollout, halls=halls, problems=told["problems"])
