"""Settings of serving people: halls, admission of PCs, queues, the customers' desk."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from nms.core.config.northbound import SeverityWord
from nms.core.config.outbound import NoticesConfig
from nms.core.config.radius import RadiusConfig
from nms.core.config.section import Address, Section
from nms.core.queue import QueueRule

Word = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,25}$")]


class HallsConfig(Section):
    """Business halls: what their bundles have in common. User and profile are made on the devices by hand."""

    public_ssid: Word = "CMCC"
    staff_ssid: Word = "HALL-OA"
    trap_target: Address = "10.9.0.10"
    trap_user: Word = "nmsuser"
    demo_profile: Word = "demo"


class AdmissionConfig(Section):
    """Who may sit in a hall: what a hall's policy is unless one is set for it, and how patiently a PC is judged.

    `network_makers` are OUIs (six hex digits) of makers of routers and access points beside those that are known.
    """

    automatic: bool = False
    furthest: Literal["alert", "quarantine", "blackhole", "shutdown"] = "quarantine"
    most_per_hour: Annotated[int, Field(ge=0, le=3)] = 3
    max_macs: Annotated[int, Field(ge=1, le=64)] = 1
    gone_after: Annotated[int, Field(ge=1, le=20)] = 2
    pardon_hours: Annotated[float, Field(ge=0, le=720)] = 24
    network_makers: tuple[Annotated[str, Field(pattern=r"^[0-9A-Fa-f]{6}$")], ...] = ()
    radius: RadiusConfig = RadiusConfig()


Ratio = Annotated[Decimal, Field(gt=0, le=100, allow_inf_nan=False)]


class QueuesConfig(Section):
    """Customers waiting in halls: where levels begin in customers per open desk, and how they are reached and left."""

    level_1: Ratio = Decimal("2.5")
    level_2: Ratio = Decimal("3.5")
    manager: Ratio = Decimal("4.5")
    margin: Annotated[Decimal, Field(ge=0, le=100, allow_inf_nan=False)] = Decimal("0.3")
    rise_after: Annotated[int, Field(ge=1, le=9)] = 2
    gap_s: Annotated[float, Field(ge=60, le=86_400)] = 900
    forecast_weeks: Annotated[int, Field(ge=1, le=52)] = 12

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if not self.margin < self.level_1 < self.level_2 < self.manager:
            context = {"level_1": self.level_1, "level_2": self.level_2, "manager": self.manager, "margin": self.margin}
            raise PydanticCustomError("NMS-QUEUE-010", "levels in rising order", context)
        return self

    @property
    def rule(self) -> QueueRule:
        """The rule in exact numbers."""
        return QueueRule(
            Fraction(self.level_1),
            Fraction(self.level_2),
            Fraction(self.manager),
            Fraction(self.margin),
            self.rise_after,
            timedelta(seconds=self.gap_s),
        )


class DeskConfig(Section):
    """Tickets, notifications, surveys.

    A root alarm on a hall or a line opens a ticket when it is of one of `alarm_severities` or its problem is one of
    `alarm_problems`, once it has lasted `alarm_after_s`. `maildir` is a folder whose new e-mails become tickets.
    """

    hall_grade: Annotated[str, Field(min_length=1, max_length=40)] = "A"
    alarm_severities: tuple[SeverityWord, ...] = ("critical",)
    alarm_problems: tuple[str, ...] = ("rogue-pc",)
    alarm_after_s: Annotated[float, Field(ge=0, le=86_400)] = 30
    restore_with_alarm: bool = True
    maildir: str = ""
    mail_mbytes: Annotated[int, Field(ge=1, le=100)] = 10
    notices: NoticesConfig = NoticesConfig()
