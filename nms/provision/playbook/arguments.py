"""What each built-in module of a playbook may be told; a value with {{ }} in it is judged once it is filled in."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Filled = Annotated[str, Field(pattern=r"\{\{.*\}\}")]
"""Text that becomes another type when its {{ }} are filled in."""

Seconds = Annotated[float, Field(gt=0, le=86_400)] | Filled
Whole = Annotated[int, Field(ge=0, le=10_000)] | Filled


class Arguments(BaseModel):
    """Arguments of a module; unknown ones are refused by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FactsArguments(Arguments):
    """What is known of the host: identity, interfaces, alarms, newest kept configuration; no session is opened.

    `interfaces: true` adds the interface rows, `alarms: true` the active alarms.
    """

    interfaces: bool = False
    alarms: bool = False


class ShowArguments(Arguments):
    """One show command on the device: its text, and its rows where a parser knows the command."""

    command: str = Field(min_length=1, max_length=500)


class ConfigArguments(Arguments):
    """A service of the template set on the host, as a change: planned, approved by another person, pushed, proven.

    `atomic` makes one change of all hosts: all or nothing. Otherwise each host is a change of its own and they go in
    waves: first `canary` hosts, then `wave` at a time (0: all). `service` names what the lines belong to; it defaults
    to the playbook's name. `state: absent` removes what a committed change of that service brought.
    """

    template: str
    values: dict[str, Any] | Filled = {}
    service: str = ""
    title: str = ""
    state: Literal["present", "absent"] = "present"
    atomic: bool = False
    canary: Whole = 0
    wave: Whole = 0
    on_failure: Literal["stop", "continue"] = "stop"


class BackupArguments(Arguments):
    """Read the running configuration and keep it; changed when it differs from the newest one kept."""


class AssertArguments(Arguments):
    """Expressions that must all hold; the host fails with the first that does not, and with `say`."""

    that: list[str] = Field(min_length=1)
    say: str = ""


class WaitForArguments(Arguments):
    """Ask again every `every` seconds until the expression holds, at most `timeout` seconds.

    The expression sees fresh facts (with interfaces and alarms) and, where `command` is given, its `output`.
    """

    until: str
    command: str = ""
    every: Seconds = 5
    timeout: Seconds = 300


class ApproveArguments(Arguments):
    """The run waits here until a person other than its author lets it go on."""

    message: str = Field(min_length=1, max_length=500)


class NotifyArguments(Arguments):
    """A sentence on the event stream of the pages and in the audit log."""

    message: str = Field(min_length=1, max_length=500)
    severity: Literal["info", "warning", "critical"] = "info"
