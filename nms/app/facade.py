"""What the pages, the API and the command line may ask of the system; `nms.app.app.App` is the real one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from nms.app.account_rooms import AccountRoom, AuditRoom, SessionRoom
from nms.app.admission_views import AdmissionRoom
from nms.app.advice_views import DeskRoom
from nms.app.bundle_views import BundleRoom
from nms.app.call_views import CallsRoom
from nms.app.cause_views import CauseRoom
from nms.app.change_views import ChangeRoom
from nms.app.config_views import ConfigRoom
from nms.app.drift_views import DriftRoom
from nms.app.e1_views import E1Quality
from nms.app.hall_plan_views import HallPlanRoom
from nms.app.hall_quality_views import HallQualityRoom
from nms.app.impact_views import ImpactRoom
from nms.app.knowledge_views import KnowledgeRoom, KpiRoom, NoticeRoom, StatusRoom, SurveyRoom
from nms.app.line_views import LineRoom
from nms.app.map_views import MapRoom
from nms.app.plays import Plays
from nms.app.queue_views import QueueRoom
from nms.app.radio_views import RadioRoom
from nms.app.resource_views import ResourceRoom
from nms.app.rooms import DiscoveryRoom, MibRoom, RuleRoom
from nms.app.service_views import ServiceRoom
from nms.app.sla_views import SlaRoom
from nms.app.ticket_views import TicketRoom
from nms.app.topology_views import TopologyRoom
from nms.app.trial_views import TrialRoom
from nms.app.views import (
    AlarmDetail,
    AlarmFilter,
    CityView,
    DeviceDetail,
    DeviceFilter,
    DeviceView,
    HallDetail,
    HallView,
    Health,
    LinkView,
    MonitorView,
    Page,
    TrapView,
)
from nms.core.alarm import Actor, Alarm, MaintenanceWindow
from nms.core.config import Config
from nms.core.ports import Request
from nms.core.sample import Series, SeriesKey
from nms.core.site import Inventory
from nms.topology.layout import MapView


class Facade(Protocol):
    """Reading never touches a device; acting writes to the store what the engine then does. NotFoundError for names."""

    @property
    def config(self) -> Config: ...

    @property
    def inventory(self) -> Inventory: ...

    @property
    def discovery(self) -> DiscoveryRoom: ...

    @property
    def rules(self) -> RuleRoom: ...

    @property
    def mibs(self) -> MibRoom: ...

    @property
    def changes(self) -> ChangeRoom: ...

    @property
    def hall_plans(self) -> HallPlanRoom: ...

    @property
    def bundles(self) -> BundleRoom: ...

    @property
    def lines(self) -> LineRoom: ...

    @property
    def desk(self) -> DeskRoom: ...

    @property
    def resources(self) -> ResourceRoom: ...

    @property
    def hall_quality(self) -> HallQualityRoom: ...

    @property
    def queues(self) -> QueueRoom: ...

    @property
    def radio(self) -> RadioRoom: ...

    @property
    def trials(self) -> TrialRoom: ...

    @property
    def calls(self) -> CallsRoom: ...

    @property
    def knowledge(self) -> KnowledgeRoom: ...

    @property
    def notices(self) -> NoticeRoom: ...

    @property
    def surveys(self) -> SurveyRoom: ...

    @property
    def status_pages(self) -> StatusRoom: ...

    @property
    def kpis(self) -> KpiRoom: ...

    @property
    def causes(self) -> CauseRoom: ...

    @property
    def admission(self) -> AdmissionRoom: ...

    @property
    def impacts(self) -> ImpactRoom: ...

    @property
    def sla(self) -> SlaRoom: ...

    @property
    def topology(self) -> TopologyRoom: ...

    @property
    def tickets(self) -> TicketRoom: ...

    @property
    def services(self) -> ServiceRoom: ...

    @property
    def plays(self) -> Plays: ...

    @property
    def configs(self) -> ConfigRoom: ...

    @property
    def drifts(self) -> DriftRoom: ...

    @property
    def maps(self) -> MapRoom: ...

    @property
    def sessions(self) -> SessionRoom: ...

    @property
    def accounts(self) -> AccountRoom: ...

    @property
    def audit(self) -> AuditRoom: ...

    def now(self) -> datetime: ...

    # reading
    def health(self) -> Health: ...
    def city(self) -> CityView: ...
    def devices(self, wanted: DeviceFilter) -> Page[DeviceView]: ...
    def device(self, name: str) -> DeviceDetail: ...
    def alarms(self, wanted: AlarmFilter) -> Page[Alarm]: ...
    def alarm(self, alarm_id: int) -> AlarmDetail: ...
    def halls(self) -> Sequence[HallView]: ...
    def hall(self, name: str) -> HallDetail: ...
    def e1_quality(self, device: str, line: str) -> E1Quality:
        """One end of an E1 line (ifName): its last day, sums, limits and availability."""
        ...

    def links(self, device: str = "", kind: str = "", limit: int = 500, offset: int = 0) -> Page[LinkView]: ...
    def map(self) -> MapView: ...
    def map_state(self) -> Mapping[str, str]:
        """Device name → severity word of its worst alarm, or up, down, unknown: what colours the map."""
        ...

    def series(self, key: SeriesKey, start: datetime, end: datetime, max_points: int = 3000) -> Series: ...
    def raw_samples(self, device: str, limit: int = 200) -> Sequence[tuple[SeriesKey, datetime, float]]:
        """The newest value of each series of a device; of a counter its rate, in `Metric.rate_unit`."""
        ...

    def traps(self, device: str = "", unknown: bool = False, limit: int = 50, offset: int = 0) -> Page[TrapView]: ...
    def windows(self) -> Sequence[MaintenanceWindow]: ...
    def alarm_marks(self, device: str, start: datetime, end: datetime) -> Sequence[Alarm]:
        """Alarms of a device raised within a time range: the marks under a chart."""
        ...

    def events_after(self, sequence: int) -> Sequence[tuple[int, str, str, Mapping[str, str]]]: ...
    def last_event(self) -> int: ...

    def monitors(self) -> Sequence[MonitorView]:
        """The monitors above us, those in trouble first."""
        ...

    # acting; each returns what changed
    def acknowledge(self, ids: Sequence[int], actor: Actor, text: str = "") -> Sequence[Alarm]: ...
    def unacknowledge(self, ids: Sequence[int], actor: Actor) -> Sequence[Alarm]: ...
    def shelve(self, ids: Sequence[int], until: datetime, actor: Actor, text: str = "") -> Sequence[Alarm]: ...
    def unshelve(self, ids: Sequence[int], actor: Actor) -> Sequence[Alarm]: ...
    def comment(self, ids: Sequence[int], actor: Actor, text: str) -> Sequence[Alarm]: ...
    def open_window(
        self, scope: str, target: str, start: datetime, end: datetime, reason: str, actor: Actor
    ) -> MaintenanceWindow: ...
    def close_window(self, window_id: int, actor: Actor) -> None: ...
    def poll_now(self, device: str, actor: Actor) -> int:
        """Ask the engine to poll a device now; returns the request's id."""
        ...

    def test_monitor(self, name: str, actor: Actor) -> int:
        """Ask the engine to send a heartbeat to a monitor now; returns the request's id."""
        ...

    def resend_monitor(self, name: str, first: int, last: int, actor: Actor) -> int:
        """Ask the engine to send changes once more by their numbers (`last` 0: to the end); the request's id."""
        ...

    def request(self, request_id: int) -> Request: ...
