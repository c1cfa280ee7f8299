"""Random plans of halls' E1s: what can be built goes to the devices and comes back; what cannot is refused with why."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from servicecases import AT, catalogue, change, dialect

from nms.city.console.standalone import ConsoleYard, YardConsole
from nms.core.device import Role
from nms.core.dialect import meaning
from nms.core.errors import InvalidError
from nms.core.hall import Bonding, Channel, ChannelUse, E1Use, Framing, Place
from nms.halls.clock import Source
from nms.halls.e1 import CAS, check, normal, taken, usable
from nms.halls.readback import ConverterE1, CposE1, of_converter, of_cpos
from nms.halls.templates import CONVERTER, CPOS, FXS_PORTS, SERVICE, fxs_ports, on_converter, on_cpos
from nms.provision.plan import make_plan

HALL, GROUP = "yc-h01", "Mp-group0/1/0"
CONTROLLER = "controller cpos 0/1/0"
FEW = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
INTO: Mapping[str, tuple[str, ...]] = {"cpos": ("system-view",), "iad": ("enable", "config")}
UP: Mapping[str, str] = {"cpos": "quit", "iad": "exit"}
OUT: Mapping[str, tuple[str, ...]] = {"cpos": ("commit", "return"), "iad": ("end",)}


@pytest.fixture(scope="module")
def yard() -> Iterator[ConsoleYard]:
    with ConsoleYard([("cpos", CPOS, Role.CPOS_ROUTER), ("iad", CONVERTER, Role.CONVERTER)]) as opened:
        typed(opened["cpos"], [f"interface {GROUP}"])
        opened["cpos"].type("save")
        yield opened


def meant(console: YardConsole) -> list[object]:
    """Its running configuration without what only stands around it."""
    return list(meaning(dialect(console.platform), console.running()))


def typed(console: YardConsole, lines: Sequence[str]) -> None:
    """Lines typed in the configuration view, every one of them taken by the device's own grammar."""
    seen = len(console.log)
    steps = stepped(lines, UP[console.name])
    console.type(*INTO[console.name], *steps, *OUT[console.name], answer=console_password(console))
    refused = [one.line for one in console.log[seen:] if one.kind == "refused"]
    assert refused == []


def stepped(lines: Sequence[str], up: str) -> Iterator[str]:
    """Indented lines as a person types them: views are left before the next one is opened."""
    depth = 0
    for line in lines:
        level = len(line) - len(line.lstrip())
        yield from [up] * (depth - level)
        yield line.strip()
        depth = level
    yield from [up] * depth


def console_password(console: YardConsole) -> str:
    return console.password if console.name == "iad" else "y"


# ---------------------------------------------------------------- random plans


@st.composite
def plans(draw: st.DrawFn) -> E1Use:
    """A plan that can be built: any framing, its usable timeslots dealt out to channels or left alone."""
    framing, crc4 = draw(st.sampled_from(Framing)), draw(st.booleans())
    place = Place("cpos", "0/1/0", draw(st.integers(1, 63)))
    order = draw(st.integers(1, 4))
    if framing is Framing.UNFRAMED:
        return E1Use(order, framing, crc4, place=place)
    numbers = draw(st.lists(st.integers(0, 30), min_size=1, max_size=5, unique=True))
    slots = draw(st.permutations(usable(framing)))
    cuts = sorted(draw(st.lists(st.integers(1, len(slots)), min_size=len(numbers), max_size=len(numbers), unique=True)))
    starts = [0, *cuts[:-1]]
    channels = (
        Channel(number, tuple(slots[start:end]), draw(st.sampled_from(ChannelUse)))
        for number, start, end in zip(numbers, starts, cuts, strict=True)
    )
    return E1Use(order, framing, crc4, tuple(channels), place)


Broken = Callable[[E1Use], E1Use]


def with_slots(*more: int) -> Broken:
    """Timeslots added to the first channel."""
    return lambda use: replace(
        use, channels=(replace(use.channels[0], slots=(*use.channels[0].slots, *more)), *use.channels[1:])
    )


def again(number: int | None, slots: tuple[int, ...] | None) -> Broken:
    """One more channel, of the first one's number or timeslots where none are given."""

    def broken(use: E1Use) -> E1Use:
        first = use.channels[0]
        fresh = next(one for one in range(31) if one not in {channel.number for channel in use.channels})
        chosen = fresh if number is None else (first.number if number == -1 else number)
        return replace(use, channels=(*use.channels, Channel(chosen, slots or first.slots, ChannelUse.DATA)))

    return broken


WAYS: Mapping[str, tuple[Broken, ...]] = {
    "NMS-HALL-002": (lambda use: replace(use, order=use.order + 4),),
    "NMS-HALL-003": (lambda use: replace(use, framing=Framing.UNFRAMED),),
    "NMS-HALL-004": (lambda use: replace(use, channels=()),),
    "NMS-HALL-005": (again(31, (1,)), again(99, (1,))),
    "NMS-HALL-006": (again(-1, (1,)),),
    "NMS-HALL-007": (lambda use: replace(use, channels=(replace(use.channels[0], slots=()), *use.channels[1:])),),
    "NMS-HALL-008": (with_slots(0),),
    "NMS-HALL-009": (with_slots(32), with_slots(255)),
    "NMS-HALL-010": (lambda use: with_slots(CAS)(replace(use, framing=Framing.PCM30)),),
    "NMS-HALL-011": (again(None, None),),
    "NMS-HALL-012": (with_slots(*range(1, 32)),),
    "NMS-HALL-013": (lambda use: replace(use, place=Place("cpos", "0/1/0", 64)),),
}


