"""One monitor above us as the engine keeps it: what it is shown, the way to it, and what it may read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from nms.app.parts import Parts
from nms.core.alarm import Report
from nms.core.config import MonitorConfig
from nms.core.northbound import MonitorState, Notice, Wanted
from nms.core.ports import VarBind
from nms.faults.monitors import teller, wanted
from nms.site.inherit import access
from nms.snmp import alarm_mib
from nms.snmp.agent import Reader
from nms.snmp.alarm_mib import Figures
from nms.snmp.alarm_view import AlarmView, Objects
from nms.snmp.failures import Target
from nms.snmp.northbound import Lane
from nms.snmp.post import Posts
from nms.snmp.receiver import Receiver


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are to monitors: our SNMP engine, whose boots are the boot id, and when it started."""

    engine: Receiver
    started_at: datetime
    version: str


class Monitor:
    """An enabled monitor; its store work is done by the caller."""

    def __init__(
        self, name: str, parts: Parts, identity: Identity, posts: Posts, report: Callable[[Report], None]
    ) -> None:
        self.name = name
        self.config: MonitorConfig = parts.config.monitors[name]
        self.wanted: Wanted = wanted(self.config, parts.inventory.devices)
        self._site = parts.config.site
        self._identity = identity
        self._view = AlarmView(teller(self.config))
        asked = {"credential": self.config.credential, "port": self.config.port}
        patience = {"timeout_s": self.config.timeout_s, "retries": self.config.retries}
        target = Target(name, self.config.address, access(asked | patience, parts.config.snmp))
        post = posts.post(target, inform=self.config.inform)
        self.lane = Lane(self.config, post, identity.engine, MonitorState(name), report)
        objects = Objects(self._view, self._system, self._figures)
        self.reader = Reader(name, self.config.sources, target.access, objects)

    def load(self, state: MonitorState, shown: Iterable[Notice], waiting: Iterable[Notice]) -> None:
        """Begin where the last run ended."""
        self._view.load(shown, state.last)
        self.lane.state = state
        self.lane.put([self._view.tell(notice) for notice in waiting])

    def take(self, notices: Iterable[Notice]) -> None:
        """Numbered changes: into the table at once, then on their way."""
        self.lane.put([self._view.apply(notice) for notice in notices])

    def repeat(self, notices: Iterable[Notice]) -> None:
        """Send changes once more."""
        self.lane.repeat([self._view.tell(notice) for notice in notices])

    def _system(self) -> list[VarBind]:
        words = (f"citynms {self._identity.version}", self._site.name, self._site.title)
        return alarm_mib.system(*words, self._identity.engine.time)

    def _figures(self) -> Figures:
        return Figures(
            self._identity.engine.boots,
            self._identity.started_at,
            self._view.last,
            self.lane.state.sent,
            alarm_mib.whole_seconds(self.config.heartbeat_s),
            *self._view.counts(),
        )
