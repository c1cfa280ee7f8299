"""The settings of a site, typed: what `config.yaml` may say, with every default; no secret belongs in the file."""

from datetime import UTC, tzinfo
from ipaddress import ip_address
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from nms.core.device import Role
from nms.core.sample import METRICS

Seconds = Annotated[float, Field(gt=0, le=86_400)]
Days = Annotated[int, Field(ge=1, le=36_500)]
Port = Annotated[int, Field(ge=0, le=65_535)]
Count = Annotated[int, Field(ge=1)]


def _numeric(value: str) -> str:
    try:
        return str(ip_address(value))
    except ValueError as error:
        raise PydanticCustomError("NMS-CFG-073", "no IP address") from error


Address = Annotated[str, AfterValidator(_numeric)]


class Section(BaseModel):
    """A frozen part of the settings that refuses unknown keys; own checks raise a code of the text catalogue."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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


class CredentialConfig(Section):
    """One named way to speak SNMP; secrets come from the environment, never from the file."""

    version: Literal["1", "2c", "3"] = "2c"
    community: SecretStr = SecretStr("")
    user: str = ""
    auth: Literal["", "md5", "sha1", "sha224", "sha256", "sha384", "sha512"] = ""
    auth_key: SecretStr = SecretStr("")
    priv: Literal["", "des", "aes128", "aes192", "aes256"] = ""
    priv_key: SecretStr = SecretStr("")

    @field_validator("version", mode="before")
    @classmethod
    def _as_written(cls, value: object) -> object:
        return str(value) if isinstance(value, int) else value  # YAML reads `version: 3` as a number

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.version == "3" and not self.user:
            raise PydanticCustomError("NMS-CFG-035", "version 3 needs a user")
        if self.priv and not self.auth:
            raise PydanticCustomError("NMS-CFG-036", "priv needs auth")
        return self


class SnmpConfig(Section):
    """Asking agents: defaults that a host may override, and the bounds of one engine."""

    port: Port = 161
    timeout_s: Seconds = 2.0
    retries: Annotated[int, Field(ge=0, le=10)] = 1
    max_repetitions: Annotated[int, Field(ge=1, le=100)] = 25
    in_flight: Annotated[int, Field(ge=1, le=1000)] = 48
    requests_per_second: Annotated[float, Field(gt=0)] = 100.0  # per device
    credentials: dict[str, CredentialConfig] = {}


class CadencesConfig(Section):
    """How often each family of numbers is asked, in seconds."""

    status: Seconds = 60
    counters: Seconds = 300
    fdb: Seconds = 300
    e1_intervals: Seconds = 900
    environment: Seconds = 300
    inventory: Seconds = 3600


class PollConfig(Section):
    """Limits of the poller: a dead device costs at most `budget_s`; `down_after` failed status polls are an alarm."""

    budget_s: Seconds = 20
    down_after: Annotated[int, Field(ge=1, le=10)] = 2


class StormConfig(Section):
    """When one sender's traps are stored but no longer interpreted: rates per second over `window_s`, hysteresis."""

    start_per_s: Annotated[float, Field(gt=0)] = 50.0
    stop_per_s: Annotated[float, Field(gt=0)] = 10.0
    window_s: Seconds = 5.0


class TrapsConfig(Section):
    """Hearing agents: listening address and port, queues, the storm guard."""

    listen: str = "127.0.0.1"
    port: Port = 1162
    queue: Annotated[int, Field(ge=10)] = 20_000
    strangers: Annotated[int, Field(ge=1)] = 1_000
    receive_buffer: Annotated[int, Field(ge=65_536)] = 8_388_608
    storm: StormConfig = StormConfig()


