"""Sentences of the trade: accounts."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
