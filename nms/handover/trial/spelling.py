"""What a trial wants as people write it: `relation:yc-1>yc-2:hysteresis=6`."""

import re
from typing import Final

from nms.core.errors import InvalidError
from nms.core.radio import WantedValue
from nms.handover.table import TABLE

_FORM: Final = re.compile(r"(?P<kind>[\w-]+):(?P<cell>[^>]+?)(?:>(?P<towards>[^>]+?))?:(?P<name>\w+)=(?P<value>[^=]+)")
AWAY: Final = "-"
"""Written instead of a value: the cell's own is taken away."""


def spelled(text: str) -> WantedValue:
    """The wanted value behind a text; InvalidError NMS-TRIAL-033, NMS-HO-001, NMS-HO-008."""
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise InvalidError("NMS-TRIAL-033", value=text)
    kind, name, value = found["kind"], found["name"], found["value"].strip()
    row = TABLE.get(kind, {}).get(name)
    if row is None:
        raise InvalidError("NMS-HO-008", name=f"{kind}.{name}")
    return WantedValue(kind, found["cell"], found["towards"] or "", name, None if value == AWAY else row.read(value))


def written(one: WantedValue) -> str:
    """The text again."""
    where = f"{one.cell}>{one.towards}" if one.towards else one.cell
    return f"{one.kind}:{where}:{one.parameter}={AWAY if one.value is None else one.value}"
