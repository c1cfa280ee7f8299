"""What is said of playbooks and their runs."""

from nms.core.texts.text import Text

_ERRORS: dict[str, Text] = {
    "NMS-PLAY-030": Text(
        "任务必须且只能使用一个模块，这里是：{given}",
        "a task uses one module, this one: {given}",
        "可用模块：{known}",
        "known modules: {known}",
    ),
    "NMS-PLAY-050": Text(
        "表达式 {value} 无法求值：{reason}",
        "the expression {value} cannot be evaluated: {reason}",
        "检查名称的拼写，以及它是否由 register、vars 或 inputs 定义",
        "check the spelling, and that register, vars or inputs define the name",
    ),
    "NMS-PLAY-032": Text(
        "模板 {value} 的结果超过 {limit} 个字符",
        "the template {value} makes more than {limit} characters",
        "缩短模板或循环",
        "shorten the template or its loop",
    ),
    "NMS-PLAY-033": Text(
        "{field}：没有设备符合 {value}",
        "{field}: no device fits {value}",
        "最接近的是 {near}；可用设备名、角色、站点、区、营业厅、平台、标签，支持 * 和 ?",
        "the nearest is {near}; names, roles, sites, districts, halls, platforms and labels count, with * and ?",
    ),
    "NMS-PLAY-034": Text(
        "没有名为 {field} 的输入", "there is no input {field}", "是否应为 {near}？", "did you mean {near}?"
    ),
    "NMS-PLAY-035": Text(
        "输入 {field} 必须给出", "the input {field} must be given", "加上 --input {field}=…", "add --input {field}=…"
    ),
    "NMS-PLAY-036": Text(
        "输入 {field} 的值 {value} 不是 {kind} 类型",
        "the input {field}: {value} is no {kind}",
        "按类型 {kind} 填写",
        "give a value of the type {kind}",
    ),
    "NMS-PLAY-037": Text(
        "输入 {field} 的值 {value} 超出范围",
        "the input {field}: {value} is outside of what it may be",
        "允许：{limit}",
        "allowed: {limit}",
    ),
    "NMS-PLAY-038": Text(
        "输入 {field}：不存在 {kind} {value}",
        "the input {field}: there is no {kind} {value}",
        "先建立它，或核对名称",
        "make it first, or check the name",
    ),
    "NMS-PLAY-039": Text(
        "文件不是剧本：最外层应是“- name: …”开头的列表",
        "this is no playbook: it must be a list of plays",
        "每个 play 以“- name: …”开头，含 hosts 和 tasks",
        "begin each play with “- name: …”, give it hosts and tasks",
    ),
    "NMS-PLAY-040": Text(
        "运行 {run} 处于 {state}，该操作需要 {wanted}",
        "run {run} is {state}; this needs {wanted}",
        "用 nms play show {run} 查看",
        "see nms play show {run}",
    ),
    "NMS-PLAY-041": Text(
        "断言不成立：{value}。{say}",
        "does not hold: {value}. {say}",
        "查看该设备的数据",
        "look at what the device said",
    ),
    "NMS-PLAY-042": Text(
        "{seconds} 秒内条件一直不成立：{value}",
        "did not hold within {seconds} s: {value}",
        "查看该设备，或加大 timeout",
        "look at the device, or raise timeout",
    ),
    "NMS-PLAY-043": Text(
        "{actor} 发起的运行须由另一人放行",
        "{actor} began this run: another person must let it go on",
        "请有审批权的同事放行",
        "ask a colleague who may approve",
    ),
    "NMS-PLAY-044": Text(
        "变更 {change} 结束于 {state}：{reason}",
        "change {change} ended {state}: {reason}",
        "用 nms change show {change} 查看",
        "see nms change show {change}",
    ),
    "NMS-PLAY-045": Text(
        "设备 {device} 没有命令行接入",
        "{device} has no command line",
        "在资产清单中补充 data.cli",
        "give it data.cli in the inventory",
    ),
    "NMS-PLAY-046": Text(
        "没有服务 {service} 可移除（设备 {device}）",
        "there is no committed change of the service {service} on {device} to take back",
        "核对 service",
        "check service",
    ),
    "NMS-PLAY-047": Text(
        "剧本有 {count} 处错误，第一处：{first}",
        "the playbook has {count} errors, the first: {first}",
        "逐条改正",
        "correct them",
    ),
    "NMS-PLAY-048": Text(
        "取走结果的操作失败：{result}",
        "what was asked of the engine failed: {result}",
        "查看 nms health",
        "see nms health",
    ),
    "NMS-PLAY-051": Text(
        "{value} 不是只读命令",
        "{value} is no command that only reads",
        "show 模块只接受 display、show、ping、LST 等命令；改动请用 config 模块",
        "show takes display, show, ping, LST and the like; use config to change something",
    ),
    "NMS-PLAY-049": Text(
        "运行没有停在等待放行的关口", "the run does not wait at a gate", "用 nms play show 查看", "see nms play show"
    ),
}

