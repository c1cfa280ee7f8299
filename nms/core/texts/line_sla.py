"""Sentences of turn-up tests, supervision and the SLA."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
