"""Settings of the monitors above us and of our own agent."""

from typing import Annotated, Literal

from pydantic import (
    Field,
)

from nms.core.config.section import Address, Port, Seconds, Section
from nms.core.device import Role


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
    severities: dict[SeverityWord, SeverityWord] = Field(default_factory=dict)
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
