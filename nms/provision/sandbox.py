"""Templates under guard: nothing reaches beyond its values, no value becomes a line, size and work are bounded."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, meta, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from nms.core.errors import InvalidError
from nms.provision import wording

MOST_CHARACTERS = 64_000
MOST_STEPS = 20_000
"""Calls and rounds of loops in one rendering: far above what a service needs, far below what would be felt."""

_STEPS = "_steps"
_SHELL_WORD = re.compile(r"[\w.:/@%+,=-]*", re.ASCII)
_FILTERS = ("default", "first", "int", "last", "length", "lower", "string", "trim", "upper")
_STRING_WORDS = frozenset({"lower", "upper", "strip", "startswith", "endswith", "split", "partition", "rpartition"})


class Expression(str):
    """A regular expression made of a checked value: for the verify block."""

    __slots__ = ()


class StandingLine(str):
    """A line as the device itself prints it: may be given back to it."""

    __slots__ = ()


class Steps:
    """What one rendering may still do; called with the rounds of a loop, counts them."""

    def __init__(self, most: int = MOST_STEPS) -> None:
        self._left = most

    def take(self) -> None:
        """One step more; SecurityError when there were too many."""
        self._left -= 1
        if self._left < 0:
            raise SecurityError(f"more than {MOST_STEPS} steps")

    def __call__(self, rounds: Iterable[Any]) -> Iterator[Any]:
        for one in rounds:
            self.take()
            yield one

    def joined(self, *parts: Any) -> str:
        """Texts one after another; SecurityError when the result is too long."""
        return self.listed(parts, "")

    def listed(self, parts: Iterable[Any], separator: str = " ") -> str:
        """Texts with a separator between them, as the filter `join`."""
        texts = [str(part) for part in parts]
        if sum(map(len, texts)) + len(separator) * len(texts) > MOST_CHARACTERS:
            raise SecurityError(f"more than {MOST_CHARACTERS} characters")
        return separator.join(texts)


class _Counting(NodeTransformer):
    """Loops take their rounds from the budget; texts are joined under its eyes."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - the visitor's naming
        self.generic_visit(node)
        steps = nodes.Name(_STEPS, "load", lineno=node.lineno)
        node.iter = nodes.Call(steps, [node.iter], [], None, None, lineno=node.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:  # noqa: N802 - the visitor's naming
        self.generic_visit(node)
        steps = nodes.Name(_STEPS, "load", lineno=node.lineno)
        joined = nodes.Getattr(steps, "joined", "load", lineno=node.lineno)
        return nodes.Call(joined, node.nodes, [], None, None, lineno=node.lineno)

    def visit_Filter(self, node: nodes.Filter) -> nodes.Expr:  # noqa: N802 - the visitor's naming
        self.generic_visit(node)
        if node.name != "join" or node.node is None:
            return node
        steps = nodes.Name(_STEPS, "load", lineno=node.lineno)
        listed = nodes.Getattr(steps, "listed", "load", lineno=node.lineno)
        return nodes.Call(listed, [node.node, *node.args], node.kwargs, None, None, lineno=node.lineno)


class TemplateSandbox(ImmutableSandboxedEnvironment):
    """Jinja with few filters, no attributes but plain ones, counted loops and calls, and a check of every output."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def __init__(self, folder: Path, *, words_only: bool) -> None:
        self._words_only = words_only
        self.extended: dict[str, tuple[str, ...]] = {}
        """The templates that each compiled one extends."""
        super().__init__(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            finalize=self._output,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,  # command lines are no HTML; every output is checked instead
        )
        self.filters = {name: self.filters[name] for name in _FILTERS}
        self.globals.clear()

    def _output(self, value: Any) -> Any:
        """What a value may put into a line; SecurityError for what could end the line or start another."""
        if isinstance(value, Undefined):
            return value  # StrictUndefined complains by itself
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise SecurityError(f"{type(value).__name__} is no text")
        text = str(value)
        if isinstance(value, (Expression, StandingLine)):
            found = next((character for character in text if wording.odd(character) or character == "?"), "")
        elif self._words_only and not _SHELL_WORD.fullmatch(text):
            found = "not a word for a shell"
        else:
            found = wording.objection(text) if text else ""
        if found:
            raise SecurityError(f"{found!r} in {text[:40]!r}")
        return value

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree: nodes.Template = _Counting().visit(super()._parse(source, name, filename))
        self.extended[name or ""] = tuple(parent or "" for parent in meta.find_referenced_templates(tree))
        return tree

    def call(self, context: Context, callee: Any, /, *args: Any, **kwargs: Any) -> Any:
        """A call is a step."""
        context[_STEPS].take()
        return super().call(context, callee, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic with numbers; nothing that makes long texts or huge numbers out of short ones."""
        plain = all(isinstance(one, int) and abs(one) < 2**64 for one in (left, right))
        if plain and operator != "**":
            return super().call_binop(context, operator, left, right)
        raise SecurityError(f"{operator} on {type(left).__name__}")

    def wrap_str_format(self, value: Any) -> Any:
        """No `format`: its widths grow texts."""
        if super().wrap_str_format(value) is not None:
            raise SecurityError("format")
        return None

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Of texts only what cannot grow them."""
        if isinstance(obj, str) and attr not in _STRING_WORDS:
            return False
        return super().is_safe_attribute(obj, attr, value)


def text_of(sandbox: TemplateSandbox, name: str, block: str, values: Mapping[str, Any]) -> str:
    """One block of a template as text ("" where it has no such block).

    InvalidError NMS-CHG-016: no such template; 017: broken or a value it uses is not known; 018: a value that may not
    be sent, or more than a rendering may do. A template may extend another one and replace some of its blocks.
    """
    try:
        blocks = _blocks(sandbox, name)
        if block not in blocks:
            return ""
        context = sandbox.get_template(name).new_context({**values, _STEPS: Steps()})
        return _bounded(blocks[block](context))
    except TemplateNotFound as error:
        raise InvalidError("NMS-CHG-016", template=name) from error
    except (SecurityError, RecursionError) as error:
        raise InvalidError("NMS-CHG-018", template=name, block=block, reason=str(error)) from error
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        where = getattr(error, "lineno", None) or "–"
        raise InvalidError("NMS-CHG-017", template=name, block=block, line=where, reason=str(error)) from error


def _blocks(sandbox: TemplateSandbox, name: str, depth: int = 0) -> dict[str, Any]:
    """Blocks by name, those of the templates that this one extends included."""
    template = sandbox.get_template(name)
    if depth > 3:
        raise TemplateNotFound(name)
    found: dict[str, Any] = {}
    for parent in sandbox.extended[name]:
        found |= _blocks(sandbox, parent, depth + 1)
    return found | template.blocks


def _bounded(chunks: Iterable[str]) -> str:
    written: list[str] = []
    length = 0
    for chunk in chunks:
        length += len(chunk)
        if length > MOST_CHARACTERS:
            raise SecurityError(f"more than {MOST_CHARACTERS} characters")
        written.append(chunk)
    return "".join(written)
