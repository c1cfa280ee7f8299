"""A hall form as the document that the same form is read from again."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from nms.core.hall import E1Use, HallForm
from nms.halls.e1 import slots_text


def written_form(form: HallForm) -> Mapping[str, Any]:
    """Every field that says something; timeslots and places in their short spelling."""
    told: dict[str, Any] = {
        "hall": form.hall,
        "e1": [_line(use) for use in form.e1],
        "voice_lines": form.voice_lines,
        "busy_erlang": form.busy_erlang,
        "bonding": str(form.bonding),
        "vlans": dict(form.vlans),
        "guard": str(form.guard),
        "pcs": [asdict(pc) for pc in form.pcs],
        "ssids": [{**asdict(one), "kind": str(one.kind)} for one in form.ssids],
        "aps": [asdict(ap) for ap in form.aps],
        "policy": asdict(form.policy),
        "trap_target": form.trap_target,
    }
    return told


def _line(use: E1Use) -> dict[str, Any]:
    channels = [{"number": one.number, "use": str(one.use), "slots": slots_text(one.slots)} for one in use.channels]
    told: dict[str, Any] = {"order": use.order, "framing": str(use.framing), "crc4": use.crc4, "channels": channels}
    if use.place is not None:
        told["place"] = f"{use.place.router}:{use.place.slot}/{use.place.number}"
    return told
