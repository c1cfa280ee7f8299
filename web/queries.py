"""What may be asked in a URL or a body, typed: shared by pages and API, so that both refuse the same nonsense."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, Self

from flask import request
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from nms.app.views import AlarmFilter, DeviceFilter
from nms.core.alarm import Severity
from nms.core.device import Role
from nms.core.sample import METRICS

Language = Literal["zh", "en"]
Name = Annotated[str, Field(max_length=200)]
SeverityWord = Literal["critical", "major", "minor", "warning", "indeterminate"]


def _split(value: object) -> object:
    """`severity=critical,major` as well as `severity=critical&severity=major`."""
    words = value if isinstance(value, list) else [value]
    return [part for word in words for part in str(word).split(",") if part]


def moment(value: object) -> datetime:
    """An aware moment from epoch seconds or ISO 8601; ISO without an offset is taken as UTC."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    text = str(value).strip()
    try:
        seconds = float(text)
    except ValueError:
        try:
            parsed = datetime.fromisoformat(text)
        except ValueError as error:
            raise PydanticCustomError("reason.moment", "neither epoch seconds nor ISO 8601") from error
        return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise PydanticCustomError("reason.moment", "out of range") from error


def _known_metric(value: str) -> str:
    if value not in METRICS:
        raise PydanticCustomError("reason.metric", "no such metric")
    return value


Moment = Annotated[datetime, BeforeValidator(moment)]
MetricName = Annotated[str, AfterValidator(_known_metric)]
Severities = Annotated[list[SeverityWord], BeforeValidator(_split)]


class Query(BaseModel):
    """Parameters of a URL: unknown ones are refused, empty ones are as good as absent."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    lang: Language | None = Field(None, description="language of texts in the answer")

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        return {name: value for name, value in values.items() if value not in ("", [""])}

    @classmethod
    def of_page(cls) -> Self:
        """From the URL of a page, which may carry more than this model knows; ValidationError for a bad value."""
        wanted: dict[str, object] = {}
        for name, info in cls.model_fields.items():
            key = info.alias or name
            if key in request.args:
                values = request.args.getlist(key)
                wanted[key] = values if len(values) > 1 else values[0]
        return cls.model_validate(wanted)


class Paged(Query):
    """A slice of a list."""

    limit: int = Field(50, ge=1, le=1000, description="how many items at most")
    offset: int = Field(0, ge=0, le=10_000_000, description="how many items to skip")


class DeviceQuery(Paged):
    """Which devices."""

    text: Name = Field("", description="part of name, address or site")
    role: Role | None = None
    site: Name = ""
    district: Name = ""
    platform: Name = ""
    state: Literal["up", "down", "unknown"] | None = None
    only_managed: bool = Field(True, description="leave out what no SNMP reaches")
    sort: str = Field("worst", pattern="^-?(worst|name|address|role|site|state|last_answer_at)$")

    def wanted(self) -> DeviceFilter:
        """As the façade asks it."""
        return DeviceFilter(
            text=self.text,
            role=str(self.role or ""),
            site=self.site,
            district=self.district,
            platform=self.platform,
            state=self.state or "",
            only_managed=self.only_managed,
            sort=self.sort,
            limit=self.limit,
            offset=self.offset,
        )


class AlarmQuery(Paged):
    """Which alarms."""

    state: Literal["active", "cleared", "all"] = "active"
    severity: Severities = Field(default=[], description="one or more, also comma-separated")
    device: Name = ""
    object: Name = ""
    site: Name = ""
    hall: Name = ""
    district: Name = ""
    problem: Name = ""
    text: Name = ""
    acknowledged: bool | None = None
    shelved: bool | None = None
    roots_only: bool = Field(False, description="leave out what another alarm explains")
    root_id: int | None = Field(None, ge=1)
    since: Moment | None = None
    until: Moment | None = None
    sort: str = Field("severity", pattern="^-?(severity|raised_at|device|count)$")

    def wanted(self) -> AlarmFilter:
        """As the façade asks it."""
        plain = self.model_dump(include=set(AlarmQuery.model_fields) - {"lang", "severity"})
        return AlarmFilter(severities=frozenset(Severity.of(word) for word in self.severity), **plain)


class ExportFormat(BaseModel):
    """How a list leaves the house."""

    format: Literal["csv", "xlsx"] = "csv"
    whole: bool = Field(False, description="everything the filter finds (up to 20,000), not only the page shown")


class AlarmExportQuery(AlarmQuery, ExportFormat):
    """Which alarms, as a file."""


class DeviceExportQuery(DeviceQuery, ExportFormat):
    """Which devices, as a file."""


class Range(Query):
    """A span of time; the default is the last 24 hours."""

    from_: Moment | None = Field(None, alias="from", description="epoch seconds or ISO 8601")
    to: Moment | None = Field(None, description="epoch seconds or ISO 8601")

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.from_ and self.to and self.from_ >= self.to:
            raise PydanticCustomError(
                "reason.order", "from must be before to", {"field": "from", "first": "from", "second": "to"}
            )
        return self

    def span(self, now: datetime) -> tuple[datetime, datetime]:
        """Start and end."""
        end = self.to or now
        return self.from_ or end - timedelta(hours=24), end


class SeriesQuery(Range):
    """Which series."""

    device: Name = Field(min_length=1)
    metric: MetricName
    instance: Name = ""
    points: int = Field(3000, ge=10, le=20_000, description="how many points at most")


class LinkQuery(Paged):
    """Which links."""

    limit: int = Field(50, ge=1, le=1000)
    device: Name = ""
    kind: Name = ""


class TrapQuery(Paged):
    """Which traps; `unknown` only those that no rule understands."""

    device: Name = ""
    unknown: bool = False


class EventQuery(Query):
    """From where to follow the stream; the header `Last-Event-ID` wins."""

    after: int | None = Field(None, ge=0)


class NamePath(BaseModel):
    """A name in a path."""

    name: Name = Field(min_length=1)


class IdPath(BaseModel):
    """A number in a path."""

    id: int = Field(ge=1, le=2**62)


class Body(BaseModel):
    """What is sent; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class AlarmIds(Body):
    """Which alarms to act on."""

    ids: list[Annotated[int, Field(ge=1, le=2**62)]] = Field(min_length=1, max_length=1000)


class AcknowledgeBody(AlarmIds):
    """Take alarms into one's hands, with an optional note."""

    text: str = Field("", max_length=1000)


class CommentBody(AlarmIds):
    """Write a note into the history of alarms."""

    text: str = Field(min_length=1, max_length=1000)


class ShelveBody(AlarmIds):
    """Put alarms aside until a moment or for so many minutes; they come back by themselves."""

    until: Moment | None = None
    minutes: int | None = Field(None, ge=1, le=43_200)
    text: str = Field("", max_length=1000)

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.until is None) == (self.minutes is None):
            raise PydanticCustomError("reason.until", "either until or minutes", {"field": "until"})
        return self

    def end(self, now: datetime) -> datetime:
        """When they come back."""
        return self.until if self.until is not None else now + timedelta(minutes=self.minutes or 0)


class WindowBody(Body):
    """A planned time of work."""

    scope: Literal["device", "site", "hall"]
    target: str = Field(min_length=1, max_length=200)
    start: Moment
    end: Moment
    reason: str = Field("", max_length=1000)

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.start >= self.end:
            raise PydanticCustomError(
                "reason.order", "start must be before end", {"field": "start", "first": "start", "second": "end"}
            )
        return self
