"""Errors and words of admission: verdicts, cases, quarantine."""

from nms.core.texts.text import Text

_ERRORS: dict[str, Text] = {
    "NMS-ADM-001": Text(
        "{field} {value} 不是单播 MAC 地址",
        "{field} {value} is no unicast MAC address",
        "填写 12 位十六进制数，可用冒号、连字符或点分隔",
        "give 12 hexadecimal digits, with colons, hyphens or dots if you like",
    ),
    "NMS-ADM-002": Text(
        "{field} {value} 不能准入：1 到 4094，且不是隔离 VLAN {quarantine}",
        "{field} {value} cannot be admitted to: 1 to 4094, and not the quarantine VLAN {quarantine}",
        "填写该电脑工作的 VLAN，通常为 10",
        "give the VLAN that the PC works in, mostly 10",
    ),
    "NMS-ADM-003": Text(
        "事件 {case} 处于 {state}，不能转为 {to}（需要 {wanted}）",
        "Case {case} is {state} and cannot become {to} (wanted: {wanted})",
        "刷新后再看该事件",
        "look at the case again",
    ),
    "NMS-ADM-004": Text(
        "事件 {case} 的端口 {port} 是 {kind}，不能执行 {rung}",
        "Port {port} of case {case} is {kind}: {rung} does nothing there",
        "上联、AP 和语音端口从不隔离，已被端口安全拦下的电脑无需隔离；请现场处理",
        "uplinks, access points, telephones are never touched, nor who is kept out already; deal with it on site",
    ),
    "NMS-ADM-005": Text(
        "营业厅 {hall} 的策略已不再自动处置，事件 {case} 等待人工审批",
        "The policy of {hall} acts no more by itself; case {case} waits for a person",
        "由另一账号审批该变更，或放行该事件",
        "have another account approve the change, or release the case",
    ),
    "NMS-ADM-006": Text(
        "{field} {value} 是随机（本地管理）MAC，不能登记",
        "{field} {value} is a made-up (locally administered) MAC and cannot be listed",
        "在该电脑上关闭随机 MAC 后登记其真实地址",
        "switch random addresses off on the PC and list its real one",
    ),
    "NMS-ADM-007": Text(
        "{field} {value} 已经过去",
        "{field} {value} is past",
        "填写将来的时间，或不填表示长期",
        "give a later moment, or none for good",
    ),
    "NMS-ADM-008": Text(
        "{field} {value} 不存在：{choices}",
        "There is no {field} {value}: {choices}",
        "从列出的取值中选择",
        "take one of those listed",
    ),
    "NMS-ADM-009": Text(
        "{field} {value} 超出范围：0 到 {most}",
        "{field} {value} is out of range: 0 to {most}",
        "每厅每小时最多 {most} 次自动处置",
        "a hall sees {most} automatic actions an hour at most",
    ),
    "NMS-ADM-010": Text(
        "变更 {change} 不是事件 {case} 的处置，策略不能审批",
        "Change {change} is not what case {case} proposes: no policy may approve it",
        "由另一账号审批该变更",
        "have another account approve the change",
    ),
    "NMS-ADM-012": Text(
        "{field} {value} 不能使用：可打印字符，最多 {most} 个",
        "{field} {value} cannot be used: printable, {most} characters at most",
        "缩短文字，去掉控制字符",
        "shorten it, leave control characters out",
    ),
}

