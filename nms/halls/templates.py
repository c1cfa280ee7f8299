"""An E1 of a hall as the values of the service `hall-e1`, on the router and on the converter."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from nms.core.errors import InvalidError
from nms.core.hall import Bonding, ChannelUse, E1Use, Framing
from nms.halls.e1 import normal, slots_text, taken

SERVICE: Final = "hall-e1"
CPOS, CONVERTER = "huawei_vrpv8", "raisecom_roap"
"""Platforms that the service has templates for."""
FXS_PORTS: Final = 8
"""Telephones that the converter has sockets for."""
GROUP: Final = 1
"""Number of the bonding group of a converter: a hall has one."""
_FRAMES: Final[Mapping[tuple[Framing, bool], str]] = {
    (Framing.PCM31, True): "crc4",
    (Framing.PCM31, False): "no-crc4",
    (Framing.PCM30, True): "pcm30-crc4",
    (Framing.UNFRAMED, False): "unframed",
}
"""What a CPOS calls a framing; it has no PCM30 without CRC-4."""
FRAMINGS: Final = {frame: framing for framing, frame in _FRAMES.items()}


def channel_text(number: int, use: str, slots: Sequence[int]) -> str:
    """A channel as the service takes it: "1:data:7-15,17-31"."""
    return f"{number}:{use}:{slots_text(slots)}"


def _channels(use: E1Use) -> list[str]:
    return [channel_text(one.number, one.use, one.slots) for one in use.channels]


def on_cpos(hall: str, use: E1Use, *, clock: str = "internal", bundle: str = "") -> dict[str, Any]:
    """Values for the router (template on `huawei_vrpv8`): the network's end, which gives the clock ("internal").

    `bundle`: the Mp-group that its data channels join. InvalidError NMS-HALL-016 where the E1 has no place yet or
    its framing is none the router knows.
    """
    plan = normal(use)
    frame = _FRAMES.get((plan.framing, plan.crc4))
    if frame is None or plan.place is None:
        field, value = ("place", "–") if plan.place is None else ("framing", f"{plan.framing}, CRC-4: {plan.crc4}")
        raise InvalidError("NMS-HALL-016", hall=hall, e1=use.order, field=field, value=value, platform=CPOS)
    values: dict[str, Any] = {"hall": hall, "slot": plan.place.slot, "e1": plan.place.number, "frame": frame}
    values |= {"clock": clock} | ({"channels": _channels(plan)} if plan.channels else {})
    return values | ({"bundle": bundle} if bundle else {})


def on_converter(
    hall: str,
    use: E1Use,
    *,
    clock: str = "line",
    bonding: Bonding = Bonding.NONE,
    fxs: Sequence[str] = (),
) -> dict[str, Any]:
    """Values for the converter (template on `raisecom_roap`): the hall's end, which follows the clock ("line").

    `fxs`: ports that get the voice timeslots, one each in order (`fxs_ports`); none: they are only mapped. The bonding
    group is joined where `bonding` is not none. InvalidError NMS-HALL-017 for more voice timeslots than `fxs` names.
    """
    plan, voice = normal(use), taken(use, ChannelUse.VOICE)
    if fxs and len(fxs) < len(voice):
        raise InvalidError(
            "NMS-HALL-017", hall=hall, e1=use.order, field="fxs", value=len(fxs), voice=len(voice), most=FXS_PORTS
        )
    values: dict[str, Any] = {"port": port_of(use.order), "framing": str(plan.framing), "clock": clock}
    if plan.framing is not Framing.UNFRAMED:
        values |= {"crc": "crc4" if plan.crc4 else "no-crc4", "channels": _channels(plan)}
    if bonding is not Bonding.NONE:
        values |= {"bonding": str(bonding), "group": GROUP}
    telephones = [f"{port}:{slot}" for port, slot in zip(fxs, voice, strict=False)]
    return values | ({"fxs": telephones} if telephones else {})


def port_of(order: int) -> str:
    """The converter's port of an E1."""
    return f"E1-1/{order}"


def fxs_ports(uses: Sequence[E1Use], order: int) -> tuple[str, ...]:
    """The telephone ports of an E1's voice timeslots: a converter counts them on through its E1s."""
    before = sum(len(taken(use, ChannelUse.VOICE)) for use in uses if use.order < order)
    mine = sum(len(taken(use, ChannelUse.VOICE)) for use in uses if use.order == order)
    return tuple(f"fxs1/{number}" for number in range(before + 1, min(before + mine, FXS_PORTS) + 1))
