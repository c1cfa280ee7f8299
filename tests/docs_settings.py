"""The page of `config.yaml`: keys, types and defaults from the settings' model, meanings from the commented file."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from docs_markdown import code, page, table

from nms.core.config import Config

ROOT = Path(__file__).resolve().parents[1]
SETTING = re.compile(r"^(?P<indent>[ ]*)(?P<item>- )?(?P<key>\w+):(?P<rest>.*)$")
EXPLAINED = re.compile(r"^\s*#   (?P<key>\w+)\s{2,}(?P<text>\S.*)$")
COMMENT = re.compile(r"\s#\s+(?P<text>.*)$")


def settings() -> str:
    """Every key of config.yaml: what it takes, its default, and what the commented file says of it."""
    about = (
        "The keys of `config.yaml`; the file that comes with the demo explains the same keys in place. NAME stands for"
        " a name of your choice, `[]` for the rows of a list. Any key can be set from the environment, which wins:"
        " `snmp.port` is `NMS__SNMP__PORT`."
    )
    meanings = dict(explained((ROOT / "config.yaml").read_text(encoding="utf-8").splitlines()))
    document = Config.model_json_schema()
    return page("Settings", about, section("", document, document["$defs"], meanings))


def section(
    prefix: str, schema: Mapping[str, Any], known: Mapping[str, Any], meanings: Mapping[str, str]
) -> Iterator[str]:
    own, inner = [], []
    for name, raw in schema["properties"].items():
        path, shape = f"{prefix}.{name}".strip("."), resolved(raw, known)
        below = next(
            ((f"{path}{suffix}", part) for suffix, part in parts_of(shape, known) if "properties" in part), None
        )
        if below:
            inner.append(below)
        if not below or below[0] != path:
            own.append((f"`{path}`", takes(shape), default_of(shape), meanings.get(plain(path), "")))
    if prefix:
        yield from (f"## {prefix}", "", " ".join(schema.get("description", "").split()), "")
    if own:
        yield from table(("key", "takes", "default", "meaning"), own)
    for path, part in inner:
        yield from section(path, part, known, meanings)


def resolved(shape: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """A shape with what it refers to."""
    options = [one for one in shape.get("anyOf", ()) if one.get("type") != "null"]
    reference = shape.get("$ref", "").rpartition("/")[2]
    return {**(known[reference] if reference else {}), **(options[0] if options else {}), **shape}


def parts_of(shape: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The shape itself, the rows of a list, the values under names of the user's choice."""
    yield "", dict(shape)
    if "items" in shape:
        yield "[]", resolved(shape["items"], known)
    for named in (shape.get("additionalProperties"), *shape.get("patternProperties", {}).values()):
        if isinstance(named, dict):
            yield ".NAME", resolved(named, known)


def takes(shape: Mapping[str, Any]) -> str:
    """Type, choice and bounds in words."""
    if "enum" in shape:
        return ", ".join(json.dumps(word) if not word else str(word) for word in shape["enum"])
    said = {"array": "list", "object": "mapping", "string": "text"}.get(shape.get("type", ""), shape.get("type", ""))
    if shape.get("writeOnly"):
        said = "secret"
    signs = (("minimum", "≥"), ("exclusiveMinimum", ">"), ("maximum", "≤"), ("exclusiveMaximum", "<"))
    return ", ".join([said, *(f"{sign} {shape[key]}" for key, sign in signs if key in shape)])


def default_of(shape: Mapping[str, Any]) -> str:
    if "default" not in shape:
        return "required"
    value = shape["default"]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "as in `config.yaml`"
    return "" if value in (None, "") else code(json.dumps(value, ensure_ascii=False))


def explained(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Key → the comment behind it, or the line of the comment above a list that names it."""
    stack: list[tuple[int, str]] = []
    waiting: dict[str, str] = {}
    for line in lines:
        told = EXPLAINED.match(line)
        found = SETTING.match(line)
        if told:
            waiting[told["key"]] = told["text"]
        elif found and not line.lstrip().startswith("#"):
            depth = len(found["indent"]) + len(found["item"] or "")
            stack = [(at, key) for at, key in stack if at < depth]
            stack.append((depth, found["key"]))
            path = plain(".".join(key for _, key in stack))
            comment = COMMENT.search(found["rest"])
            if comment and not found["item"]:
                yield path, comment["text"]
            yield from ((f"{path}.{key}", text) for key, text in waiting.items())
            if not found["rest"].strip():
                waiting = {}


def plain(path: str) -> str:
    """A path without list marks and names of the user's choice."""
    path = re.sub(r"^(snmp\.credentials|monitors)\.[^.]+", r"\1", path)
    return path.replace("[]", "")
