"""The services that can be provisioned, as data: fields, the platforms with a template, and its evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic import Field as Limits

from nms.core.errors import InvalidError, NmsError, Where
from nms.core.texts import Language
from nms.provision.fields import KINDS, Field

WORK_ORDER = "work_order"
"""The platform of elements that no command line reaches: its templates write sentences, not commands."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Whether a template was proven, and by what."""

    verified: bool = False
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """What can be provisioned: fields in the order in which a form shows them, evidence by platform."""

    name: str
    zh: str
    en: str
    fields: Mapping[str, Field] = field(default_factory=dict)
    platforms: Mapping[str, Evidence] = field(default_factory=dict)

    def title(self, language: Language) -> str:
        """What people call it."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Checked:
    """Values as a template takes them (None for what was not given), and everything that is wrong with them."""

    values: Mapping[str, Any]
    problems: tuple[NmsError, ...] = ()


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _FieldData(_Strict):
    kind: str = "name"
    zh: str
    en: str
    required: bool = True
    default: str | int | bool | None = None
    low: int | None = None
    high: int | None = None
    choices: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    most: int = Limits(0, ge=0, le=512)
    line: str = ""
    needs: str = ""
    platforms: tuple[str, ...] = ()
    touched: bool = False


class _EvidenceData(_Strict):
    verified: bool
    evidence: str


class _ServiceData(_Strict):
    zh: str
    en: str
    fields: dict[str, _FieldData]
    platforms: dict[str, _EvidenceData]


def service_of(name: str, data: object, file: str = "") -> Service:
    """A service out of what its file holds; InvalidError NMS-CHG-015 names the key that cannot be used."""
    try:
        read = _ServiceData.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _broken(name, file, ".".join(map(str, first["loc"])), first["msg"]) from error
    for key, one in read.fields.items():
        if one.kind not in KINDS:
            raise _broken(name, file, f"fields.{key}.kind", f"{one.kind}: {', '.join(KINDS)}")
    fields = {key: Field(key, **one.model_dump()) for key, one in read.fields.items()}
    platforms = {key: Evidence(one.verified, one.evidence) for key, one in read.platforms.items()}
    return Service(name, read.zh, read.en, fields, platforms)


def _broken(name: str, file: str, key: str, reason: str) -> InvalidError:
    return InvalidError("NMS-CHG-015", Where(file, 0, key), service=name, key=key, reason=reason)


def find(services: Mapping[str, Service], name: str) -> Service:
    """The service of a name; InvalidError NMS-CHG-001 with the nearest one."""
    if name in services:
        return services[name]
    raise InvalidError("NMS-CHG-001", service=name, nearest=_nearest(name, services), known=", ".join(services))


def evidence(service: Service, platform: str) -> Evidence:
    """What is known of a service's template on a platform; InvalidError NMS-CHG-002 where there is none."""
    if platform in service.platforms:
        return service.platforms[platform]
    known = ", ".join(service.platforms)
    raise InvalidError("NMS-CHG-002", service=service.name, platform=platform or "–", known=known)


def check(service: Service, platform: str, values: Mapping[str, object]) -> Checked:
    """Read values for a platform's template; every problem is told, not only the first.

    `settings` among the values holds (words on the device, value) of every given field that names its `line`.
    """
    fields = {name: one for name, one in service.fields.items() if not one.platforms or platform in one.platforms}
    problems: list[NmsError] = [_unknown(service, fields, name) for name in values if name not in fields]
    read: dict[str, Any] = dict.fromkeys(service.fields)
    for name, one in fields.items():
        try:
            read[name] = _read(one, values)
        except InvalidError as problem:
            problems.append(problem)
    read["settings"] = tuple(
        (one.line, read[name]) for name, one in fields.items() if one.line and read[name] is not None
    )
    problems += [
        InvalidError("NMS-CHG-014", field=name, needs=one.needs)
        for name, one in fields.items()
        if one.needs and values.get(name) is not None and values.get(one.needs) is None
    ]
    return Checked(read, tuple(problems))


def _read(one: Field, values: Mapping[str, object]) -> Any:
    value = values.get(one.name)
    if value is not None and value != "":
        return one.read(value)
    if one.default is not None:
        return one.default if isinstance(one.default, bool) else one.read(one.default)
    if one.required:
        raise InvalidError("NMS-CHG-004", field=one.name, shape=one.shape)
    return None


def _unknown(service: Service, fields: Mapping[str, Field], name: str) -> InvalidError:
    shown = name[:60]
    return InvalidError(
        "NMS-CHG-003", field=shown, service=service.name, nearest=_nearest(name, fields), known=", ".join(fields)
    )


def _nearest(name: str, known: Mapping[str, object]) -> str:
    near = get_close_matches(name, list(known), n=1)
    return near[0] if near else "–"
