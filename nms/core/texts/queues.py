"""Errors and words of queues in halls."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
