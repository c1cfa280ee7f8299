"""Errors and words of recorded calls and of what-if questions."""

from nms.core.texts.text import Text

_ERRORS: dict[str, Text] = {
    "NMS-CALL-001": Text(
        "通话记录有 {size} 字节，超过 {most} 字节",
        "The recorded call has {size} bytes, more than {most}",
        "截取较短的一段再上传；更大的文件用 nms handover decide 查看",
        "upload a shorter part; look at larger files with nms handover decide",
    ),
    "NMS-CALL-002": Text(
        "通话记录有 {count} 份测量报告，须为 1 至 {most} 份",
        "The recorded call has {count} reports; it must have 1 to {most}",
        "截取切换前后的一段再上传",
        "upload the part around the handover",
    ),
    "NMS-CALL-003": Text(
        "通话记录有 {count} 个小区，超过 {most} 个",
        "The recorded call names {count} cells, more than {most}",
        "只保留服务小区及其邻区",
        "keep the serving cells and their neighbours only",
    ),
    "NMS-CALL-004": Text(
        "已保存 {most} 个通话，没有空位",
        "{most} calls are kept, there is no room for another",
        "先删除不再需要的通话",
        "delete calls that are no longer needed first",
    ),
    "NMS-CALL-010": Text(
        "没有“{value}”这一类通话",
        "There is no such kind of call: {value}",
        "可选：{allowed}",
        "choose one of {allowed}",
    ),
    "NMS-CALL-011": Text(
        "种子 {value} 不能使用",
        "The seed {value} cannot be used",
        "填写 0 至 {most} 的整数",
        "give a whole number from 0 to {most}",
    ),
    "NMS-CALL-012": Text(
        "参数 {name} 不在切换判决引擎中，无法预测",
        "No prediction is possible for {name}: the decision engine does not know it",
        "可试的参数见 nms handover parameters 中 cell 与 relation 两类",
        "nms handover parameters lists what can be tried: the kinds cell and relation",
    ),
    "NMS-CALL-013": Text(
        "“{text}”读不懂",
        "“{text}” cannot be understood",
        "写作 参数=值；对某个邻区写作 参数@邻区=值，例如 pbgt_threshold@b002-1=6",
        "write NAME=VALUE, towards one neighbour NAME@NEIGHBOUR=VALUE, such as pbgt_threshold@b002-1=6",
    ),
    "NMS-CALL-014": Text(
        "小区 {cell} 周围的模拟世界还在准备",
        "The simulated world around cell {cell} is still being prepared",
        "几秒钟后再试",
        "ask again in a few seconds",
    ),
}

