"""Sentences of the trade: bench."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
