"""Errors and words of WLAN plans and the state of access points."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {
    "NMS-WLAN-001": Text(
        "{field}：没有国家 {value} 的无线电规定",
        "{field}: no radio regulation is known for {value}",
        "可用：{known}",
        "known: {known}",
    ),
    "NMS-WLAN-002": Text(
        "{field}：{value} 出现两次",
        "{field}: {value} occurs twice",
        "每个 AP 的名称与交换机端口必须唯一",
        "every AP has a name and a switch port of its own",
    ),
    "NMS-WLAN-003": Text(
        "{field}：{country} 不允许信道 {value}",
        "{field}: channel {value} is not allowed in {country}",
        "可用信道：{known}；填 0 由系统选择",
        "allowed: {known}; 0 lets the plan choose",
    ),
    "NMS-WLAN-004": Text(
        "{field}：信道 {value} 与雷达共用，而这些 AP 未声明支持 DFS",
        "{field}: channel {value} is shared with radar and these APs are not said to do DFS",
        "换用 149–165 或 36–48，或声明 AP 支持 DFS",
        "use 149-165 or 36-48, or say that the APs do DFS",
    ),
    "NMS-WLAN-005": Text(
        "{field}：EIRP {value} dBm 超过 {country} 的限值 {limit} dBm",
        "{field}: an EIRP of {value} dBm is above the limit of {limit} dBm in {country}",
        "降低功率（天线增益已计入 EIRP）；填 0 由系统选择",
        "lower the power (the antenna's gain is part of the EIRP); 0 lets the plan choose",
    ),
    "NMS-WLAN-006": Text(
        "{field}：功率 {value} dBm 不能使用",
        "{field}: a power of {value} dBm cannot be used",
        "填写 1 dBm 以上，或 0 由系统选择",
        "give 1 dBm or more, or 0 to let the plan choose",
    ),
    "NMS-WLAN-007": Text(
        "{field}：天线增益 {value} dBi 不在功率表范围内（0 至 {limit} dBi，不含 {limit}）",
        "{field}: an antenna gain of {value} dBi is outside the table of power limits (0 to below {limit} dBi)",
        "高增益天线须按法规原文单独核算",
        "work out high-gain antennas by the text of the regulation",
    ),
    "NMS-WLAN-008": Text(
        "{field}：{value} 不是本营业厅的 AP",
        "{field}: {value} is no AP of this hall",
        "本厅 AP：{known}；外部 AP 须写明信道",
        "APs of this hall: {known}; a stranger's cell needs its channel",
    ),
    "NMS-WLAN-009": Text(
        "{field}：信号强度 {value} dBm 不可能",
        "{field}: a signal of {value} dBm is impossible",
        "填写 -120 至 0 dBm",
        "give -120 to 0 dBm",
    ),
    "NMS-WLAN-010": Text(
        "{field}：启用了 {value} 个 SSID，每射频至多 {limit} 个",
        "{field}: {value} SSIDs are on; a radio carries {limit} at most",
        "关闭一些：每个 SSID 的信标都占用空口",
        "switch some off: the beacons of each cost airtime",
    ),
    "NMS-WLAN-011": Text(
        "{field}：SSID {value} 出现两次",
        "{field}: the SSID {value} occurs twice",
        "每个 SSID 的名称必须唯一",
        "give every SSID a name of its own",
    ),
    "NMS-WLAN-012": Text(
        "{field}：SSID {value} 不能使用",
        "{field}: the SSID {value} cannot be used",
        "1 至 {limit} 字节的可见字符",
        "1 to {limit} octets of printable characters",
    ),
    "NMS-WLAN-013": Text(
        "{field}：{kind} 网络不得接入 VLAN {value}",
        "{field}: a {kind} network must not lead to VLAN {value}",
        "允许的 VLAN：{allowed}；公众网络决不通向办公网与 DCN",
        "allowed: {allowed}; guests never reach the office or the DCN",
    ),
    # ---------------------------------------------------------------- words
    "wlan.ap": Text("AP", "AP"),
    "wlan.band": Text("频段", "band"),
    "wlan.channel": Text("信道", "channel"),
    "wlan.eirp": Text("EIRP（dBm）", "EIRP (dBm)"),
    "wlan.conducted": Text("发射功率（dBm）", "transmit power (dBm)"),
    "wlan.conflicts": Text(
        "{band}：{count} 对 AP 仍共用信道（至少 {least} 对不可避免；{proof}）",
        "{band}: {count} pairs of APs still share a channel (at least {least} cannot be avoided; {proof})",
    ),
    "wlan.exact": Text("已证明最优", "proven the best"),
    "wlan.unproven": Text("搜索中止，未证明最优", "the search was cut short, not proven the best"),
    "wlan.assumed": Text(
        "{band}：{count} 对 AP 之间没有测量值，按互相干扰计",
        "{band}: {count} pairs of APs were never measured and count as neighbours",
    ),
    "wlan.none": Text("{hall} 没有 AP", "{hall} has no access points"),
}
