"""How units must be written so that no two spellings mean one thing, and how those that are taken are told."""

import ipaddress
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import groupby

from nms.core.errors import InvalidError
from nms.core.line import Unit
from nms.core.line_ports import Held

_KLM = re.compile(r"[1-3]-[1-7]-[1-3]")
_NUMBER = re.compile(r"0|[1-9][0-9]*")


def _klm(unit: Unit) -> bool:
    return _KLM.fullmatch(unit.unit) is not None


def _between(first: int, last: int) -> Callable[[Unit], bool]:
    return lambda unit: _NUMBER.fullmatch(unit.unit) is not None and first <= int(unit.unit) <= last


def _pseudo_wire(unit: Unit) -> bool:
    ends = unit.scope.split("/")[1:]
    return len(ends) == 2 and ends[0] < ends[1] and _between(1, 4_294_967_295)(unit)


def _link_net(unit: Unit) -> bool:
    try:
        net = ipaddress.IPv4Network(unit.unit)
    except ValueError:
        return False
    return net.prefixlen == 31 and str(net) == unit.unit


FORMS: Mapping[str, Callable[[Unit], bool]] = {
    "span": _klm,
    "cstm1": _klm,
    "e1": _klm,
    "s-vlan": _between(1, 4094),
    "c-vlan": _between(1, 4094),
    "onu": _between(0, 127),
    "vc-id": _pseudo_wire,
    "link-net": _link_net,
}
"""First word of a scope → whether a unit is well written; scopes of other words take any unit.

A larger thing is written as all the smallest ones in it (a VC-3 as 21 TU-12, a /30 as two /31): so the unique key of
(scope, unit) excludes overlaps. The database checks the same, as far as SQL can say it.
"""


def well_written(units: Collection[Unit]) -> Sequence[Unit]:
    """Each unit once, in order; InvalidError NMS-LINE-104 names every one that is written wrongly."""
    once = sorted(set(units))
    wrong = [unit for unit in once if not (unit.scope and unit.unit and _fits(unit))]
    if wrong:
        raise InvalidError("NMS-LINE-104", units="; ".join(f"{unit.scope} {unit.unit}" for unit in wrong))
    return once


def _fits(unit: Unit) -> bool:
    form = FORMS.get(unit.scope.partition("/")[0])
    return form is None or form(unit)


def by_scope(units: Iterable[Unit]) -> Mapping[str, Sequence[str]]:
    """The units of each scope."""
    return {scope: [unit.unit for unit in some] for scope, some in groupby(sorted(units), lambda unit: unit.scope)}


def told(taken: Iterable[Held]) -> str:
    """Who holds what, in few words: those of one scope, holder and end together."""
    rows = sorted(taken, key=lambda held: (_owner(held), held.unit))
    return "; ".join(
        f"{scope} {', '.join(held.unit.unit for held in some)} ({who})"
        for (who, scope), some in groupby(rows, lambda held: (_owner(held), held.unit.scope))
    )


def _owner(held: Held) -> str:
    until = "" if held.until is None else f" {held.until.isoformat(timespec='seconds')}"
    return f"{held.holder}, {held.state}{until}"
