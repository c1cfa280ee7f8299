"""Errors and words of the radio network: controllers, counters, pages."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
