"""Sentences of measuring: how many devices and traps this machine can take."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {
    "NMS-BENCH-001": Text(
        "压测目标 {address} 不是 IPv4 地址，或其后没有 {agents} 个连续地址",
        "the target {address} is no IPv4 address with {agents} consecutive addresses from it on",
        "改用 --target 127.1.0.1:1161 这样的地址，或减小 --agents",
        "give an address such as --target 127.1.0.1:1161, or fewer --agents",
    ),
    "NMS-BENCH-002": Text(
        "压测目标 {address} 没有要测的接口表（ifXTable）",
        "the target {address} has no ifXTable, which is what is measured",
        "换用提供 ifXTable 的目标，或去掉 --target 使用内置负载",
        "choose a target that serves ifXTable, or leave --target away for the built-in load",
    ),
    "NMS-BENCH-003": Text(
        "解码方式 {walk} 不可用",
        "there is no decoder {walk} here",
        "使用 numpy；native 需在有 C 编译器的机器上重新安装本软件",
        "take numpy; native is there once this package was installed where there is a C compiler",
    ),
    "bench.what": Text("测量项", "measured"),
    "bench.agents": Text("设备数", "agents"),
    "bench.varbinds": Text("每轮变量数", "variables a round"),
    "bench.errors": Text("未完整应答（设备×轮）", "not answered whole (agents × rounds)"),
    "bench.cpu_us_per_agent": Text("每设备每轮 CPU（微秒）", "CPU per agent and round (µs)"),
    "bench.wall_s": Text("总时长（秒）", "duration (s)"),
    "bench.rss_mb": Text("内存峰值（MB）", "peak memory (MB)"),
    "bench.walk": Text("解码方式", "decoder"),
    "bench.poll_us": Text("其中轮询（微秒）", "of that, polling (µs)"),
    "bench.judge_us": Text("其中差分与门限（微秒）", "of that, deltas and thresholds (µs)"),
    "bench.store_us": Text("其中存储（微秒）", "of that, storing (µs)"),
    "bench.seal_us": Text("其中封存（微秒）", "of that, sealing (µs)"),
    "bench.setup_s": Text("准备（CPU 秒，不计入）", "setting up (CPU s, not counted)"),
    "bench.fallbacks": Text("改由会话询问（设备×轮）", "asked again by the session (agents × rounds)"),
    "bench.crossings": Text("越限次数", "thresholds crossed"),
    "bench.devices": Text("估算：单核五分钟周期可轮询设备数", "estimate: agents one core polls every five minutes"),
}
