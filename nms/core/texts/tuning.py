"""Errors and words of the tuner."""

from nms.core.texts.text import Text

_ERRORS: dict[str, Text] = {
    "NMS-TUNE-001": Text("不支持的报告格式：{name}", "There is no report of this kind: {name}",
        "请用以下后缀之一：{known}", "Give the file one of these endings: {known}"),
    "NMS-TUNE-002": Text("报告文件 {name} 无法写入：{reason}", "The report {name} cannot be written: {reason}",
        "请换一个目录，或检查权限和磁盘空间", "Choose another folder, or check permissions and space"),
    "NMS-TUNE-003": Text("参数 {name} 不在调优范围内", "Parameter {name} is not one that is tuned",
        "可调参数：{known}", "Those that are: {known}"),
    "NMS-TUNE-004": Text("参数 {name} 的值 {value} 超出限值", "Parameter {name} cannot be {value}: outside its limits",
        "请取 {low}…{high} 之间的值", "Choose a value in {low}…{high}"),
    "NMS-TUNE-005": Text("{name} 需要同时给出 {missing}", "{name} needs {missing} beside it",
        "请补上 {missing}", "Add {missing}"),
    "NMS-TUNE-006": Text("规划中没有可调优的小区组：{name}",
        "The plan has no group of cells that could be tuned: {name}",
        "至少需要两个互为邻区的小区，请检查规划文件", "At least two related cells are needed: look at the plan"),
    "NMS-TUNE-007": Text("参数组合次数 {trials} 少于 {least}", "{trials} parameter sets are fewer than {least}",
        "请把 --trials 设为 {least} 或更多", "Set --trials to {least} or more"),
    "NMS-TUNE-008": Text("{value} 不是该网络的小区", "{value} is no cell of the network",
        "接近的名称：{nearest}；名称与无线规划（或小区编号）一致",
        "nearest: {nearest}; names are those of the plan, else the numbers of the cells"),
    "NMS-TUNE-009": Text("直方图没有 {value} 这一项", "There is no histogram of {value}",
        "可用：{known}", "known: {known}"),
    "NMS-TUNE-010": Text("{figure} 的值 {value} 超出范围", "{figure} {value} is out of range",
        "填写 0…{most} 的整数", "give a whole number, 0…{most}"),
}  # fmt: skip

