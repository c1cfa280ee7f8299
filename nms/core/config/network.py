"""Settings of watching the network: asking, hearing, judging."""

from typing import Annotated, Literal, Self

from pydantic import (
    Field,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from nms.core.config.section import Count, Port, Seconds, Section
from nms.core.device import Role
from nms.core.sample import METRICS


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
    batch: bool = True
    workers: Annotated[int, Field(ge=1, le=16)] = 1
    credentials: dict[str, CredentialConfig] = Field(default_factory=dict)


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
    queue: Annotated[int, Field(ge=10)] = 100_000
    strangers: Annotated[int, Field(ge=1)] = 1_000
    receive_buffer: Annotated[int, Field(ge=65_536)] = 33_554_432
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


class DiscoveryConfig(Section):
    """Bounds of a search for agents: how many addresses at once, how many a second, how long one is waited for."""

    most_addresses: Annotated[int, Field(ge=1, le=65_536)] = 4_096
    most_per_s: Annotated[float, Field(gt=0, le=1_000)] = 100.0
    timeout_s: Seconds = 1
    retries: Annotated[int, Field(ge=0, le=5)] = 1


class CausesConfig(Section):
    """Root causes: how long an alarm waits for its cause before it is told on, and whether the parent is asked."""

    hold_s: Annotated[float, Field(ge=0, le=120)] = 5
    probe: bool = True
