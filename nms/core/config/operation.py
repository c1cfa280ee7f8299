"""Settings of operation: pages, accounts, command lines, changes, backups, private lines, the simulated city."""

from ipaddress import ip_address
from typing import Annotated, Literal

from pydantic import (
    Field,
    SecretStr,
)

from nms.core.config.section import Count, Days, Port, Seconds, Section


class WebConfig(Section):
    """The pages and the API; beyond loopback needs TLS and accounts.

    `certificate` and `key` are PEM files; a relative path stands below the site's folder.
    """

    listen: str = "127.0.0.1"
    port: Port = 8080
    certificate: str = ""
    key: str = ""
    threads: Annotated[int, Field(ge=4, le=512)] = 64
    streams: Annotated[int, Field(ge=1, le=500)] = 40

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can come; no address at all means all of them."""
        try:
            return self.listen == "localhost" or ip_address(self.listen).is_loopback
        except ValueError:
            return False


class AccountsConfig(Section):
    """Who comes in: locking, how long a session lasts, and what may be read without logging in.

    `anonymous: viewer` lets everybody read on loopback; it is refused when the pages listen beyond it.
    """

    failures: Annotated[int, Field(ge=3, le=20)] = 5
    failure_window_s: Seconds = 900
    idle_s: Seconds = 1_800
    absolute_s: Seconds = 43_200
    anonymous: Literal["", "viewer"] = ""


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
    credentials: dict[str, LoginConfig] = Field(default_factory=dict)


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


class CityConfig(Section):
    """The simulated city: where its agents and consoles listen (console port 0: no consoles), how its traffic runs.

    Every `radio_period_s` (0: never) the calls of its cells are counted, `radio_calls` in each location area.
    """

    port: Port = 1161
    ssh_port: Port = 2222
    telnet_port: Port = 2323
    seed: int = 2006
    history_hours: Annotated[int, Field(ge=0, le=168)] = 24
    radio_period_s: Annotated[int, Field(ge=0, le=86_400)] = 60
    radio_calls: Annotated[int, Field(ge=1, le=2_000)] = 120


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
