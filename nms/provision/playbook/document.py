"""A checked playbook as plain, typed data that a run walks through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nms.provision.playbook.module import Module
from nms.provision.playbook.schema import PREFIX, InputEntry, PlayEntry, TaskEntry, playbook_model


@dataclass(frozen=True, slots=True)
class Task:
    """One task; `arguments` are as written, with their {{ }} still in them."""

    name: str
    module: Module
    arguments: Mapping[str, Any]
    when: tuple[str, ...]
    register: str
    loop: Sequence[Any] | str | None
    tags: frozenset[str]
    vars: Mapping[str, Any]
    ignore_errors: bool


@dataclass(frozen=True, slots=True)
class Play:
    """Hosts and their tasks."""

    name: str
    hosts: tuple[str, ...]
    inputs: Mapping[str, InputEntry]
    vars: Mapping[str, Any]
    tasks: tuple[Task, ...]
    any_errors_fatal: bool


def compiled(document: Sequence[Mapping[str, Any]], modules: Mapping[str, Module]) -> tuple[Play, ...]:
    """The plays of a document; pydantic.ValidationError for one that the model refuses."""
    return tuple(_play(entry, modules) for entry in playbook_model(modules).model_validate(document).root)


def _play(entry: PlayEntry, modules: Mapping[str, Module]) -> Play:
    above = frozenset(words(entry.tags))
    tasks: Sequence[TaskEntry] = entry.tasks  # type: ignore[attr-defined]  # the registry's model adds it
    return Play(
        entry.name,
        words(entry.hosts),
        entry.inputs,
        entry.vars,
        tuple(_task(task, modules, above) for task in tasks),
        entry.any_errors_fatal,
    )


def _task(entry: TaskEntry, modules: Mapping[str, Module], above: frozenset[str]) -> Task:
    name, arguments = next(
        (name, found) for name in modules if (found := getattr(entry, f"{PREFIX}{name}")) is not None
    )
    when = entry.when if isinstance(entry.when, list) else [entry.when]
    return Task(
        name=entry.name or name,
        module=modules[name],
        arguments=arguments.model_dump(exclude_unset=True),
        when=tuple("true" if word is True else "false" if word is False else word for word in when),
        register=entry.register_ or "",
        loop=entry.loop,
        tags=above | frozenset(words(entry.tags)),
        vars=entry.vars,
        ignore_errors=entry.ignore_errors,
    )


def words(value: Sequence[str] | str) -> tuple[str, ...]:
    """A list, or a text with commas, as words."""
    parts = value.split(",") if isinstance(value, str) else value
    return tuple(part.strip() for part in parts if part.strip())


def wanted(task: Task, tags: Sequence[str]) -> bool:
    """Whether `--tags` chooses a task; one tagged `always` runs unless its tag is not asked for by name."""
    return not tags or bool(task.tags & {*tags, "always"})
