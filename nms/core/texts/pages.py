"""Words of the pages: titles, buttons, columns, empty states."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
