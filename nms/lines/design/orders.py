"""Cross-connections of SDH elements as work orders with exact timeslots, one document per combination of VC-4."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nms.lines.design.parts import step
from nms.lines.sdh import Slot


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a cross-connection: a line port with slots (and where protected the other line's), or a tributary."""

    port: str
    slots: tuple[Slot, ...] = ()
    other: str = ""
    other_slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class Crossing:
    """What is connected at one element; `vcg` is the concatenation group on its Ethernet card, 0 none."""

    element: str
    one: Side
    other: Side
    container: str
    protection: str = "none"
    vcg: int = 0


def crossings(crossing: Crossing, circuit: str) -> Iterator[Mapping[str, Any]]:
    """The documents: `sdh-circuit` where a tributary is on one side, else `sdh-transit`."""
    tributary = crossing.one if not crossing.one.slots else crossing.other
    if tributary.slots:
        yield from _transits(crossing, circuit)
        return
    line = crossing.other if tributary is crossing.one else crossing.one
    if not line.slots:
        yield _local(crossing, circuit)
        return
    for members in _by_vc4(line.slots, line.other_slots):
        protected = {
            "protect_port": line.other or None,
            **_numbers("protect_", members[1]),
        }
        yield step(
            crossing.element,
            "sdh-circuit",
            element=crossing.element,
            from_port=tributary.port,
            line_port=line.port,
            **_numbers("", members[0]),
            container=crossing.container,
            protection=crossing.protection,
            **(protected if line.other else {}),
            vcg=crossing.vcg or None,
            frame=f"DDF-{tributary.port}",
            circuit=circuit,
        )


def _transits(crossing: Crossing, circuit: str) -> Iterator[Mapping[str, Any]]:
    one, other = crossing.one, crossing.other
    for members in _by_vc4(one.slots, other.slots, one.other_slots, other.other_slots):
        more = {"protect_in_port": one.other or None, "protect_out_port": other.other or None}
        yield step(
            crossing.element,
            "sdh-transit",
            element=crossing.element,
            in_port=one.port,
            **_numbers("in_", members[0]),
            out_port=other.port,
            **_numbers("out_", members[1]),
            **more,
            **_numbers("protect_in_", members[2]),
            **_numbers("protect_out_", members[3]),
            container=crossing.container,
            circuit=circuit,
        )


def _local(crossing: Crossing, circuit: str) -> Mapping[str, Any]:
    """Both tributaries at one element: nothing of a line is used."""
    return step(
        crossing.element,
        "sdh-circuit",
        element=crossing.element,
        from_port=crossing.one.port,
        line_port=crossing.other.port,
        container=crossing.container,
        vcg=crossing.vcg or None,
        frame=f"DDF-{crossing.one.port}",
        circuit=circuit,
    )


def _by_vc4(*columns: Sequence[Slot]) -> Iterator[tuple[tuple[Slot, ...], ...]]:
    """Members grouped by the VC-4 they use on every side; empty columns stay empty."""
    count = max(map(len, columns))
    groups: dict[tuple[int, ...], list[int]] = {}
    for member in range(count):
        key = tuple(column[member].vc4 if column else 0 for column in columns)
        groups.setdefault(key, []).append(member)
    for members in groups.values():
        yield tuple(tuple(column[member] for member in members) if column else () for column in columns)


def _numbers(prefix: str, slots: Sequence[Slot]) -> dict[str, Any]:
    """VC-4 and, of smaller containers, the numbers in it: TU-12 as in G.707, TU-3 by K."""
    if not slots:
        return {}
    numbers = [slot.channel for slot in slots if slot.channel]
    return {f"{prefix}vc4": slots[0].vc4, f"{prefix}slots": numbers or None}
