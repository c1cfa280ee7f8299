"""Reading a YAML file of the site: safe, fast and bounded; what is wrong becomes a coded error with file and line."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from nms.core.errors import InvalidError, NmsError, Where
from nms.site.scalars import MERGE, SCALARS, RefusedNodeError, tag_of

Family = Literal["CFG", "INV", "PLAY", "OMC", "LINE"]

MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 40  # libyaml's composer recurses in C: thousands of levels end the process instead of raising
MAX_NODES = 5_000_000  # counted with every alias expanded, so a "billion laughs" file ends here


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read: `value` is plain dicts, lists and scalars (None for an empty or unreadable file)."""

    path: Path
    value: object = None
    problems: tuple[NmsError, ...] = ()
    readable: bool = True


class _Composer(yaml.CSafeLoader):
    """libyaml's parser with YAML 1.2 core scalars (a MAC is no base-60 number, `no` is no bool) and bounded depth."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def descend_resolver(self, current_node: Node | None, current_index: object) -> None:  # noqa: ARG002 - PyYAML's hook
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise RefusedNodeError("007", current_node, limit=MAX_DEPTH)

    def ascend_resolver(self) -> None:
        self._depth -= 1

    def resolve(self, kind: type[Node], value: str, implicit: tuple[bool, bool] | bool) -> str:
        return tag_of(kind, value, plain=isinstance(implicit, tuple) and implicit[0])


class _Plain:
    """Turns nodes into plain Python values; duplicate keys are noted, the first one counts."""

    def __init__(self) -> None:
        self.repeated: list[tuple[tuple[str, ...], int]] = []  # keys down to the second of two equal ones, its line
        self._trail: list[str] = []

    def count_aliases(self, root: Node) -> None:
        """Refuse a tree that aliases blow up beyond MAX_NODES or bend into a loop."""
        if _size(root, {}, 0) > MAX_NODES:
            raise RefusedNodeError("007", root, limit=MAX_NODES)

    def value(self, node: Node) -> object:
        if type(node) is ScalarNode:
            try:
                return SCALARS[node.tag](node.value)
            except (KeyError, ValueError) as error:
                raise RefusedNodeError("008", node, tag=node.tag) from error
        if type(node) is MappingNode and node.tag == "tag:yaml.org,2002:map":
            return self._mapping(node)
        if type(node) is SequenceNode and node.tag == "tag:yaml.org,2002:seq":
            return [self.value(item) for item in node.value]
        raise RefusedNodeError("008", node, tag=node.tag)

    def _mapping(self, node: MappingNode) -> dict[str, object]:
        result: dict[str, object] = {}
        merged: list[Node] = []
        for key, value in node.value:
            if type(key) is not ScalarNode:
                raise RefusedNodeError("008", key, tag=key.tag)
            if key.tag == MERGE:
                merged.append(value)
            elif key.value in result:
                self.repeated.append(((*self._trail, key.value), key.start_mark.line + 1))
            else:
                self._trail.append(key.value)
                result[key.value] = self.value(value)
                self._trail.pop()
        for value in merged:
            self._merge(result, value)
        return result

    def _merge(self, into: dict[str, object], node: Node) -> None:
        for source in node.value if type(node) is SequenceNode else [node]:
            if type(source) is not MappingNode:
                raise RefusedNodeError("008", node, tag=MERGE)
            for key, value in self._mapping(source).items():
                into.setdefault(key, value)


def _size(node: Node, known: dict[int, int], depth: int) -> int:
    if depth > MAX_DEPTH:
        raise RefusedNodeError("007", node, limit=MAX_DEPTH)
    if type(node) is ScalarNode:
        return 1
    if id(node) not in known:
        pairs = type(node) is MappingNode
        parts = (part for pair in node.value for part in pair) if pairs else iter(node.value)
        known[id(node)] = 1 + sum(_size(part, known, depth + 1) for part in parts)
    return known[id(node)]


def compose(text: str) -> Node | None:
    """The node tree of one document (None for an empty one); raises yaml.YAMLError or RefusedNodeError."""
    composer = _Composer(text)
    try:
        return composer.get_single_node()
    finally:
        composer.dispose()


def _plain(text: str) -> tuple[object, list[tuple[tuple[str, ...], int]]]:
    root = compose(text)
    if root is None:
        return None, []
    plain = _Plain()
    if "&" in text:
        plain.count_aliases(root)
    return plain.value(root), plain.repeated


def parse_text(text: str) -> object:
    """A value written as YAML, by itself; raises ValueError for broken text."""
    try:
        value, repeated = _plain(text)
    except (RefusedNodeError, yaml.YAMLError) as error:
        raise ValueError(_syntax(text, error)[1] if isinstance(error, yaml.YAMLError) else "refused") from error
    if repeated:
        raise ValueError(f"key given twice: {'.'.join(repeated[0][0])}")
    return value


def load_text(path: Path, family: Family, max_bytes: int = MAX_BYTES) -> str:
    """The file as text (UTF-8, byte-order mark allowed); raises InvalidError 001 to 004 of the family."""
    error = partial(_error, family, path)
    try:
        data = path.read_bytes() if path.stat().st_size <= max_bytes else None
    except FileNotFoundError:
        raise error("001") from None
    except OSError as failure:
        raise error("002", reason=failure.strerror or str(failure)) from failure
    if data is None:
        raise error("003", limit=max_bytes)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        raise error("004", data.count(b"\n", 0, failure.start) + 1) from failure


def _error(family: Family, path: Path, number: str, line: int = 0, at: str = "", /, **values: object) -> InvalidError:
    return InvalidError(f"NMS-{family}-{number}", Where(str(path), line, at), **values)


def _syntax(text: str, broken: yaml.YAMLError) -> tuple[int, str, int]:
    """Line, reason and column of what libyaml stumbled over."""
    if isinstance(broken, yaml.MarkedYAMLError):
        mark = broken.problem_mark or broken.context_mark
        return (mark.line + 1 if mark else 0), broken.problem or "", (mark.column + 1 if mark else 0)
    if isinstance(broken, ReaderError):
        return text.encode()[: broken.position].count(b"\n") + 1, str(broken.reason), 0
    return 0, str(broken), 0


def _understand(text: str, path: Path, family: Family) -> tuple[object, tuple[NmsError, ...]]:
    error = partial(_error, family, path)
    try:
        value, repeated = _plain(text)
    except RefusedNodeError as refused:
        raise error(refused.number, refused.line, **refused.values) from refused
    except yaml.YAMLError as broken:
        line, reason, column = _syntax(text, broken)
        problem = error("005", line, reason=reason)
        problem.where = Where(str(path), line, column=column if family == "PLAY" else 0)
        raise problem from broken
    return value, tuple(error("006", line, ".".join(keys), key=keys[-1]) for keys, line in repeated)


def read(path: Path, family: Family, max_bytes: int = MAX_BYTES) -> Document:
    """Read one file; never raises for what is in it: an unreadable file is a Document with its problem and no value."""
    try:
        text = load_text(path, family, max_bytes)
    except NmsError as problem:
        return Document(path, None, (problem,), readable=False)
    return read_text(text, path, family)


def read_text(text: str, path: Path, family: Family) -> Document:
    """As `read`, of a text that came another way; `path` only names it."""
    try:
        value, problems = _understand(text, path, family)
    except NmsError as problem:
        return Document(path, None, (problem,), readable=False)
    return Document(path, value, problems)
