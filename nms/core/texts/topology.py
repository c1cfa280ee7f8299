"""Sentences of the topology: imports, paths, disjoint pairs."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
