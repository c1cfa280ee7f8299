"""Errors and words of admission: verdicts, cases, quarantine."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
