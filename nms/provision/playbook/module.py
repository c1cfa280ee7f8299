"""The registry of what a task can do: a module's name, its arguments, and where it acts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from nms.provision.playbook.arguments import (
    ApproveArguments,
    Arguments,
    AssertArguments,
    BackupArguments,
    ConfigArguments,
    FactsArguments,
    NotifyArguments,
    ShowArguments,
    WaitForArguments,
)


@dataclass(frozen=True, slots=True)
class Module:
    """A word that a task may use. `scope`: once per host, or once for all hosts of the task together."""

    name: str
    arguments: type[Arguments]
    scope: Literal["host", "run"] = "host"
    changes: bool = False
    """Whether it can change a device; everything else may run in check mode as it is."""


BUILT_IN: tuple[Module, ...] = (
    Module("facts", FactsArguments),
    Module("show", ShowArguments),
    Module("config", ConfigArguments, "run", changes=True),
    Module("backup", BackupArguments),
    Module("assert", AssertArguments),
    Module("wait_for", WaitForArguments),
    Module("approve", ApproveArguments, "run"),
    Module("notify", NotifyArguments, "run"),
)


def registry(*further: Iterable[Module]) -> Mapping[str, Module]:
    """All modules by name, the built-in ones first; ValueError for a name taken twice."""
    modules: dict[str, Module] = {}
    for module in (*BUILT_IN, *(module for group in further for module in group)):
        if module.name in modules:
            raise ValueError(f"playbook module registered twice: {module.name}")
        modules[module.name] = module
    return modules