_VERDICTS: dict[str, Text] = {
    "admission.verdict.ok": Text("准入", "admitted"),
    "admission.verdict.guest": Text("访客", "guest"),
    "admission.verdict.quarantined": Text("已隔离", "in quarantine"),
    "admission.verdict.wrong-vlan": Text("VLAN 不符", "wrong VLAN"),
    "admission.verdict.wrong-port": Text("端口不符", "wrong port"),
    "admission.verdict.wrong-hall": Text("营业厅不符", "wrong hall"),
    "admission.verdict.rogue": Text("未登记", "unlisted"),
    "admission.verdict.randomised": Text("随机 MAC", "made-up MAC"),
    "admission.verdict.network-box": Text("路由器或 AP", "router or AP"),
    "admission.verdict.hub-or-nat": Text("集线器或 NAT", "hub or NAT"),
    "admission.verdict.arp-spoof": Text("ARP 欺骗", "ARP spoofing"),
    "admission.state.open": Text("待处理", "open"),
    "admission.state.approval": Text("处置中", "being acted upon"),
    "admission.state.detained": Text("已隔离", "detained"),
    "admission.state.released": Text("已放行", "released"),
    "admission.state.closed": Text("已关闭", "closed"),
    "admission.rung.alert": Text("仅告警", "alert only"),
    "admission.rung.quarantine": Text("端口移入隔离 VLAN", "port into the quarantine VLAN"),
    "admission.rung.blackhole": Text("丢弃该 MAC", "drop the MAC"),
    "admission.rung.shutdown": Text("关闭端口", "shut the port down"),
    "admission.kind.edge": Text("办公端口", "office port"),
    "admission.kind.uplink": Text("上联端口", "uplink"),
    "admission.kind.ap": Text("AP 端口", "access point's port"),
    "admission.kind.voice": Text("语音端口", "telephone's port"),
    "admission.kind.unsure": Text("对端不明", "unknown box"),
}

_REASONS: dict[str, Text] = {
    "admission.evidence.rogue": Text(
        "{mac} 未登记，出现在端口 {port}，VLAN {vlan}", "{mac} is not listed; it is behind port {port} in VLAN {vlan}"
    ),
    "admission.evidence.wrong-port": Text(
        "{owner} 登记在端口 {listed}，现在在 {port}", "{owner} is listed for port {listed} and is at {port}"
    ),
    "admission.evidence.wrong-vlan": Text(
        "{owner} 登记在 VLAN {listed}，现在在 VLAN {vlan}", "{owner} is listed for VLAN {listed} and is in VLAN {vlan}"
    ),
    "admission.evidence.wrong-hall": Text(
        "登记在营业厅 {listed}（{owner}），不在本厅", "listed in hall {listed} ({owner}), not here"
    ),
    "admission.evidence.randomised": Text(
        "{mac} 是随机（本地管理）地址，不能说明是谁", "{mac} is made up (locally administered): it tells nobody's name"
    ),
    "admission.evidence.network-box": Text(
        "{mac} 的厂商（OUI {oui}）生产路由器和 AP", "the maker of {mac} (OUI {oui}) builds routers and access points"
    ),
    "admission.evidence.hub-or-nat": Text("端口 {port} 后有 {count} 个 MAC", "{count} MACs are behind port {port}"),
    "admission.evidence.arp-spoof": Text(
        "地址 {ip} 同时由 {mac} 和另一 MAC 应答", "{mac} and another MAC both answer for {ip}"
    ),
    "admission.evidence.refused": Text("{mac} 已被拒绝准入", "{mac} was refused"),
    "admission.evidence.expired": Text("{mac} 的准入已于 {at} 到期", "the admission of {mac} ended at {at}"),
    "admission.evidence.turned-away": Text(
        "802.1X 拒绝了用户 {user}（{mac}）", "802.1X turned user {user} away ({mac})"
    ),
    "admission.evidence.kept-out": Text(
        "端口 {port} 的端口安全拦下了 {mac}（只见于告警，未见于转发表）",
        "port security keeps {mac} out at port {port} (told by a trap; no forwarding table shows it)",
    ),
    "admission.why.kept-out": Text(
        "交换机已拦下，转发表中没有它，无需处置", "the switch keeps it out and no table shows it: nothing to detain"
    ),
    "admission.why.uplink": Text("上联端口，从不处置", "an uplink: never touched"),
    "admission.why.ap": Text("AP 端口，从不处置", "an access point's port: never touched"),
    "admission.why.voice": Text("电话端口，从不处置", "a telephone's port: never touched"),
    "admission.why.unsure": Text(
        "对端可能是网络设备（LLDP 或管理 VLAN）但不认识，不处置",
        "an unknown box that may be the network's own (LLDP, management VLAN): not touched",
    ),
    "admission.why.exhausted": Text("各级处置均已执行", "every rung was taken"),
    "admission.why.by-hand": Text("本厅策略：人工决定", "the hall's policy: a person decides"),
    "admission.why.verdict": Text("登记过的电脑，由人决定", "a listed PC: a person decides"),
    "admission.why.too-far": Text("超出策略允许的级别", "further than the policy goes"),
    "admission.why.shared": Text("同端口有准入电脑，由人决定", "an admitted PC is behind the port: a person decides"),
    "admission.why.failed": Text("自动处置失败过，由人决定", "acting by itself failed: a person decides"),
    "admission.why.rate": Text("本小时自动处置次数已满", "this hour's automatic actions are used up"),
    "admission.reason.gone": Text("电脑已离开", "the PC has gone"),
    "admission.reason.escaped": Text("处置未见效，需要下一级", "what was done did not help: the next rung is wanted"),
}

