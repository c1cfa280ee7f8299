"""Words of a hall's health and of where a fault lies."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
