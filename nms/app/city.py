"""The city as a whole: its troubles as causes, its halls, its map, the system's own health."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version

from nms.app.devices import Devices
from nms.app.halls import Halls
from nms.app.parts import Parts
from nms.app.pulse import PULSE, Pulse
from nms.app.views import CityView, Health
from nms.core.alarm import Alarm, Severity
from nms.core.queries import AlarmQuery

_CAUSES = 100
_ENGINE_LATE = timedelta(seconds=30)


class City:
    """What the first page and the health page show."""

    def __init__(self, parts: Parts, devices: Devices, halls: Halls) -> None:
        self._parts = parts
        self._devices = devices
        self._halls = halls

    def view(self) -> CityView:
        """Devices by state, alarms by severity, causes with what they explain and whom they touch."""
        states = Counter(view.state for view in self._devices.views() if view.managed)
        active = self._parts.store.alarms.all_active()
        now = self._parts.clock.now()
        shown = [alarm for alarm in active if alarm.root_id is None and not (alarm.shelved_until or now) > now]
        causes = sorted(shown, key=lambda alarm: (alarm.maintenance, alarm.severity, alarm.raised_at))
        return CityView(
            devices=sum(states.values()),
            up=states["up"],
            down=states["down"],
            unknown=states["unknown"],
            by_severity=self._by_severity(shown),
            causes=causes[:_CAUSES],
            children=Counter(alarm.root_id for alarm in active if alarm.root_id is not None),
            halls=self._halls.views(),
            affected_halls=self._affected(),
        )

    @staticmethod
    def _by_severity(alarms: Sequence[Alarm]) -> Mapping[str, int]:
        counted = Counter(alarm.severity for alarm in alarms)
        return {severity.word: counted[severity] for severity in Severity if severity is not Severity.CLEARED}

    def _affected(self) -> Mapping[int, Sequence[str]]:
        """Root alarm → halls that it or what it explains touches."""
        touched: dict[int, dict[str, None]] = {}
        for hall, alarms in self._halls.troubled_by().items():
            for alarm in alarms:
                touched.setdefault(alarm.root_id or alarm.id, {})[hall] = None
        return {alarm: list(halls) for alarm, halls in touched.items()}

    def health(self) -> Health:
        """How the system itself is: engine, store, traps, inventory."""
        now, store = self._parts.clock.now(), self._parts.store
        pulse = Pulse.read(store.meta.get(PULSE))
        seen = pulse.at
        alive = seen is not None and now - seen < _ENGINE_LATE
        own = store.alarms.find(AlarmQuery(state="active", devices=("nms",), limit=100)).items
        parts = {
            "engine": "ok" if alive else "failed" if seen is None else "late",
            "store": "ok",
            "inventory": "late" if self._parts.site.problems else "ok",
            **{alarm.key.problem: "late" for alarm in own},
        }
        return Health(
            ok=all(state == "ok" for state in parts.values()),
            version=_version(),
            engine_seen_at=seen,
            parts=parts,
            figures=pulse.figures,
        )


def _version() -> str:
    try:
        return version("citynms")
    except PackageNotFoundError:
        return "checkout"
