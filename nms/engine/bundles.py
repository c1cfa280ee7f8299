"""Hall bundles under way: their changes planned, and each bundle moved to where its change stands."""

import logging
from functools import partial

from nms.app.bundle_changes import BundleChanges
from nms.app.bundle_views import HALL_PLAN
from nms.app.parts import Parts
from nms.app.planning import Planning
from nms.core.change import Change
from nms.core.errors import ConflictError, InvalidError, NmsError
from nms.core.hall_bundle import HallBundle
from nms.core.ports import Request
from nms.engine.desk import Errand
from nms.engine.pushing import ENGINE, Pushing
from nms.engine.recorder import Recorder
from nms.provision.circuit import HALL

log = logging.getLogger(__name__)


class BundleWatch:
    """The engine's part in hall bundles. All that it knows stands in the store, so that the next process goes on."""

    def __init__(self, parts: Parts, planning: Planning, pushing: Pushing, recorder: Recorder) -> None:
        self._parts, self._pushing, self._recorder = parts, pushing, recorder
        self._moves = BundleChanges(parts, planning)
        self._store = parts.store.hall_bundles
        self._seen: int | None = None

    @property
    def errands(self) -> dict[str, Errand]:
        """Kind of request → who carries it out."""
        return {HALL_PLAN: self.plan}

    async def plan(self, request: Request) -> tuple[str, str]:
        """Plan a bundle's change; one that the network does not allow is withdrawn, and the bundle says why."""
        try:
            return await self._pushing.plan(request)
        except (ConflictError, InvalidError) as error:
            refused: NmsError = error
        change = self._parts.store.changes.get(int(request.body["change"]))
        await self._recorder.run(lambda: self._refused(change, refused))
        raise refused

    def _refused(self, change: Change, error: NmsError) -> None:
        bundle = self._store.get(str(change.body["hall"]))
        if bundle.change == change.id:
            self._moves.withdraw(change, ENGINE)
            self._moves.follow(bundle, ENGINE, error)

    async def tick(self) -> None:
        """Move every bundle whose change moved; at the start, look at all."""
        for bundle in await self._recorder.run(self._waiting):
            await self._recorder.run(partial(self._followed, bundle))

    def _waiting(self) -> list[HallBundle]:
        if self._seen is None:
            self._seen = self._parts.store.events.last()
            return [bundle for bundle in self._store.find() if bundle.change]
        moved = self._news()
        return [bundle for bundle in self._store.find() if bundle.change in moved] if moved else []

    def _news(self) -> frozenset[int]:
        """The changes of halls that moved since the last tick."""
        numbers: set[int] = set()
        while told := self._parts.store.events.after(self._seen or 0):
            self._seen = told[-1][0]
            numbers |= {int(subject) for _, kind, subject, body in told if kind == "change" and not body.get("device")}
        changes = self._parts.store.changes
        return frozenset(number for number in numbers if changes.get(number).kind == HALL)

    def _followed(self, bundle: HallBundle) -> None:
        try:
            self._moves.follow(bundle, ENGINE)
        except ConflictError as error:  # somebody was faster; the next move of the change is looked at again
            log.info("hall %s: %s", bundle.hall, error.code)
