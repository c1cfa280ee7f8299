"""Errors and words of listening beyond loopback."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
