"""The hall form as people write it: one schema for file, page, API and spreadsheet row; every error at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from nms.core.errors import InvalidError, NmsError, Where
from nms.core.hall import E1Use, HallForm
from nms.core.site import AdmittedPc
from nms.halls.form_fields import ApFields, FormDocument, SsidFields
from nms.halls.form_rules import problems
from nms.halls.ground import Ground
from nms.halls.voice import proposed


class FormError(InvalidError):
    """A hall form that cannot be used; `problems` holds every reason."""

    def __init__(self, hall: str, found: Sequence[NmsError]) -> None:
        super().__init__("NMS-HALL-201", hall=hall or "–", count=len(found), first=found[0].message("en"))
        self.problems = tuple(found)

    def as_dict(self) -> dict[str, object]:
        """With every problem beside the summary."""
        return {**super().as_dict(), "problems": [problem.as_dict() for problem in self.problems]}


def read_document(value: object) -> FormDocument:
    """The document by itself, without the hall it is for; FormError with everything that is wrong with its values."""
    if not isinstance(value, Mapping):
        raise FormError("", [InvalidError("NMS-HALL-202", field="–", value=_shown(value), reason="{hall: …}")])
    try:
        return FormDocument.model_validate(dict(value))
    except ValidationError as error:
        raise FormError(str(value.get("hall") or ""), _complaints(error)) from None


def read_form(document: FormDocument, ground: Ground, defaults: Mapping[str, str]) -> HallForm:
    """The form of a document on the ground of its hall; what it leaves open follows from the inventory and `defaults`
    (public_ssid, staff_ssid, trap_target). FormError with everything that is wrong with it.

    Places in STM-1s are those of the inventory where it has any; channels, power and AP numbers stay open.
    """
    e1, refused = _lines(document, ground)
    form = HallForm(
        hall=document.hall,
        e1=e1,
        voice_lines=_voice(document, ground),
        busy_erlang=document.busy_erlang,
        bonding=document.bonding,
        vlans=document.vlans_by_use,
        guard=document.guard,
        pcs=_pcs(document, ground),
        ssids=tuple(one.ssid() for one in _ssids(document, defaults)),
        aps=tuple(one.ap() for one in _aps(document, ground)),
        policy=document.policy.policy(),
        trap_target=document.trap_target or defaults.get("trap_target", ""),
    )
    if found := [*refused, *problems(form, ground)]:
        raise FormError(document.hall, found)
    return form


def _voice(document: FormDocument, ground: Ground) -> int:
    return ground.hall.voice_lines if document.voice_lines is None else document.voice_lines


def _lines(document: FormDocument, ground: Ground) -> tuple[tuple[E1Use, ...], list[NmsError]]:
    """The E1s as they are written, or as many as are asked for, proposed."""
    if document.e1 is not None:
        return tuple(one.use(ground.places.get(one.order)) for one in document.e1), []
    number = document.e1_count or len(ground.places) or 1
    try:
        uses = proposed(document.hall, _voice(document, ground), number, document.framing, document.crc4)
    except InvalidError as error:
        return (), [error]
    return tuple(replace(one, place=ground.places.get(one.order)) for one in uses), []


def _pcs(document: FormDocument, ground: Ground) -> tuple[AdmittedPc, ...]:
    vlan = document.vlans_by_use.get("oa", 10)
    if document.pcs is None:
        return ground.hall.pcs
    return tuple(one.pc(vlan) for one in document.pcs)


def _aps(document: FormDocument, ground: Ground) -> Iterable[ApFields]:
    if document.aps is not None:
        return document.aps
    return [ApFields(name=name, port=port) for name, port in ground.aps.items()]


_WANTED: Final = (("public", "wlan-public"), ("staff", "wlan-staff"))


def _ssids(document: FormDocument, defaults: Mapping[str, str]) -> Iterable[SsidFields]:
    if document.ssids is not None:
        return document.ssids
    vlans = document.vlans_by_use
    return [
        SsidFields.model_validate({"name": defaults[f"{kind}_ssid"], "kind": kind, "vlan": vlans[use]})
        for kind, use in _WANTED
        if defaults.get(f"{kind}_ssid") and use in vlans
    ]


# ---------------------------------------------------------------- what pydantic refuses, in our words


def _complaints(error: ValidationError) -> list[NmsError]:
    told = error.errors(include_url=False)
    return [_complaint(found) for found in told if not _echo(found, [one["loc"] for one in told])]


def _echo(found: Mapping[str, Any], places: Sequence[tuple[int | str, ...]]) -> bool:
    """Whether a list is only called too short because what stands in it was refused already."""
    place = found["loc"]
    return found["type"] == "too_short" and any(one[: len(place)] == place != one for one in places)


def _complaint(found: Mapping[str, Any]) -> InvalidError:
    field = ".".join(str(key) for key in found["loc"] if key != "[key]") or "–"
    where, values = Where("", 0, field), {"field": field, "value": _shown(found["input"])}
    kind = found["type"]
    if kind.startswith("NMS-"):
        return InvalidError(kind, where, **{**values, **found.get("ctx", {})})
    if kind == "missing":
        return InvalidError("NMS-HALL-203", where, field=field)
    if kind == "extra_forbidden":
        known = list(_known(found["loc"]))
        near = get_close_matches(str(found["loc"][-1]), known, n=1)
        nearest = near[0] if near else "–"
        return InvalidError("NMS-HALL-204", where, field=field, nearest=nearest, known=", ".join(known))
    return InvalidError("NMS-HALL-202", where, **values, reason=_reason(found))


_SIGNS: Final[Mapping[str, str]] = {
    "greater_than_equal": "≥ {ge}",
    "less_than_equal": "≤ {le}",
    "string_too_long": "≤ {max_length}",
    "string_too_short": "≥ {min_length}",
    "too_long": "≤ {max_length}",
    "too_short": "≥ {min_length}",
    "int_parsing": "0, 1, 2 …",
    "int_type": "0, 1, 2 …",
    "int_from_float": "0, 1, 2 …",
    "float_parsing": "0.5, 1, 2 …",
    "float_type": "0.5, 1, 2 …",
    "bool_type": "true, false",
    "enum": "{expected}",
    "literal_error": "{expected}",
    "tuple_type": "[…]",
    "mapping_type": "{{…}}",
    "model_type": "{{…}}",
}
"""Why a value does not fit, in signs that need no language."""


def _reason(found: Mapping[str, Any]) -> str:
    sign = _SIGNS.get(found["type"])
    return sign.format(**found.get("ctx", {})).replace(" or ", ", ") if sign else str(found["msg"])


def _known(place: Sequence[object]) -> Iterable[str]:
    """The fields of the part of a document that a place leads into."""
    model: type[BaseModel] = FormDocument
    for key in place[:-1]:
        model = FormDocument.parts().get(str(key), model)
    return model.model_fields


def _shown(value: object) -> str:
    text = str(value) if isinstance(value, str | int | float) else type(value).__name__
    return "".join(letter if letter.isprintable() else "·" for letter in text)[:60]
