"""Which lines go to one device and which would take them back, decided inside its lease."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from nms.core.change import Change, Shared, Step
from nms.core.dialect import Dialect, scrubbed
from nms.core.errors import InvalidError
from nms.provision.guard import offences
from nms.provision.readback import judge
from nms.provision.shared import NATIVE, Users, left, to_apply, to_undo

UNDO = "undo"
"""The kind of a change that takes a committed one back."""


@dataclass(frozen=True, slots=True)
class Decided:
    """Lines to send and their undo; `users` are those of each shared thing as they count for this decision, `members`
    are the shared things that this change's service used before."""

    send: tuple[str, ...]
    back: tuple[str, ...]
    users: Users = field(default_factory=dict)
    members: frozenset[str] = frozenset()


def flipped(step: Step) -> Step:
    """A step whose lines take back what the given one brought; its proof is the configuration read back."""
    shared = tuple(Shared(one.key, apply=one.undo, undo=one.apply) for one in step.shared)
    return replace(step, apply=step.undo, undo=step.apply, shared=shared, verify=())


def user_of(change: Change) -> str:
    """In whose name shared lines are used."""
    return change.service or f"change {change.id}"


def standing(dialect: Dialect, text: str, change: Change, step: Step, users: Users) -> Users:
    """The users of shared things as the device's own configuration bears them out.

    What is there without any user of ours was there before us. What is missing although it has users is brought anew
    by who needs it, and is not taken away by who goes. A shell shows no configuration: there, the count alone tells.
    """
    backwards = change.kind == UNDO
    standing_users = {}
    for one in step.shared:
        brings, names = one.undo if backwards else one.apply, users[one.key]
        if dialect.shell or _there(dialect, text, brings):
            standing_users[one.key] = names if dialect.shell else names or frozenset({NATIVE})
        else:
            standing_users[one.key] = names | {NATIVE} if backwards else frozenset()
    return standing_users | {one.key: _of_old(dialect, text, one, users[one.key]) for one in step.drops}


def _of_old(dialect: Dialect, text: str, one: Shared, names: frozenset[str]) -> frozenset[str]:
    """The users of a thing that is needed no more; what is not there is not taken away."""
    if dialect.shell:
        return names
    return names or frozenset({NATIVE}) if _there(dialect, text, one.apply) else names | {NATIVE}


def _there(dialect: Dialect, text: str, lines: Sequence[str]) -> bool:
    return not judge(dialect, text, text, lines).missing


def decide(change: Change, step: Step, users: Users, members: frozenset[str]) -> Decided:
    """Lines and undo of one device; shared lines only for their first and last user."""
    me = user_of(change)
    mine = {key: names | {me} for key, names in users.items()}
    if change.kind != UNDO:
        gone = left(step, users, me)
        removed = tuple(line for one in reversed(gone) for line in one.undo)
        again = tuple(line for one in gone for line in one.apply)
        return Decided((*to_apply(step, users), *removed), (*again, *to_undo(step, mine, me)), users, members)
    original = flipped(step)
    others = {key: names - {me} for key, names in users.items()}
    return Decided(tuple(to_undo(original, mine, me)), tuple(to_apply(original, others)), users, members)


def check_guard(dialect: Dialect, step: Step, lines: Sequence[str]) -> None:
    """InvalidError NMS-CHG-065 for a line that is never sent unless the plan names it."""
    found = offences(dialect, lines, step.guarded)
    if found:
        raise InvalidError(
            "NMS-CHG-065", device=step.device, lines="; ".join(scrubbed(dialect, line) for line in found)
        )
