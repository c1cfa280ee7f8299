"""Sentences of root causes: what explains which alarms, and why."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
