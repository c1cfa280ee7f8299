"""What pages, API and command line are shown of a hall's health and of where its faults lie."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from nms.core.hall import HallForm
from nms.halls.health import Health, Pointer
from nms.halls.place import Verdict
from nms.halls.trend import Trend
from nms.halls.wlan import Heard, Radios, WlanPlan


@dataclass(frozen=True, slots=True)
class LineFault:
    """One E1 of a hall and where its fault lies (place `nowhere`: it has none); both ends as "device port"."""

    link: str
    device: str
    line: str
    router: str
    channel: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class HallHealth:
    """A hall's light with its reasons; `faults` are its lines that are not well, and where that lies."""

    hall: str
    title: str
    health: Health
    faults: Sequence[LineFault] = ()

    @property
    def light(self) -> str:
        """red, yellow, grey or green."""
        return self.health.light.word


class HallQualityRoom(Protocol):
    """How halls are, and why."""

    def health(self, hall: str) -> HallHealth:
        """One hall; NotFoundError if there is none."""
        ...

    def all(self) -> Sequence[HallHealth]:
        """Every hall, worst light first."""
        ...

    def faults(self, hall: str) -> Sequence[LineFault]:
        """Every E1 of a hall with the place of its fault, also those that are well."""
        ...

    def trend(self, device: str, line: str) -> Trend | None:
        """How the errored seconds of one end of a line move; None where too few intervals are known."""
        ...

    def wlan(self, hall: str, radios: Radios | None = None, heard: Sequence[Heard] = ()) -> WlanPlan:
        """The radio plan of a hall's access points; NotFoundError, InvalidError NMS-WLAN-…."""
        ...

    def form(self, hall: str) -> HallForm:
        """The wireless part of a hall as it stands: its bundle's form, else what its controller sees."""
        ...


# ---------------------------------------------------------------- as JSON's own types


def health_told(one: HallHealth) -> dict[str, Any]:
    """A hall's light, its reasons in order, its faults."""
    return {
        "hall": one.hall,
        "title": one.title,
        "light": one.light,
        "reasons": [
            {
                "code": reason.code,
                "text": reason.text,
                "light": reason.light.word,
                "weight": reason.weight,
                "values": {name: str(value) for name, value in reason.values.items()},
                "at": pointer_told(reason.at),
            }
            for reason in one.health.reasons
        ],
        "faults": [fault_told(fault) for fault in one.faults],
    }


def pointer_told(at: Pointer) -> Mapping[str, str]:
    """What a reason points at."""
    return {"kind": at.kind, "name": at.name, "object": at.object}


def fault_told(one: LineFault) -> dict[str, Any]:
    """Where the fault of a line lies."""
    verdict = one.verdict
    return {
        "link": one.link,
        "device": one.device,
        "line": one.line,
        "router": one.router,
        "channel": one.channel,
        "place": verdict.place.value,
        "probability": round(verdict.probability, 4),
        "fault": verdict.fault,
        "by_place": {place.value: round(share, 4) for place, share in verdict.by_place.items()},
        "evidence": [
            {"code": hint.code, "feature": hint.feature, "value": hint.value, "weight": round(hint.weight, 2)}
            for hint in verdict.hints
        ],
    }
