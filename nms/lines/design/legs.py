"""The stretches of a circuit on the rings: what is connected at every element on them, and the way they make."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nms.core.line import Way
from nms.lines.design.orders import Side
from nms.lines.design.plant import Ring, Span
from nms.lines.design.slots import told
from nms.lines.sdh import Slot


@dataclass(frozen=True, slots=True)
class Leg:
    """The stretch of a branch on one ring: the arc that works with its slots, the other where it is kept too."""

    ring: Ring
    arc: tuple[Span, ...]
    slots: tuple[tuple[Slot, ...], ...]
    other: tuple[Span, ...] = ()
    other_slots: tuple[tuple[Slot, ...], ...] = ()

    def start(self) -> Side:
        """Where the leg begins: the line port there with its slots, and those of the other arc."""
        return self._side(0, near=True)

    def end(self) -> Side:
        return self._side(-1, near=False)

    def _side(self, at: int, *, near: bool) -> Side:
        port = _port(self.arc[at], near=near)
        if not self.other_slots:
            return Side(port, self.slots[at])
        return Side(port, self.slots[at], _port(self.other[at], near=near), self.other_slots[at])


def _port(span: Span, *, near: bool) -> str:
    return span.near.port if near else span.far.port


def sides(legs: Sequence[Leg], near: str, first: Side, far: str, last: Side) -> Iterator[tuple[str, Side, Side]]:
    """Every element on the way with what is connected there."""
    if not legs:
        yield near, first, last
        return
    before = first
    at = near
    for leg in legs:
        yield at, before, leg.start()
        yield from _transits(leg.arc, leg.slots)
        yield from _transits(leg.other, leg.other_slots)
        before, at = leg.end(), leg.arc[-1].far.device
    yield far, before, last


def _transits(arc: Sequence[Span], slots: Sequence[tuple[Slot, ...]]) -> Iterator[tuple[str, Side, Side]]:
    """The elements that a circuit passes on an arc; none where nothing is kept there."""
    if not slots:
        return
    for at in range(len(arc) - 1):
        one, other = Side(arc[at].far.port, slots[at]), Side(arc[at + 1].near.port, slots[at + 1])
        yield arc[at].far.device, one, other


def way(
    site: str,
    role: str,
    start: str,
    legs: Sequence[tuple[Sequence[Span], Sequence[tuple[Slot, ...]]]],
    tail: tuple[tuple[str, ...], tuple[str, ...]],
    ports: tuple[tuple[str, str], ...],
    held: Sequence[str],
) -> Way:
    spans = [span for arc, _ in legs for span in arc]
    devices = (start, *(span.far.device for span in spans), *tail[0])
    return Way(site, role, devices, (*(span.name for span in spans), *tail[1]), (*_segments(legs), *held), ports)


def _segments(legs: Sequence[tuple[Sequence[Span], Sequence[tuple[Slot, ...]]]]) -> Iterator[str]:
    for arc, slots in legs:
        if not slots:
            yield from (f"{span.name}: MSP" for span in arc)
        for span, chosen in zip(arc, slots, strict=False):
            yield f"{span.name}: {told(chosen)}"
