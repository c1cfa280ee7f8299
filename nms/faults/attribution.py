"""Keeps active alarms under their causes: looks again whenever something changed, or something waits."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from nms.core.alarm import Alarm, AlarmKey, Report
from nms.core.ports import Clock
from nms.faults import heads
from nms.faults.causes import Cause, Seen, explain
from nms.faults.elements import Element, Elements
from nms.faults.ledger import Ledger
from nms.faults.problems import Said
from nms.faults.weights import Patience

_SURE_AFTER_S = 2.0
_SAY = "causes"


class Attribution:
    """One ledger's causes. A cause without an alarm of its own gets one, after it was the best explanation for a while;
    it goes when it no longer is, and what is then still there is told on its own after the Ledger's patience."""

    def __init__(self, ledger: Ledger, elements: Elements, clock: Clock, patience: Patience | None = None) -> None:
        self._ledger, self._elements, self._clock = ledger, elements, clock
        self._patience = patience or Patience()
        self._since: dict[Element, datetime] = {}
        self._looked = -1
        self._waiting = True
        self.causes: tuple[Cause, ...] = ()

    @property
    def idle(self) -> bool:
        """Whether nothing happened since the last look and nothing waits for time to pass."""
        return self._looked == self._ledger.changes and not self._waiting

    def look(self, seen: Seen) -> tuple[Cause, ...]:
        """Find the causes, put alarms under them, tell of those that have waited long enough."""
        now, alarms = self._clock.now(), self._ledger.active()
        speaking = [alarm for alarm in alarms if not heads.is_own(alarm)]
        self.causes = explain(speaking, self._elements, seen, self._patience)
        spoken = {alarm.details[heads.ELEMENT]: alarm.raised_at for alarm in alarms if heads.is_own(alarm)}
        self._since = {
            one: self._since.get(one) or spoken.get(str(one), now) for one in (cause.element for cause in self.causes)
        }
        self._ledger.record_all(self._reports(alarms, now))
        self._attribute()
        self._ledger.release(self._settled())
        self._waiting = any(alarm.held for alarm in self._ledger.active()) or any(map(self._young, self.causes))
        self._looked = self._ledger.changes
        return self.causes

    def _reports(self, alarms: Sequence[Alarm], now: datetime) -> list[Report]:
        said = Said("", now, now, "engine", _SAY)
        spoken = [cause for cause in self.causes if self._needs_a_voice(cause)]
        wanted = [heads.own_key(cause.element, self._elements) for cause in spoken]
        return [
            *heads.over(alarms, wanted, said),
            *(heads.own_report(cause, self._elements, said) for cause in spoken),
        ]

    def _needs_a_voice(self, cause: Cause) -> bool:
        mute = not heads.speaks_for_itself(cause.element)
        return mute and heads.sure(cause) and not self._young(cause)

    def _young(self, cause: Cause) -> bool:
        mute = not heads.speaks_for_itself(cause.element)
        return mute and self._clock.now() - self._since[cause.element] < timedelta(seconds=_SURE_AFTER_S)

    def _attribute(self) -> None:
        alarms = {alarm.id: alarm for alarm in self._ledger.active()}
        under: dict[AlarmKey, AlarmKey] = {}
        for cause in self.causes:
            top = heads.head(cause, alarms, self._elements) if heads.sure(cause) and len(cause.alarms) > 1 else None
            if top is not None:
                under |= {alarms[each].key: top for each in cause.alarms if each in alarms and alarms[each].key != top}
        self._ledger.attribute(under)

    def _settled(self) -> set[AlarmKey]:
        """Alarms that need not wait: they stand for a cause, and no device is left whose answer could change that."""
        alarms = {alarm.id: alarm for alarm in self._ledger.active()}
        clear = [cause for cause in self.causes if heads.sure(cause) and not cause.suspects]
        tops = (heads.head(cause, alarms, self._elements) for cause in clear)
        return {top for top in tops if top is not None}
