"""Which failed elements explain the active alarms best, weighed by what each would show and what is seen instead."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush

from nms.core.alarm import Alarm, Severity
from nms.faults import signs, weights
from nms.faults.elements import PROBABLE, Element, ElementKind, Elements
from nms.faults.signs import Sign, sign_of
from nms.faults.weights import PRIOR, Patience

_RIVALS = 3
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """When each device last answered anything, and when the states of its ports were last read (aware UTC)."""

    answered: Mapping[str, datetime] = field(default_factory=dict)
    read: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence for or against: a code of the catalogue with its values."""

    code: str
    values: Mapping[str, str]
    weight: float


@dataclass(frozen=True, slots=True)
class Rival:
    """Another element that would explain some of the same alarms, and how well."""

    element: Element
    score: float
    explained: int
    absent: int


@dataclass(frozen=True, slots=True)
class Cause:
    """A failed element as far as the alarms tell, worst alarm and all alarms by id, with the evidence.

    `score` is in nats, `share` how much of the belief it has against its rivals (0 to 1). `devices` are those whose
    alarms it explains, `suspects` devices whose answer would settle it. `contradicted` counts expected alarms that
    were looked for and are not there.
    """

    element: Element
    score: float
    share: float
    alarms: tuple[int, ...]
    severity: Severity
    since: datetime
    devices: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()
    rivals: tuple[Rival, ...] = ()
    suspects: tuple[str, ...] = ()
    expected: int = 0
    contradicted: int = 0


@dataclass(frozen=True, slots=True)
class _Weighed:
    """An element against the evidence."""

    element: Element
    score: float
    signs: frozenset[Sign]
    since: datetime | None = None
    absent: Mapping[Sign, float] = field(default_factory=dict)
    present: int = 0
    later: bool = False

    @property
    def order(self) -> tuple[float, float, Element]:
        return -self.score, -PRIOR[self.element.kind], self.element


def explain(
    alarms: Iterable[Alarm], elements: Elements, seen: Seen, patience: Patience | None = None
) -> tuple[Cause, ...]:
    """The causes of the active alarms, worst first: the best element first takes the alarms that it explains, then the
    next best those that are left, until every alarm has one. Pure: what is not given is not known."""
    given = [alarm for alarm in alarms if alarm.active]
    shown = _shown(given)
    scales = _Scales(shown, elements, seen, patience or Patience())
    causes = [_itself(alarm) for alarm in given if sign_of(alarm.key) is None]
    while (best := scales.best()) is not None:
        causes.append(scales.cause(best))
        scales.take(best)
    return tuple(sorted(causes, key=lambda cause: (cause.severity, -len(cause.alarms), cause.since, cause.element)))


def _shown(alarms: Iterable[Alarm]) -> dict[Sign, list[Alarm]]:
    shown: dict[Sign, list[Alarm]] = {}
    for alarm in alarms:
        if (sign := sign_of(alarm.key)) is not None:
            shown.setdefault(sign, []).append(alarm)
    return shown


def _itself(alarm: Alarm) -> Cause:
    element = Element(ElementKind.ITSELF, f"{alarm.key.device}:{alarm.key.object}:{alarm.key.problem}")
    devices = (alarm.key.device,)
    return Cause(element, 0.0, 1.0, (alarm.id,), alarm.severity, alarm.raised_at, devices)


