"""Sentences of root causes: what explains which alarms, and why."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {
    # evidence for and against a cause
    "evidence.explains": Text("它解释了 {count} 个现象：{names}", "it explains {count} signs: {names}"),
    "evidence.present": Text(
        "该网元故障时应出现 {expected} 个现象，现已出现 {present} 个",
        "its failing must show {expected} signs, of which {present} are there",
    ),
    "evidence.span": Text(
        "第一个告警在 {since}，其余在 {seconds} 秒内相继出现",
        "the first alarm came at {since}, the others within {seconds} s",
    ),
    "evidence.gasp": Text(
        "{device} 在 {since} 自己报告掉电（临终告警）",
        "{device} itself told at {since} that it lost its power (dying gasp)",
    ),
    "evidence.silent": Text("{device} 自 {since} 起不应答轮询", "{device} has not answered polls since {since}"),
    "evidence.answered": Text(
        "反证：{count} 台本应失联的设备在此之后仍应答：{names}",
        "against it: {count} devices that should be silent answered since: {names}",
    ),
    "evidence.absent": Text(
        "反证：{count} 个本应出现的现象在此之后的轮询中没有出现：{names}",
        "against it: {count} signs that should be there were looked for since and are not: {names}",
    ),
    "evidence.unasked": Text(
        "{count} 个本应出现的现象还没有轮询到：{names}",
        "{count} signs that should be there have not been looked for yet: {names}",
    ),
    "evidence.rival": Text(
        "次选 {rival}：解释 {explained} 个现象，缺 {absent} 个",
        "the next best is {rival}: it explains {explained} signs and lacks {absent}",
    ),
    "evidence.lost": Text(
        "它故障时有 {count} 台设备失去到中心的全部路径：{names}",
        "its failing leaves {count} devices without any way to the centre: {names}",
    ),
    # refusals
    "NMS-CAUSE-001": Text(
        "告警 {alarm} 不属于根因 {name}",
        "alarm {alarm} does not belong to cause {name}",
        "该根因解释的告警见 nms cause show {name}",
        "`nms cause show {name}` lists the alarms that it explains",
    ),
    # kinds of element
    "element.device": Text("设备", "device"),
    "element.card": Text("单板", "card"),
    "element.port": Text("端口", "port"),
    "element.link": Text("链路/光纤", "link/fibre"),
    "element.duct": Text("管道（共享风险组）", "duct (shared risk)"),
    "element.e1": Text("E1 电路", "E1 line"),
    "element.stm1": Text("STM-1 段", "STM-1 section"),
    "element.pon": Text("PON 口", "PON port"),
    "element.ap": Text("无线接入点", "access point"),
    "element.itself": Text("自身故障", "trouble of its own"),
    "element.device.converter": Text("协议转换器", "converter"),
    "element.device.olt": Text("OLT", "OLT"),
    # the system's own alarm for what cannot speak
    "problem.duct-cut": Text("管道中断", "duct cut"),
    "advice.duct-cut": Text(
        "同一管道（共享风险组）内的链路同时中断：查是否有施工，派人巡线；链路恢复后自动清除",
        "links of one duct (shared risk) failed together: ask for digging, walk the route; clears as links recover",
    ),
    "history.released": Text("结束等待，开始通知", "told after waiting"),
    "label.held": Text("等待定位根因", "held while its cause is looked for"),
    "column.share": Text("把握", "belief"),
    "column.devices": Text("设备", "devices"),
    "column.halls": Text("营业厅", "halls"),
    "column.since": Text("起始", "since"),
    "column.evidence": Text("证据", "evidence"),
    "column.weight": Text("权重", "weight"),
    "column.rival": Text("其他可能", "rival"),
    "path.failed": Text("故障", "failed"),
    "path.silent": Text("不应答", "silent"),
    "path.alarmed": Text("有告警", "alarmed"),
    "path.down": Text("中断", "down"),
    "path.up": Text("正常", "up"),
    "cli.causes.none": Text("没有未解决的根因", "no cause is open"),
}
