"""Errors and words of the tuner."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
