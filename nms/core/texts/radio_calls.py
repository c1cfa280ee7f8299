"""Errors and words of recorded calls and of what-if questions."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
