"""Reads a configuration in its own indentation into a tree, by the same grammar that a typing person meets."""

from collections.abc import Iterable

from nms.city.box import Box
from nms.city.console.edits import perform
from nms.city.console.grammar import Miss
from nms.city.console.names import interface_name
from nms.city.console.platform import Platform
from nms.city.console.situation import RefusedError, Situation
from nms.city.console.tree import Node


class LoadError(Exception):
    """A line that the grammar does not take."""


def load(platform: Platform, box: Box, tree: Node, lines: Iterable[str]) -> None:
    """Let indented lines act on a tree, one blank a level."""
    path: list[tuple[str, str]] = [("", platform.root)]
    for raw in lines:
        depth = len(raw) - len(raw.lstrip())
        del path[depth + 1 :]
        keys = tuple(key for key, _ in path[1:])
        views = [path[-1][1], "config", "any", *(("sibling",) if depth == 0 else ())]
        found = platform.grammar.read(views, raw, lambda words: interface_name(words, box, platform.kinds, tree))
        if isinstance(found, Miss):
            raise LoadError(f"{platform.name}: {raw!r} ({found.why} at {found.column})")
        here = tree.find(keys)
        if here is None:
            raise LoadError(f"{platform.name}: {raw!r} has no view")
        try:
            perform(Situation(tree, here, keys, found, platform, box, []))
        except RefusedError as refusal:
            raise LoadError(f"{platform.name}: {raw!r}: {refusal}") from refusal
        if found.rule.enters:
            path.append((found.key, found.rule.enters))
