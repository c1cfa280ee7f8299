"""Sentences of the life cycle of a line."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