class AlarmsConfig(Section):
    """The Ledger's policy: `flap_count` raises within `flap_window_s` flap; it settles after `settle_s` of quiet.

    What a cleared root explained is told on its own only if it is still there `orphan_s` later.
    """

    flap_count: Annotated[int, Field(ge=2)] = 4
    flap_window_s: Seconds = 600
    settle_s: Seconds = 600
    orphan_s: Annotated[float, Field(ge=0, le=3600)] = 90


class ThresholdConfig(Section):
    """Raise `severity` when `metric` crosses `raise_at`, clear at `clear_at` (below it for high, above for low).

    `for_rounds` consecutive values must agree; `roles` empty means any device.
    """

    metric: str
    direction: Literal["high", "low"] = "high"
    raise_at: float
    clear_at: float
    severity: Literal["critical", "major", "minor", "warning"] = "minor"
    for_rounds: Annotated[int, Field(ge=1, le=100)] = 2
    roles: tuple[Role, ...] = ()
    problem: str = ""

    @field_validator("metric")
    @classmethod
    def _in_catalogue(cls, value: str) -> str:
        if value not in METRICS:
            raise PydanticCustomError("NMS-CFG-037", "no such metric")
        return value

    @model_validator(mode="after")
    def _hysteresis(self) -> Self:
        if self.clear_at > self.raise_at if self.direction == "high" else self.clear_at < self.raise_at:
            raise PydanticCustomError("NMS-CFG-038", "clears on the wrong side")
        return self


class CrossingConfig(Section):
    """Limits of one E1 counter over 15 minutes or 24 hours: reaching one raises an alarm of that severity.

    It clears at the end of the first 15-minute interval with no more than `clear_at` (over 24 hours: when the sum is).
    `pcv` are code violations, `css` seconds with a controlled slip.
    """

    counter: Literal["es", "ses", "uas", "css", "pcv"]
    window: Literal["15min", "24h"]
    warning: Count | None = None
    minor: Count | None = None
    major: Count | None = None
    critical: Count | None = None
    clear_at: Annotated[int, Field(ge=0)] = 0

    @property
    def limits(self) -> dict[str, int]:
        """Severity word → limit, the worst first."""
        words = ("critical", "major", "minor", "warning")
        return {word: limit for word in words if (limit := getattr(self, word)) is not None}

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        limits = list(self.limits.values())
        if not limits or limits != sorted(set(limits), reverse=True):
            raise PydanticCustomError("NMS-CFG-043", "limits do not ascend")
        if self.clear_at >= limits[-1]:
            raise PydanticCustomError("NMS-CFG-044", "clears above its lowest limit")
        return self


# Maintenance thresholds of an E1, after common practice with ITU-T M.2120.
_CROSSINGS = (
    CrossingConfig(counter="es", window="15min", minor=50, major=120, clear_at=4),
    CrossingConfig(counter="ses", window="15min", minor=10, major=15),
    CrossingConfig(counter="uas", window="15min", major=10, critical=60),
    CrossingConfig(counter="pcv", window="15min", minor=1_500, major=9_000, clear_at=150),
    CrossingConfig(counter="css", window="15min", warning=1, minor=4),
    CrossingConfig(counter="es", window="24h", warning=150, major=648, clear_at=75),
    CrossingConfig(counter="ses", window="24h", warning=15, major=100, clear_at=7),
    CrossingConfig(counter="uas", window="24h", major=10),
    CrossingConfig(counter="pcv", window="24h", minor=15_000, clear_at=7_500),
    CrossingConfig(counter="css", window="24h", minor=10, clear_at=4),
)


class E1Config(Section):
    """How good an E1 line must be: its share of the end-to-end objective of ITU-T G.826, its threshold crossings."""

    allocation: Annotated[float, Field(gt=0, le=1)] = 0.05
    crossings: tuple[CrossingConfig, ...] = _CROSSINGS

    @field_validator("crossings")
    @classmethod
    def _once(cls, rows: tuple[CrossingConfig, ...]) -> tuple[CrossingConfig, ...]:
        places = [(row.counter, row.window) for row in rows]
        twice = next((place for place in places if places.count(place) > 1), None)
        if twice:
            raise PydanticCustomError("NMS-CFG-045", "a row twice", {"counter": twice[0], "window": twice[1]})
        return rows


