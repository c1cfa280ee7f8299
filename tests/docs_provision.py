"""The pages about provisioning: command lines, services and playbook modules, from the tables that the code runs on."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from docs_markdown import code, page, table
from pydantic import BaseModel

from nms.app.catalogue import catalogue
from nms.core.dialect import Dialect
from nms.drivers.dialects import ALIASES, DIALECTS
from nms.provision.fields import Field
from nms.provision.playbook.hall import HALL_MODULES
from nms.provision.playbook.line import LINE_MODULES
from nms.provision.playbook.module import Module, registry
from nms.provision.playbook.schema import InputEntry, PlayEntry, TaskEntry
from nms.provision.playbook.ticket import TICKET_MODULES
from nms.provision.services import Service

ROOT = Path(__file__).resolve().parents[1]


# ---------------------------------------------------------------- command lines


def platforms() -> str:
    """Every command line that is spoken, and on what its words rest."""
    about = (
        "`platform` of a host in the inventory. Verified: the lines of the template set were matched with the vendor's"
        " published grammar or run on the real thing; the evidence says which. Elsewhere read a plan twice."
    )
    head = ("platform", "also", "enters, leaves", "saves", "takes back by itself", "verified", "evidence")
    rows = [platform_row(DIALECTS[name]) for name in sorted({one.platform for one in DIALECTS.values()})]
    return page("Platforms", about, table(head, rows))


def platform_row(dialect: Dialect) -> tuple[str, ...]:
    """How one command line is entered, left and saved."""
    also = ", ".join(code(alias) for alias, platform in sorted(ALIASES.items()) if platform == dialect.platform)
    entering = " / ".join(map(code, (*dialect.enter, dialect.end))) if dialect.enter else ""
    keeping = ", ".join(code(word) for word in (dialect.commit, *dialect.save) if word)
    alone = code(dialect.revert.value)
    return code(dialect.platform), also, entering, keeping, alone, said(dialect.verified), dialect.evidence


# ---------------------------------------------------------------- services


def services() -> str:
    """Every service: what it takes, and where it can be had."""
    about = (
        "What a step of a [change](../howto/changes.md), or the playbook module `config`, may name as `template`."
        " `templates/README.md` says how a site adds its own. Verified: matched with the vendor's published grammar or"
        " run on the real thing; the evidence says which."
    )
    found = catalogue(ROOT).services
    return page("Services", about, *(section(found[name]) for name in sorted(found)))


def section(one: Service) -> Iterator[str]:
    """One service: its fields, then its platforms."""
    yield from (f"## {one.name}", "", f"{one.en}. {one.zh}。", "")
    yield from table(("field", "such as", "default", "only on", "meaning", "中文"), map(field_row, one.fields.values()))
    rows = ((code(name), said(proof.verified), proof.evidence) for name, proof in one.platforms.items())
    yield from table(("platform", "verified", "evidence"), rows)


def field_row(field: Field) -> tuple[str, ...]:
    """What a field takes and what it is for."""
    default = "required" if field.required and field.default is None else code(shown(field.default))
    only = ", ".join(map(code, field.platforms))
    return code(field.name), taken(field), default, only, field.en, field.zh


def taken(field: Field) -> str:
    """An example, the choices or the bounds, and what must stand beside it."""
    numeric = field.kind == "int" and not field.choices
    first = f"{field.low} … {field.high}" if numeric else field.shape
    also = f" or {', '.join(field.also)}" if numeric and field.also else ""
    many = f", up to {field.most} of them" if field.most else ""
    needs = f"; together with `{field.needs}`" if field.needs else ""
    return f"{first}{also}{many}{needs}"


def said(verified: bool) -> str:
    """The mark of the tables."""
    return "yes" if verified else "no"


def shown(default: object) -> str:
    """A default as a file writes it; nothing for none."""
    return "" if default is None else str(default)


# ---------------------------------------------------------------- playbooks


def playbooks() -> str:
    """The words of a playbook: of a play, an input, a task, and of each module."""
    about = (
        "The words of a playbook file, a list of plays ([how to](../howto/playbooks.md)). `nms schema playbook` prints"
        " the same as a JSON Schema."
    )
    parts = [part("A play", "", PlayEntry), part("An input", "", InputEntry), part("A task", "", TaskEntry)]
    modules = registry(LINE_MODULES, TICKET_MODULES, HALL_MODULES)
    return page("Playbooks", about, *parts, *(module(one) for one in modules.values()))


def module(one: Module) -> Iterator[str]:
    """One module: where it acts, what it may be told."""
    acts = "once per host" if one.scope == "host" else "once for all hosts of the task"
    yield from part(one.name, f"Acts {acts}{'; can change devices' if one.changes else ''}.", one.arguments)


def part(title: str, about: str, model: type[BaseModel]) -> Iterator[str]:
    """A heading, what the model says of itself, and its keys."""
    yield from (f"## {title}", "", " ".join(f"{model.__doc__} {about}".split()), "")
    schema = model.model_json_schema(by_alias=True)
    keys, required = schema["properties"].items(), schema.get("required", ())
    if keys:
        rows = ((code(name), kind(shape), default_of(name, shape, required)) for name, shape in keys)
        yield from table(("key", "takes", "default"), rows)


def kind(shape: Mapping[str, Any]) -> str:
    """What a key takes, in the words of JSON Schema."""
    if "enum" in shape:
        return ", ".join(map(code, shape["enum"]))
    options = [kind(one) for one in shape.get("anyOf", ()) if one.get("type") != "null"]
    if options:
        return " or ".join(dict.fromkeys(options))
    if "pattern" in shape and "{" in shape["pattern"]:
        return "`{{ expression }}`"
    words = {"array": "list", "object": "mapping", "string": "text", "boolean": "true, false"}
    return words.get(shape.get("type", ""), str(shape.get("type", "anything")))


def default_of(name: str, shape: Mapping[str, Any], required: Sequence[str]) -> str:
    """The default as YAML would write it."""
    if name in required:
        return "required"
    value = shape.get("default")
    return "" if value in (None, "", [], {}) else code(json.dumps(value))
