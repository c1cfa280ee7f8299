"""What pages and commands say of the monitors above us."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {
    "nav.monitors": Text("上级监控", "Monitors"),
    "page.monitors.title": Text("上级监控", "Monitors above us"),
    "monitors.about": Text(
        "每条告警变化都编号发给上级监控；它按编号发现丢失，按告警表补齐。",
        "Every alarm change goes to them under a number: a gap shows a loss, the alarm table repairs it.",
    ),
    "monitors.engine": Text("接收 v3 trap 须登记本系统引擎：", "A receiver of v3 traps must know our engine:"),
    "monitors.inform": Text("确认式（inform）", "informs"),
    "monitors.trap": Text("不确认（trap）", "traps"),
    "monitors.since": Text("自", "since"),
    "monitors.resend": Text("补发", "Send again"),
    "monitors.first": Text("从编号", "from number"),
    "monitors.last": Text("到编号（空为最后）", "to number (empty: the last)"),
    "monitors.test": Text("试发", "Try"),
    "monitors.numbers": Text("编号", "Numbers"),
    "column.monitor": Text("上级监控", "Monitor"),
    "column.way": Text("方式", "How"),
    "column.shown": Text("可见告警", "Alarms shown"),
    "column.sent": Text("已发至", "Sent up to"),
    "column.waiting": Text("排队", "Waiting"),
    "column.acknowledged": Text("已确认", "Confirmed"),
    "column.failures": Text("失败", "Failed"),
    "column.given_up": Text("放弃", "Given up"),
    "column.acknowledged_at": Text("最近确认", "Last confirmed"),
    "column.last_error": Text("最近错误", "Last error"),
    "empty.monitors": Text("没有上级监控", "No monitors above us"),
    "empty.monitors.how": Text(
        "在 config.yaml 的 monitors 中加入一个，见 docs/howto/northbound.md。",
        "Add one under monitors in config.yaml, see docs/howto/northbound.md.",
    ),
    "state.off": Text("未启用", "off"),
    "cli.monitor.engine": Text(
        "接收 v3 trap 须登记本系统引擎 0x{engine}", "receivers of v3 traps: our engine is 0x{engine}"
    ),
    "cli.monitor.done": Text("{name}：{result}", "{name}: {result}"),
    "NMS-CLI-020": Text(
        "{seconds} 秒内没有等到上级监控 {name} 的结果",
        "nothing came of it within {seconds} s: {name}",
        "确认引擎在运行：nms up 或 nms run",
        "make sure that an engine runs: nms up, or nms run",
    ),
}
