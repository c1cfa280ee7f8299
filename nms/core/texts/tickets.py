"""Errors and words of tickets, their clock and their channels."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
