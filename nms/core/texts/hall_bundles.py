"""Errors and words of hall bundles: forms to changes, batches."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
