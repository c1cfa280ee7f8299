"""Configurations as text: blocks parted by the platform's mark, VLANs folded the platform's way."""

from collections.abc import Callable, Iterable, Iterator

from nms.city.console.slots import folded
from nms.city.console.tree import Node

RUNS_PER_LINE = 10


def block(node: Node, depth: int = 0) -> Iterator[str]:
    """A line and everything below it, indented by one blank a level."""
    if node.line:
        yield " " * depth + node.line
        depth += 1
    for child in node.sorted():
        if not child.hidden:
            yield from block(child, depth)


def blocks(nodes: Iterable[Node], lines: Callable[[Node], Iterable[str]] = block) -> Iterator[list[str]]:
    """Groups of lines that stand together: each view its own, simple lines by their first word."""
    current: list[str] = []
    word = ""
    for node in nodes:
        if node.hidden:
            continue
        first = "" if node.view else node.line.partition(" ")[0]
        if current and (not first or first != word):
            yield current
            current = []
        current += lines(node)
        word = first
    if current:
        yield current


def vlan_batch(tree: Node) -> list[Node]:
    """VRP: one line `vlan batch …` for all, blocks only for those that say more."""
    numbers = _numbers(tree)
    nodes = [node for key, node in tree.below.items() if not _plain_vlan(key, node)]
    place = next((node.order[0] for key, node in tree.below.items() if key.startswith("vlan ")), 0)
    runs = folded(numbers).replace(" to ", "~").split()
    for start in range(0, len(runs), RUNS_PER_LINE):
        text = " ".join(runs[start : start + RUNS_PER_LINE]).replace("~", " to ")
        nodes.append(Node(f"vlan batch {text}", (place - 1, ((0, start, ""),))))
    return sorted(nodes, key=lambda node: node.order)


def vlan_runs(tree: Node, join: str, between: str) -> list[Node]:
    """VLANs that say nothing more in runs (`vlan 10 to 12`, `vlan 10,20-22`), the others in blocks."""
    plain = [int(key.removeprefix("vlan ")) for key, node in tree.below.items() if _plain_vlan(key, node)]
    nodes = [node for key, node in tree.below.items() if not _plain_vlan(key, node)]
    place = next((node.order[0] for key, node in tree.below.items() if key.startswith("vlan ")), 0)
    texts = list(filter(None, [folded(plain, join, between)])) if between == "," else folded(plain, "~").split()
    for text in texts:
        first = int(text.replace("~", " ").replace(",", " ").replace("-", " ").split()[0])
        nodes.append(Node(f"vlan {text.replace('~', join)}", (place, ((1, 0, "vlan "), (0, first, "")))))
    return sorted(nodes, key=lambda node: node.order)


def _numbers(tree: Node) -> list[int]:
    return [int(key.removeprefix("vlan ")) for key in tree.below if _is_vlan(key) and key != "vlan 1"]


def _is_vlan(key: str) -> bool:
    return key.startswith("vlan ") and key[5:].isdigit()


def _plain_vlan(key: str, node: Node) -> bool:
    return _is_vlan(key) and not node.below
