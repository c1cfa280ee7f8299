"""Words and errors of E1 plans, hall forms, bundles and their capacity."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
