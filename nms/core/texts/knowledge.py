"""Errors and words of knowledge articles, notifications, surveys and status pages."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
