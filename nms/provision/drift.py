"""Drift: what a device runs against what it was meant to run, as a whole and service by service."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nms.core.dialect import Dialect, scrubbed
from nms.provision.grammar import fits
from nms.provision.grammars import grammar_of
from nms.provision.predict import enter
from nms.provision.tree import Path, View, indented, parse, paths, put_together


@dataclass(frozen=True, slots=True)
class Drift:
    """Indented lines with the views they stand in, secrets masked: meant but lacking, standing but not meant."""

    lacking: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Whether there is a difference at all."""
        return bool(self.lacking or self.foreign)


def device_drift(dialect: Dialect, running: str, intended: str) -> Drift:
    """Running against intended (the newest kept configuration), lists compared number by number."""
    now, meant = parse(dialect, running), parse(dialect, intended)
    return Drift(_only(dialect, meant, now), _only(dialect, now, meant))


def service_drift(dialect: Dialect, running: str, services: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Of each committed service (name → the lines it applied) those that have no effect any more; empty ones left out.

    Where lines are no configuration (a shell, MML) nothing can be told here: their checks are asked again instead.
    """
    if dialect.shell or dialect.mml:
        return {}
    now = parse(dialect, running)
    lost = {name: _without_effect(dialect, now, lines) for name, lines in services.items()}
    return {name: lines for name, lines in lost.items() if lines}


def _without_effect(dialect: Dialect, now: View, lines: Iterable[str]) -> tuple[str, ...]:
    wanted = now.copy()
    enter(dialect, wanted, lines)
    vanish = grammar_of(dialect.platform).vanish
    negated = f"{dialect.negate} "
    stands = set(paths(now))
    lacking = [path for path in paths(wanted) if path not in stands]
    shown = [path for path in lacking if not path[-1].startswith(negated) and not fits(vanish, path[-1])]
    return _written(dialect, shown)


def _only(dialect: Dialect, here: View, there: View) -> tuple[str, ...]:
    stands = set(paths(there))
    return _written(dialect, [path for path in paths(here) if path not in stands])


def _written(dialect: Dialect, found: Iterable[Path]) -> tuple[str, ...]:
    tree = View()
    for path in found:
        view = tree
        for line in path:
            view = view.setdefault(line, View())
    together = put_together(grammar_of(dialect.platform), tree)
    return tuple(scrubbed(dialect, line) for line in indented(together))