class _Scales:
    """The elements that can be behind what is shown, each with its score, kept up as alarms are accounted for."""

    def __init__(self, shown: Mapping[Sign, list[Alarm]], elements: Elements, seen: Seen, patience: Patience) -> None:
        self._shown, self._elements, self._seen = shown, elements, seen
        self._patience = patience
        self._since = {sign: min(alarm.raised_at for alarm in alarms) for sign, alarms in shown.items()}
        self._left = set(shown)
        self._behind: dict[Element, dict[Sign, float]] = {}
        for sign in shown:
            for element, likely in elements.candidates(sign).items():
                self._behind.setdefault(element, {})[sign] = likely
        self._weighed = {element: self._weigh(element) for element in self._behind}
        self._best = [one.order for one in self._weighed.values()]
        heapify(self._best)

    def best(self) -> _Weighed | None:
        """The element that explains best what is left; None when nothing is."""
        while self._left and self._best:
            order = heappop(self._best)
            one = self._weighed[order[-1]]
            if one.signs and one.order == order:  # else it was weighed anew since
                return one
        return None

    def take(self, best: _Weighed) -> None:
        """Account for the alarms of an element; the others are weighed anew without them."""
        self._left -= best.signs
        for element in {one for sign in best.signs for one in self._elements.candidates(sign)}:
            self._weighed[element] = self._weigh(element)
            heappush(self._best, self._weighed[element].order)

    # ------------------------------------------------------------ weighing

    def _weigh(self, element: Element) -> _Weighed:
        behind = {sign: likely for sign, likely in self._behind[element].items() if sign in self._left}
        together = self._together(behind)
        if not together:
            return _Weighed(element, -math.inf, frozenset())
        since = min(self._since[sign] for sign in together)
        absent = self._absent(element, since)
        later = self._later(element, together, since)
        score = PRIOR[element.kind] + weights.EXPLAINED * sum(behind[sign] for sign in together)
        score -= sum(absent.values()) + weights.LATER * later
        present = len(self._elements.must(element)) - len(absent)
        return _Weighed(element, score, frozenset(together), since, absent, present, later)

    def _together(self, behind: Mapping[Sign, float]) -> list[Sign]:
        """Of the signs those that came up close together: of several bursts the one that weighs most."""
        bursts: list[list[Sign]] = []
        before: datetime | None = None
        for sign in sorted(behind, key=lambda sign: (self._since[sign], sign)):
            at = self._since[sign]
            if before is None or (at - before).total_seconds() > self._patience.spread_s:
                bursts.append([])
            bursts[-1].append(sign)
            before = at
        return max(bursts, key=lambda burst: sum(behind[sign] for sign in burst), default=[])

    def _absent(self, element: Element, since: datetime) -> dict[Sign, float]:
        """Signs that the element must show and that are not there, with what their absence costs."""
        settled = since + timedelta(seconds=self._patience.skew_s)
        found = {}
        for sign in self._elements.must(element):
            if sign not in self._shown and (cost := self._cost(sign, settled)):
                found[sign] = cost
        return found

    def _cost(self, sign: Sign, settled: datetime) -> float:
        if sign.state == signs.SILENT:
            answered = self._seen.answered.get(sign.device)
            return weights.ANSWERED if answered is not None and answered > settled else weights.ABSENT_UNASKED
        if signs.silent(sign.device) in self._shown:
            return 0.0
        read = self._seen.read.get(sign.device)
        return weights.ABSENT_ASKED if read is not None and read > settled else weights.ABSENT_UNASKED

    def _later(self, element: Element, together: Sequence[Sign], since: datetime) -> bool:
        own = [self._since[sign] for sign in together if sign.device == element.device and sign.state != signs.SILENT]
        return bool(own) and (min(own) - since).total_seconds() > self._patience.skew_s

    # ------------------------------------------------------------ telling

    def cause(self, best: _Weighed) -> Cause:
        """The element as a cause, against its rivals for the same alarms."""
        alarms = [alarm for sign in best.signs for alarm in self._shown[sign]]
        rivals = self._rivals(best)
        assert best.since is not None  # of an element that explains nothing no cause is made
        return Cause(
            best.element,
            round(best.score, 3),
            _share(best.score, [rival.score for rival in rivals]),
            tuple(sorted(alarm.id for alarm in alarms)),
            min(alarm.severity for alarm in alarms),
            best.since,
            tuple(sorted({alarm.key.device for alarm in alarms})),
            tuple(self._evidence(best, rivals)),
            tuple(_rival(one, best) for one in rivals[:_RIVALS]),
            self._suspects(best, rivals),
            len(self._elements.must(best.element)),
            sum(cost >= weights.ABSENT_ASKED for cost in best.absent.values()),
        )

    def _rivals(self, best: _Weighed) -> list[_Weighed]:
        found = [
            one
            for element in {other for sign in best.signs for other in self._elements.candidates(sign)}
            if element != best.element and (one := self._weighed[element]).signs & best.signs
        ]
        return sorted(found, key=lambda one: one.order)

    def _suspects(self, best: _Weighed, rivals: Sequence[_Weighed]) -> tuple[str, ...]:
        """Devices that may be behind it and of which nobody knows yet whether they answer."""
        asked = [best, *(one for one in rivals[:_RIVALS] if best.score - one.score < weights.ANSWERED)]
        devices = [one.element.name for one in asked if one.element.kind is ElementKind.DEVICE]
        return tuple(name for name in devices if self._open(name, best.since))

    def _open(self, device: str, since: datetime | None) -> bool:
        answered = self._seen.answered.get(device)
        known = answered is not None and since is not None and answered > since
        return not known and signs.silent(device) not in self._shown

    def _evidence(self, best: _Weighed, rivals: Sequence[_Weighed]) -> Iterable[Evidence]:
        yield from self._for(best)
        yield from self._against(best)
        for one in rivals[:1]:
            values = {"rival": str(one.element), "explained": str(len(one.signs)), "absent": str(len(one.absent))}
            yield Evidence("evidence.rival", values, round(one.score - best.score, 3))

    def _for(self, best: _Weighed) -> Iterable[Evidence]:
        assert best.since is not None
        count, must = len(best.signs), len(self._elements.must(best.element))
        gain = round(weights.EXPLAINED * count, 3)
        span = max(self._since[sign] for sign in best.signs) - best.since
        yield Evidence("evidence.explains", {"count": str(count), "names": _names(best.signs)}, gain)
        if must:
            yield Evidence("evidence.present", {"present": str(best.present), "expected": str(must)}, 0.0)
        values = {"since": best.since.isoformat(), "seconds": f"{span.total_seconds():.0f}"}
        yield Evidence("evidence.span", values, -weights.LATER * best.later)
        own = {sign for sign in best.signs if sign.device == best.element.device}
        for sign in sorted(own & {sign for sign in own if sign.state in (signs.POWER, signs.SILENT)}):
            code = "evidence.gasp" if sign.state == signs.POWER else "evidence.silent"
            yield Evidence(code, {"device": sign.device, "since": self._since[sign].isoformat()}, weights.EXPLAINED)
        lost = self._elements.lost(best.element)
        if lost:
            yield Evidence("evidence.lost", {"count": str(len(lost)), "names": _listed(sorted(lost))}, 0.0)

    def _against(self, best: _Weighed) -> Iterable[Evidence]:
        for code, cost in (
            ("evidence.answered", weights.ANSWERED),
            ("evidence.absent", weights.ABSENT_ASKED),
            ("evidence.unasked", weights.ABSENT_UNASKED),
        ):
            names = [sign for sign, had in best.absent.items() if had == cost]
            if names:
                yield Evidence(code, {"count": str(len(names)), "names": _names(names)}, round(-cost * len(names), 3))


def _rival(one: _Weighed, best: _Weighed) -> Rival:
    return Rival(one.element, round(one.score, 3), len(one.signs & best.signs), len(one.absent))


def _share(best: float, others: Iterable[float]) -> float:
    """The belief in the best, if one of them is true and nothing else can be: exp(best) / Σ exp(score)."""
    return round(1.0 / (1.0 + sum(math.exp(min(other - best, 0.0)) for other in others)), 4)


def _names(found: Iterable[Sign]) -> str:
    return _listed([f"{sign.device}:{sign.object}" for sign in sorted(found)])


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")


__all__ = ["PROBABLE", "Cause", "Evidence", "Rival", "Seen", "explain"]