_REASONS: dict[str, Text] = {
    "tune.because.search": Text(
        "仿真 {calls} 个未参与训练的通话：每百次通话的代价由 {cost} 降到 {better}",
        "On {calls} simulated calls it was not chosen on, the cost per 100 calls falls from {cost} to {better}"),
    "tune.expected.search": Text(
        "{calls} 个通话中：掉话 {drops_before} → {drops}，切换失败 {failures_before} → {failures}，"
        "乒乓 {ping_pongs_before} → {ping_pongs}，切换 {handovers_before} → {handovers}",
        "Of {calls} calls: drops {drops_before} → {drops}, failures {failures_before} → {failures}, "
        "ping-pongs {ping_pongs_before} → {ping_pongs}, handovers {handovers_before} → {handovers}"),
    "tune.because.early": Text(
        "{cell} → {other} 切换 {commands} 次，{early} % 返回或乒乓（容许 {tolerated} %），"
        "{late} % 掉话或属紧急切换（一般 {usual} %）：切换过早",
        "Of {commands} handovers {cell} → {other}, {early} % came back ({tolerated} % are tolerated) and "
        "{late} % were lost or urgent ({usual} % is usual): they come too early"),
    "tune.because.late": Text(
        "{cell} → {other} 切换 {commands} 次，{late} % 掉话或属紧急切换（一般 {usual} %），"
        "{early} % 返回或乒乓（容许 {tolerated} %）：切换过晚",
        "Of {commands} handovers {cell} → {other}, {late} % were lost or urgent ({usual} % is usual) and "
        "{early} % came back ({tolerated} % are tolerated): they come too late"),
    "tune.expected.early": Text(
        "{cell} → {other} 的返回和乒乓比例低于 {early} %，掉话和紧急切换比例不高于 {usual} %",
        "Less than {early} % of the handovers {cell} → {other} come back, no more than {usual} % are lost or urgent"),
    "tune.expected.late": Text(
        "{cell} → {other} 的掉话和紧急切换比例低于 {late} %，返回和乒乓比例不高于 {tolerated} %",
        "Less than {late} % of handovers {cell} → {other} are lost or urgent, no more than {tolerated} % come back"),
}  # fmt: skip

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("切换参数调优报告", "Handover parameters: what the tuner found"),
    "counted_title": ("由话统得出的切换参数建议", "Handover parameters out of counters"),
    "worlds": ("仿真条件", "What was simulated"),
    "cells": ("小区数", "Cells"),
    "calls": ("每个世界的通话数", "Calls in each world"),
    "seconds": ("每次通话（秒）", "Seconds a call"),
    "training": ("训练用随机种子", "Seeds it was chosen on"),
    "unseen": ("检验用随机种子", "Seeds it was judged on"),
    "city": ("地形和街道的种子", "Seed of shadows and streets"),
    "city.own": ("每个世界各自不同", "of each world its own"),
    "version": ("软件版本", "Version"),
    "kernel": ("计算方式", "Computed"),
    "tried": ("试过的参数组合", "Parameter sets tried"),
    "tried.baseline": ("现状", "as it is now"),
    "tried.search": ("全网搜索", "search for the whole network"),
    "tried.refine": ("逐小区、逐关系微调", "single cells and relations"),
    "results": ("结果（每百次通话）", "Results (per 100 calls)"),
    "results.training": ("训练用的世界", "Worlds it was chosen on"),
    "results.unseen": ("检验用的世界", "Worlds it was judged on"),
    "figure": ("指标", "Figure"),
    "figure.drops": ("掉话", "Drops"),
    "figure.failures": ("切换失败", "Failed handovers"),
    "figure.ping_pongs": ("乒乓切换", "Ping-pongs"),
    "figure.handovers": ("切换", "Handovers"),
    "figure.cost": ("代价", "Cost"),
    "now": ("现状", "Now"),
    "found": ("目标", "Found"),
    "proved": ("目标", "Found"),
    "wide": ("仅全网参数", "Whole network alone"),
    "first": ("第一步", "First cycle"),
    "difference": ("差值", "Difference"),
    "interval": ("95 % 区间", "95 % interval"),
    "seed": ("种子", "Seed"),
    "drop_test": ("掉话检验", "Test of the drops"),
    "drop_new": ("新增掉话", "Dropped only then"),
    "drop_spared": ("避免的掉话", "Dropped only before"),
    "drop_chance": ("偶然可能性", "By mere chance"),
    "parameters": ("参数", "Parameters"),
    "parameter": ("参数", "Parameter"),
    "meaning": ("含义", "Meaning"),
    "limits": ("限值", "Limits"),
    "worst": ("单独调整的关系和小区", "Relations and cells turned by themselves"),
    "where": ("对象", "Where"),
    "by": ("再调整", "Turned by"),
    "nothing": ("没有", "None"),
    "grid": ("与穷举网格比较", "Against an exhaustive grid"),
    "grid.points": ("网格点数", "Points of the grid"),
    "grid.share": ("调优收益与网格收益之比", "The tuner's gain over the grid's"),
    "grid.effort": ("调优次数占网格点数", "The tuner's evaluations over the grid's"),
    "grid.best": ("网格最优点", "The grid's best point"),
    "changes": ("推荐的修改（第一步）", "Changes recommended (first cycle)"),
    "count": ("数量", "Of them"),
    "towards": ("目标小区", "Towards"),
    "cell": ("小区", "Cell"),
    "because": ("理由", "Because"),
    "expected": ("预期效果", "Expected effect"),
    "cost": ("代价的定义", "What the cost is"),
    "repeat": ("如何重做", "How to repeat it"),
}  # fmt: skip

