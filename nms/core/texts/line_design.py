"""Sentences of comparing the solutions and designing lines."""

from nms.core.texts.text import Text

_READING: dict[str, Text] = {
    "NMS-LINE-032": Text(
        "缺少 {key}，它没有合理的默认值",
        "{key} is missing, and there is no sensible default",
        "写上它，例如 {key}: {example}",
        "give it, say {key}: {example}",
    ),
    "NMS-LINE-033": Text(
        "{key} 在顶层和 requirement 下各写了一次（{value}）",
        "{key} stands both at the top and below requirement ({value})",
        "只保留一处",
        "keep one of them",
    ),
    "NMS-LINE-034": Text(
        "mbps {value} 与接口 {iface} 矛盾：该接口承载 {low} 至 {high} Mbit/s",
        "mbps {value} contradicts iface {iface}, which carries {low} to {high} Mbit/s",
        "改速率，或改用接口 {nearest}",
        "change the rate, or take iface {nearest}",
    ),
    "NMS-LINE-035": Text(
        "sites {value} 与 topology p2p 矛盾：点到点只有一个分支",
        "sites {value} contradicts topology p2p, which has one branch",
        "改为 topology: star，或 sites: 1",
        "take topology: star, or sites: 1",
    ),
    "NMS-LINE-036": Text(
        "ends 有 {value} 个，与 topology {topology} 矛盾：应为 {wanted}",
        "{value} ends contradict topology {topology}, which needs {wanted}",
        "增减端点，或改用 topology: {nearest}",
        "add or remove ends, or take topology: {nearest}",
    ),
    "NMS-LINE-037": Text(
        "标有 hub: true 的端点有 {value} 个，topology {topology} 应为 {wanted}",
        "{value} ends say hub: true; topology {topology} needs {wanted}",
        "只在总部所在的端点写 hub: true",
        "say hub: true at the headquarters only",
    ),
    "NMS-LINE-038": Text(
        "sites {value} 与 ends 矛盾：端点给出 {wanted} 个分支",
        "sites {value} contradicts ends, which give {wanted} branches",
        "改为 sites: {wanted}，或不写 sites",
        "take sites: {wanted}, or leave sites out",
    ),
    "NMS-LINE-039": Text(
        "assured_mbps {value} 大于 mbps {mbps}",
        "assured_mbps {value} is more than mbps {mbps}",
        "改为不大于 {mbps}",
        "use {mbps} or less",
    ),
    "NMS-LINE-040": Text(
        "{key}: {value} 与 odn_km: null 矛盾：没有光分配网就没有 PON 保护",
        "{key}: {value} contradicts odn_km: null: without an ODN there is no PON to protect",
        "写上 odn_km，或改为 {key}: false",
        "give odn_km, or say {key}: false",
    ),
    "NMS-LINE-041": Text(
        "service {value} 与接口 {iface} 矛盾",
        "service {value} contradicts iface {iface}",
        "改为 service: {nearest}，或不写 service",
        "take service: {nearest}, or leave service out",
    ),
    "NMS-LINE-042": Text(
        "端点 {site} 的 {key}（{value}）与 service {service} 矛盾",
        "{key} of the end {site} ({value}) contradicts service {service}",
        "改为 service: {nearest}，或删去 {key}",
        "take service: {nearest}, or leave {key} out",
    ),
    "NMS-LINE-043": Text(
        "端点 {value} 重复", "the end {value} stands there twice", "删去其中一个", "remove one of them"
    ),
    "NMS-LINE-044": Text(
        "端点 {site} 的网段 {value} 与端点 {other} 的 {taken} 重叠",
        "network {value} of the end {site} overlaps {taken} of the end {other}",
        "每个端点写各自的网段",
        "give each end networks of its own",
    ),
    "NMS-LINE-045": Text(
        "sites {value} 超过 VPLS 的上限 {limit}（全互联伪线）",
        "sites {value} is more than a VPLS takes ({limit}; its pseudowires are a full mesh)",
        "改为 service: L3VPN",
        "take service: L3VPN",
    ),
    "NMS-LINE-046": Text(
        "分光比 {value} 无效",
        "{value} is no splitter ratio",
        "可用：{allowed}；级联写成 1:4+1:8",
        "known: {allowed}; splitters in series as 1:4+1:8",
    ),
    "NMS-LINE-047": Text(
        "光模块等级 {value} 未知", "{value} is no class of PON optics", "可用：{allowed}", "known: {allowed}"
    ),
    "NMS-LINE-048": Text(
        "接口 {value} 未知",
        "{value} is no client interface",
        "最接近：{nearest}；可用：{allowed}",
        "the nearest is {nearest}; known: {allowed}",
    ),
    "NMS-LINE-049": Text(
        "{value} 不是 IPv4 网段",
        "{value} is no IPv4 network",
        "写成 10.20.0.0/24，主机位为零{nearest}",
        "write 10.20.0.0/24, host bits zero{nearest}",
    ),
    "NMS-LINE-050": Text(
        "splits {value} 合计 1:{count}，超过 1:{limit}",
        "splits {value} make 1:{count}, more than 1:{limit}",
        "减少级联的分光比",
        "take smaller splitters",
    ),
    "NMS-LINE-051": Text(
        "order 文件里没有任何订单",
        "there is no order in the file",
        "写一个订单，或（--batch）订单的列表",
        "write one order, or (--batch) a list of orders",
    ),
    "NMS-LINE-052": Text(
        "{key} 的值 {value} 不是数值",
        "{key}: {value} is no number",
        "写数值，如 {example}",
        "write a number, say {example}",
    ),
    "NMS-LINE-053": Text(
        "电路编号 {value} 无效",
        "{value} is no circuit number",
        "1 至 31 个字母、数字或 . _ -，以字母或数字开头",
        "1 to 31 letters, digits or . _ -, a letter or digit first",
    ),
    "NMS-LINE-054": Text(
        "没有给出订单文件", "no order was named", "nms line compare ORDER.yaml，或 --batch FILE.json",
        "nms line compare ORDER.yaml, or --batch FILE.json",
    ),
    "NMS-LINE-055": Text(
        "ONU 序列号 {value} 无效",
        "{value} is no serial number of an ONT",
        "写成 HWTC12345678 或 16 位十六进制数",
        "write HWTC12345678, or 16 hex digits",
    ),
    "NMS-LINE-056": Text(
        "端点 {site} 与 {other} 的 ONU 序列号相同：{value}",
        "the ends {site} and {other} have one ONT serial number: {value}",
        "每个端点写各自的序列号",
        "give each end its own",
    ),
    "NMS-LINE-060": Text(
        "有 {count} 处错误，第一处：{first}",
        "{count} errors, the first: {first}",
        "请逐条改正后重试",
        "correct them and try again",
    ),
}  # fmt: skip
_REJECTED: dict[str, Text] = {
    "NMS-LINE-061": Text(
        "{iface} 接口须透明传送，只有 SDH 能承载",
        "an {iface} client is carried transparently by SDH only",
        "选 SDH，或改用以太网接口",
        "take SDH, or an Ethernet interface",
    ),
    "NMS-LINE-062": Text(
        "PON 上的 {iface}（TDM）达不到 {reliability} %",
        "{iface} (TDM) over PON does not keep {reliability} %",
        "选 SDH，或降低可用率",
        "take SDH, or a lower reliability",
    ),
    "NMS-LINE-063": Text(
        "速率 {mbps} Mbit/s 超过 GPON 一个用户可用的 {limit} Mbit/s",
        "rate: {mbps} Mbit/s is more than the {limit} Mbit/s that one user of a GPON can have",
        "降低速率，或选 ETH、SDH",
        "lower the rate, or take ETH or SDH",
    ),
    "NMS-LINE-064": Text(
        "保证速率 {assured_mbps} Mbit/s 超过 GPON 可保证的 {limit} Mbit/s",
        "assured rate: {assured_mbps} Mbit/s is more than the {limit} Mbit/s that a GPON can assure",
        "降低保证速率（assured_mbps），或选 ETH、SDH",
        "lower assured_mbps, or take ETH or SDH",
    ),
    "NMS-LINE-065": Text(
        "没有到该站点的光分配网（ODN）",
        "no ODN reaches the site",
        "建设分光点后重新勘察，或选其他方案",
        "survey again when a splitter is near, or take another solution",
    ),
    "NMS-LINE-066": Text(
        "ODN 长 {odn_km} km，超过 GPON 物理距离 {limit} km",
        "the ODN of {odn_km} km is longer than the {limit} km that GPON reaches",
        "换更近的 OLT，或选其他方案",
        "take a nearer OLT, or another solution",
    ),
    "NMS-LINE-067": Text(
        "光功率预算为负：损耗 {loss_db} dB + 余量 {reserve_db} dB，{grade} 级至多 {most_db} dB，差 {margin_db} dB；"
        "可行的改法：{fits}",
        "optical budget negative: loss {loss_db} dB + reserve {reserve_db} dB, class {grade} takes "
        "{most_db} dB at most: {margin_db} dB; what would fit: {fits}",
        "改用更高等级的光模块、减少分光或缩短光纤，或选其他方案",
        "take a higher optical class, fewer splits, a shorter fibre, or another solution",
    ),
    "NMS-LINE-068": Text(
        "可用率 {reliability} % 需要 Type B 保护（双 OLT 口与双馈线光缆），现场没有",
        "{reliability} % needs Type B protection (two OLT ports and feeders), which is not there",
        "建设 Type B 保护，或降低可用率",
        "build Type B protection, or lower the reliability",
    ),
    "NMS-LINE-069": Text(
        "可用率 {reliability} % 需要 Type C 全保护（仅 Type B 不够），现场没有",
        "{reliability} % needs Type C, full duplication (Type B is not enough), which is not there",
        "建设 Type C 保护，或降低可用率",
        "build Type C protection, or lower the reliability",
    ),
    "NMS-LINE-070": Text(
        "可用率 {reliability} % 需要以太网双归（dual homing），现场没有",
        "{reliability} % needs dual homing, which is not there",
        "增加第二条接入（dual_home），或降低可用率",
        "add a second access (dual_home), or lower the reliability",
    ),
    "NMS-LINE-071": Text(
        "附近没有 MSTP 网元",
        "no MSTP element reaches the site",
        "新建接入网元后重新勘察，或选其他方案",
        "survey again when an element is near, or take another solution",
    ),
    "NMS-LINE-072": Text(
        "空闲时隙不足：需要 {needed_vc12} 个 VC-12，只有 {free_vc12} 个",
        "no free slots: {needed_vc12} VC-12 are needed, {free_vc12} are free",
        "降低速率、扩容环路，或选其他方案",
        "lower the rate, enlarge the ring, or take another solution",
    ),
    "NMS-LINE-073": Text(
        "没有到接入交换机的光纤",
        "no fibre pair leads to an access switch",
        "敷设光缆后重新勘察，或选其他方案",
        "survey again when fibre is laid, or take another solution",
    ),
    "NMS-LINE-074": Text(
        "可用率 {reliability} % 高于任何保护方式可承诺的 {limit} %",
        "{reliability} % is above the {limit} % that any protection allows",
        "改为 reliability: {limit}",
        "take reliability: {limit}",
    ),
    "NMS-LINE-075": Text(
        "本地规则：{reason}",
        "a rule of this site: {reason}",
        "见 templates/lines.yaml 的 filters",
        "see filters in templates/lines.yaml",
    ),
}  # fmt: skip
_ARITHMETIC: dict[str, Text] = {
    "NMS-LINE-076": Text(
        "{key} 的值 {value} 超出 {low} 至 {high}",
        "{key} {value} lies outside {low} to {high}",
        "用 {low} 至 {high}",
        "use {low} to {high}",
    ),
    "NMS-LINE-077": Text(
        "{key} {value} 未知", "{value} is no known {key}", "可用：{allowed}", "known: {allowed}"
    ),
    "NMS-LINE-078": Text(
        "{mbps} Mbit/s 需要 {count} 个 {container}，虚级联至多 {limit} 个",
        "{mbps} Mbit/s take {count} {container}, virtual concatenation joins {limit} at most",
        "用更大的容器",
        "take a larger container",
    ),
    "NMS-LINE-081": Text(
        "复用段环 {ring} 有 {value} 个网元，超过 {limit} 个",
        "the MSP ring {ring} has {value} elements, more than {limit}",
        "拆环，或用 SNCP",
        "split the ring, or use SNCP",
    ),
    "NMS-LINE-091": Text(
        "policy 的 {key} 无效：{reason}",
        "{key} of the policy cannot be used: {reason}",
        "按 templates/lines.yaml 开头的说明改正",
        "correct it as the head of templates/lines.yaml says",
    ),
    "NMS-LINE-093": Text(
        "路由目标不成立：{value}",
        "the route targets do not hold: {value}",
        "分支只导入中心的目标，中心导入分支的目标",
        "spokes import the hub's target only, the hub imports that of the spokes",
    ),
}  # fmt: skip
_WORDS: dict[str, Text] = {
    "compare.criterion": Text("准则", "criterion"),
    "compare.weight": Text("权重", "weight"),
    "compare.SDH": Text("SDH/MSTP", "SDH/MSTP"),
    "compare.PON": Text("IP + PON", "IP + PON"),
    "compare.ETH": Text("IP + 以太网", "IP + Ethernet"),
    "compare.total": Text("总分", "total"),
    "compare.order": Text("订单：{order}", "order: {order}"),
    "compare.recommended": Text("建议：{solution}（{score} 分）", "recommended: {solution} ({score})"),
    "compare.none": Text("没有可行的方案", "no solution is possible"),
    "compare.close": Text(
        "与 {solution} 接近（{score} 分）：两者都可取", "close to {solution} ({score}): both will do"
    ),
    "compare.rejected": Text("{solution} 被排除：{reason}", "{solution} is ruled out: {reason}"),
    "compare.wins": Text("{solution} 胜出需要：{changes}", "{solution} would win with: {changes}"),
    "compare.possible": Text(
        "{solution} 可行需要：{changes}（仍不会胜出）",
        "{solution} would be possible with: {changes} (and still not win)",
    ),
    "compare.hopeless": Text(
        "{solution}：少量改动不能使它胜出", "{solution}: no small change would make it win"
    ),
    "compare.nearest": Text("最近的可行方案：{solution}，{changes}", "the nearest possible: {solution} with {changes}"),
    "compare.assumed": Text("假定（未给出）：{fields}", "assumed, as not given: {fields}"),
    "compare.fit.class": Text("{grade} 级光模块", "class {grade}"),
    "compare.fit.splits": Text("分光 {splits}", "splits {splits}"),
    "compare.fit.km": Text("光纤不超过 {km} km", "at most {km} km of fibre"),
    "compare.fit.none": Text("无", "nothing"),
    "requirement.mbps": Text("速率 Mbit/s", "rate in Mbit/s"),
    "requirement.iface": Text("用户接口", "client interface"),
    "requirement.security": Text("安全性 1–5", "security 1 to 5"),
    "requirement.reliability": Text("月可用率 %", "availability in percent a month"),
    "requirement.topology": Text("拓扑 p2p、star、tree 或 mesh", "topology p2p, star, tree or mesh"),
    "requirement.sites": Text("分支数", "number of branches"),
    "requirement.growth": Text("增长 1–5", "growth 1 to 5"),
    "requirement.budget": Text("预算 1–5（5 宽裕）", "budget 1 to 5 (5 generous)"),
    "requirement.odn_km": Text("ODN 长度 km", "km of ODN"),
    "requirement.splits": Text("分光比", "splitter ratios"),
    "requirement.optics": Text("光模块与接头", "optics of the PON branch"),
    "requirement.sdh_km": Text("到 MSTP 网元 km", "km to the MSTP element"),
    "requirement.free_vc12": Text("空闲 VC-12", "free VC-12"),
    "requirement.eth_fibre": Text("到接入交换机的光纤", "fibre to an access switch"),
    "requirement.type_b": Text("PON Type B 保护", "PON Type B protection"),
    "requirement.type_c": Text("PON Type C 保护", "PON Type C protection"),
    "requirement.dual_home": Text("以太网双归", "dual homing"),
    "requirement.encrypt": Text("加密", "encryption"),
    "requirement.assured_mbps": Text("保证速率 Mbit/s", "assured rate in Mbit/s"),
    "requirement.number": Text("电路编号", "circuit number"),
    "requirement.customer": Text("客户", "customer"),
    "requirement.ends": Text("端点", "ends"),
}  # fmt: skip

TEXTS: dict[str, Text] = {**_READING, **_REJECTED, **_ARITHMETIC, **_WORDS}
