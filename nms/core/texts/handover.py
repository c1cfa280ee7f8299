"""Sentences of the trade: handover."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
