"""Sentences on polling many devices at once."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
