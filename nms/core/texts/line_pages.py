"""Sentences of the pages of lines, customers, causes and resources."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
