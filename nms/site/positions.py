"""Finding the line of a key again; only asked when something must be reported, so that reading stays fast."""

from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from nms.core.errors import NmsError, Where
from nms.site.quiet import collector_paused
from nms.site.scalars import RefusedNodeError
from nms.site.yamlfile import compose

Step = tuple[Node, Node]


class Positions:
    """The lines of one file by key path; a missing key is placed at its nearest existing parent."""

    def __init__(self, root: Node | None) -> None:
        self._root = root
        self._steps: dict[int, dict[str, Step]] = {}

    @classmethod
    def of(cls, path: Path) -> "Positions":
        """Read the file once more; a file that no longer reads has no lines."""
        try:
            return cls.of_text(path.read_text("utf-8-sig"))
        except (OSError, UnicodeDecodeError):
            return cls(None)

    @classmethod
    def of_text(cls, text: str) -> "Positions":
        """The lines of a text that came another way."""
        try:
            with collector_paused():
                return cls(compose(text))
        except (yaml.YAMLError, RefusedNodeError):
            return cls(None)

    def line(self, keys: Iterable[Hashable]) -> int:
        """The 1-based line of the key at the end of the path (0 if the file has none)."""
        return self.place(keys)[0]

    def place(self, keys: Iterable[Hashable]) -> tuple[int, int]:
        """The 1-based line and column of the key at the end of the path (0, 0 if the file has none)."""
        if self._root is None:
            return 0, 0
        node, mark = self._root, self._root.start_mark
        for key in keys:
            step = self._below(node).get(str(key))
            if step is None:
                break
            node, mark = step[1], step[0].start_mark
        return int(mark.line) + 1, int(mark.column) + 1

    def _below(self, node: Node) -> dict[str, Step]:
        if id(node) not in self._steps:
            self._steps[id(node)] = _steps(node)
        return self._steps[id(node)]


def _steps(node: Node) -> dict[str, Step]:
    if isinstance(node, SequenceNode):
        return {str(index): (item, item) for index, item in enumerate(node.value)}
    if isinstance(node, MappingNode):
        return {key.value: (key, value) for key, value in reversed(node.value) if isinstance(key, ScalarNode)}
    return {}


def placed(problems: Sequence[tuple[NmsError, Path, tuple[Hashable, ...]]]) -> tuple[NmsError, ...]:
    """Give each problem its place: file, line and dotted key."""
    files = {path: Positions.of(path) for path in {path for _, path, _ in problems}}
    for problem, path, keys in problems:
        problem.where = Where(str(path), files[path].line(keys), ".".join(str(key) for key in keys))
    return tuple(problem for problem, _, _ in problems)