@given(plans())
def test_a_plan_that_can_be_built_has_nothing_against_it(use: E1Use) -> None:
    assert check(HALL, [use]) == []


@given(plans().filter(lambda use: bool(use.channels)), st.sampled_from(sorted(WAYS)), st.data())
def test_every_plan_that_cannot_be_built_is_refused_with_its_reason(use: E1Use, code: str, data: st.DataObject) -> None:
    broken = data.draw(st.sampled_from(WAYS[code]))(use)
    found = check(HALL, [broken])
    assert code in {error.code for error in found}
    assert all(error.values["hall"] == HALL and error.remedy("zh") and error.remedy("en") for error in found)


# ---------------------------------------------------------------- system → device → system → device


def there_and_back(console: YardConsole, values: dict[str, Any], read: Callable[[], object]) -> object:
    """The service onto a console and away again, which leaves it as it was; what was read of it in between."""
    running, before = {console.name: console.running()}, meant(console)
    wish = change((console.name, SERVICE, values))
    step = make_plan(wish, catalogue(), {console.name: console.device}, running, AT).steps[0]
    try:
        typed(console, step.apply)
        found = read()
        typed(console, step.undo)
        assert meant(console) == before
        return found
    finally:
        console.reboot()


@FEW
@given(use=plans(), clock=st.sampled_from(["internal", "line"]), bundled=st.booleans())
def test_a_plan_comes_back_from_the_router(yard: ConsoleYard, use: E1Use, clock: str, bundled: bool) -> None:
    console = yard["cpos"]
    if (use.framing, use.crc4) == (Framing.PCM30, False):
        with pytest.raises(InvalidError, match="NMS-HALL-016"):
            on_cpos(HALL, use)
        return
    bundle = GROUP if bundled else ""
    values = on_cpos(HALL, use, clock=clock, bundle=bundle)
    assert use.place is not None

    def read() -> CposE1:
        return of_cpos("cpos", console.running().splitlines())[use.place or Place("", "", 0)]

    found = there_and_back(console, values, read)
    assert isinstance(found, CposE1)
    assert found.use == replace(normal(use), order=1)
    joined = bundled and (use.framing is Framing.UNFRAMED or bool(taken(use, ChannelUse.DATA)))
    source = Source.LOCAL if clock == "internal" else Source.LOOP
    assert (found.hall, found.clock, found.bundle) == (HALL, source, GROUP if joined else "")
    assert on_cpos(found.hall, found.use, clock=clock, bundle=bundle) == values


@FEW
@given(use=plans(), clock=st.sampled_from(["internal", "line"]), bonding=st.sampled_from(Bonding), phones=st.booleans())
def test_a_plan_comes_back_from_the_converter(
    yard: ConsoleYard, use: E1Use, clock: str, bonding: Bonding, phones: bool
) -> None:
    console, voice = yard["iad"], taken(use, ChannelUse.VOICE)
    fxs = fxs_ports([use], use.order) if phones else ()
    if phones and len(voice) > FXS_PORTS:
        with pytest.raises(InvalidError, match="NMS-HALL-017"):
            on_converter(HALL, use, fxs=fxs)
        return
    values = on_converter(HALL, use, clock=clock, bonding=bonding, fxs=fxs)

    def read() -> ConverterE1:
        return of_converter(console.running().splitlines())[use.order]

    found = there_and_back(console, values, read)
    assert isinstance(found, ConverterE1)
    assert found.use == replace(normal(use), place=None)
    assert found.clock is (Source.LOCAL if clock == "internal" else Source.LOOP)
    assert (found.bonding, found.fxs) == (bonding, dict(zip(voice, fxs, strict=True)) if phones else {})
    again_values = on_converter(HALL, found.use, clock=clock, bonding=found.bonding, fxs=tuple(found.fxs.values()))
    assert again_values == values


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        (
            "cpos",
            ("controller cpos 0/1/0", "e1 7 channel-set 1 timeslot-list 1-6", "e1 7 channel-set 2 timeslot-list 6"),
        ),
        ("cpos", (CONTROLLER, "e1 8 unframed", "e1 8 channel-set 1 timeslot-list 1")),
        ("iad", ("interface E1-1/1", "timeslot-map 0 1-6 voice", "timeslot-map 1 6-9 data")),
        ("iad", ("interface E1-1/1", "framing pcm30", "timeslot-map 0 16 voice")),
        ("iad", ("interface E1-1/1", "framing unframed", "timeslot-map 0 1 data")),
        ("iad", ("interface E1-1/1", "timeslot-map 0 0-3 data")),
        ("iad", ("interface fastethernet1/1", "timeslot E1-1/1 1")),
    ],
)
def test_the_devices_themselves_refuse_the_last_line(yard: ConsoleYard, name: str, lines: Sequence[str]) -> None:
    console = yard[name]
    kept, seen = meant(console), len(console.log)
    console.type(*INTO[name], *lines, answer=console_password(console))
    refused = [one.line for one in console.log[seen:] if one.kind == "refused"]
    console.reboot()
    assert refused == [lines[-1]]
    assert meant(console) == kept
