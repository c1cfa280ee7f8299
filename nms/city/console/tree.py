"""A configuration as a tree of lines, rendered in the one order in which the platform shows it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from nms.city.console.slots import natural

Order = tuple[int, tuple[object, ...]]


@dataclass(slots=True)
class Node:
    """A line and what stands below it; `order` is its place among its siblings."""

    line: str
    order: Order = (0, ())
    view: str = ""
    """The view that the line opens, "" for a line that opens none."""
    hidden: bool = False
    below: "dict[str, Node]" = field(default_factory=dict)

    def copy(self) -> "Node":
        """A tree of its own; lines without a view are shared, for nobody changes them."""
        below = {key: node.copy() if node.view else node for key, node in self.below.items()}
        return Node(self.line, self.order, self.view, self.hidden, below)

    def put(self, key: str, line: str, rank: int, view: str = "", *, hidden: bool = False) -> "Node":
        """Write a line under its key; an earlier one gives way, but a view keeps what stands in it."""
        present = self.below.get(key)
        if present is not None and present.view:
            return present
        node = Node(line, (rank, natural(key)), view, hidden)
        self.below[key] = node
        return node

    def sorted(self) -> "list[Node]":
        """What stands below, in the order of the platform."""
        return sorted(self.below.values(), key=lambda node: node.order)

    def lines(self) -> Iterator[str]:
        """The lines below, without indentation."""
        return (node.line for node in self.sorted() if not node.hidden)

    def value(self, key: str) -> str:
        """What follows the key in its line, "" where the line is absent."""
        node = self.below.get(key)
        return node.line[len(key) :].strip() if node is not None else ""

    def find(self, path: tuple[str, ...]) -> "Node | None":
        """The node at a path of keys."""
        node: Node | None = self
        for key in path:
            node = node.below.get(key) if node is not None else None
        return node

    def named(self, prefix: str) -> Iterator[tuple[str, "Node"]]:
        """Children whose key begins with a prefix: what follows it, and the node."""
        for key, node in self.below.items():
            if key.startswith(prefix):
                yield key[len(prefix) :], node
