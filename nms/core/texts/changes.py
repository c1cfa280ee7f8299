"""Sentences of the trade: changes."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
