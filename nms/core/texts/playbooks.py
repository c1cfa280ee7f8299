"""Sentences of the trade: playbooks."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