_SENTENCES: dict[str, Text] = {
    "tune.verdict.accepted": Text(
        "可以推荐：在未参与训练的仿真中代价下降，掉话不高于现状（置信度 95 %）。",
        "Recommended: on simulations it was not chosen on the cost falls, and drops are not above those of today "
        "(95 % confidence)."),
    "tune.verdict.undecided": Text(
        "不推荐：代价下降，掉话也不多于现状，但掉话次数太少，达不到 95 % 的置信度；请增加通话数。",
        "Not recommended yet: the cost falls and no more calls drop, but too few dropped to be sure of that at 95 %; "
        "simulate more calls."),
    "tune.verdict.refused": Text(
        "不推荐：在未参与训练的仿真中掉话增加。",
        "Not recommended: on simulations it was not chosen on more calls drop."),
    "tune.verdict.useless": Text(
        "不推荐：没有找到确实更好的参数。", "Not recommended: nothing was found that is surely better."),
    "tune.cost.text": Text(
        "每百次通话的代价 = 100 × 掉话 + 10 × 切换失败 + 1 × 乒乓 + 0.05 × 切换。同一批通话在两组参数下逐一比较，"
        "区间由成对重抽样（4000 次）得出；掉话用 McNemar 精确检验（单侧）。",
        "Cost per 100 calls = 100 × drops + 10 × failures + 1 × ping-pongs + 0.05 × handovers. The same calls go under "
        "both sets and are compared one by one; intervals by resampling pairs 4,000 times, drops by McNemar's exact "
        "test, one-sided."),
    "tune.not_measured": Text(
        "仿真不含信道拥塞、BSC 之间的差别和手机故障；推荐的修改应先在少数小区试行。",
        "The simulation knows no congestion, no differences between controllers and no broken phones: try the changes "
        "on a few cells first."),
    "tune.counted_text": Text(
        "命令次数不足 30 的关系不动。比例按全网分布收缩（经验贝叶斯），只有单侧 95 % 以上确定的偏差才算；"
        "每个门限每轮最多改 2 dB，一对小区的 PBGT 门限之和不小于 4 dB。",
        "Relations of less than 30 commands are left alone. Shares are drawn towards those of all pairs (empirical "
        "Bayes), and only what is sure at one-sided 95 % counts. A threshold moves by at most 2 dB a cycle, and the "
        "PBGT thresholds of a pair stay 4 dB or more together."),
}  # fmt: skip

_TOLD: dict[str, Text] = {
    "tune.calibrated": Text(
        "仿真已按直方图校准：阴影标准差 {sigma} dB，邻区占用 {traffic}；电平差距 {level_before} → {level} dB，"
        "质量差距 {quality_before} → {quality}，TA 差距 {ta_before} → {ta} 步",
        "The simulation was calibrated to the histograms: shadows of {sigma} dB, interferers busy {traffic} of the "
        "time; distance of levels {level_before} → {level} dB, of qualities {quality_before} → {quality}, of timing "
        "advances {ta_before} → {ta} steps"),
    "tune.tuned": Text("{cells} 个小区，试了 {evaluations} 组参数：代价 {before} → {after}（第一步 {first}）",
        "{cells} cells, {evaluations} parameter sets tried: cost {before} → {after} (first cycle {first})"),
    "tune.recommended": Text("推荐 {count} 条修改", "{count} changes recommended"),
    "tune.counted": Text("{pairs} 对小区有足够的切换次数，{changes} 条建议",
        "{pairs} pairs of cells with enough handovers, {changes} changes recommended"),
    "tune.written": Text("报告已写入 {name}", "Report written to {name}"),
}  # fmt: skip

TEXTS: dict[str, Text] = {
    **_ERRORS,
    **_REASONS,
    **_SENTENCES,
    **_TOLD,
    **{f"tune.{name}": Text(*said) for name, said in _WORDS.items()},
}
