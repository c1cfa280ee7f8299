"""Names of roles, kinds and states that several rooms show."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {
    "state.up": Text("在线", "up"),
    "state.down": Text("离线", "down"),
    "state.unknown": Text("未知", "unknown"),
}