class AgentConfig(Section):
    """Our own SNMP agent, where monitors read the active alarms; it listens only while a monitor is enabled."""

    listen: str = "127.0.0.1"
    port: Port = 1163


SeverityWord = Literal["critical", "major", "minor", "warning", "indeterminate"]


class MonitorConfig(Section):
    """A monitor above us: how it is spoken to, which alarms it is shown, and in whose words.

    An alarm is shown if it is at least as bad as `severity` and fits each of `roles`, `devices` and `problems` that is
    not empty, and none of `no_roles`, `no_devices`, `no_problems`; names may hold the wildcards * and ?. `severities`
    renames ours for the monitor. `queue` changes at most wait for a monitor that does not answer; the oldest go first.
    """

    enabled: bool = True
    address: Address
    port: Port = 162
    credential: str
    inform: bool = True
    timeout_s: Seconds = 2
    retries: Annotated[int, Field(ge=0, le=10)] = 2
    heartbeat_s: Seconds = 60
    queue: Annotated[int, Field(ge=1, le=1_000_000)] = 10_000
    readers: tuple[Address, ...] = ()
    language: Literal["zh", "en"] = "zh"
    severity: SeverityWord = "indeterminate"
    severities: dict[SeverityWord, SeverityWord] = {}
    suppressed: bool = False
    roles: tuple[Role, ...] = ()
    no_roles: tuple[Role, ...] = ()
    devices: tuple[str, ...] = ()
    no_devices: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    no_problems: tuple[str, ...] = ()

    @property
    def sources(self) -> frozenset[str]:
        """The addresses from which the monitor may read."""
        return frozenset({self.address, *self.readers})


MonitorName = Annotated[str, Field(pattern=r"^[\w.+@-]{1,80}$")]


class DiscoveryConfig(Section):
    """Bounds of a search for agents: how many addresses at once, how many a second, how long one is waited for."""

    most_addresses: Annotated[int, Field(ge=1, le=65_536)] = 4_096
    most_per_s: Annotated[float, Field(gt=0, le=1_000)] = 100.0
    timeout_s: Seconds = 1
    retries: Annotated[int, Field(ge=0, le=5)] = 1


class WebConfig(Section):
    """The pages and the API; beyond loopback needs TLS and accounts."""

    listen: str = "127.0.0.1"
    port: Port = 8080
    threads: Annotated[int, Field(ge=4, le=512)] = 64
    streams: Annotated[int, Field(ge=1, le=500)] = 40


class LoginConfig(Section):
    """One named login for command lines; secrets come from the environment or `nms secret set`, never from the file."""

    username: str = ""
    password: SecretStr = SecretStr("")
    enable: SecretStr = SecretStr("")


class CliConfig(Section):
    """Speaking CLI: how many sessions at once, how long a reply may take, how much of one is read, who logs in."""

    workers: Annotated[int, Field(ge=1, le=200)] = 10
    connect_timeout_s: Seconds = 10
    reply_timeout_s: Seconds = 20
    most_reply_bytes: Annotated[int, Field(ge=10_000)] = 8_000_000
    credentials: dict[str, LoginConfig] = {}


class FreezeConfig(Section):
    """A time in which nothing is pushed: days on which it begins (none: every day), local HH:MM to HH:MM.

    An end before the start lies on the next day; an end equal to the start means no time at all.
    """

    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = ()
    start: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    end: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    why: str = ""


class PushConfig(Section):
    """Changing devices: lease, how long a plan and an approval hold, the revert timer on devices that have one."""

    lease_s: Annotated[float, Field(ge=1, le=3600)] = 60
    revert_s: Annotated[int, Field(ge=60, le=3600)] = 300
    plan_hours: Annotated[float, Field(gt=0, le=720)] = 72
    freeze: tuple[FreezeConfig, ...] = ()


