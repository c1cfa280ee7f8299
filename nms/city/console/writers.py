"""Lines that are not simply put into the configuration or taken out of it, as a table."""

from collections.abc import Callable, Mapping

from nms.city.console.effects import leave_vlans
from nms.city.console.situation import RefusedError, Situation
from nms.city.console.slots import folded, unfolded


def _write_vlans(situation: Situation) -> None:
    """`vlan batch`: every VLAN is a line of its own; the platform folds them when it shows them."""
    rank = situation.match.form.rank + 1
    for number in unfolded(situation.match.values["vlans"]):
        key = f"vlan {number}"
        if not situation.match.form.negated:
            situation.tree.put(key, key, rank, "vlan")
        elif situation.tree.below.pop(key, None) is None and situation.match.rule.absent:
            raise RefusedError(situation.say(situation.match.rule.absent))
    if situation.match.form.negated:
        leave_vlans(situation)


def _write_span(situation: Situation) -> None:
    """Comware's `vlan 10 to 20`."""
    match = situation.match
    for number in range(int(match.values["first"]), int(match.values["last"]) + 1):
        if match.form.negated:
            situation.tree.below.pop(f"vlan {number}", None)
        else:
            situation.tree.put(f"vlan {number}", f"vlan {number}", match.form.rank + 1, "vlan")


def _write_ranges(situation: Situation) -> None:
    """Cisco's `vlan 10,20-22`, beside the row that opens the view of one."""
    match = situation.match
    for number in unfolded(match.values["vlans"]):
        if match.form.negated:
            situation.tree.below.pop(f"vlan {number}", None)
        else:
            situation.tree.put(f"vlan {number}", f"vlan {number}", match.form.rank - 1, "vlan")
    if match.form.negated:
        leave_vlans(situation)


def _write_list(situation: Situation) -> None:
    """Numbers that are added to those already there, and taken away one by one."""
    match, here = situation.match, situation.here
    present = {*unfolded(here.value(match.key))}
    named = {*unfolded(match.values.get("vlans", ""))}
    numbers = present - (named or present) if match.form.negated else present | named
    if numbers:
        here.put(match.key, f"{match.key} {folded([*numbers])}", match.form.rank)
    else:
        here.below.pop(match.key, None)


def _write_allowed(situation: Situation) -> None:
    """`switchport trunk allowed vlan [add|remove] …` as Cisco does it."""
    match, here = situation.match, situation.here
    key = "switchport trunk allowed vlan"
    present, named = {*unfolded(here.value(key))}, {*unfolded(match.values.get("ranges", ""))}
    way = match.values.get("way", "")
    numbers = present | named if way == "add" else present - named if way == "remove" else named
    if match.form.negated:
        here.below.pop(key, None)
    else:
        here.put(key, f"{key} {folded([*numbers], '-', ',') or 'none'}", match.form.rank)


def _write_inverse(situation: Situation) -> None:
    """A line whose negation is what the configuration shows (`undo portswitch`)."""
    match = situation.match
    key = f"{situation.platform.grammar.negate} {match.key}"
    if match.form.negated:
        situation.here.put(key, key, match.form.rank)
    else:
        situation.here.below.pop(key, None)


def _delete_ont(situation: Situation) -> None:
    """An ONT goes with what its ports were given."""
    values = situation.match.values
    starts = (f"ont add {values['port']} {values['ont']}", f"ont port native-vlan {values['port']} {values['ont']} ")
    for key in [key for key in situation.here.below if key == starts[0] or key.startswith(starts[1])]:
        del situation.here.below[key]
    situation.told.append(situation.say("deleted"))


def _delete_dba(situation: Situation) -> None:
    key = f"dba-profile add profile-id {situation.match.values['dba']}"
    if situation.here.below.pop(key, None) is None:
        raise RefusedError(situation.say("no-profile"))


def _delete_gem(situation: Situation) -> None:
    number = situation.match.values["gem"]
    gone = [
        key for key in situation.here.below if f"{key} ".startswith((f"gem add {number} ", f"gem mapping {number} "))
    ]
    if not gone:
        raise RefusedError(situation.say("no-entry"))
    for key in gone:
        del situation.here.below[key]


WRITERS: Mapping[str, Callable[[Situation], None]] = {
    "vlans": _write_vlans,
    "list": _write_list,
    "span": _write_span,
    "ranges": _write_ranges,
    "allowed": _write_allowed,
    "inverse": _write_inverse,
    "ont-delete": _delete_ont,
    "dba-delete": _delete_dba,
    "gem-delete": _delete_gem,
}
