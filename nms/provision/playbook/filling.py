"""Expressions and {{ }} of a playbook, in Jinja's sandbox: values in, plain values out, nothing else reachable."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from nms.core.errors import InvalidError

MOST_TEXT = 20_000
_ALONE = re.compile(r"\{\{((?:(?!\}\}|\{\{).)*)\}\}", re.DOTALL)
_FAILURES = (TemplateError, SecurityError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)

_SANDBOX = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
_SANDBOX.globals.clear()
_SANDBOX.filters |= {"search": lambda text, pattern: re.search(pattern, str(text)) is not None}
_SANDBOX.tests |= {
    "match": lambda text, pattern: re.match(pattern, str(text)) is not None,
    "search": lambda text, pattern: re.search(pattern, str(text)) is not None,
    "changed": lambda result: bool(result["changed"]),
    "failed": lambda result: bool(result["failed"]),
    "skipped": lambda result: bool(result["skipped"]),
}


@lru_cache(maxsize=1024)
def _expression(text: str) -> Any:
    return _SANDBOX.compile_expression(text, undefined_to_none=False)


def value_of(expression: str, scope: Mapping[str, Any]) -> Any:
    """What an expression gives in a scope; InvalidError NMS-PLAY-050 with the reason."""
    try:
        found = _expression(expression)(**scope)
        if isinstance(found, StrictUndefined):
            str(found)  # raises, and names what is undefined
    except _FAILURES as error:
        raise InvalidError("NMS-PLAY-050", None, value=expression, reason=str(error)) from error
    return found


def holds(expressions: Sequence[str], scope: Mapping[str, Any]) -> bool:
    """Whether all hold; braces around one are tolerated, as people know it."""
    return all(bool(value_of(_bare(expression), scope)) for expression in expressions)


def _bare(expression: str) -> str:
    alone = _ALONE.fullmatch(expression.strip())
    return alone[1] if alone else expression


def filled(value: Any, scope: Mapping[str, Any]) -> Any:
    """The value with every {{ }} in it filled in; a text that is one {{ }} alone keeps the type of what it names."""
    if isinstance(value, str):
        return _text(value, scope)
    if isinstance(value, Mapping):
        return {key: filled(item, scope) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [filled(item, scope) for item in value]
    return value


def _text(text: str, scope: Mapping[str, Any]) -> Any:
    if "{{" not in text and "{%" not in text:
        return text
    alone = _ALONE.fullmatch(text.strip())
    if alone:
        return value_of(alone[1], scope)
    try:
        made = _SANDBOX.from_string(text).render(**scope)
    except _FAILURES as error:
        raise InvalidError("NMS-PLAY-050", None, value=text, reason=str(error)) from error
    if len(made) > MOST_TEXT:
        raise InvalidError("NMS-PLAY-032", None, value=text, limit=MOST_TEXT)
    return made
