"""Interface names as people type them, and as the device writes them."""

import re
from collections.abc import Sequence

from nms.city.box import Box
from nms.city.console.platform import Kind
from nms.city.console.tree import Node

_SPLIT = re.compile(r"([A-Za-z][A-Za-z-]*|\d+[A-Za-z]+)\s*(\d[\d/.:]*)?")


def interface_name(words: Sequence[str], box: Box, kinds: Sequence[Kind], tree: Node) -> tuple[str, int] | None:
    """The name in full and how many words it took: GE0/0/1, g0/0/1 and `gigabitethernet 0/0/1` are one interface."""
    exact = _exact(words[0], box, tree)
    if exact:
        return exact, 1
    for taken in (1, 2):
        if taken <= len(words):
            name = _in_full("".join(words[:taken]), kinds)
            if name:
                return name, taken
    return None


def _exact(word: str, box: Box, tree: Node) -> str:
    if word in box.by_name or f"interface {word}" in tree.below:
        return word
    lower = word.lower()
    return next((name for name in box.by_name if name.lower() == lower), "")


def _in_full(text: str, kinds: Sequence[Kind]) -> str:
    found = _SPLIT.fullmatch(text)
    if found is None or not found[2]:
        return ""
    word = found[1].lower()
    for kind in kinds:
        if word in (kind.name.lower(), kind.short.lower()):
            return f"{kind.name}{found[2]}"
    near = [kind for kind in kinds if kind.name.lower().startswith(word)]
    return f"{near[0].name}{found[2]}" if len(near) == 1 else ""


def short_name(name: str, kinds: Sequence[Kind]) -> str:
    """The name as crowded tables print it: GE0/0/1."""
    for kind in kinds:
        if kind.short and name.startswith(kind.name) and name[len(kind.name) : len(kind.name) + 1].isdigit():
            return kind.short + name[len(kind.name) :]
    return name