_PAGES: dict[str, Text] = {
    "calls.title": Text("通话回放", "Calls"),
    "calls.about": Text(
        "逐份测量报告回放一次通话：每一步做了哪些判决，为什么切换、为什么没有切换。",
        "A call gone through report by report: what was decided, why it was handed over and why not.",
    ),
    "calls.draw": Text("从模拟网络取一个通话", "Take a call from the simulated network"),
    "calls.draw.about": Text(
        "手机在该小区周围的模拟世界中移动，切换参数为当前读到的值。同一小区、种子和序号总是同一个通话。",
        "Phones move through a simulated world around the cell, with the parameters as they were read. "
        "The same cell, seed and number always give the same call.",
    ),
    "calls.cell": Text("小区", "Cell"),
    "calls.kind": Text("发生了什么", "What happened"),
    "calls.kind.dropped": Text("在该小区掉话", "It dropped in this cell"),
    "calls.kind.swung": Text("乒乓切换", "It swung to and fro"),
    "calls.kind.failed": Text("切出失败", "A handover out of this cell failed"),
    "calls.kind.stayed": Text("有更强的小区却没有切换", "It stayed although another cell was stronger"),
    "calls.kind.left": Text("从该小区切出", "It was handed over from this cell"),
    "calls.seed": Text("种子", "Seed"),
    "calls.position": Text("第几个", "Which one"),
    "calls.show": Text("查看", "Show"),
    "calls.none_drawn": Text(
        "小区 {cell} 周围的 {calls} 个模拟通话中没有这样的通话。",
        "None of the {calls} simulated calls around cell {cell} is of this kind.",
    ),
    "calls.none_drawn.help": Text("换一类，或换一个种子。", "Choose another kind or another seed."),
    "calls.drawn": Text(
        "共 {of} 个此类通话，这是第 {position} 个", "{of} calls of this kind; this is number {position}"
    ),
    "calls.next": Text("下一个", "Next"),
    "calls.uploaded": Text("已上传的通话", "Uploaded calls"),
    "calls.empty": Text("还没有上传的通话。", "No call has been uploaded yet."),
    "calls.empty.help": Text(
        "上传 nms handover decide 所读的 JSON 文件，或在上面从模拟网络取一个。",
        "Upload a JSON file as nms handover decide reads it, or take one from the simulated network above.",
    ),
    "calls.upload": Text("上传", "Upload"),
    "calls.file": Text("通话记录（JSON）", "Recorded call (JSON)"),
    "calls.delete": Text("删除通话 {name}", "Delete the call {name}"),
    "calls.name": Text("名称", "Name"),
    "calls.reports": Text("测量报告", "Reports"),
    "calls.author": Text("上传人", "Uploaded by"),
    "calls.at": Text("时间", "When"),
    "calls.preparing": Text(
        "正在准备小区 {cell} 周围的模拟世界…", "The simulated world around cell {cell} is being prepared …"
    ),
    "calls.preparing.help": Text("一般几秒钟，页面会自己继续。", "It takes a few seconds; the page goes on by itself."),
    "calls.no_cells": Text("清单里还没有小区。", "The inventory has no cells yet."),
    "calls.one": Text("通话 {name}", "Call {name}"),
    "calls.simulated": Text("模拟通话，小区 {cell}，种子 {seed}", "Simulated call, cell {cell}, seed {seed}"),
    "calls.chart": Text("电平", "Levels"),
    "calls.chart.label": Text(
        "{count} 份测量报告的服务小区与最强邻区电平；在表格中可逐份查看",
        "Levels of the serving cell and the loudest neighbour over {count} reports; each report can be chosen",
    ),
    "calls.serving": Text("服务小区", "Serving cell"),
    "calls.mean": Text("滤波后", "After the filter"),
    "calls.best": Text("最强邻区", "Loudest neighbour"),
    "calls.bad_quality": Text("质量差（RXQUAL ≥ 6）", "Bad quality (RXQUAL 6 and worse)"),
    "calls.moves": Text("切换", "Handovers"),
    "calls.no_moves": Text("整个通话没有切换。", "No handover in the whole call."),
    "calls.dropped": Text("掉话", "Dropped"),
    "calls.report": Text("第 {number} 份报告，共 {count} 份", "Report {number} of {count}"),
    "calls.report.short": Text("报告", "Report"),
    "calls.previous": Text("上一份", "Previous"),
    "calls.following": Text("下一份", "Next"),
    "calls.previous_move": Text("上一次切换", "Previous handover"),
    "calls.following_move": Text("下一次切换", "Next handover"),
    "calls.go": Text("转到", "Go"),
    "calls.tests": Text("判决过程", "Tests"),
    "calls.tests.none": Text("没有做任何判决。", "Nothing was tested."),
    "calls.test": Text("判据", "Test"),
    "calls.value": Text("值", "Value"),
    "calls.limit": Text("门限", "Limit"),
    "calls.passed": Text("满足", "Passed"),
    "calls.failed": Text("不满足", "Not passed"),
    "calls.ranking": Text("候选排序", "Ranking"),
    "calls.ranking.about": Text(
        "16 bit 数值小的排在前面；低于层间门限时层级、负荷和控制器不计。",
        "Smaller 16-bit numbers go first; below the inter-layer threshold layer, load and controller do not count.",
    ),
    "calls.ranking.none": Text("还没有排序：滤波窗口未满或没有候选。", "Nothing is ranked yet: filters are not full."),
    "calls.level": Text("电平", "Level"),
    "calls.bits": Text("16 bit", "16 bits"),
    "calls.rank": Text("电平名次", "By level"),
    "calls.hysteresis": Text("磁滞", "Hysteresis"),
    "calls.layer": Text("层/优先级", "Layer/priority"),
    "calls.bits.met": Text("够", "met"),
    "calls.bits.short": Text("未够", "not met"),
    "calls.bits.loaded": Text("负荷高", "loaded"),
    "calls.bits.other_bsc": Text("跨 BSC", "other BSC"),
    "calls.bits.other_msc": Text("跨 MSC", "other MSC"),
    "calls.bits.weak": Text("低于层间门限", "below the inter-layer threshold"),
    "calls.bits.else": Text("其他", "Else"),
    "calls.quality": Text("质量", "Quality"),
    "calls.uplink": Text("上行", "Uplink"),
    "calls.ta": Text("时间提前量", "Timing advance"),
    "calls.problems": Text("网络配置的问题", "What is wrong with the network"),
    "calls.group.ready": Text("能否判决", "May anything be decided?"),
    "calls.group.access": Text("M 准则：哪些邻区可用", "M criterion: which neighbours may be used"),
    "calls.group.ranked": Text("排序", "Ranking"),
    "calls.group.emergency": Text("紧急切换", "Emergency handover"),
    "calls.group.load": Text("负荷切换", "Load handover"),
    "calls.group.edge": Text("边缘切换", "Edge handover"),
    "calls.group.layer": Text("分层分级切换", "Layer handover"),
    "calls.group.pbgt": Text("PBGT 切换", "Power budget handover"),
    "calls.group.moving": Text("速度敏感与同心圆", "By speed and place"),
    "calls.kind_of.inter": Text("切出", "to another cell"),
    "calls.kind_of.intra": Text("小区内", "within the cell"),
    "calls.outcome.done": Text("完成", "done"),
    "calls.outcome.congestion": Text("目标无信道", "target had no channel"),
    "calls.outcome.air": Text("空口失败", "failed on the air"),
    "calls.outcome.config": Text("目标未响应", "not taken up by the target"),
    "calls.outcome.unknown": Text("记录未说明", "the record does not tell"),
    "calls.cause": Text("原因", "Cause"),
    "calls.outcome": Text("结果", "Outcome"),
    "calls.towards": Text("往", "To"),
    "calls.cause.none": Text("记录中的切换，引擎没有要求", "in the record, not asked for by the engine"),
    "calls.cause.rapid-drop": Text("快速电平下降", "rapid level drop"),
    "calls.cause.timing-advance": Text("TA 过大", "timing advance"),
    "calls.cause.bad-quality": Text("质量差", "bad quality"),
    "calls.cause.interference": Text("干扰", "interference"),
    "calls.cause.no-downlink": Text("无下行测量", "no downlink report"),
    "calls.cause.load": Text("负荷", "load"),
    "calls.cause.edge": Text("边缘", "edge"),
    "calls.cause.layer": Text("分层分级", "layer"),
    "calls.cause.pbgt": Text("PBGT", "power budget"),
    "calls.cause.fast-moving": Text("速度敏感", "fast-moving"),
    "calls.cause.concentric": Text("同心圆", "concentric"),
}

