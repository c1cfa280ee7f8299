"""Errors and words of trials of handover parameters."""

from nms.core.texts.text import Text

_ERRORS: dict[str, Text] = {
    "NMS-TRIAL-001": Text(
        "每批小区数 {wave} 少于首批小区数 {canary}",
        "A wave of {wave} cells is smaller than the canary of {canary}",
        "使 trials.wave 不小于 trials.canary",
        "make trials.wave at least trials.canary",
    ),
    "NMS-TRIAL-010": Text(
        "试验 {trial} 现在处于 {state}，不能 {to}",
        "Trial {trial} stands at {state} and cannot go to {to} now",
        "重新查看该试验，它可能刚被他人或系统推进",
        "look at the trial again; somebody else, or the system, has moved it",
    ),
    "NMS-TRIAL-011": Text(
        "该试验有 {count} 处不可行，第一处：{first}",
        "{count} things keep this trial from being made; the first: {first}",
        "逐条改正后再提出",
        "mend each of them and propose it again",
    ),
    "NMS-TRIAL-012": Text(
        "变更 {change} 属于试验 {trial}（{state}），现在轮不到它",
        "Change {change} belongs to trial {trial} ({state}), and it is not its turn",
        "在试验页启动试验，由系统逐批下发",
        "start the trial on its page; the system pushes it wave by wave",
    ),
    "NMS-TRIAL-013": Text(
        "一次试验要改 1 到 {most} 个小区，这里是 {count} 个",
        "A trial changes 1 to {most} cells; this one names {count}",
        "给出参数，或拆成几次试验",
        "name parameters, or make several trials of it",
    ),
    "NMS-TRIAL-014": Text(
        "{cell} 的参数 {parameter} 给了不止一次",
        "Parameter {parameter} of {cell} is given more than once",
        "每个参数只给一个值",
        "give one value for each parameter",
    ),
    "NMS-TRIAL-015": Text(
        "{cell} 没有配置邻区关系，不能设 {parameter} = {value}",
        "There is no relation {cell}, so {parameter} = {value} cannot be set",
        "先加邻区关系，或改正小区名",
        "add the relation first, or correct the names",
    ),
    "NMS-TRIAL-016": Text(
        "还没有读到 {cell} 的参数 {parameter}，不知道现值就不试（要设为 {value}）",
        "Parameter {parameter} of {cell} was never read; without what it is now, {value} is not tried",
        "等控制器读完，或在无线页请求重读",
        "wait until the controller was read, or ask for a reading on the radio page",
    ),
    "NMS-TRIAL-017": Text(
        "{cell} 的参数 {parameter} 已经是 {old}，设为 {value} 没有变化",
        "Parameter {parameter} of {cell} is {old} already; {value} changes nothing",
        "去掉这一项，或换一个值",
        "leave it out, or give another value",
    ),
    "NMS-TRIAL-018": Text(
        "参数 {parameter} 没有试验范围，不做试验（{cell} = {value}）",
        "Parameter {parameter} has no limits for trials and is never tried ({cell} = {value})",
        "用普通变更修改，并自行观察",
        "change it by an ordinary change, and watch it yourself",
    ),
    "NMS-TRIAL-019": Text(
        "{cell} 的参数 {parameter} 没有自己的值，或不知道会继承什么，不能去掉",
        "Parameter {parameter} of {cell} has no value of its own, or nobody knows what it would inherit",
        "给出一个具体的值",
        "give a value instead",
    ),
    "NMS-TRIAL-020": Text(
        "{cell} 的参数 {parameter} 从 {old} 改到 {value}：一次最多改 {step}，且在 {low} 到 {high} 之间",
        "Parameter {parameter} of {cell} from {old} to {value}: one trial moves it by {step} at most, in {low}…{high}",
        "先试 {nearest}",
        "try {nearest} first",
    ),
    "NMS-TRIAL-021": Text(
        "下发后配置会自相矛盾（{cells}）：",
        "The configuration would contradict itself ({cells}):",
        "改变所要的值，使配置自洽",
        "choose values that agree with each other",
    ),
    "NMS-TRIAL-022": Text(
        "下发后 {a} 与 {b} 两个方向的 PBGT 门限之和是 {total} dB，少于 {least} dB：呼叫会来回切换",
        "Both PBGT thresholds between {a} and {b} would come to {total} dB, less than {least}: calls would swing",
        "提高其中一个方向的门限",
        "raise the threshold of one direction",
    ),
    "NMS-TRIAL-023": Text(
        "变更 {change} 是试验 {trial} 的一批，不能单独回退",
        "Change {change} is a wave of trial {trial} and is not undone by itself",
        "在试验页回退整个试验",
        "undo the trial on its page",
    ),
    "NMS-TRIAL-024": Text(
        "试验 {trial} 的批准不包含变更 {change}",
        "The approval of trial {trial} does not cover change {change}",
        "由另一个帐号单独批准该变更",
        "have another account approve that change by itself",
    ),
    "NMS-TRIAL-025": Text(
        "试验 {trial} 第 {wave} 批重新规划后命令与批准的不同（变更 {change}）",
        "Planned anew, wave {wave} of trial {trial} would send other lines than were approved (change {change})",
        "有人改动了控制器；看清差别后重新提出试验",
        "somebody changed the controller; look at the difference and propose the trial again",
    ),
    "NMS-TRIAL-026": Text(
        "小区 {cells} 正在另一个试验中",
        "Another trial that goes on changes or compares with {cells}",
        "等那个试验结束",
        "wait until that trial has ended",
    ),
    "NMS-TRIAL-027": Text(
        "小区 {cells} 在比较时段内只有 {count} 次切换命令，至少要 {least} 次才能判断",
        "{cells} commanded {count} handovers in the window before; judging takes at least {least}",
        "加长 trials.window_hours，或选更忙的小区",
        "make trials.window_hours longer, or choose busier cells",
    ),
    "NMS-TRIAL-028": Text(
        "没有可作对照的小区：要与 {cells} 个被改小区都无邻区关系、不在其他试验中、至少有 {least} 次切换命令",
        "No cell is left to compare with: one without relation to the {cells} changed, in no other trial, with at "
        "least {least} handovers commanded",
        "少改几个小区，或等其他试验结束",
        "change fewer cells, or wait until other trials have ended",
    ),
    "NMS-TRIAL-029": Text(
        "试验名称“{value}”不可用：1 到 {most} 个可见字符",
        'A trial cannot be called "{value}": 1 to {most} printable characters',
        "换一个名称",
        "give another title",
    ),
    "NMS-TRIAL-030": Text(
        "试验 {trial} 由 {author} 提出，须由另一个帐号批准",
        "Trial {trial} was proposed by {author}; another account must approve it",
        "请另一位有批准权的同事批准",
        "ask a colleague with the right to approve",
    ),
    "NMS-TRIAL-031": Text(
        "试验 {trial} 的命令已不是所看到的（{seen}，现在是 {digest}）",
        "The lines of trial {trial} are not those that were seen ({seen}, now {digest})",
        "重新查看后再批准",
        "look at it again, then approve",
    ),
    "NMS-TRIAL-032": Text(
        "没有试验状态“{value}”",
        'No state of a trial is called "{value}"',
        "从 {choices} 中选",
        "choose one of {choices}",
    ),
    "NMS-TRIAL-033": Text(
        "看不懂“{value}”：要写成 类别:小区[>邻区]:参数=值，值为 - 表示去掉小区自己的值",
        '"{value}" is not understood: write kind:cell[>neighbour]:parameter=value, with - to take the cell\'s own away',
        "例如 relation:yc-1>yc-2:hysteresis=6",
        "for example relation:yc-1>yc-2:hysteresis=6",
    ),
    "NMS-TRIAL-034": Text(
        "试验 {trial} 结束于 {state}：{reason}",
        "Trial {trial} ended as {state}: {reason}",
        "查看试验页的经过",
        "read its story on the page of trials",
    ),
    "NMS-TRIAL-035": Text(
        "控制器 {controller} 没有读成：{reason}",
        "Controller {controller} could not be read: {reason}",
        "检查它是否可达、登录是否正确",
        "see whether it answers, and its login",
    ),
}

