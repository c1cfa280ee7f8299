"""Sentences of the pages of halls: one hall, its form, the capacity of the channelised STM-1s."""

from nms.core.texts.text import Text

_HALL: dict[str, Text] = {
    "hallp.no_alarms": Text("没有活动告警", "No active alarms"),
    "hallp.strip.source.read": Text("按设备上的配置", "as configured on the devices"),
    "hallp.strip.source.declared": Text("按登记，时隙未知", "as declared, timeslots unknown"),
    "hallp.strip.source.form": Text("按表单", "as asked for"),
    "hallp.strip.none": Text("没有登记 E1", "No E1 is declared"),
    "hallp.strip.unknown": Text("未知", "unknown"),
    "hallp.strip.slot": Text("时隙 {slot}：{use}", "timeslot {slot}: {use}"),
    "hallp.noplace": Text("未分配位置", "no place yet"),
    "hallp.e1": Text("E1 {order}", "E1 {order}"),
    "hallp.quality": Text("E1 质量", "E1 quality"),
    "hallp.calls": Text("话音 {n} 路", "{n} calls"),
    "hallp.data": Text("数据 {rate}", "data {rate}"),
    "hallp.together": Text("合计数据 {rate}，话音 {calls} 路", "together: data {rate}, {calls} calls"),
    "hallp.bundle": Text("营业厅表单", "Hall form"),
    "hallp.bundle.none": Text(
        "没有人提交过本厅的表单：设备由人工配置", "Nobody has handed in a form for this hall: it was set up by hand"
    ),
    "hallp.bundle.asked": Text("提交人 {author}", "asked for by {author}"),
    "hallp.bundle.form": Text("看提交的表单", "show the form as asked for"),
    "hallp.bundle.lines": Text("{device}：{n} 行", "{device}: {n} lines"),
    "hallp.changes": Text("最近的变更", "Recent changes"),
    "hallp.changes.none": Text("本厅还没有变更", "No change was made for this hall yet"),
    "hallp.pcs.none": Text("没有看到也没有登记电脑", "No PC is seen or listed"),
    "hallp.pcs.inbox": Text("准入事件", "admission cases"),
    "hallp.aps.none": Text("没有 AP", "No access points"),
    "hallp.aps.channels": Text("规划信道 2.4 / 5 GHz", "planned channels 2.4 / 5 GHz"),
    "hallp.queue": Text("排队", "Queue"),
    "hallp.queue.none": Text("没有排队数据", "The hall tells nothing of its queue"),
    "hallp.queue.more": Text("全天与预测", "its day and forecast"),
    "hallp.tickets": Text("未完成的工单", "Open tickets"),
    "hallp.tickets.none": Text("没有未完成的工单", "No open tickets"),
    "hallp.tickets.new": Text("新建工单", "New ticket"),
    "hallp.links.none": Text("没有登记链路", "No links are declared"),
}
_FORM: dict[str, Text] = {
    "hallp.new": Text("新营业厅", "New hall"),
    "hallp.capacity": Text("STM-1 容量", "STM-1 capacity"),
    "hallp.form.provision": Text("开通营业厅", "Provision hall"),
    "hallp.form.change": Text("变更营业厅", "Change hall"),
    "hallp.form.about": Text(
        "一张表单，一个变更：转换器、CPOS 路由器、交换机、AP 与 AC。先检查，再提交；提交后由另一人审批",
        "One form, one change over converter, CPOS routers, switch, APs and controller. Check first, then ask; another "
        "person approves it",
    ),
    "hallp.form.later": Text(
        "本厅现为“{state}”，等变更结束后才能再改", "The hall is “{state}” now: it can be changed once that has ended"
    ),
    "hallp.form.wrong": Text("错误 {n} 处，什么也没有提交", "{n} errors; nothing was asked for"),
    "hallp.form.hall": Text("营业厅", "Hall"),
    "hallp.form.hall.choose": Text("选择营业厅", "choose a hall"),
    "hallp.form.e1": Text("E1 数量", "Number of E1s"),
    "hallp.form.e1.hint": Text("空：按下面的 e1 列表", "empty: as the list e1 below"),
    "hallp.form.framing": Text("帧格式", "Framing"),
    "hallp.form.voice_lines": Text("话音线路", "Voice lines"),
    "hallp.form.busy_erlang": Text("忙时话务量（Erl）", "Busy-hour traffic (Erl)"),
    "hallp.form.bonding": Text("多 E1 捆绑", "Bonding of E1s"),
    "hallp.form.guard": Text("端口接入控制", "Port guard"),
    "hallp.form.unsaid": Text("由系统决定", "as the system plans"),
    "hallp.form.pcs": Text("准入电脑，每行：MAC 端口 使用人", "Admitted PCs, a line each: MAC port owner"),
    "hallp.form.pcs.hint": Text(
        "没有端口写 -；全空：按登记的清单", "- for no port; all empty: the list of the inventory"
    ),
    "hallp.form.aps": Text("AP，每行：名称 端口 MAC", "Access points, a line each: name port MAC"),
    "hallp.form.aps.hint": Text(
        "信道与功率由系统规划，也可写 channel_2g=6 power_2g=17；全空：按登记的清单",
        "channels and power are planned, or say channel_2g=6 power_2g=17; all empty: those of the inventory",
    ),
    "hallp.form.rest": Text("其余字段（YAML）", "Everything else (YAML)"),
    "hallp.form.rest.hint": Text(
        "e1（时隙与位置）、vlans、ssids、policy、trap_target；上面填了的字段以上面为准",
        "e1 (timeslots and places), vlans, ssids, policy, trap_target; a field that is filled in above wins",
    ),
    "hallp.form.check": Text("检查", "Check"),
    "hallp.form.ask.provision": Text("提交开通 {hall}", "Ask for {hall}"),
    "hallp.form.ask.change": Text("提交变更 {hall}", "Ask for the change of {hall}"),
    "hallp.form.close": Text("关闭营业厅 {hall}：收回全部配置", "Close hall {hall}: take everything back"),
    "hallp.form.close.hint": Text(
        "生成一个收回全部配置的变更，由另一人审批后下发",
        "makes a change that takes all of it back; another person approves it",
    ),
    "hallp.form.nothing_yet": Text("检查不留下任何东西", "checking keeps nothing"),
    "hallp.form.good": Text("表单可用，将得到：", "The form can be used; it would come to:"),
    "hallp.form.spare": Text("占用备用", "takes a spare"),
    "hallp.form.entries": Text("每台设备得到什么", "What every device gets"),
    "hallp.form.none": Text("没有可开通的营业厅", "No hall is left to be provisioned"),
    "hallp.form.none.how": Text(
        "先在 inventory/halls.yaml 中登记营业厅，或变更已有的。",
        "Declare the hall in inventory/halls.yaml first, or change one that stands.",
    ),
}
_CAPACITY: dict[str, Text] = {
    "hallp.cap.about": Text(
        "每个通道化 STM-1 有 63 条 E1；备用最后才用", "A channelised STM-1 has 63 E1s; spares are given out last"
    ),
    "hallp.cap.used": Text("已用", "used"),
    "hallp.cap.spare": Text("备用", "spare"),
    "hallp.cap.free": Text("空闲", "free"),
    "hallp.cap.sums": Text("已用 {used}，备用 {spare}，空闲 {free}", "used {used}, spare {spare}, free {free}"),
    "hallp.cap.totals": Text(
        "营业厅 {halls} 个，E1 {e1} 条，数据合计 {rate}", "{halls} halls, {e1} E1s, data together {rate}"
    ),
    "hallp.cap.none": Text("没有通道化 STM-1", "No channelised STM-1 is known"),
    "hallp.cap.none.how": Text(
        "营业厅的 E1 链路（inventory/links.yaml）写明它们进入哪个 STM-1。",
        "The E1 links of halls (inventory/links.yaml) say which STM-1 they enter.",
    ),
    "hallp.cap.places": Text("E1 的位置", "places of its E1s"),
    "hallp.cap.rate": Text("数据", "data"),
    "hallp.cap.calls": Text("话音路数", "calls"),
    "hallp.cap.bonding": Text("捆绑", "bonding"),
    "hallp.cap.source": Text("依据", "known from"),
    "hallp.cap.source.read": Text("配置", "configuration"),
    "hallp.cap.source.declared": Text("登记", "inventory"),
    "hallp.cap.bonding.none": Text("无", "none"),
    "hallp.cap.bonding.imux": Text("反向复用", "IMUX"),
    "hallp.cap.bonding.vcat": Text("VCAT", "VCAT"),
    "hallp.cap.bonding.mlppp": Text("ML-PPP", "ML-PPP"),
    "hallp.guard.port-security": Text("端口安全", "port security"),
    "hallp.guard.dot1x": Text("802.1X", "802.1X"),
    "hallp.framing.unframed": Text("非成帧", "unframed"),
    "hallp.framing.pcm31": Text("PCM31", "PCM31"),
    "hallp.framing.pcm30": Text("PCM30（随路信令）", "PCM30 (CAS)"),
}
TEXTS: dict[str, Text] = {**_HALL, **_FORM, **_CAPACITY}
