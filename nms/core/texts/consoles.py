"""Sentences of the trade: consoles."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
