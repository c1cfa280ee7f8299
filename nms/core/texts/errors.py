"""Errors with a stable code: what happened, to what, why, and what to do."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {
    "NMS-CORE-001": Text(
        "字段 {field} 的值 {value} 无效：{reason}",
        "{field}: the value {value} is not valid: {reason}",
        "按说明改正该字段后重试",
        "correct the field as described and try again",
    ),
    "NMS-CORE-002": Text(
        "找不到{kind} {name}",
        "no such {kind}: {name}",
        "核对名称；可用相应的列表命令查看",
        "check the name; the list command of that kind shows all",
    ),
}
