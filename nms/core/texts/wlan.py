"""Errors and words of WLAN plans and the state of access points."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
