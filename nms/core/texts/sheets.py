"""Sentences of spreadsheets in and out."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
