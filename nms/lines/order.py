"""The order of a line as people write it: one document for files, forms and the API; a bare requirement is one too."""

import re
from collections.abc import Mapping
from dataclasses import replace
from ipaddress import IPv4Network
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from nms.core.line import LineEnd, LineService, Order, Requirement, Solution
from nms.lines.carried import IFACES
from nms.lines.grades import Grades
from nms.lines.requirement import NAMES, Fields, RequirementFields, completed, known_iface, refusal

_NUMBER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,30}")
_SERIAL: Final = re.compile(r"[0-9A-F]{16}|[A-Z]{4}[0-9A-F]{8}")
_GRADES: Final = {name.upper(): name for name in ("AAA", "AA", "A", "normal")} | {"普通": "normal"}
_TITLE: Final = 80
SERVICE: Final = "service"
"""Stands in `Order.surveyed` where the order itself named its service."""


def _text(value: object) -> object:
    """A number that YAML made of a name is that name again."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


def _grade(value: object) -> object:
    return _GRADES.get(value.strip().upper(), value) if isinstance(value, str) else value


def _network(value: object) -> str:
    try:
        return str(IPv4Network(str(value).strip()))
    except ValueError:
        raise refusal("NMS-LINE-049", value, nearest=_meant(str(value))) from None


def _meant(text: str) -> str:
    """The network that a host address with a length lies in."""
    try:
        return f" ({IPv4Network(text.strip(), strict=False)})"
    except ValueError:
        return ""


def _serial(value: object) -> str:
    """As printed on the box: vendor's four letters and eight hex digits, or all in hex (G.984.3)."""
    text = str(value).strip().upper().replace("-", "")
    if text and not _SERIAL.fullmatch(text):
        raise refusal("NMS-LINE-055", value)
    return text


Name = Annotated[str, BeforeValidator(_text), Field(min_length=1, max_length=_TITLE)]
Iface = Annotated[str, BeforeValidator(lambda value: value and known_iface(value))]
Network = Annotated[str, BeforeValidator(_network)]


