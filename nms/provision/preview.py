"""A plan as people judge it before they approve: lines beside their undo, and what each configuration would become."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import unified_diff

from nms.core.change import Plan, Step, WorkOrder
from nms.core.dialect import Dialect, scrubbed
from nms.provision.predict import predicted
from nms.provision.shared import Users, native, to_apply, to_undo
from nms.provision.tree import parse, text_of


@dataclass(frozen=True, slots=True)
class Preview:
    """One device of a plan, secrets masked: what will be sent, what would take it back, the expected difference."""

    device: str
    platform: str
    template: str
    apply: tuple[str, ...]
    undo: tuple[str, ...]
    diff: tuple[str, ...]
    objects: tuple[str, ...]
    guarded: tuple[str, ...]
    verified: bool
    evidence: str
    waiting: tuple[str, ...] = ()
    """Keys of shared lines that are not sent because somebody uses them already."""


def dry_run(
    plan: Plan,
    service: str,
    running: Mapping[str, str],
    dialects: Mapping[str, Dialect],
    users: Mapping[str, Users],
) -> tuple[Preview, ...]:
    """A preview per step; `users` says per device who uses shared lines now."""
    return tuple(
        preview(step, service, running.get(step.device, ""), dialects[step.platform], users.get(step.device, {}))
        for step in plan.steps
    )


def preview(step: Step, service: str, running: str, dialect: Dialect, users: Users) -> Preview:
    """One step against one configuration."""
    held = {**users, **{key: frozenset({""}) for key in native(dialect, running, step, users)}}
    lines = to_apply(step, held)
    return Preview(
        device=step.device,
        platform=step.platform,
        template=step.template,
        apply=tuple(scrubbed(dialect, line) for line in lines),
        undo=tuple(scrubbed(dialect, line) for line in to_undo(step, held, service)),
        diff=difference(dialect, running, predicted(dialect, running, lines)),
        objects=tuple(scrubbed(dialect, one) for one in step.objects),
        guarded=tuple(scrubbed(dialect, line) for line in step.guarded),
        verified=step.verified,
        evidence=dialect.evidence,
        waiting=tuple(one.key for one in step.shared if held.get(one.key)),
    )


def difference(dialect: Dialect, before: str, after: str, context: int = 2) -> tuple[str, ...]:
    """The unified difference of two configurations as people may see it, without its file names."""
    if dialect.shell or dialect.mml:
        return ()
    old, new = (scrubbed(dialect, text_of(dialect, parse(dialect, text))).splitlines() for text in (before, after))
    return tuple(unified_diff(old, new, n=context, lineterm=""))[2:]


def printable(order: WorkOrder) -> str:
    """A work order as text: numbered, with its undo."""
    lines = [order.title, "", *(f"{number}. {line}" for number, line in enumerate(order.lines, 1))]
    if order.undo:
        lines += ["", "撤销 / undo:", *(f"{number}. {line}" for number, line in enumerate(order.undo, 1))]
    return "\n".join(lines) + "\n"
