"""Rules that configurations must keep, as data: what views must hold, what none may, and the lines that mend it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from nms.core.alarm import Severity
from nms.core.device import Device, Role
from nms.core.dialect import Dialect, scrubbed
from nms.core.errors import InvalidError, Where
from nms.core.texts import Language
from nms.provision.negation import negation
from nms.provision.tree import Path, View, parse


class Rule(BaseModel):
    """A rule of `templates/compliance.yaml`; expressions must match a whole line.

    `view` leads to the views it is about (none: the top level); `where` are lines that such a view must have for the
    rule to count. Each of `require` must match a line of the view, none of `forbid` may. `remedy` are the lines that
    mend a view that lacks something; a forbidden line is taken back.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    zh: str
    en: str
    severity: Severity = Severity.WARNING
    platforms: frozenset[str]
    roles: frozenset[Role] = frozenset()
    view: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    remedy: tuple[str, ...] = ()

    @field_validator("severity", mode="before")
    @classmethod
    def _word(cls, word: object) -> object:
        """As people write it: critical, major, minor, warning."""
        return Severity.__members__.get(word.upper(), word) if isinstance(word, str) else word

    @field_validator("view", "where", "require", "forbid")
    @classmethod
    def _expressions(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern}: {error}") from error
        return patterns

    def title(self, language: Language) -> str:
        """What the rule asks for, in one sentence."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where a rule is broken: `line` stands and must not, or (`lacking`) is looked for and does not stand."""

    device: str
    rule: Rule
    view: Path
    line: str
    lacking: bool
    remedy: tuple[str, ...]


def rules_of(data: object, file: str = "") -> tuple[Rule, ...]:
    """The rules of a file that holds `rules: […]`; InvalidError NMS-CHG-030 names rule and key."""
    entries = data.get("rules") if isinstance(data, Mapping) else None
    if not isinstance(entries, (list, tuple)):
        raise _broken("–", "rules", "[…]", file)
    return tuple(_rule(entry, file) for entry in entries)


def _rule(entry: object, file: str) -> Rule:
    name = str(entry.get("name", "–")) if isinstance(entry, Mapping) else "–"
    try:
        return Rule.model_validate(entry)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _broken(name, ".".join(map(str, first["loc"])), first["msg"], file) from error


def _broken(rule: str, key: str, reason: str, file: str) -> InvalidError:
    return InvalidError("NMS-CHG-030", Where(file, 0, key), rule=rule, key=key, reason=reason)


def findings(rules: Iterable[Rule], device: Device, dialect: Dialect, running: str) -> tuple[Finding, ...]:
    """Everything on a device that breaks a rule; what it shows of lines is masked (`scrubbed`)."""
    root = parse(dialect, running)
    meant = (rule for rule in rules if dialect.platform in rule.platforms)
    kept = (rule for rule in meant if not rule.roles or device.role in rule.roles)
    return tuple(found for rule in kept for found in _broken_in(rule, device.name, dialect, root))


def _broken_in(rule: Rule, device: str, dialect: Dialect, root: View) -> Iterator[Finding]:
    for path, view in _views(rule.view, root):
        if not all(_matching(pattern, view) for pattern in rule.where):
            continue
        lacking = [pattern for pattern in rule.require if not _matching(pattern, view)]
        if lacking:
            yield Finding(device, rule, path, lacking[0], lacking=True, remedy=_inside(path, rule.remedy))
        for line in (line for pattern in rule.forbid for line in _matching(pattern, view)):
            mended = _inside(path, (negation(dialect, line),))
            yield Finding(device, rule, path, scrubbed(dialect, line), lacking=False, remedy=mended)


def _views(patterns: Sequence[str], view: View, above: Path = ()) -> Iterator[tuple[Path, View]]:
    if not patterns:
        yield above, view
        return
    for line, below in view.items():
        if re.fullmatch(patterns[0], line):
            yield from _views(patterns[1:], below, (*above, line))


def _matching(pattern: str, view: View) -> list[str]:
    return [line for line in view if re.fullmatch(pattern, line)]


def _inside(path: Path, lines: Sequence[str]) -> tuple[str, ...]:
    """Lines below the views of a path, indented; none if there is nothing to send."""
    if not lines:
        return ()
    opening = tuple(" " * level + line for level, line in enumerate(path))
    return (*opening, *(" " * len(path) + line for line in lines))


def mending(found: Iterable[Finding]) -> dict[str, tuple[str, ...]]:
    """Per device the lines that mend all its findings, each set once."""
    lines: dict[str, dict[tuple[str, ...], None]] = {}
    for finding in found:
        lines.setdefault(finding.device, {})[finding.remedy] = None
    return {device: tuple(line for group in groups for line in group) for device, groups in lines.items()}
