"""Sentences of comparing the solutions and designing lines."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
