"""What the command line says, and its own errors."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {
    "cli.shown": Text("显示 {shown} / 共 {total}", "{shown} of {total} shown"),
    "cli.polled": Text("{device}：{result}", "{device}: {result}"),
    "cli.explains": Text("它解释了 {count} 条告警", "it explains {count} alarms"),
    "cli.checked": Text("设备 {devices} 台，问题 {problems} 个", "{devices} devices, {problems} problems"),
    "cli.made": Text("已在 {folder} 建立站点，共 {count} 个文件", "site made in {folder}: {count} files"),
    "cli.broken": Text("已注入故障 {kind}：{target}", "{kind} is broken now at {target}"),
    "cli.mended": Text("已修复：{target}", "mended: {target}"),
    "cli.serving": Text("页面与接口：{address}", "Pages and API: {address}"),
    "cli.running": Text(
        "引擎运行中：设备 {devices} 台，陷阱端口 {port}", "Engine running: {devices} devices, traps on port {port}"
    ),
    "cli.demo.starting": Text("正在启动模拟城市……", "Starting the simulated city …"),
    "cli.demo.filling": Text(
        "首次启动：写入 {hours} 小时的模拟历史数据……", "First start: writing {hours} h of simulated history …"
    ),
    "cli.demo.try": Text(
        "{devices} 台模拟设备正被轮询。另开一个终端试试：\n"
        "    .venv/bin/nms city fault e1-los yc-h05     # 营业厅中断，几秒内出现紧急告警\n"
        "    .venv/bin/nms city repair yc-h05\n"
        "    .venv/bin/nms alarm list\n"
        "按 Ctrl-C 结束。",
        "{devices} simulated devices are being polled. In another terminal, try:\n"
        "    .venv/bin/nms city fault e1-los yc-h05     # a hall loses its line: a critical alarm within seconds\n"
        "    .venv/bin/nms city repair yc-h05\n"
        "    .venv/bin/nms alarm list\n"
        "Ctrl-C ends it.",
    ),
    "column.actor": Text("谁", "by"),
    "column.admin": Text("管理状态", "admin"),
    "column.binds": Text("变量", "variables"),
    "column.check": Text("检查", "check"),
    "column.css": Text("滑码秒 CSS", "CSS"),
    "column.es": Text("误码秒 ES", "ES"),
    "column.event": Text("事件", "event"),
    "column.fact": Text("项目", "what"),
    "column.index": Text("索引", "index"),
    "column.neighbour": Text("邻居", "neighbour"),
    "column.pcv": Text("编码违例 PCV", "PCV"),
    "column.raised": Text("发生", "raised"),
    "column.remedy": Text("处理", "remedy"),
    "column.seen": Text("最近应答", "last answer"),
    "column.ses": Text("严重误码秒 SES", "SES"),
    "column.status": Text("状态位", "status"),
    "column.target": Text("对象", "target"),
    "column.text": Text("说明", "text"),
    "column.time": Text("时间", "time"),
    "column.uas": Text("不可用秒 UAS", "UAS"),
    "column.uptime": Text("已运行", "uptime"),
    "count.cells": Text("小区", "cells"),
    "count.customers": Text("客户", "customers"),
    "count.devices": Text("设备", "devices"),
    "count.halls": Text("营业厅", "halls"),
    "count.links": Text("链路", "links"),
    "count.polled": Text("轮询的设备", "polled devices"),
    "count.sites": Text("站点", "sites"),
    "NMS-ALARM-010": Text(
        "维护窗口的结束 {end} 不晚于开始 {start}",
        "the maintenance window ends at {end}, not after its start {start}",
        "把结束时间改到开始之后",
        "let it end after it starts",
    ),
    "NMS-POLL-002": Text(
        "设备 {device} 没有 SNMP，无法轮询",
        "{device} has no SNMP and cannot be polled",
        "只能轮询受管设备；清单中 managed: false 的不能",
        "poll a managed device; those with managed: false in the inventory cannot be",
    ),
    "NMS-CLI-002": Text(
        "语言 {value} 未知", "the language {value} is not known", "可用：{known}", "use one of: {known}"
    ),
    "NMS-CLI-003": Text(
        "{seconds} 秒内没有等到设备 {device} 的轮询结果",
        "no result of polling {device} within {seconds} s",
        "确认引擎在运行：nms up 或 nms demo",
        "make sure that an engine runs: nms up, or nms demo",
    ),
    "NMS-CLI-004": Text(
        "目录 {folder} 已被另一个正在运行的实例占用",
        "{folder} is in use by another running instance",
        "先结束那个实例，或用 NMS_VAR 指定另一个目录",
        "end that one first, or give this one another folder with NMS_VAR",
    ),
    "NMS-CLI-005": Text(
        "{host} 上从 {port} 起的 100 个 UDP 端口都被占用",
        "none of 100 UDP ports from {port} on {host} is free",
        "释放端口，或在 config.yaml 中换一个起始端口",
        "free some, or choose another port in config.yaml",
    ),
    "NMS-CLI-006": Text(
        "模拟城市没有启动，原因见 {log}",
        "the simulated city did not start; {log} says why",
        "查看该日志；常见原因是端口被占用",
        "read that log; a busy port is the usual cause",
    ),
    "NMS-POLL-001": Text(
        "设备 {device} 在 {seconds} 秒的预算内没有答完",
        "{device} did not finish answering within its budget of {seconds} s",
        "检查设备负荷与链路；必要时调大 poll.budget_s",
        "look at the device's load and at the path to it; raise poll.budget_s if it really needs longer",
    ),
}
