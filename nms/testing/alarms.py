"""An alarm store in memory: the same answers as the real one, gone with the process."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from nms.core.alarm import Alarm, AlarmEvent, AlarmKey, MaintenanceWindow
from nms.core.ports import Changed, Decide


class MemoryAlarms:
    """Alarms by id; refuses a second active alarm of one key as the real store's unique index does."""

    def __init__(self) -> None:
        self.alarms: dict[int, Alarm] = {}
        self.open_windows: list[MaintenanceWindow] = []
        self._newest: dict[AlarmKey, int] = {}
        self._history: dict[int, list[AlarmEvent]] = {}

    def active(self, key: AlarmKey) -> Alarm | None:
        """The active alarm of a key, else the newest one that cleared."""
        newest = self._newest.get(key)
        return None if newest is None else self.alarms[newest]

    def get(self, alarm_id: int) -> Alarm | None:
        """The alarm of an id."""
        return self.alarms.get(alarm_id)

    def all_active(self) -> Sequence[Alarm]:
        """Every active alarm."""
        return [alarm for alarm in self.alarms.values() if alarm.active]

    def save(self, alarm: Alarm, events: Sequence[AlarmEvent]) -> Alarm:
        """Insert (id 0) or update."""
        saved = alarm
        if not alarm.id:
            newest = self.active(alarm.key)
            if newest is not None and newest.active:
                raise ValueError(f"two active alarms of {alarm.key}")
            saved = replace(alarm, id=len(self.alarms) + 1)
            self._newest[alarm.key] = saved.id
        self.alarms[saved.id] = saved
        self._history.setdefault(saved.id, []).extend(replace(event, alarm_id=saved.id) for event in events)
        return saved

    def change(self, wanted: AlarmKey | int, decide: Decide) -> Changed | None:
        """Read, decide and save as one step."""
        before = self.get(wanted) if isinstance(wanted, int) else self.active(wanted)
        decided = decide(before)
        return None if decided is None else (before, self.save(*decided))

    def history(self, alarm_id: int) -> Sequence[AlarmEvent]:
        """What happened to an alarm, oldest first."""
        return list(self._history.get(alarm_id, ()))

    def windows(self, at: datetime) -> Sequence[MaintenanceWindow]:
        """Maintenance windows open at a moment."""
        return [window for window in self.open_windows if window.start <= at < window.end]