_WHY: dict[str, Text] = {
    "calls.why": Text("为什么", "Why"),
    "calls.why.inter": Text("切换到 {cell}。", "Handed over to {cell}."),
    "calls.why.intra": Text("在小区内换信道。", "Given another channel of the cell."),
    "calls.why.inter.rapid-drop": Text(
        "上行电平骤降（加权值 {value}，门限 {limit}），紧急切换到 {cell}。",
        "The uplink level falls fast (weighted {value}, limit {limit}): emergency handover to {cell}.",
    ),
    "calls.why.inter.timing-advance": Text(
        "时间提前量 {value} 达到门限 {limit}，切换到 {cell}。",
        "The timing advance {value} has reached the limit {limit}: handed over to {cell}.",
    ),
    "calls.why.inter.bad-quality": Text(
        "平均质量 {value} 达到门限 {limit}（RXQUAL×10），紧急切换到 {cell}。",
        "The mean quality {value} has reached the limit {limit} (RXQUAL×10): emergency handover to {cell}.",
    ),
    "calls.why.intra.bad-quality": Text(
        "平均质量 {value} 达到门限 {limit}（RXQUAL×10），没有合适的邻区，在小区内换信道。",
        "The mean quality {value} has reached the limit {limit} (RXQUAL×10) and no neighbour will do: "
        "another channel of the cell.",
    ),
    "calls.why.inter.interference": Text(
        "质量 {value} 比此电平应有的 {limit} 差（干扰），切换到 {cell}。",
        "The quality {value} is worse than {limit}, which the level explains (interference): handed over to {cell}.",
    ),
    "calls.why.intra.interference": Text(
        "质量 {value} 比此电平应有的 {limit} 差（干扰），在小区内换信道。",
        "The quality {value} is worse than {limit}, which the level explains (interference): "
        "another channel of the cell.",
    ),
    "calls.why.inter.no-downlink": Text(
        "没有下行测量报告且上行质量 {value} 达到 {limit}，切换到 {cell}。",
        "No downlink reports and the uplink quality {value} at {limit}: handed over to {cell}.",
    ),
    "calls.why.inter.load": Text(
        "服务小区负荷 {value} % 达到 {limit} %，分担到 {cell}。",
        "The serving cell's load {value} % has reached {limit} %: handed over to {cell}.",
    ),
    "calls.why.inter.edge": Text(
        "电平 {value} 低于边缘门限 {limit}，而 {cell} 持续更好：边缘切换。",
        "The level {value} is below the edge {limit}, and {cell} was better for long enough: edge handover.",
    ),
    "calls.why.inter.layer": Text(
        "更高层级的 {cell} 电平 {value} 持续高于 {limit}：分层分级切换。",
        "{cell} of a better layer stayed above {limit} (now {value}): layer handover.",
    ),
    "calls.why.inter.pbgt": Text(
        "{cell} 的功率预算 {value} dB 持续高于门限 {limit} dB：PBGT 切换。",
        "{cell} offered a power budget above {limit} dB for long enough (now {value} dB): power budget handover.",
    ),
    "calls.why.inter.fast-moving": Text(
        "最近有 {value} 个小区很快离开（门限 {limit}），切换到宏小区 {cell}。",
        "{value} of the last cells were left soon (limit {limit}): handed over to the umbrella cell {cell}.",
    ),
    "calls.why.intra.concentric": Text(
        "{value} 份报告（需 {limit} 份）位于错误的子小区，换到另一子小区。",
        "{value} reports (of {limit} needed) in the wrong sub-cell: moved to the other one.",
    ),
    "calls.why.repeated": Text(
        "报告序号与上一份相同，未作判决。", "The report has the number of the one before: nothing was decided."
    ),
    "calls.why.filters": Text(
        "没有切换：滤波窗口只有 {value} 份报告，需要 {limit} 份。",
        "Not handed over: the filters have {value} of the {limit} reports that they need.",
    ),
    "calls.why.guard.assigned": Text(
        "没有切换：信道指配后才过 {value} 个周期，需要 {limit} 个。",
        "Not handed over: only {value} report periods since the channel was assigned, {limit} are needed.",
    ),
    "calls.why.guard.consecutive": Text(
        "没有切换：离上次切换判决才过 {value} 个周期，需要 {limit} 个；紧急条件也不满足。",
        "Not handed over: only {value} report periods since the last one was decided, {limit} are needed, "
        "and it is no emergency.",
    ),
    "calls.why.alone": Text(
        "没有切换：没有邻区被持续测到，无处可切。检查邻区关系和 BA 表。",
        "Not handed over: no neighbour has been heard long enough. Look at the relations and the BA list.",
    ),
    "calls.why.access.downlink": Text(
        "没有切换：最强邻区 {cell} 的电平 {value} 低于最低下行接入门限 {limit}（M 准则）。",
        "Not handed over: the loudest neighbour {cell} has level {value}, below its least downlink level {limit} "
        "(M criterion).",
    ),
    "calls.why.access.uplink": Text(
        "没有切换：到 {cell} 的上行估计只有 {value}，低于 {limit}（M 准则）。",
        "Not handed over: the uplink expected at {cell} is {value}, below {limit} (M criterion).",
    ),
    "calls.why.bad": Text(
        "没有切换：质量 {value} 已达门限 {limit}，但没有足够好的邻区，小区内切换也不允许。",
        "Not handed over: the quality {value} has reached {limit}, but no neighbour is good enough "
        "and no other channel of the cell may be taken.",
    ),
    "calls.why.edge.neighbour": Text(
        "没有切换：已在边缘，{cell} 只在 {value} 份报告中足够好，需要 {limit} 份。",
        "Not handed over: at the edge, but {cell} was good enough in {value} of the {limit} reports needed.",
    ),
    "calls.why.edge.gain": Text(
        "没有切换：已在边缘，但 {cell} 只强 {value} dB，磁滞为 {limit} dB。",
        "Not handed over: at the edge, but {cell} is only {value} dB stronger; the hysteresis is {limit} dB.",
    ),
    "calls.why.edge.ahead": Text(
        "没有切换：已在边缘，但 {cell} 的排序不在服务小区之前。",
        "Not handed over: at the edge, but {cell} does not rank ahead of the serving cell.",
    ),
    "calls.why.pbgt.budget": Text(
        "没有切换：最好的邻区 {cell} 只强 {value} dB，PBGT 门限为 {limit} dB。",
        "Not handed over: the best neighbour {cell} offers {value} dB, the power budget threshold is {limit} dB.",
    ),
    "calls.why.pbgt.persistent": Text(
        "还没有切换：{cell} 强 {budget} dB，已超过门限，但只在 {value} 份报告中超过，需要 {limit} 份。",
        "Not yet handed over: {cell} offers {budget} dB, above the threshold, but only in {value} of the {limit} "
        "reports needed.",
    ),
    "calls.why.best": Text(
        "没有切换：服务小区最好，最接近的邻区 {cell} 相差 {value} dB。",
        "Not handed over: the serving cell is the best; {cell}, the closest, differs by {value} dB.",
    ),
    "calls.why.nothing": Text("没有切换：没有一个条件满足。", "Not handed over: no condition is met."),
}

