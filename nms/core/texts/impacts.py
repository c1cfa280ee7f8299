"""Sentences of impact: what an element or a plan takes down."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
