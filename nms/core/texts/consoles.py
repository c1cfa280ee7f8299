"""Sentences about the simulated consoles; what the consoles themselves print is never translated."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {
    "NMS-CON-001": Text(
        "字段 {field}：没有控制台故障类型 {value}",
        "{field}: there is no console fault {value}",
        "可用类型：{known}",
        "the faults are {known}",
    ),
    "NMS-CON-002": Text(
        "字段 {field}：{value} 无法使用：{reason}",
        "{field}: {value} cannot be used: {reason}",
        "改正该值",
        "correct the value",
    ),
    "NMS-CON-003": Text(
        "字段 {field}：平台 {value} 没有仿真控制台",
        "{field}: no console is simulated for platform {value}",
        "可用平台：{known}",
        "the platforms are {known}",
    ),
    "NMS-CON-004": Text(
        "设备 {device} 的控制台无法监听 {address} 端口 {port}：{reason}",
        "the console of {device} cannot listen at {address} port {port}: {reason}",
        "在 config.yaml 中换一个 city.ssh_port 或 city.telnet_port",
        "choose another city.ssh_port or city.telnet_port in config.yaml",
    ),
    "NMS-CON-005": Text(
        "字段 {field}：设备 {value} 没有仿真控制台",
        "{field}: {value} has no simulated console",
        "nms city list 列出仿真城市的设备；控制台需要 demo 口令",
        "consoles exist for the platforms of the demo, once it has a password",
    ),
    "cli.console_struck": Text("{device} 的控制台故障已布置：{kind}", "planted in the console of {device}: {kind}"),
    "cli.console_mended": Text(
        "{device} 的控制台故障已清除（{count} 个）", "{count} console faults of {device} taken away"
    ),
    "column.session": Text("会话", "session"),
    "column.line": Text("命令行", "line"),
    "column.user": Text("用户", "user"),
}
