"""Alarm problems, severities, event types and states, as an operator reads them."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {
    "severity.critical": Text("紧急", "critical"),
    "severity.major": Text("重要", "major"),
    "severity.minor": Text("次要", "minor"),
    "severity.warning": Text("警告", "warning"),
    "severity.indeterminate": Text("不定", "indeterminate"),
    "severity.cleared": Text("已清除", "cleared"),
}
