"""The settings of a site, typed: what `config.yaml` may say, with every default; no secret belongs in the file."""

from datetime import UTC, tzinfo
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from nms.core.config.network import (
    AlarmsConfig,
    CadencesConfig,
    CausesConfig,
    CredentialConfig,
    CrossingConfig,
    DiscoveryConfig,
    E1Config,
    PollConfig,
    SnmpConfig,
    StormConfig,
    ThresholdConfig,
    TrapsConfig,
)
from nms.core.config.northbound import AgentConfig, MonitorConfig, MonitorName, SeverityWord
from nms.core.config.operation import (
    AccountsConfig,
    BackupConfig,
    CityConfig,
    CliConfig,
    FreezeConfig,
    LinesConfig,
    LoginConfig,
    NumberRange,
    PushConfig,
    VlanRange,
    WebConfig,
)
from nms.core.config.outbound import HookConfig, MailConfig, NoticesConfig, SmsConfig
from nms.core.config.radio import RadioConfig, TrialsConfig
from nms.core.config.section import Address, Count, Days, Port, Seconds, Section
from nms.core.config.service import AdmissionConfig, DeskConfig, HallsConfig, QueuesConfig

__all__ = [
    "AccountsConfig",
    "Address",
    "AdmissionConfig",
    "AgentConfig",
    "AlarmsConfig",
    "BackupConfig",
    "CadencesConfig",
    "CausesConfig",
    "CityConfig",
    "CliConfig",
    "Config",
    "Count",
    "CredentialConfig",
    "CrossingConfig",
    "Days",
    "DeskConfig",
    "DiscoveryConfig",
    "E1Config",
    "FreezeConfig",
    "HallsConfig",
    "HookConfig",
    "LinesConfig",
    "LoginConfig",
    "MailConfig",
    "MonitorConfig",
    "MonitorName",
    "NoticesConfig",
    "NumberRange",
    "PollConfig",
    "Port",
    "PushConfig",
    "QueuesConfig",
    "RadioConfig",
    "RetentionConfig",
    "Seconds",
    "Section",
    "SeverityWord",
    "SiteConfig",
    "SmsConfig",
    "SnmpConfig",
    "StoreConfig",
    "StormConfig",
    "ThresholdConfig",
    "TrapsConfig",
    "TrialsConfig",
    "VlanRange",
    "WebConfig",
]


class SiteConfig(Section):
    """Whose network this is."""

    name: str = "shaoxing"
    title: str = "绍兴"
    timezone: str = "Asia/Shanghai"
    language: Literal["zh", "en"] = "zh"

    @field_validator("timezone")
    @classmethod
    def _known(cls, value: str) -> str:
        if value != "UTC":
            try:
                ZoneInfo(value)
            except (KeyError, ValueError, OSError) as error:
                raise PydanticCustomError("NMS-CFG-034", "no such time zone") from error
        return value

    @property
    def zone(self) -> tzinfo:
        """The local time zone of pages and reports."""
        return UTC if self.timezone == "UTC" else ZoneInfo(self.timezone)


class RetentionConfig(Section):
    """How long what is kept."""

    raw_days: Days = 8
    five_minute_days: Days = 100
    hour_days: Days = 800
    trap_days: Days = 30
    alarm_days: Days = 400


class StoreConfig(Section):
    """Where the store lives; a relative path stands below the site's folder for variable data."""

    path: str = "nms.db"
    retention: RetentionConfig = RetentionConfig()


class Config(Section):
    """Everything `config.yaml` may say."""

    site: SiteConfig = SiteConfig()
    store: StoreConfig = StoreConfig()
    snmp: SnmpConfig = SnmpConfig()
    cadences: CadencesConfig = CadencesConfig()
    poll: PollConfig = PollConfig()
    traps: TrapsConfig = TrapsConfig()
    alarms: AlarmsConfig = AlarmsConfig()
    thresholds: tuple[ThresholdConfig, ...] = ()
    e1: E1Config = E1Config()
    agent: AgentConfig = AgentConfig()
    monitors: dict[MonitorName, MonitorConfig] = Field(default_factory=dict)
    discovery: DiscoveryConfig = DiscoveryConfig()
    web: WebConfig = WebConfig()
    accounts: AccountsConfig = AccountsConfig()
    cli: CliConfig = CliConfig()
    push: PushConfig = PushConfig()
    backup: BackupConfig = BackupConfig()
    lines: LinesConfig = LinesConfig()
    causes: CausesConfig = CausesConfig()
    halls: HallsConfig = HallsConfig()
    admission: AdmissionConfig = AdmissionConfig()
    queues: QueuesConfig = QueuesConfig()
    desk: DeskConfig = DeskConfig()
    radio: RadioConfig = RadioConfig()
    trials: TrialsConfig = TrialsConfig()
    city: CityConfig = CityConfig()

    @model_validator(mode="after")
    def _guests_on_loopback_only(self) -> Self:
        if self.accounts.anonymous and not self.web.on_loopback:
            context = {"anonymous": self.accounts.anonymous, "listen": self.web.listen}
            raise PydanticCustomError("NMS-ACC-019", "guests beyond loopback", context)
        return self

    @field_validator("monitors")
    @classmethod
    def _reachable(cls, monitors: dict[str, MonitorConfig], info: ValidationInfo) -> dict[str, MonitorConfig]:
        known = info.data["snmp"].credentials if "snmp" in info.data else None
        taken: dict[tuple[str, str], str] = {}
        for name, monitor in monitors.items():
            if known is not None:
                _check_credential(name, monitor, known.get(monitor.credential))
            for source in sorted(monitor.sources):
                other = taken.setdefault((monitor.credential, source), name)
                if other != name:
                    context = {"name": name, "other": other, "credential": monitor.credential, "address": source}
                    raise PydanticCustomError("NMS-CFG-072", "two monitors cannot be told apart", context)
        return monitors


def _check_credential(name: str, monitor: MonitorConfig, credential: CredentialConfig | None) -> None:
    context = {"name": name, "credential": monitor.credential}
    if credential is None:
        raise PydanticCustomError("NMS-CFG-070", "no such credential", context)
    if credential.version == "1" and monitor.inform:
        raise PydanticCustomError("NMS-CFG-071", "version 1 has no informs", context)
