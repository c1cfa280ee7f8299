"""What a playbook file may say; the task model is made from the registry, so that a new module is known everywhere."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, RootModel, create_model, model_validator
from pydantic_core import PydanticCustomError

from nms.provision.playbook.module import Module

Name = Annotated[str, Field(min_length=1, max_length=200)]
Word = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=80)]
Words = list[str] | str
MOST_TASKS = 500
PREFIX = "do_"
"""Before the field of a module: `assert` and `register` are no names for attributes."""


class Entry(BaseModel):
    """A part of a playbook; unknown keys are refused by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class InputEntry(Entry):
    """One value that a run asks for; `secret` inputs hold the name of a secret, never its value."""

    type: Literal["text", "int", "number", "bool", "choice", "list", "device", "secret"] = "text"
    default: Any = None
    required: bool = False
    choices: list[str] = []
    pattern: str = ""
    least: float | None = None
    most: float | None = None
    doc: str = ""


class TaskEntry(Entry):
    """What every task may say beside its module."""

    name: str = ""
    when: str | bool | list[str] = True
    register_: Word | None = Field(default=None, alias="register")
    loop: list[Any] | str | None = None
    tags: Words = []
    vars: dict[Word, Any] = {}
    ignore_errors: bool = False

    @model_validator(mode="after")
    def _one_module(self) -> Self:
        modules = {field.alias: name for name, field in type(self).model_fields.items() if name.startswith(PREFIX)}
        given = [alias for alias, name in modules.items() if getattr(self, name) is not None]
        if len(given) != 1:
            context = {"given": ", ".join(map(str, given)) or "–", "known": ", ".join(map(str, modules))}
            raise PydanticCustomError("NMS-PLAY-030", "not one module", context)
        return self


class PlayEntry(Entry):
    """Hosts, and what happens to them in order."""

    name: Name
    hosts: Words
    inputs: dict[Word, InputEntry] = {}
    vars: dict[Word, Any] = {}
    vars_files: list[str] = []
    tags: Words = []
    any_errors_fatal: bool = False


@lru_cache(maxsize=4)
def _models(modules: tuple[Module, ...]) -> type[RootModel[Any]]:
    fields: dict[str, Any] = {
        f"{PREFIX}{module.name}": (module.arguments | None, Field(default=None, alias=module.name))
        for module in modules
    }
    task = create_model("Task", __base__=TaskEntry, **fields)
    tasks: Any = Annotated[list[task], Field(min_length=1, max_length=MOST_TASKS)]  # type: ignore[valid-type]  # made at run time
    play = create_model("Play", __base__=PlayEntry, tasks=(tasks, ...))
    return create_model("Playbook", __base__=RootModel[list[play]])  # type: ignore[valid-type]  # made at run time


def playbook_model(modules: Mapping[str, Module]) -> type[RootModel[Any]]:
    """The model of a whole file: a list of plays."""
    return _models(tuple(modules.values()))


def json_schema(modules: Mapping[str, Module]) -> dict[str, Any]:
    """The JSON Schema (2020-12) that editors complete and check with."""
    schema = playbook_model(modules).model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "citynms playbook"}
