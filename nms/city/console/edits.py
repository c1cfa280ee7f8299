"""What a configuration line does to the tree: conditions, the writing itself, and what follows."""

from nms.city.console.conditions import CONDITIONS
from nms.city.console.effects import EFFECTS
from nms.city.console.grammar import Match
from nms.city.console.situation import RefusedError, Situation
from nms.city.console.writers import WRITERS


def perform(situation: Situation) -> None:
    """Let a configuration line act; RefusedError with the device's words."""
    match = situation.match
    for condition in match.rule.unless if match.form.negated else match.rule.needs:
        said = CONDITIONS[condition](situation)
        if said:
            raise RefusedError(situation.platform.words.get(said, said).format(**match.values))
    writer = next((WRITERS[name] for name in match.rule.then if name in WRITERS), None)
    if writer is not None:
        writer(situation)
    elif match.form.negated:
        _remove(situation)
    else:
        rule = match.rule
        situation.here.put(match.key, match.line, match.form.rank, rule.enters, hidden=rule.hidden)
    for name in match.rule.then:
        if name in EFFECTS:
            EFFECTS[name](situation)


def _remove(situation: Situation) -> None:
    match, here = situation.match, situation.here
    key = _key(situation)
    present = here.below.get(key)
    named = not match.rule.undo and len(match.words) > match.form.key
    if present is None or (named and not present.view and present.line != match.line and not _loose(match)):
        if match.rule.absent:
            raise RefusedError(situation.say(match.rule.absent) or match.rule.absent)
        return
    del here.below[key]


def _key(situation: Situation) -> str:
    """The key of the line that a negation means; its own pattern may name less than that key, or some of the value."""
    match, below = situation.match, situation.here.below
    if not match.rule.undo or match.key in below:
        return match.key
    alike = {key: node for key, node in below.items() if node.order[0] == match.form.rank}
    said = f"{match.line} "
    near = (key for key, node in alike.items() if key.startswith(f"{match.key} ") or f"{node.line} ".startswith(said))
    return next(near, match.key)


def _loose(match: Match) -> bool:
    """Some values are only named for show when they are taken away (a description)."""
    return "loose" in match.rule.then
