"""Words and errors of E1 plans, hall forms, bundles and their capacity."""

from nms.core.texts.text import Text

_WHERE_ZH, _WHERE_EN = "营业厅 {hall} 第 {e1} 条 E1", "Hall {hall}, E1 {e1}"

_PLAN: dict[str, Text] = {
    "NMS-HALL-001": Text(
        "{field} 的值“{value}”不是时隙列表",
        '{field}: "{value}" is no list of timeslots',
        "写成升序的编号或区间，如 1-6,17-31",
        "Write numbers or ranges in rising order, such as 1-6,17-31",
    ),
    "NMS-HALL-002": Text(
        _WHERE_ZH + "：{field} = {value}，协议转换器的 E1 口只有 1 到 {most}",
        _WHERE_EN + ": {field} = {value}; a converter has E1 ports 1 to {most}",
        "改为 1 到 {most} 之间的端口号",
        "Give a port from 1 to {most}",
    ),
    "NMS-HALL-003": Text(
        _WHERE_ZH + "：非成帧（unframed）的 E1 不能有 {field}（{value}）",
        _WHERE_EN + ": an unframed E1 has no timeslots, yet {field} = {value}",
        "去掉通道，或把帧格式改为 pcm31 / pcm30",
        "Take the channels out, or choose the framing pcm31 or pcm30",
    ),
    "NMS-HALL-004": Text(
        _WHERE_ZH + "：帧格式 {framing} 但 {field} 为空，什么也不承载",
        _WHERE_EN + ": framed as {framing} with no {field}: it would carry nothing",
        "给出至少一个通道，或改为非成帧（unframed）",
        "Give it at least one channel, or make it unframed",
    ),
    "NMS-HALL-005": Text(
        _WHERE_ZH + "：{field} = {value}，通道号只能是 0 到 {most}",
        _WHERE_EN + ": {field} = {value}; channel sets are numbered 0 to {most}",
        "换一个 0 到 {most} 的通道号",
        "Choose a number from 0 to {most}",
    ),
    "NMS-HALL-006": Text(
        _WHERE_ZH + "：{field} = {value} 用了 {times} 次",
        _WHERE_EN + ": {field} = {value} is used {times} times",
        "每个通道用不同的编号",
        "Give every channel a number of its own",
    ),
    "NMS-HALL-007": Text(
        _WHERE_ZH + "：通道 {channel} 的 {field} 为空（“{value}”）",
        _WHERE_EN + ': channel {channel} has no {field} ("{value}")',
        "给通道 {channel} 分配时隙，或删除它",
        "Give channel {channel} timeslots, or take it out",
    ),
    "NMS-HALL-008": Text(
        _WHERE_ZH + "：通道 {channel} 的 {field} 含时隙 {value}，时隙 0 只用于帧定位",
        _WHERE_EN + ": channel {channel} has {field} {value}; timeslot 0 is the frame alignment",
        "从 1 开始分配时隙",
        "Begin at timeslot 1",
    ),
    "NMS-HALL-009": Text(
        _WHERE_ZH + "：通道 {channel} 的 {field} = {value} 不存在",
        _WHERE_EN + ": channel {channel} has {field} = {value}, which an E1 does not have",
        "E1 的可用时隙是 1 到 31",
        "An E1 has timeslots 1 to 31",
    ),
    "NMS-HALL-010": Text(
        _WHERE_ZH + "：通道 {channel} 的 {field} 含时隙 {value}，PCM30 用它传随路信令",
        _WHERE_EN + ": channel {channel} has {field} {value}, which carries the signalling of PCM30",
        "避开时隙 16，或改用 pcm31",
        "Leave timeslot 16 out, or choose pcm31",
    ),
    "NMS-HALL-011": Text(
        _WHERE_ZH + "：{field} {value} 被通道 {channels} 重复占用",
        _WHERE_EN + ": {field} {value} are taken more than once, by channels {channels}",
        "让各通道的时隙互不重叠",
        "Let the channels have no timeslot in common",
    ),
    "NMS-HALL-012": Text(
        _WHERE_ZH + "：共分配了 {value} 个时隙（{field}），一条 E1 最多 {most} 个",
        _WHERE_EN + ": {value} {field} are given out; an E1 has {most}",
        "减少时隙，或增加一条 E1",
        "Give out fewer, or add an E1",
    ),
    "NMS-HALL-013": Text(
        _WHERE_ZH + "：{router} 的 {field} 编号 {value} 不存在，一个 STM-1 只有 1 到 {most}",
        _WHERE_EN + ": {field} {value} on {router} does not exist; an STM-1 has E1s 1 to {most}",
        "换一个编号，或留空由系统分配",
        "Choose another number, or leave the place open",
    ),
    "NMS-HALL-014": Text(
        _WHERE_ZH + "：{field} = {value} 已被本厅另一条 E1 使用",
        _WHERE_EN + ": {field} = {value} is that of another E1 of this hall",
        "每条 E1 用不同的端口和位置",
        "Give every E1 a port and a place of its own",
    ),
    "NMS-HALL-016": Text(
        _WHERE_ZH + "：{field} = {value}，{platform} 无法配置",
        _WHERE_EN + ": {field} = {value} cannot be configured on {platform}",
        "PCM30 须带 CRC-4；没有位置的 E1 先分配位置",
        "PCM30 needs CRC-4 there; an E1 without a place must get one first",
    ),
    "NMS-HALL-017": Text(
        _WHERE_ZH + "：语音时隙 {voice} 个，{field} 电话口只有 {value} 个（设备共 {most} 个）",
        _WHERE_EN + ": {voice} voice timeslots but {value} telephone ports ({field}; the device has {most})",
        "减少语音线路，或改用 VoIP",
        "Ask for fewer voice lines, or use VoIP",
    ),
}
_VOICE: dict[str, Text] = {
    "NMS-HALL-020": Text(
        "{field} = {value} 不能用于爱尔兰 B 公式",
        "{field} = {value} has no meaning in the Erlang B formula",
        "话务量和线路数都不能小于 0",
        "Traffic and lines must be 0 or more, and finite",
    ),
    "NMS-HALL-021": Text(
        "{field} = {value}，呼损率必须在 0 与 1 之间",
        "{field} = {value}; the share of blocked calls lies between 0 and 1",
        "百分之一写成 0.01",
        "Write one in a hundred as 0.01",
    ),
    "NMS-HALL-022": Text(
        "营业厅 {hall}：{field} = {value}，{erlang} Erl 会有 {blocked}% 的呼叫遇忙（上限 {limit}%）",
        "Hall {hall}: {field} = {value}; at {erlang} Erl {blocked} % of the calls are blocked (at most {limit} %)",
        "至少需要 {needed} 线",
        "It takes at least {needed} lines",
    ),
    "NMS-HALL-023": Text(
        "营业厅 {hall}：{field} = {value}，{e1} 条 {framing} E1 只有 {slots} 个时隙",
        "Hall {hall}: {field} = {value}; {e1} E1 of {framing} have {slots} timeslots",
        "减少话音线路、增加 E1，或改用 VoIP",
        "Ask for fewer voice lines, add an E1, or use VoIP",
    ),
    "NMS-HALL-024": Text(
        "营业厅 {hall}：{field} = {value}（话音 {lines} 线）无法规划",
        "Hall {hall}: {field} = {value} with {lines} voice lines cannot be planned",
        "E1 数为 1 到 4，话音线路不小于 0",
        "Ask for 1 to 4 E1s, and no fewer than 0 voice lines",
    ),
}
_PLACES: dict[str, Text] = {
    "NMS-HALL-030": Text(
        _WHERE_ZH + "：{field} = {value} 不存在（已有 {known}，编号 1 到 {most}）",
        _WHERE_EN + ": {field} = {value} does not exist (known: {known}, numbers 1 to {most})",
        "换一个位置，或留空由系统分配",
        "Choose another place, or leave it open",
    ),
    "NMS-HALL-031": Text(
        _WHERE_ZH + "：{field} = {value} 已被 {holder} 占用",
        _WHERE_EN + ": {field} = {value} belongs to {holder}",
        "换一个位置，或留空由系统分配；占用情况见 nms hall capacity",
        "Choose another place, or leave it open; nms hall capacity shows who has which",
    ),
    "NMS-HALL-032": Text(
        _WHERE_ZH + "：{field}：{value} 都已用满，每个 STM-1 只有 {most} 条 E1",
        _WHERE_EN + ": {field}: {value} are full; an STM-1 has {most} E1s, there is no 64th",
        "释放不用的 E1，或增加一个通道化 STM-1",
        "Give up E1s that are no longer used, or add a channelised STM-1",
    ),
}
_BONDING: dict[str, Text] = {
    "NMS-HALL-040": Text(
        "{field}（{method}）有 {value} 条成员 E1，只能是 1 到 {most} 条",
        "{field} ({method}) has {value} members; it takes 1 to {most}",
        "减少成员，或分成几组",
        "Use fewer members, or several groups",
    ),
    "NMS-HALL-041": Text(
        "营业厅 {hall}：{field}（{method}）只有 {value} 条可用的成员 E1",
        "Hall {hall}: {field} ({method}) has {value} E1 that can be members",
        "至少两条；imux 和 vcat 只接受不含语音的整条 E1，vcat 还要求成帧",
        "It takes two; imux and vcat join whole E1s without voice, vcat framed ones only",
    ),
    "NMS-HALL-042": Text(
        "营业厅 {hall}：{field}（{method}）的成员速率不同：{value} kbit/s",
        "Hall {hall}: {field} ({method}) has members of different rates: {value} kbit/s",
        "让成员 E1 的帧格式和数据时隙数相同",
        "Give the members the same framing and as many data timeslots",
    ),
    "e1plan.loss.none": Text("各条 E1 独立，故障的那条上的业务中断", "Each E1 is for itself: what it carries is lost"),
    "e1plan.loss.imux": Text(
        "转换器自动剔除故障成员，其余成员继续工作", "The converters drop the failed member; the others go on"
    ),
    "e1plan.loss.vcat": Text(
        "LCAS 无损剔除故障成员，速率按成员数下降",
        "LCAS takes the failed member out without a hit; the rate falls by its share",
    ),
    "e1plan.loss.vcat_whole": Text(
        "没有 LCAS：任一成员故障，整组中断", "Without LCAS one failed member takes the whole group down"
    ),
    "e1plan.loss.mlppp": Text(
        "LCP 探测到故障后移除该成员，其余成员继续转发",
        "LCP notices and removes the member; the others go on forwarding",
    ),
}
_CLOCK: dict[str, Text] = {
    "NMS-HALL-050": Text(
        "E1 {line} 两端都是主时钟（{a} {a_clock}，{b} {b_clock}；{told}），会周期性滑码",
        "Both ends of E1 {line} are clock masters ({a} {a_clock}, {b} {b_clock}; {told}): it slips again and again",
        "把营业厅一端改为线路时钟（loopTiming）",
        "Let the hall's end follow the line (loopTiming)",
    ),
    "NMS-HALL-051": Text(
        "E1 {line} 两端都跟随对方时钟（{a} 与 {b}；{told}），没有时钟源",
        "Both ends of E1 {line} follow each other's clock ({a} and {b}; {told}): nobody leads, the clock runs away",
        "把网络一端改为主时钟（localTiming）",
        "Let the network's end lead (localTiming)",
    ),
    "NMS-HALL-052": Text(
        "E1 {line} 由营业厅一端 {leader} 提供时钟（{told}），网络在跟随营业厅",
        "On E1 {line} the hall's end {leader} gives the clock ({told}): the network follows the hall",
        "对调两端：营业厅 loopTiming，网络 localTiming",
        "Turn it round: loopTiming in the hall, localTiming in the network",
    ),
}
_MIGRATION: dict[str, Text] = {
    "NMS-HALL-060": Text(
        "营业厅 {hall} 的 {field} 已是 {value}，不需要改造",
        "Hall {hall} has {field} {value} already: there is nothing to migrate",
        "用 nms hall capacity 查看各厅的设计",
        "nms hall capacity shows how the halls are built",
    ),
    "NMS-HALL-061": Text(
        "营业厅 {hall} 的 {field} 与旧设计不符：缺少 {value}",
        "Hall {hall}: its {field} are not those of the design: {value} is missing",
        "补全清单中的设备与连线（inventory/halls.yaml、links.yaml）",
        "Complete its devices and links in the inventory (halls.yaml, links.yaml)",
    ),
    "e1plan.step.plan": Text(
        "为 {hall} 填写综合接入单：E1 时隙、话音线路、VLAN、可入网 PC；先做演练",
        "Fill in the form of {hall}: timeslots, voice lines, VLANs, admitted PCs; look at its dry run",
    ),
    "e1plan.step.window": Text(
        "与营业厅约定割接窗口，备份 {converter}、{switch} 和 {router} 的配置",
        "Agree on a window with the hall; back up {converter}, {switch} and {router}",
    ),
    "e1plan.step.configure": Text(
        "按批准的方案配置 {converter} 的 E1 与以太口、{switch} 的 VLAN；E1 位置不变",
        "Push the approved plan to {converter} (E1, Ethernet) and {switch} (VLANs); the E1 keeps its place",
    ),
    "e1plan.step.plug": Text(
        "把 {port} 的网线从 {from} 改插到 {to}，拆下 V.35 电缆",
        "Move the cable of {port} from {from} to {to}; take the V.35 cable off",
    ),
    "e1plan.step.telephones": Text(
        "把内线电话接到 {converter} 的 FXS 口", "Plug the telephones into the FXS ports of {converter}"
    ),
    "e1plan.step.test": Text(
        "验证：E1 无告警、15 分钟无误码，每台 PC 在其端口上可见，试打电话；不通过则插回 {from}",
        "Verify: no alarm and 15 minutes without errors on the E1, every PC seen at its port, test calls; if it fails,"
        " plug back into {from}",
    ),
    "e1plan.step.inventory": Text(
        "更新清单：{hall} 改为 new，删去 {router} 及其两条连线，加上新连线",
        "Update the inventory: {hall} is new, {router} and its two links are gone, the new link is there",
    ),
    "e1plan.step.recover": Text("回收 {router} 与 V.35 电缆", "Recover {router} and the V.35 cable"),
    "e1plan.watch.nobody": Text("无人监视", "nobody looks at it"),
    "e1plan.watch.box": Text("SNMP 轮询与 Trap", "polled by SNMP, traps"),
    "e1plan.watch.e1": Text("DS1-MIB：状态、误码、滑码", "DS1-MIB: state, errors, slips"),
    "e1plan.watch.cable": Text("两端的接口状态", "the state of the ports at its ends"),
    "e1plan.watch.pc": Text("交换机 MAC 表与准入名单比对", "the switch's MAC table against the list of admitted PCs"),
    "e1plan.watch.voice": Text("FXS 口状态、T16AIS、忙线比", "FXS ports, T16AIS, share of busy lines"),
}
_WORDS: dict[str, Text] = {
    "e1plan.router": Text("路由器", "router"),
    "e1plan.slot": Text("STM-1 口", "STM-1"),
    "e1plan.number": Text("编号", "number"),
    "e1plan.klm": Text("K-L-M", "K-L-M"),
    "e1plan.used": Text("已用", "used"),
    "e1plan.spare": Text("备用", "spare"),
    "e1plan.free": Text("空闲", "free"),
    "e1plan.hall": Text("营业厅", "hall"),
    "e1plan.e1": Text("E1", "E1"),
    "e1plan.framing": Text("帧格式", "framing"),
    "e1plan.crc4": Text("CRC-4", "CRC-4"),
    "e1plan.voice": Text("语音时隙", "voice timeslots"),
    "e1plan.data": Text("数据时隙", "data timeslots"),
    "e1plan.management": Text("管理时隙", "management timeslots"),
    "e1plan.free_slots": Text("空闲时隙", "free timeslots"),
    "e1plan.data_kbit": Text("数据 kbit/s", "data kbit/s"),
    "e1plan.source": Text("来源", "source"),
    "e1plan.source.read": Text("设备配置", "running configuration"),
    "e1plan.source.declared": Text("清单", "inventory"),
    "e1plan.way": Text("方式", "way"),
    "e1plan.mlppp_kbit": Text("ML-PPP kbit/s", "ML-PPP kbit/s"),
    "e1plan.ethernet_kbit": Text("以太网 kbit/s", "Ethernet kbit/s"),
    "e1plan.erlang": Text(
        "{lines} 线承载 {erlang} Erl：呼损 {blocked}%；{limit}% 呼损下需要 {needed} 线，最多承载 {carried} Erl",
        "{lines} lines at {erlang} Erl block {blocked} %; at {limit} % it takes {needed} lines, and {lines} carry"
        " {carried} Erl",
    ),
    "e1plan.rate": Text(
        "捆绑 {bonding}：成员 {members}，实际 {kbit} kbit/s，失去一条后 {after} kbit/s；{loss}",
        "Bonding {bonding}: members {members}, {kbit} kbit/s in truth, {after} kbit/s after a loss; {loss}",
    ),
    "e1plan.wrong": Text("方案不可行，共 {count} 处问题", "The plan cannot be built: {count} problems"),
    "e1plan.design": Text("设计", "design"),
    "e1plan.design.old": Text("改造前", "before"),
    "e1plan.design.new": Text("改造后", "after"),
    "e1plan.boxes": Text("串联设备", "boxes in series"),
    "e1plan.links": Text("串联链路", "links in series"),
    "e1plan.points": Text("故障点", "failure points"),
    "e1plan.unwatched": Text("无人监视", "unsupervised"),
    "e1plan.step": Text("步骤", "step"),
    "e1plan.outage": Text("中断", "outage"),
    "e1plan.watched": Text("对象", "thing"),
    "e1plan.clock": Text("时钟", "clock"),
    "e1plan.told": Text("依据", "told by"),
    "e1plan.by": Text("由谁监视", "watched by"),
    "e1plan.how": Text("手段", "by what"),
}
TEXTS: dict[str, Text] = {**_PLAN, **_VOICE, **_PLACES, **_BONDING, **_CLOCK, **_MIGRATION, **_WORDS}
