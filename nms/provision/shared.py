"""Lines that several services need: the first user brings them, the last one takes them away (promise D2)."""

from collections.abc import Mapping

from nms.core.change import Shared, Step
from nms.core.dialect import Dialect
from nms.provision.predict import enter
from nms.provision.tree import parse

NATIVE = ""
"""The user of lines that stood on the device before us: they are never removed."""

Users = Mapping[str, frozenset[str]]
"""Who uses each shared thing of a device, by its key (`ReferenceStore.users`)."""


def to_apply(step: Step, users: Users) -> tuple[str, ...]:
    """What is sent: shared lines that nobody uses yet, in their order, then the service's own."""
    fresh = [one for one in step.shared if not users.get(one.key)]
    return (*(line for one in fresh for line in one.apply), *step.apply)


def to_undo(step: Step, users: Users, service: str) -> tuple[str, ...]:
    """What is sent to take a service away: its own undo, then shared lines that nobody else uses, last one first."""
    last = [one for one in step.shared if not users.get(one.key, frozenset()) - {service}]
    return (*step.undo, *(line for one in reversed(last) for line in one.undo))


def left(step: Step, users: Users, service: str) -> tuple[Shared, ...]:
    """The shared things that a step needs no more and nobody else uses, in the order in which they were brought."""
    return tuple(one for one in step.drops if not users.get(one.key, frozenset()) - {service})


def native(dialect: Dialect, running: str, step: Step, users: Users) -> tuple[str, ...]:
    """Keys of shared lines without a user that stand in the configuration already: `NATIVE` uses them from now on."""
    return tuple(one.key for one in step.shared if not users.get(one.key) and _stands(dialect, running, one))


def _stands(dialect: Dialect, running: str, one: Shared) -> bool:
    view = parse(dialect, running)
    after = view.copy()
    enter(dialect, after, one.apply)
    return not (dialect.shell or dialect.mml) and after == view