class BackupConfig(Section):
    """Keeping configurations: where (below the folder for data), how often, and how old the oldest may get."""

    path: str = "configs.git"
    every_s: Annotated[float, Field(ge=60, le=2_592_000)] = 86_400
    oldest_s: Annotated[float, Field(ge=60, le=31_536_000)] = 172_800


class AccountsConfig(Section):
    """Who comes in: locking, how long a session lasts, and what may be read without logging in.

    `anonymous: viewer` lets everybody read on loopback; it is refused when the pages listen beyond it.
    """

    failures: Annotated[int, Field(ge=3, le=20)] = 5
    failure_window_s: Seconds = 900
    idle_s: Seconds = 1_800
    absolute_s: Seconds = 43_200
    anonymous: Literal["", "viewer"] = ""


class CityConfig(Section):
    """The simulated city: where its agents and consoles listen (console port 0: no consoles), how its traffic runs."""

    port: Port = 1161
    ssh_port: Port = 2222
    telnet_port: Port = 2323
    seed: int = 2006
    history_hours: Annotated[int, Field(ge=0, le=168)] = 24


VlanRange = Annotated[str, Field(pattern=r"^\d{1,4}-\d{1,4}$")]
NumberRange = Annotated[str, Field(pattern=r"^\d{1,10}-\d{1,10}$")]


class LinesConfig(Section):
    """Private lines: the numbers that may be given out (ranges as first-last), how long things are kept for whom."""

    asn: Annotated[int, Field(ge=1, le=4_294_967_295)] = 65_000
    rd: NumberRange = "1001-9999"
    vc_id: NumberRange = "1001-99999"
    vsi_id: NumberRange = "1001-99999"
    vni: NumberRange = "1001-9999"
    s_vlan: VlanRange = "1000-2999"
    c_vlan: VlanRange = "2-3999"
    link_nets: str = "10.255.0.0/16"
    reservation_days: Days = 14
    quarantine_days: Annotated[int, Field(ge=0, le=3_650)] = 90
    pon_assured_mbps: Count = 1_100
    stm1_spares: Annotated[int, Field(ge=0, le=62)] = 3
    probe_s: Annotated[float, Field(gt=0, le=3_600)] = 10


class CausesConfig(Section):
    """Root causes: how long an alarm waits for its cause before it is told on, and whether the parent is asked."""

    hold_s: Annotated[float, Field(ge=0, le=120)] = 5
    probe: bool = True


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
    monitors: dict[MonitorName, MonitorConfig] = {}
    discovery: DiscoveryConfig = DiscoveryConfig()
    web: WebConfig = WebConfig()
    accounts: AccountsConfig = AccountsConfig()
    cli: CliConfig = CliConfig()
    push: PushConfig = PushConfig()
    backup: BackupConfig = BackupConfig()
    lines: LinesConfig = LinesConfig()
    causes: CausesConfig = CausesConfig()
    city: CityConfig = CityConfig()

    @model_validator(mode="after")
    def _guests_on_loopback_only(self) -> Self:
        listen = self.web.listen
        if self.accounts.anonymous and not (listen == "localhost" or _loopback(listen)):
            context = {"anonymous": self.accounts.anonymous, "listen": listen}
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


def _loopback(listen: str) -> bool:
    try:
        return ip_address(listen).is_loopback
    except ValueError:
        return False


def _check_credential(name: str, monitor: MonitorConfig, credential: CredentialConfig | None) -> None:
    context = {"name": name, "credential": monitor.credential}
    if credential is None:
        raise PydanticCustomError("NMS-CFG-070", "no such credential", context)
    if credential.version == "1" and monitor.inform:
        raise PydanticCustomError("NMS-CFG-071", "version 1 has no informs", context)
