"""The health of a hall in one light, with the reasons for it in the order of their weight; pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from nms.core.alarm import Severity
from nms.core.device import Role
from nms.halls.place import Condition
from nms.halls.voice import BLOCKING, erlang_b


class Light(IntEnum):
    """The colour of a hall, the worst first; GREY where nothing is known."""

    RED = 0
    YELLOW = 1
    GREY = 2
    GREEN = 3

    @property
    def word(self) -> str:
        """red, yellow, grey or green."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a reason points at: kind alarm (id), device, e1 (device, object), pcs or aps of the hall."""

    kind: str
    name: str = ""
    object: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a hall is not well: its sentence is the text "hallq.reason.<code>" filled from `values`."""

    code: str
    light: Light
    weight: int
    at: Pointer
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The code of its sentence."""
        return f"hallq.reason.{self.code}"


@dataclass(frozen=True, slots=True)
class Health:
    """A hall's light and its reasons, the weightiest first; red and yellow never stand without one."""

    light: Light
    reasons: Sequence[Reason] = ()


@dataclass(frozen=True, slots=True)
class BoxState:
    """A box of the hall: `state` is up, down or unknown."""

    name: str
    role: str
    state: str


@dataclass(frozen=True, slots=True)
class LineState:
    """An E1 of the hall as both ends see it, and its last day by G.826: unavailable seconds, counters over limits."""

    device: str
    line: str
    hall: Condition = Condition.UNKNOWN
    centre: Condition = Condition.UNKNOWN
    uas_s: int = 0
    over: tuple[str, ...] = ()
    worsening: int = 0
    """The id of the alarm that says so; 0: it is not."""


@dataclass(frozen=True, slots=True)
class VoiceState:
    """Telephony: FXS ports in use and how many are down, lines and traffic (Erlang) of the plan; 0 where not known."""

    ports: int = 0
    down: int = 0
    lines: int = 0
    erlang: float = 0.0


@dataclass(frozen=True, slots=True)
class ApState:
    """An access point and the word of its state."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class AlarmState:
    """An active alarm that touches the hall."""

    id: int
    severity: Severity
    problem: str
    device: str
    object: str


@dataclass(frozen=True, slots=True)
class HallState:
    """Everything that makes a hall's light."""

    hall: str
    boxes: Sequence[BoxState] = ()
    lines: Sequence[LineState] = ()
    voice: VoiceState = VoiceState()
    aps: Sequence[ApState] = ()
    strangers: int = 0
    alarms: Sequence[AlarmState] = ()


LOST = frozenset({Condition.LOS, Condition.LOF, Condition.AIS, Condition.FAILED})
_UAS_S = 10
_TOLD = ("e1-", "sonet-", "device-unreachable", "ap-fault", "rogue-pc", "link-down")
"""Problems that the other rules tell of; the rest is told as the alarms that they are."""
_BY_SEVERITY: Mapping[Severity, tuple[Light, int]] = {
    Severity.CRITICAL: (Light.RED, 90),
    Severity.MAJOR: (Light.YELLOW, 35),
    Severity.MINOR: (Light.YELLOW, 15),
}
Found = Iterator[Reason]


def judged(state: HallState) -> Health:
    """The light is that of the worst reason; grey without a reason where nobody ever answered."""
    reasons = sorted((reason for rule in _RULES for reason in rule(state)), key=lambda one: (one.light, -one.weight))
    if reasons:
        return Health(min(reason.light for reason in reasons), reasons)
    known = any(box.state != "unknown" for box in state.boxes)
    return Health(Light.GREEN if known else Light.GREY)


def _boxes(state: HallState) -> Found:
    for box in state.boxes:
        if box.state == "down":
            vital = box.role != Role.AP
            weight = 95 if box.role == Role.CONVERTER else 80 if vital else 30
            light = Light.RED if vital else Light.YELLOW
            yield Reason("silent", light, weight, Pointer("device", box.name), {"device": box.name})
    if state.boxes and all(box.state == "unknown" for box in state.boxes):
        yield Reason("unasked", Light.GREY, 1, Pointer("device", state.boxes[0].name))


def _lines(state: HallState) -> Found:
    lost = [line for line in state.lines if {line.hall, line.centre} & LOST]
    for line in lost:
        whole = len(lost) == len(state.lines)
        shown = line.hall if line.hall in LOST else line.centre
        values = {"device": line.device, "line": line.line, "condition": shown.value.upper()}
        light, weight = (Light.RED, 100) if whole else (Light.YELLOW, 65)
        yield Reason("line-lost", light, weight, _e1(line), values)
    for line in state.lines:
        if line not in lost:
            yield from _degraded(line)


def _degraded(line: LineState) -> Found:
    values = {"device": line.device, "line": line.line}
    ends = {line.hall, line.centre}
    for condition, code, weight in _CONDITIONS:
        if condition in ends:
            yield Reason(code, Light.YELLOW, weight, _e1(line), values)
    if line.uas_s >= _UAS_S:
        yield Reason("unavailable", Light.YELLOW, 45, _e1(line), {**values, "seconds": line.uas_s})
    if line.over:
        names = ", ".join(name.upper() for name in line.over)
        yield Reason("over", Light.YELLOW, 40, _e1(line), {**values, "counters": names})
    if line.worsening:
        yield Reason("worsening", Light.YELLOW, 50, Pointer("alarm", str(line.worsening)), values)


_CONDITIONS = (
    # condition of either end, code of the reason, weight
    (Condition.SIGNALLING, "signalling", 60),
    (Condition.LOOP, "loop", 58),
    (Condition.RAI, "far-end", 57),
    (Condition.ERRORED, "errored", 48),
)


def _e1(line: LineState) -> Pointer:
    return Pointer("e1", line.device, line.line)


def _voice(state: HallState) -> Found:
    voice = state.voice
    values: dict[str, object]
    converter = next((box.name for box in state.boxes if box.role == Role.CONVERTER), state.hall)
    if voice.down:
        values = {"down": voice.down, "ports": voice.ports}
        yield Reason("fxs", Light.YELLOW, 42, Pointer("device", converter), values)
    if voice.lines and voice.erlang:
        blocked = erlang_b(voice.erlang, voice.lines)
        if blocked > BLOCKING:
            values = {"lines": voice.lines, "erlang": f"{voice.erlang:g}", "percent": f"{100 * blocked:.1f}"}
            yield Reason("busy", Light.YELLOW, 20, Pointer("device", converter), values)


def _access_points(state: HallState) -> Found:
    away = [ap.name for ap in state.aps if ap.state not in ("normal", "unknown")]
    if away:
        values = {"away": len(away), "aps": len(state.aps), "names": ", ".join(sorted(away))}
        yield Reason("aps", Light.YELLOW, 36 if len(away) == len(state.aps) else 30, Pointer("aps"), values)


def _pcs(state: HallState) -> Found:
    if state.strangers:
        yield Reason("strangers", Light.YELLOW, 55, Pointer("pcs"), {"count": state.strangers})


def _alarms(state: HallState) -> Found:
    for alarm in state.alarms:
        if alarm.severity in _BY_SEVERITY and not alarm.problem.startswith(_TOLD):
            light, weight = _BY_SEVERITY[alarm.severity]
            values = {"problem": alarm.problem, "device": alarm.device, "object": alarm.object}
            yield Reason("alarm", light, weight, Pointer("alarm", str(alarm.id)), values)


_RULES: Iterable[Callable[[HallState], Found]] = (_boxes, _lines, _voice, _access_points, _pcs, _alarms)
