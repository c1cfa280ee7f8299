"""Sentences of designing whole lines: why one cannot be built so, what is noted about one that can."""

from nms.core.texts.text import Text

_REASONS: dict[str, Text] = {
    "NMS-LINE-401": Text(
        "专线 {number} 不能按 {solution} 设计，原因 {count} 个，第一个：{first}",
        "{number} cannot be designed as {solution}; {count} reasons, the first: {first}",
        "最近的可行方案：{alternative}",
        "the nearest that can be built: {alternative}",
    ),
    "NMS-LINE-402": Text(
        "站点 {site} 没有 {kind} 接入",
        "{site} has no access of kind {kind}",
        "在 access.yaml 中补上接入资源，或换一种方案",
        "add it to access.yaml, or take another solution",
    ),
    "NMS-LINE-403": Text(
        "{span} 上没有 {count} 个空闲的 {container}（空闲 {free} 个）",
        "{span} has no {count} free {container}; free are {free}",
        "扩容，清理碎片，或降低速率",
        "extend it, defragment it, or lower the rate",
    ),
    "NMS-LINE-404": Text(
        "站点 {site} 的光功率预算不足：{km} km 损耗 {loss} dB，{grade} 级余量 {margin} dB",
        "the optical budget of {site} is negative: {km} km lose {loss} dB, class {grade} leaves {margin} dB",
        "缩短光纤，减小分光比，或换更高等级的光模块",
        "shorten the fibre, split less, or take optics of a higher class",
    ),
    "NMS-LINE-405": Text(
        "站点 {site} 的光纤 {km} km 超过 {limit} km",
        "{site} is {km} km of fibre away, more than {limit} km",
        "换一种方案",
        "take another solution",
    ),
    "NMS-LINE-406": Text(
        "可用率 {reliability} 需要{protection}，站点 {site} 没有",
        "a reliability of {reliability} needs {protection}, which {site} does not have",
        "补建第二路由，或降低可用率",
        "build a second way, or ask for a lower reliability",
    ),
    "NMS-LINE-407": Text(
        "{scope} 的 {unit} 已被 {holder} 占用",
        "{unit} of {scope} is held by {holder}",
        "换一个，或重新设计",
        "take another one, or design anew",
    ),
    "NMS-LINE-408": Text(
        "{scope} 已用尽（占用 {count} 个）",
        "nothing is left of {scope}; {count} are taken",
        "扩大号段或扩容，或清理不再使用的资源",
        "widen its range or extend it, or free what is not used any more",
    ),
    "NMS-LINE-409": Text(
        "{scope} 超限：再要 {wanted}，已用 {used}，上限 {capacity}",
        "{scope} would be passed: {wanted} more on top of {used}, and {capacity} is the limit",
        "换一条路由或端口，或降低速率",
        "take another way or port, or lower the rate",
    ),
    "NMS-LINE-410": Text(
        "速率 {mbps} Mbit/s 超过 {solution} 的上限 {limit} Mbit/s",
        "{mbps} Mbit/s are more than {solution} can carry, {limit} Mbit/s",
        "换一种方案，或降低速率",
        "take another solution, or lower the rate",
    ),
    "NMS-LINE-411": Text(
        "接口 {iface} 不能由 {solution} 承载",
        "{solution} does not carry the interface {iface}",
        "改用 SDH，或改用以太网接口",
        "take SDH, or an Ethernet interface",
    ),
    "NMS-LINE-412": Text(
        "从 {device} 找不到去往 {towards} 的路由",
        "there is no way from {device} to {towards}",
        "核对 links.yaml 中的链路",
        "check the links in links.yaml",
    ),
    "NMS-LINE-413": Text(
        "{device} 没有标签 lsr_id，无法建立伪线",
        "{device} has no label lsr_id, so that no pseudowire can be set up",
        "在 hosts.yaml 中写上 标签 lsr_id 及其地址",
        "write the label lsr_id with its address in hosts.yaml",
    ),
    "NMS-LINE-414": Text(
        "专线需要一个总部端点和至少一个分支端点",
        "a line needs a hub and at least one branch",
        "在一个端点写 hub: true",
        "say hub: true at one end",
    ),
    "NMS-LINE-415": Text(
        "站点 {site} 的工作与保护路由共用 {shared}",
        "working and protection way of {site} share {shared}",
        "补建不同路由的接入，或接受较低可用率",
        "build an access along another way, or accept a lower reliability",
    ),
    "NMS-LINE-416": Text(
        "通道化 STM-1 的 E1 已用尽：{ports}",
        "no E1 is left on the channelised STM-1: {ports}",
        "加装 STM-1，或释放不用的 E1",
        "add an STM-1, or free an E1",
    ),
    "NMS-LINE-417": Text(
        "VPLS 连接 {count} 个 PE，多于 {limit} 个",
        "a VPLS over {count} edges is more than {limit}",
        "改用 L3VPN",
        "take an L3VPN",
    ),
    "NMS-LINE-418": Text(
        "站点 {site} 不在资产清单中",
        "{site} is not in the inventory",
        "在 sites.yaml 和 access.yaml 中补上该站点",
        "add it to sites.yaml and access.yaml",
    ),
    "NMS-LINE-419": Text(
        "端点 {site} 与总部落在同一台 PE {device}，且没有第二台可用",
        "{site} and the hub end at one edge, {device}, and there is no other",
        "改用 VPLS 或 L3VPN",
        "take VPLS or an L3VPN",
    ),
    "NMS-LINE-420": Text(
        "站点 {site} 的端口 {port} 上已有站点 VLAN {vlan}",
        "VLAN {vlan} is in use at port {port} of {site}",
        "改用另一个 VLAN",
        "take another VLAN",
    ),
    "NMS-LINE-421": Text(
        "路由器 {device} 的系统外壳（{shell}）不在资产清单中",
        "the shell of the router {device} ({shell}) is not in the inventory",
        "为它加一台 platform 为 linux_root 的主机，并在 {device} 的标签 shell 中写上其名称",
        "add a host of platform linux_root for it, and name that host in the label shell of {device}",
    ),
    "NMS-LINE-422": Text(
        "站点 {site} 直接接在 PE 上，那里只提供整端口的 EPL、EVPL 和 VPLS，不提供 {service}（VLAN {vlan}）",
        "{site} hangs on a PE itself, which gives whole ports to EPL, EVPL and VPLS; not {service} (VLAN {vlan})",
        "改用 EPL 或 VPLS 且不写 vlan，或经接入交换机接入",
        "take EPL or VPLS without a vlan, or come by an access switch",
    ),
}
_NOTES: dict[str, Text] = {
    "design.note_spares": Text("{port} 动用了备用 E1", "spare E1 of {port} are used"),
    "design.note_unprotected": Text(
        "环 {ring} 上没有空闲的保护时隙，{site} 无保护", "no protection is free on ring {ring}: {site} is unprotected"
    ),
    "design.note_group": Text(
        "{group}（{payload} Mbit/s），GFP-F 封装，LCAS 开启：一个成员故障时余 {left} Mbit/s",
        "{group} ({payload} Mbit/s) with GFP-F and LCAS: with one member failed, {left} Mbit/s are left",
    ),
    "design.note_attenuator": Text(
        "{site} 的光路损耗过小，须加 {db} dB 光衰减器，以免接收机过载",
        "the path to {site} loses too little: add an attenuator of {db} dB, or the receivers are overloaded",
    ),
    "design.note_shared": Text(
        "{site} 的工作与保护路由共用：{shared}", "working and protection way of {site} share: {shared}"
    ),
    "design.note_ce_tags": Text(
        "{site} 的 CE 以 VLAN {first}–{last} 区分各分支", "the CE of {site} tells branches by VLAN {first} to {last}"
    ),
    "design.note_ce_blocks": Text(
        "{site} 的 CE 只启用一条上联（E-Trunk 或生成树），以免成环",
        "the CE of {site} uses one uplink at a time (E-Trunk or spanning tree), or there is a loop",
    ),
    "design.note_serial": Text(
        "{site} 的 ONT 序列号待绑定", "the serial number of the ONT of {site} has yet to be bound"
    ),
    "design.note_type_b": Text(
        "{site} 由 Type B 保护：{port} 与 {standby}", "{site} is protected by Type B: {port} and {standby}"
    ),
    "design.alternative": Text(
        "{solution}，{mbps} Mbit/s，可用率 {reliability}", "{solution} at {mbps} Mbit/s and {reliability}"
    ),
    "design.no_alternative": Text("没有", "none"),
    "design.needs_b": Text("Type B 保护", "Type B protection"),
    "design.needs_c": Text("Type C 保护", "Type C protection"),
    "design.needs_home": Text("双归", "dual homing"),
    "design.needs_ring": Text("环网保护", "ring protection"),
}
TEXTS: dict[str, Text] = {**_REASONS, **_NOTES}
