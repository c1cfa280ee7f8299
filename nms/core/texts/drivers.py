"""Sentences of the trade: drivers."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