_WHAT_IF: dict[str, Text] = {
    "whatif.title": Text("假如改参数", "What if"),
    "whatif.of": Text("小区 {cell}：假如改参数", "What if: cell {cell}"),
    "whatif.about": Text(
        "同一批模拟通话先用现值、再用新值走一遍，比较结果。",
        "The same simulated calls go through once with the values as they are and once with the new ones.",
    ),
    "whatif.world": Text(
        "{cells} 个小区，{calls} 个通话，各 {seconds} 秒，种子 {seed}",
        "{cells} cells, {calls} calls of {seconds} s each, seed {seed}",
    ),
    "whatif.caveat": Text(
        "模拟不是现网：看方向和大小，现网数值由试验给出。",
        "A simulation is not the network: read direction and size; a trial tells the numbers of the network.",
    ),
    "whatif.assumed": Text(
        "还没有从控制器读到邻区关系，这里按模拟的地形推定。",
        "No controller has told its relations yet: these are inferred from the simulated ground.",
    ),
    "whatif.scale": Text(
        "站距较大，地面按 1:{scale} 缩小，只保留相邻关系。",
        "Sites lie far apart: the ground is shrunk {scale} times, only who lies beside whom is kept.",
    ),
    "whatif.choose": Text("选择小区", "Choose a cell"),
    "whatif.towards": Text("对邻区", "Towards"),
    "whatif.towards.none": Text("（不改邻区参数）", "(no relation)"),
    "whatif.cell_values": Text("小区参数", "Parameters of the cell"),
    "whatif.relation_values": Text("对 {cell} 的参数", "Parameters towards {cell}"),
    "whatif.more": Text("更多参数（{count} 个）", "More parameters ({count})"),
    "whatif.now": Text("现值 {value}", "now {value}"),
    "whatif.reach": Text("一次可改到 {low}…{high}", "one step: {low}…{high}"),
    "whatif.default": Text("默认 {value}", "default {value}"),
    "whatif.predict": Text("预测", "Predict"),
    "whatif.reset": Text("恢复现值", "Back to the values as they are"),
    "whatif.figure": Text("每 1,000 个通话", "Per 1,000 calls"),
    "whatif.before": Text("现在", "Now"),
    "whatif.after": Text("改后", "After"),
    "whatif.change": Text("变化（95 % 区间）", "Change (95 % interval)"),
    "whatif.better": Text("变好", "better"),
    "whatif.worse": Text("变差", "worse"),
    "whatif.moved": Text("有变化", "changed"),
    "whatif.unsure": Text("看不出差别", "no sure difference"),
    "whatif.same": Text("不变", "the same"),
    "whatif.this_cell": Text("本小区", "This cell"),
    "whatif.around": Text("周围全部小区", "All cells around"),
    "whatif.relations": Text("各邻区", "By neighbour"),
    "whatif.figure.handovers": Text("切换", "Handovers"),
    "whatif.figure.ping_pongs": Text("乒乓切换", "Ping-pongs"),
    "whatif.figure.failures": Text("切换失败", "Failed handovers"),
    "whatif.figure.drops": Text("掉话", "Dropped calls"),
    "whatif.unchanged": Text("所有值都是现值；拖动滑块看会怎样。", "All values are as they are; move a slider to see."),
    "whatif.refused": Text("试验不会接受：", "A trial would refuse it:"),
    "whatif.allowed": Text(
        "在限值和步长之内，配置检查没有新的问题：可以试验。",
        "Within limits and step, and the configuration check finds nothing new: it can be tried.",
    ),
    "whatif.contradiction": Text(
        "这些值互相矛盾，无法模拟。", "These values contradict each other: nothing can be simulated."
    ),
    "whatif.try": Text("拿去试验", "Try it"),
    "whatif.try.about": Text(
        "建立一个试验：先在这一个小区下发，与对照小区比较，变差就自动回退。另一人批准后才开始。",
        "Makes a trial: this cell alone first, compared with control cells, taken back by itself if it hurts. "
        "It begins once another person has approved it.",
    ),
    "whatif.trial_title": Text("小区 {cell}：{values}", "Cell {cell}: {values}"),
    "whatif.no_neighbours": Text("没有邻区", "no neighbours"),
    "whatif.see_calls": Text("看该小区的通话", "Calls of this cell"),
}

TEXTS: dict[str, Text] = _ERRORS | _PAGES | _WHY | _WHAT_IF
