"""Words of the pages and commands of trials."""

from nms.core.texts.text import Text

_STATES: dict[str, Text] = {
    "trials.state.proposed": Text("规划中", "being planned"),
    "trials.state.planned": Text("待批准", "waits for approval"),
    "trials.state.approved": Text("已批准", "approved"),
    "trials.state.pushing": Text("下发中", "being pushed"),
    "trials.state.watching": Text("观察中", "being watched"),
    "trials.state.kept": Text("已保留", "kept"),
    "trials.state.undoing": Text("回退中", "being taken back"),
    "trials.state.undone": Text("已回退", "taken back"),
    "trials.state.stopped": Text("已停止", "stopped"),
    "trials.state.failed": Text("失败", "failed"),
    "trials.ruling.wait": Text("判定：继续观察", "Verdict: watched on"),
    "trials.ruling.keep": Text("判定：保留", "Verdict: kept"),
    "trials.ruling.undo": Text("判定：回退", "Verdict: taken back"),
}

_STORY: dict[str, Text] = {
    "trials.told.propose": Text("提出试验", "Proposed"),
    "trials.told.draft": Text(
        "为每一批起草变更，交引擎规划", "A change was drafted for each wave and is being planned"
    ),
    "trials.told.plan": Text("各批变更规划完毕，等待批准", "Every wave's change is planned; it waits for approval"),
    "trials.told.approve": Text("批准各批命令及其回退", "The lines of all waves and taking them back were approved"),
    "trials.told.start": Text("启动", "Started"),
    "trials.told.push": Text("第 {wave} 批（{cells}）交引擎重新规划、下发", "Wave {wave} ({cells}) goes to the engine"),
    "trials.told.watch": Text(
        "第 {wave} 批（{cells}）已下发，开始观察", "Wave {wave} ({cells}) is in force and watched"
    ),
    "trials.told.wait": Text("第 {wave} 批：继续观察", "Wave {wave}: watched on"),
    "trials.told.keep": Text("第 {wave} 批（{cells}）判定保留", "Wave {wave} ({cells}) is kept"),
    "trials.told.undo": Text("开始回退，最新一批在前", "It is being taken back, the newest wave first"),
    "trials.told.take_back": Text("回退变更交引擎规划、下发", "The undo of a wave goes to the engine"),
    "trials.told.undone": Text("一批已回退，读回核对一致", "A wave was taken back; the read-back agrees"),
    "trials.told.end": Text("回退结束", "Taking back has ended"),
    "trials.told.stop": Text("停止", "Stopped"),
    "trials.told.fail": Text("试验失败，没有任何一批在网上", "It failed; nothing of it is in force"),
    "trials.told.stuck": Text("回退没有成功，稍后重试", "Taking back did not come through; it is tried again"),
    "trials.told.note": Text("等待", "It waits"),
}

_PAGE: dict[str, Text] = {
    "page.trials.title": Text("切换参数试验", "Trials of handover parameters"),
    "page.trial.title": Text("试验 {id}", "Trial {id}"),
    "trials.about": Text(
        "先改少数小区，与未改的对照小区比较前后，变差就自动回退",
        "A few cells first, compared with cells left alone; what hurts is taken back by itself",
    ),
    "empty.trials": Text("还没有试验", "No trials yet"),
    "empty.trials.how": Text(
        "在无线网建议页勾选建议，或用下面的表单、nms handover trial propose 提出。",
        "Choose recommendations on the radio pages, or propose one below or by nms handover trial propose.",
    ),
    "trials.one": Text("试验", "Trial"),
    "trials.new": Text("提出试验", "A new trial"),
    "trials.new.about": Text(
        "只规划，不下发：另一个帐号批准后才能启动。值用参数表的单位；- 表示去掉小区自己的值",
        "It is planned, not pushed: another account must approve it first. Values in the table's unit; - takes the "
        "cell's own value away",
    ),
    "trials.propose": Text("提出", "Propose"),
    "trials.cell": Text("小区", "Cell"),
    "trials.cells": Text("小区", "Cells"),
    "trials.parameter": Text("参数", "Parameter"),
    "trials.towards": Text("朝向邻区（邻区参数才填）", "Towards (parameters of a relation)"),
    "trials.value": Text("新值", "New value"),
    "trials.wave": Text("批次", "Wave"),
    "trials.wave_of": Text("第 {n} 批，共 {all} 批", "Wave {n} of {all}"),
    "trials.canary": Text("首批", "canary"),
    "trials.in_force": Text("在网上", "in force"),
    "trials.taken_back": Text("已回退", "taken back"),
    "trials.why": Text("原因", "Why"),
    "trials.window": Text("观察时段 {hours} 小时", "watched for {hours} h"),
    "trials.approving": Text(
        "批准即同意下发以下各批的命令，并同意变差时自动回退；命令摘要",
        "Approving means pushing the lines of these waves, and taking them back by themselves when they hurt; digest",
    ),
    "trials.change": Text("变更", "change"),
    "trials.undo": Text("回退变更", "taken back by"),
    "trials.since": Text("下发于", "in force since"),
    "trials.before": Text("之前", "before"),
    "trials.after": Text("之后", "after"),
    "trials.tried": Text("试验值", "tried"),
    "trials.inherited": Text("继承", "inherited"),
    "trials.as_of_now": Text("截至现在", "as of now"),
    "trials.points": Text("个百分点", "points"),
    "trials.figure": Text("指标", "Figure"),
    "trials.changed": Text("被改小区", "changed cells"),
    "trials.control": Text("对照小区", "control cells"),
    "trials.picture": Text("被改前、后，对照前、后", "changed before, after; control before, after"),
    "trials.picture.about": Text(
        "{figure}：被改小区前后、对照小区前后，各带 95 % 区间",
        "{figure}: changed cells before and after, control cells before and after, each with its 95 % interval",
    ),
    "trials.effect": Text("净变化", "Effect"),
    "trials.effect.about": Text(
        "{figure}的净变化及 95 % 区间；虚线是底线",
        "Effect on {figure} with its 95 % interval; the dashed line is its limit",
    ),
    "trials.interval": Text("95 % 区间", "95 % interval"),
    "trials.limit": Text("底线", "Limit"),
    "trials.chance": Text("纯属偶然的可能", "Probability of chance"),
    "trials.control_cells": Text("对照小区", "Control cells"),
    "trials.control.about": Text(
        "没有改动、与被改小区无邻区关系、业务量与成功率最相近的小区；同一时段里发生在所有小区上的变化由此扣除",
        "Not changed, without relation to a changed cell, most alike in traffic and success: what befell all cells "
        "alike is taken off by them",
    ),
    "trials.story": Text("经过", "The story"),
    "trials.do.approve": Text("批准试验 {id} 及其回退", "Approve trial {id} and its undo"),
    "trials.do.start": Text("启动试验 {id}", "Start trial {id}"),
    "trials.do.stop": Text("停止试验 {id}", "Stop trial {id}"),
    "trials.do.undo": Text("回退试验 {id}", "Undo trial {id}"),
    "trials.asked": Text("试验 {id}：{state}", "Trial {id}: {state}"),
    "changes.kind.trial": Text("参数试验", "trial"),
}

TEXTS: dict[str, Text] = {**_STATES, **_STORY, **_PAGE}