class EndFields(Fields):
    """One end; its site alone may be written as a word."""

    site: Name
    hub: bool = False
    iface: Iface = ""
    networks: Annotated[tuple[Network, ...], Field(max_length=64)] = ()
    vlan: Annotated[int, Field(ge=0, le=4094)] = 0
    serial: Annotated[str, BeforeValidator(_serial)] = ""

    @model_validator(mode="before")
    @classmethod
    def _spelled(cls, value: object) -> object:
        return {"site": value} if isinstance(value, (str, int)) else value

    @field_validator("networks", mode="before")
    @classmethod
    def _several(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    def end(self) -> LineEnd:
        """As the core has it."""
        return LineEnd(self.site, self.hub, self.iface, self.networks, self.vlan, self.serial)


class OrderDocument(RequirementFields):
    """An order with the fields of its requirement beside its own; None is "not said"."""

    number: Annotated[str, BeforeValidator(_text)] | None = None
    name: Name | None = None
    customer: Name | None = None
    title: Name | None = None
    service: Annotated[LineService, BeforeValidator(_upper)] | None = None
    grade: Annotated[Literal["AAA", "AA", "A", "normal"], BeforeValidator(_grade)] | None = None
    solution: Annotated[Solution, BeforeValidator(_upper)] | None = None
    ends: tuple[EndFields, ...] | None = None

    @field_validator("number")
    @classmethod
    def _circuit(cls, value: str | None) -> str | None:
        if value is not None and not _NUMBER.fullmatch(value):
            raise refusal("NMS-LINE-053", value)
        return value

    @property
    def label(self) -> str:
        """How its author calls it ("" if not at all)."""
        return self.number or self.name or self.title or ""

    def given(self) -> dict[str, Any]:
        """What was said of the requirement; ends say how many branches there are."""
        said = {name: value for name, value in super().given().items() if name in NAMES}
        if "sites" not in said and self.ends:
            said["sites"] = max(1, len(self.ends) - 1)
        elif "sites" not in said and self.topology == "p2p":
            said["sites"] = 1
        return said

    def complete(self, defaults: Mapping[str, Any], promises: Grades) -> tuple[Requirement, tuple[str, ...]]:
        """The requirement with defaults for what was not said, and what was assumed so; of a grade, its availability
        is asked where the order itself does not say."""
        given = self.given()
        promised = {"reliability": promises.of(self.grade).availability} if self.grade else {}
        return completed(given, {**defaults, **promised})

    def order(self, grades: Mapping[str, str], promises: Grades, survey: Mapping[str, Any] | None = None) -> Order:
        """The order; `grades` are those of customers, by name, and `survey` says what it leaves open.

        What neither says is as the core's Requirement has it: no such access. The document must have been checked
        (`nms.lines.contradictions.problems` with `whole`).
        """
        requirement, _ = self.complete(survey or {}, promises)
        ends = tuple(end.end() for end in self.ends or ())
        customer = self.customer or ""
        return Order(
            number=self.number or "",
            customer=customer,
            title=self.title or self.name or self.number or "",
            service=self.service or usual_service(requirement, ends, self.solution),
            requirement=requirement,
            ends=ends,
            grade=self.grade or grades.get(customer, "normal"),
            solution=self.solution,
            surveyed=frozenset({*self.given(), *([SERVICE] if self.service else [])}),
        )

    @classmethod
    def spelling(cls, order: Order) -> dict[str, Any]:
        """An order as a document again: only what it says itself, and its service unless its solution made it that."""
        said = {name: _written(getattr(order.requirement, name)) for name in NAMES if name in order.surveyed}
        ends = [_spelled_end(end) for end in order.ends]
        own = {"number": order.number, "customer": order.customer, "title": order.title}
        chosen = {} if _of_solution(order) else {SERVICE: order.service.value}
        chosen |= {"solution": order.solution.value} if order.solution else {}
        return {**own, "grade": order.grade, **chosen, "ends": ends, **said}


def _spelled_end(end: LineEnd) -> dict[str, Any]:
    said = {name: _written(getattr(end, name)) for name in ("hub", "iface", "networks", "vlan", "serial")}
    return {"site": end.site, **{name: value for name, value in said.items() if value}}


def _written(value: Any) -> Any:
    if hasattr(value, "reserve_db"):
        return {name: getattr(value, name) for name in ("grade", "connectors", "splices", "reserve_db")}
    return list(value) if isinstance(value, tuple) else value


def usual_service(
    requirement: Requirement, ends: tuple[LineEnd, ...] = (), solution: Solution | None = None
) -> LineService:
    """What one would offer: TDM for E1 and STM-N; a wire for two ends, EVPL where an end names its VLAN; L3VPN for a
    star, tree or routed mesh and VPLS for a mesh without networks. SDH has wires only: EVPL, gathered at the hub."""
    if IFACES[requirement.iface].tdm:
        return LineService.TDM
    if requirement.topology == "p2p":
        return LineService.EVPL if any(end.vlan for end in ends) else LineService.EPL
    if solution is Solution.SDH:
        return LineService.EVPL
    routed = requirement.topology in {"star", "tree"} or any(end.networks for end in ends)
    return LineService.L3VPN if routed else LineService.VPLS


def suited(order: Order, solution: Solution) -> Order:
    """The order with the service that its solution offers, where the order itself named none."""
    usual = {usual_service(order.requirement, order.ends, one) for one in (None, *Solution)}
    if SERVICE in order.surveyed or order.service not in usual:
        return order
    return replace(order, service=usual_service(order.requirement, order.ends, solution))


def _of_solution(order: Order) -> bool:
    """Whether the service is what its solution alone leads to, and not the order's own wish."""
    with_sdh, without = (usual_service(order.requirement, order.ends, one) for one in (Solution.SDH, None))
    return SERVICE not in order.surveyed and order.service is with_sdh is not without