_WORDS: dict[str, Text] = {
    "run.waiting": Text("等待", "waiting"),
    "run.running": Text("运行中", "running"),
    "run.paused": Text("等待放行", "waits for approval"),
    "run.done": Text("完成", "done"),
    "run.failed": Text("失败", "failed"),
    "run.stopped": Text("已停止", "stopped"),
    "run.check.true": Text("检查", "check"),
    "run.check.false": Text("执行", "for real"),
    "cli.play.submitted": Text("运行 {run} 已提交", "run {run} is on its way"),
    "cli.play.state": Text("运行 {run}：{state}", "run {run}: {state}"),
    "cli.play.gate": Text(
        "等待放行：{message}（由另一人执行 nms play approve {run}，或在页面上放行）",
        "waits: {message} (another person: nms play approve {run}, or on the pages)",
    ),
    "cli.play.undone": Text("已拟定回退变更：{changes}", "undo planned as changes: {changes}"),
    "word.yes": Text("是", "yes"),
    "word.no": Text("否", "no"),
    "nav.plays": Text("剧本", "Playbooks"),
    "page.plays.title": Text("剧本", "Playbooks"),
    "plays.hint": Text(
        "剧本位于 templates/playbooks；默认只检查，不改动任何设备。",
        "Playbooks stand in templates/playbooks; by default a run only looks and changes nothing.",
    ),
    "plays.limit": Text("仅限设备", "only hosts"),
    "plays.limit_hint": Text("全部", "all"),
    "plays.check": Text("只检查", "only look"),
    "plays.run": Text("运行", "Run"),
    "plays.runs": Text("运行记录", "Runs"),
    "plays.output": Text("输出", "output"),
    "plays.gate": Text("等待放行：", "Waits for approval:"),
    "plays.approve": Text("放行", "Let it go on"),
    "plays.stop": Text("停止运行 {run}", "Stop run {run}"),
    "plays.retry": Text("仅重试失败设备", "Retry failed hosts only"),
    "plays.undo": Text("拟定回退运行 {run} 的变更", "Plan the undo of run {run}"),
    "empty.playbooks": Text("还没有剧本", "No playbooks yet"),
    "empty.playbooks.how": Text(
        "在站点的 templates/playbooks 中新建 YAML 文件", "put YAML files into templates/playbooks of the site"
    ),
    "empty.runs": Text("还没有运行记录", "No runs yet"),
    "empty.runs.how": Text("在上方选择剧本，或 nms play 文件", "run one above, or: nms play FILE"),
    "did.ok": Text("正常", "ok"),
    "did.changed": Text("已变更", "changed"),
    "did.skipped": Text("跳过", "skipped"),
    "did.failed": Text("失败", "failed"),
    "did.begun": Text("进行中", "under way"),
}

TEXTS: dict[str, Text] = {**_ERRORS, **_WORDS}
