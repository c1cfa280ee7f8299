"""Use cases around the monitors above us: how each stands, trying one, sending changes once more."""

from collections.abc import Mapping, Sequence

from nms.app.parts import Parts
from nms.app.views import MonitorView
from nms.core.alarm import Actor
from nms.core.config import MonitorConfig
from nms.core.errors import InvalidError, NotFoundError
from nms.core.northbound import MonitorState

ENGINE = "northbound.engine"
"""Where the store keeps our SNMP engine ID."""

_WORST_FIRST = ("down", "unknown", "up", "off")


class Monitors:
    """The monitors of the settings with what the engine noted of them."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def views(self) -> Sequence[MonitorView]:
        """All of them, those in trouble first."""
        states, counts = self._parts.store.outbox.states(), self._parts.store.outbox.counts()
        engine = self._parts.store.meta.get(ENGINE) or ""
        views = [
            self._view(name, monitor, states.get(name, MonitorState(name)), counts.get(name, 0), engine)
            for name, monitor in self._parts.config.monitors.items()
        ]
        return sorted(views, key=lambda view: (_WORST_FIRST.index(view.state), view.name))

    def _view(self, name: str, monitor: MonitorConfig, stands: MonitorState, alarms: int, engine: str) -> MonitorView:
        return MonitorView(
            name=name,
            enabled=monitor.enabled,
            address=monitor.address,
            port=monitor.port,
            version=self._parts.config.snmp.credentials[monitor.credential].version,
            inform=monitor.inform,
            heartbeat_s=monitor.heartbeat_s,
            language=monitor.language,
            state=_state(monitor, stands),
            alarms=alarms,
            engine=engine,
            stands=stands,
        )

    def test(self, name: str, actor: Actor) -> int:
        """Ask the engine for a heartbeat; NotFoundError, or NMS-SNMP-044 for one that is not enabled."""
        return self._ask("monitor-test", name, actor, {})

    def resend(self, name: str, first: int, last: int, actor: Actor) -> int:
        """Ask the engine to send changes once more, from number to number; `last` 0 means to the end."""
        if first < 1 or (last and last < first):
            raise InvalidError("NMS-CORE-001", field="from", value=first, reason="1 ≤ from ≤ to")
        return self._ask("monitor-resend", name, actor, {"first": str(first), "last": str(last)})

    def _ask(self, kind: str, name: str, actor: Actor, body: Mapping[str, str]) -> int:
        monitor = self._parts.config.monitors.get(name)
        if monitor is None:
            raise NotFoundError("monitor", name)
        if not monitor.enabled:
            raise InvalidError("NMS-SNMP-044", name=name)
        return self._parts.store.requests.put(kind, {"monitor": name, **body}, actor, self._parts.clock.now())


def _state(monitor: MonitorConfig, stands: MonitorState) -> str:
    if not monitor.enabled:
        return "off"
    return "unknown" if stands.reachable is None else "up" if stands.reachable else "down"