_WORDS: dict[str, Text] = {
    "nav.admission": Text("准入", "Admission"),
    "admission.title": Text("准入", "Admission"),
    "admission.cases": Text("事件", "Cases"),
    "admission.case": Text("事件", "case"),
    "admission.pcs": Text("电脑", "PCs"),
    "admission.hall": Text("营业厅", "hall"),
    "admission.place": Text("端口", "port"),
    "admission.verdict": Text("判定", "verdict"),
    "admission.evidence": Text("依据", "evidence"),
    "admission.proposed": Text("建议处置", "proposed"),
    "admission.done": Text("已做", "done"),
    "admission.since": Text("自", "since"),
    "admission.owner": Text("使用人", "owner"),
    "admission.user": Text("802.1X 用户", "802.1X user"),
    "admission.sends": Text("上行", "sends"),
    "admission.receives": Text("下行", "receives"),
    "admission.shared": Text("与 {count} 个 MAC 共用计数", "counters shared by {count} MACs"),
    "admission.automatic": Text("自动", "by itself"),
    "admission.by_hand": Text("人工", "by hand"),
    "admission.policy": Text("策略", "policy"),
    "admission.furthest": Text("最远到", "as far as"),
    "admission.most_per_hour": Text("每小时最多", "most an hour"),
    "admission.settings": Text("按配置文件", "as the settings say"),
    "admission.expires": Text("到期", "expires"),
    "admission.state": Text("状态", "state"),
    "admission.detain": Text("隔离", "Detain"),
    "admission.release": Text("放行", "Release"),
    "admission.admit": Text("放行并登记", "Release and admit"),
    "admission.approve": Text("审批变更 {change}", "Approve change {change}"),
    "admission.waits": Text("等待另一账号审批", "another account has to approve it"),
    "admission.releasing": Text("正在放行", "being released"),
    "admission.no_cases": Text("没有待处理的事件", "no open case"),
    "admission.no_odd": Text("没有异常电脑", "no PC that is not admitted"),
    "admission.no_pcs": Text("还没有看到电脑；下一轮 FDB 轮询后出现", "no PC seen yet; the next FDB round shows them"),
    "admission.all_cases": Text("全部事件", "all cases"),
    "admission.open_cases": Text("未了结", "not over"),
    "admission.ticket": Text("工单", "ticket"),
    "admission.change": Text("变更 {number}", "change {number}"),
    "admission.undo": Text("撤回 {number}", "undo {number}"),
    "admission.with": Text("同端口还有准入电脑", "an admitted PC is behind the same port"),
    "admission.absent": Text("不在", "absent"),
    "admission.bad_only": Text("只看异常", "troubled only"),
    "admission.all_pcs": Text("全部电脑", "all PCs"),
    "admission.set": Text("设定", "Set"),
    "admission.admitted": Text("{mac} 已准入 {hall}", "{mac} is admitted in {hall}"),
    "admission.refused": Text("{mac} 在 {hall} 不再准入", "{mac} is admitted in {hall} no more"),
    "admission.drafted": Text(
        "事件 {case}：{rung}，变更 {change} 正在规划；由另一账号审批后自动下发",
        "case {case}: {rung}; change {change} is being planned and is pushed once another account has approved it",
    ),
    "admission.letting_go": Text("事件 {case} 正在放行", "case {case} is being released"),
}

TEXTS: dict[str, Text] = {**_ERRORS, **_VERDICTS, **_REASONS, **_WORDS}