_SUCCESS = Text("无线切换成功率", "radio handover success")
_DROP = Text("掉话率", "the share of dropped calls")
_PING_PONG = Text("乒乓切换比例", "the share of ping-pong handovers")
_FIGURES = {"radio_success": (_SUCCESS, "个百分点", " points"), "drop": (_DROP, "%", " %"),
            "ping_pong": (_PING_PONG, "个百分点", " points")}  # fmt: skip


def _figure(name: str) -> dict[str, Text]:
    """What a verdict says of one figure."""
    said, unit_zh, unit = _FIGURES[name]
    zh, en = said.zh, said.en
    effect_zh = f"{zh}相对对照小区变化 {{effect}} {unit_zh}（95 % 区间 {{low}} 到 {{high}}）"
    effect = f"{en} moved by {{effect}}{unit} against the control cells (95 % interval {{low}} to {{high}})"
    limit_zh, limit = f"底线 {{limit}} {unit_zh}", f"limit {{limit}}{unit}"
    return {
        f"trials.figure.{name}": said,
        f"trials.why.held.{name}": Text(f"{effect_zh}，未越过{limit_zh}", f"{effect}, within its {limit}"),
        f"trials.why.fell.{name}": Text(
            f"{effect_zh}，越过{limit_zh}；纯属偶然的可能只有 {{chance}} %",
            f"{effect}, beyond its {limit}; the probability of chance is {{chance}} %",
        ),
        f"trials.why.collapsed.{name}": Text(
            f"{zh}崩塌：变化 {{effect}} {unit_zh}，{limit_zh}，不再等待",
            f"{en} collapsed: it moved by {{effect}}{unit} ({limit}); this is not waited out",
        ),
        f"trials.why.unclear.{name}": Text(
            f"{effect_zh}，越过{limit_zh}，但可能是偶然（{{chance}} %）",
            f"{effect}, beyond its {limit}, but it may be chance ({{chance}} %)",
        ),
        f"trials.why.rare.{name}": Text(
            f"{effect_zh}；事件太少，只有确凿的上升才回退",
            f"{effect}; too rare to tell: only a rise that is hardly chance would be taken back",
        ),
        f"trials.why.few.{name}": Text(
            f"{zh}样本太少：最少的一组只有 {{count}} 次，至少要 {{least}} 次",
            f"Too little was counted for {en}: {{count}} in the smallest of the four samples, {{least}} are needed",
        ),
    }


