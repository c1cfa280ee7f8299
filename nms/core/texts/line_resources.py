"""Sentences of resources that lines hold."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