_WHY: dict[str, Text] = {
    **{code: text for name in _FIGURES for code, text in _figure(name).items()},
    "trials.why.window": Text(
        "观察中：被改小区 {changed} 次、对照小区 {control} 次切换命令，各满 {enough} 次或到期即判定",
        "Being watched: {changed} handovers commanded on changed cells, {control} on control cells; judged at {enough} "
        "each, or when the window has passed",
    ),
    "trials.why.silent": Text(
        "被改小区只有 {calls} 次呼叫，按对照小区应有约 {expected} 次",
        "The changed cells carried {calls} calls where the control cells let expect {expected}",
    ),
    "trials.why.undecided": Text(
        "观察了 {windows} 个时段仍不能证明无害，按未决回退",
        "After {windows} windows it was not shown to do no harm: undecided, therefore taken back",
    ),
    "trials.why.stop": Text("{by} 停止了试验", "{by} stopped the trial"),
    "trials.why.undo": Text("{by} 要求回退", "{by} had it undone"),
    "trials.why.altered": Text(
        "他人改动了 {cell} 的 {parameter}：读到 {value}，应为 {wanted}；含它的一批保持原样，以免覆盖他人的改动",
        "Somebody changed {parameter} of {cell}: it reads {value} instead of {wanted}; its wave is left as it is, lest "
        "that change be overwritten",
    ),
    "trials.why.disturbed": Text(
        "试验期间 {cells} 的其他参数被改动，比较不再成立",
        "Other parameters of {cells} were changed during the trial: the comparison does not hold any more",
    ),
    "trials.why.unreachable": Text(
        "控制器 {controllers} 久读不到，不能继续观察；能回退的都回退",
        "{controllers} could not be read for too long and cannot be watched; what can be is taken back",
    ),
    "trials.why.restarted": Text(
        "控制器 {controllers} 在试验期间重启；能回退的都回退",
        "{controllers} restarted during the trial; what can be is taken back",
    ),
    "trials.why.push": Text(
        "变更 {change} 没有下发成功（{state}）：{reason}",
        "Change {change} did not come through ({state}): {reason}",
    ),
    "trials.why.plan": Text("变更 {change} 无法规划：{reason}", "Change {change} could not be planned: {reason}"),
    "trials.why.retry": Text(
        "变更 {change} 暂时不成：{reason}；稍后再试",
        "Change {change} does not come through now: {reason}; it is tried again",
    ),
    "trials.why.lines": Text(
        "第 {wave} 批重新规划后命令与批准的不同：有人改动了控制器",
        "Planned anew, wave {wave} would send other lines than were approved: somebody changed the controller",
    ),
    "trials.why.freeze": Text(
        "封网时段 {start} 到 {end}，这一批等待",
        "Nothing is pushed from {start} to {end}: the wave waits",
    ),
    "trials.why.unknown": Text(
        "变更 {change} 的结果未知，等待核对",
        "What became of change {change} is unknown; it is being found out",
    ),
    "trials.why.forsaken": Text("提出时中断，变更没有备齐", "It was cut off while its changes were drafted"),
    "trials.notice.undone": Text(
        "试验 {trial}“{title}”已自动回退：{reason}", 'Trial {trial} "{title}" was taken back: {reason}'
    ),
    "trials.notice.stuck": Text(
        "试验 {trial}“{title}”的回退没有成功，正在重试：{reason}",
        'Taking back trial {trial} "{title}" did not come through and is tried again: {reason}',
    ),
}

_ALARMS: dict[str, Text] = {
    "problem.trial-undone": Text("切换参数试验已回退", "a trial of handover parameters was taken back"),
    "advice.trial-undone": Text(
        "参数已恢复原值；在试验页看经过与数字，再决定是否换一个值重试",
        "the parameters are as they were; read story and numbers on the page of trials before another value is tried",
    ),
    "problem.trial-stuck": Text("切换参数试验回退不成", "a trial of handover parameters cannot be taken back"),
    "advice.trial-stuck": Text(
        "试验的参数仍在网上；检查控制器是否可达、配置是否被他人改动，系统会一再重试",
        "its values are still in force; see whether the controller answers and who changed it. It is tried again",
    ),
}

TEXTS: dict[str, Text] = {**_ERRORS, **_WHY, **_ALARMS}
