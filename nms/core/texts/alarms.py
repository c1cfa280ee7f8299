"""Alarm problems, severities, event types and states, as an operator reads them."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {
    "severity.critical": Text("紧急", "critical"),
    "severity.major": Text("重要", "major"),
    "severity.minor": Text("次要", "minor"),
    "severity.warning": Text("警告", "warning"),
    "severity.indeterminate": Text("不定", "indeterminate"),
    "severity.cleared": Text("已清除", "cleared"),
    # X.733 event types and probable causes
    "eventtype.communications": Text("通信", "communications"),
    "eventtype.qualityOfService": Text("服务质量", "quality of service"),
    "eventtype.processingError": Text("处理差错", "processing error"),
    "eventtype.equipment": Text("设备", "equipment"),
    "eventtype.environmental": Text("环境", "environmental"),
    "eventtype.security": Text("安全", "security"),
    "cause.lossOfSignal": Text("信号丢失", "loss of signal"),
    "cause.lossOfFrame": Text("帧丢失", "loss of frame"),
    "cause.alarmIndicationSignal": Text("告警指示信号", "alarm indication signal"),
    "cause.farEndReceiverFailure": Text("远端接收失效", "far end receiver failure"),
    "cause.communicationsSubsystemFailure": Text("通信子系统故障", "communications subsystem failure"),
    "cause.lossOfMultiFrame": Text("复帧丢失", "loss of multiframe"),
    "cause.transmissionError": Text("传输错误", "transmission error"),
    "cause.degradedSignal": Text("信号劣化", "degraded signal"),
    "cause.lineCardProblem": Text("线路卡故障", "line card problem"),
    "cause.thresholdCrossed": Text("门限越限", "threshold crossed"),
    "cause.lossOfPointer": Text("指针丢失", "loss of pointer"),
    "cause.pathTraceMismatch": Text("通道踪迹失配", "path trace mismatch"),
    "cause.payloadTypeMismatch": Text("净荷类型失配", "payload type mismatch"),
    "cause.powerProblem": Text("电源问题", "power problem"),
    "cause.softwareProgramAbnormallyTerminated": Text("软件异常终止", "software program abnormally terminated"),
    "cause.coolingSystemFailure": Text("散热系统故障", "cooling system failure"),
    "cause.replaceableUnitProblem": Text("可更换单元故障", "replaceable unit problem"),
    "cause.transceiverFailure": Text("收发器故障", "transceiver failure"),
    "cause.receiverFailure": Text("接收机故障", "receiver failure"),
    "cause.equipmentMalfunction": Text("设备失常", "equipment malfunction"),
    "cause.highTemperature": Text("高温", "high temperature"),
    "cause.cpuCyclesLimitExceeded": Text("CPU 超限", "CPU cycles limit exceeded"),
    "cause.outOfMemory": Text("内存不足", "out of memory"),
    "cause.replaceableUnitTypeMismatch": Text("可更换单元类型不符", "replaceable unit type mismatch"),
    "cause.configurationOrCustomisationError": Text("配置变更或错误", "configuration or customisation error"),
    "cause.localNodeTransmissionError": Text("本地节点传输错误", "local node transmission error"),
    "cause.communicationsProtocolError": Text("通信协议错误", "communications protocol error"),
    "cause.unauthorizedAccessAttempt": Text("越权访问尝试", "unauthorised access attempt"),
    "cause.authenticationFailure": Text("认证失败", "authentication failure"),
    "cause.unexpectedInformation": Text("意外信息", "unexpected information"),
    "cause.congestion": Text("拥塞", "congestion"),
    "cause.queueSizeExceeded": Text("队列超长", "queue size exceeded"),
    "cause.responseTimeExceeded": Text("响应超时", "response time exceeded"),
    "cause.storageCapacityProblem": Text("存储容量问题", "storage capacity problem"),
    # lines of an alarm's history
    "history.raised": Text("产生", "raised"),
    "history.repeated": Text("重复", "repeated"),
    "history.worsened": Text("升级", "worsened"),
    "history.eased": Text("降级", "eased"),
    "history.cleared": Text("清除", "cleared"),
    "history.flapping": Text("开始抖动", "flapping"),
    "history.settled": Text("抖动平息", "settled"),
    "history.acknowledged": Text("确认", "acknowledged"),
    "history.unacknowledged": Text("取消确认", "acknowledgement withdrawn"),
    "history.shelved": Text("搁置", "shelved"),
    "history.unshelved": Text("解除搁置", "unshelved"),
    "history.commented": Text("备注", "comment"),
    "history.rooted": Text("归入根因", "put under a root cause"),
    "history.unrooted": Text("脱离根因", "no longer explained by a root cause"),
    "history.maintenance": Text("维护时段", "maintenance window"),
    # specific problems (nms.faults.problems) and what to check first
    "problem.e1-los": Text("E1 信号丢失", "E1 loss of signal"),
    "advice.e1-los": Text(
        "查 E1 线缆、接头和对端设备是否断电；在传输侧环回以分段",
        "check cable, connectors and power at the far end; loop back in the transmission network",
    ),
    "problem.e1-lof": Text("E1 帧失步", "E1 loss of frame"),
    "advice.e1-lof": Text(
        "核对两端帧格式（PCM30/PCM31、CRC-4）是否一致，再查线路误码",
        "compare the frame format of both ends (PCM30/PCM31, CRC-4), then look for line errors",
    ),
    "problem.e1-ais": Text("E1 收到告警指示信号（全 1）", "E1 alarm indication signal received"),
    "advice.e1-ais": Text(
        "上游传输中断：查传输网告警和对端 E1 口",
        "something upstream is cut: look at the transmission network's alarms and the far E1 port",
    ),
    "problem.e1-rai": Text("E1 远端接收失效", "E1 far end receiver failure"),
    "advice.e1-rai": Text(
        "对端收不到本端信号：查本端发送方向的线缆和传输",
        "the far end does not hear us: check cable and transmission in our sending direction",
    ),
    "problem.e1-xmt-rai": Text("E1 正向远端发送告警", "E1 sending remote alarm"),
    "advice.e1-xmt-rai": Text(
        "本端接收有故障，先处理同线路的接收告警",
        "our own receiving side has failed: deal with the receive alarm of this line first",
    ),
    "problem.e1-xmt-ais": Text("E1 正在发送告警指示信号", "E1 sending alarm indication signal"),
    "advice.e1-xmt-ais": Text(
        "本端上游无有效信号，查该线路的来源", "this end has nothing valid to send: check where the line comes from"
    ),
    "problem.e1-loopback": Text("E1 处于环回", "E1 in loopback"),
    "advice.e1-loopback": Text(
        "确认是否有人在测试；测试完毕后解除环回", "ask whether someone is testing; remove the loop when done"
    ),
    "problem.e1-ts16-ais": Text("E1 16 时隙告警指示信号", "E1 timeslot 16 alarm indication signal"),
    "advice.e1-ts16-ais": Text("查随路信令的对端配置", "check the far end's channel associated signalling"),
    "problem.e1-lomf": Text("E1 复帧失步", "E1 loss of multiframe"),
    "advice.e1-lomf": Text("核对两端 CAS 复帧设置", "compare the CAS multiframe setting of both ends"),
    "problem.e1-xmt-lomf": Text("E1 发送复帧远端告警", "E1 sending multiframe alarm"),
    "advice.e1-xmt-lomf": Text(
        "本端复帧失步，先处理接收方向", "our end lost the multiframe: deal with the receiving direction first"
    ),
    "problem.e1-test-code": Text("E1 收到测试码", "E1 test code received"),
    "advice.e1-test-code": Text("确认是否有人在测试该线路", "ask whether someone is testing this line"),
    "problem.e1-failure": Text("E1 线路故障", "E1 line failure"),
    "advice.e1-failure": Text("在设备上查看该线路的详细状态", "look at the line's detailed state on the device"),
    "problem.e1-unavailable": Text("E1 线路不可用", "E1 line unavailable"),
    "advice.e1-unavailable": Text(
        "连续 10 个严重误码秒：查误码来源、接头、时钟",
        "ten severely errored seconds in a row: check connectors, clock and where the errors come from",
    ),
    "problem.e1-out-of-service": Text("E1 网络设备退出服务", "E1 network equipment out of service"),
    "advice.e1-out-of-service": Text("查该线路所在单板", "check the board that carries the line"),
    "problem.e1-es-15min": Text("E1 15 分钟误码秒越限", "E1 errored seconds of 15 minutes above the limit"),
    "advice.e1-es-15min": Text(
        "查接头、线缆长度和两端时钟设置（只应有一端为主时钟）",
        "check connectors, cable length and the clock setting (only one end may be master)",
    ),
    "problem.e1-ses-15min": Text(
        "E1 15 分钟严重误码秒越限", "E1 severely errored seconds of 15 minutes above the limit"
    ),
    "advice.e1-ses-15min": Text(
        "线路时断时续：查接头、线缆和传输侧保护倒换",
        "the line comes and goes: check connectors, cable and protection switching in the transmission network",
    ),
    "problem.e1-uas-15min": Text("E1 15 分钟不可用秒越限", "E1 unavailable seconds of 15 minutes above the limit"),
    "advice.e1-uas-15min": Text(
        "线路曾中断而没有告警：查传输侧记录和两端状态历史",
        "the line was out without an alarm: look at the transmission records and at both ends",
    ),
    "problem.e1-pcv-15min": Text("E1 15 分钟编码违例越限", "E1 code violations of 15 minutes above the limit"),
    "advice.e1-pcv-15min": Text(
        "查接头和线缆；违例集中在少数秒内多为瞬断",
        "check connectors and cable; violations within a few seconds are short interruptions",
    ),
    "problem.e1-css-15min": Text("E1 15 分钟滑码秒越限", "E1 slip seconds of 15 minutes above the limit"),
    "advice.e1-css-15min": Text(
        "两端时钟不同步：营业厅侧应为线路时钟，网络侧为主时钟",
        "the clocks differ: the hall should take its clock from the line, the network side be master",
    ),
    "problem.e1-es-24h": Text("E1 24 小时误码秒越限", "E1 errored seconds of 24 hours above the limit"),
    "advice.e1-es-24h": Text(
        "在 E1 质量页看误码集中在哪些时段，再按时段查原因",
        "see on the E1 quality page when the errors come, and look for what happens then",
    ),
    "problem.e1-ses-24h": Text("E1 24 小时严重误码秒越限", "E1 severely errored seconds of 24 hours above the limit"),
    "advice.e1-ses-24h": Text(
        "在 E1 质量页看误码集中在哪些时段，再按时段查原因",
        "see on the E1 quality page when the errors come, and look for what happens then",
    ),
    "problem.e1-uas-24h": Text("E1 24 小时不可用秒越限", "E1 unavailable seconds of 24 hours above the limit"),
    "advice.e1-uas-24h": Text(
        "线路曾中断而没有告警：查传输侧记录和两端状态历史",
        "the line was out without an alarm: look at the transmission records and at both ends",
    ),
    "problem.e1-pcv-24h": Text("E1 24 小时编码违例越限", "E1 code violations of 24 hours above the limit"),
    "advice.e1-pcv-24h": Text(
        "在 E1 质量页看误码集中在哪些时段，再按时段查原因",
        "see on the E1 quality page when the errors come, and look for what happens then",
    ),
    "problem.e1-css-24h": Text("E1 24 小时滑码秒越限", "E1 slip seconds of 24 hours above the limit"),
    "advice.e1-css-24h": Text(
        "两端时钟不同步：营业厅侧应为线路时钟，网络侧为主时钟",
        "the clocks differ: the hall should take its clock from the line, the network side be master",
    ),
    "problem.sonet-section-errored-seconds-high": Text("STM-1 再生段误码秒过多", "STM-1 section errored seconds high"),
    "advice.sonet-section-errored-seconds-high": Text(
        "查光功率和接头；误码会传到其下所有 E1",
        "check optical power and connectors; the errors reach every E1 below",
    ),
    "problem.sonet-los": Text("STM-1 信号丢失", "STM-1 loss of signal"),
    "advice.sonet-los": Text(
        "查光纤、光模块和对端 STM-1 口；其下 63 条 E1 全部受影响",
        "check the fibre, the optical module and the far STM-1 port; all 63 E1s below are affected",
    ),
    "problem.sonet-lof": Text("STM-1 帧丢失", "STM-1 loss of frame"),
    "advice.sonet-lof": Text(
        "查光功率和两端帧结构（SDH/SONET）", "check optical power and the framing of both ends (SDH/SONET)"
    ),
    "problem.sonet-line-ais": Text("复用段告警指示信号", "multiplex section alarm indication signal"),
    "advice.sonet-line-ais": Text(
        "上游再生段中断，查传输网", "the regenerator section upstream is cut: look at the transmission network"
    ),
    "problem.sonet-line-rdi": Text("复用段远端缺陷指示", "multiplex section remote defect"),
    "advice.sonet-line-rdi": Text(
        "对端收不到本端信号，查发送方向光纤", "the far end does not hear us: check the fibre in the sending direction"
    ),
    "problem.sonet-lop": Text("通道指针丢失", "path loss of pointer"),
    "advice.sonet-lop": Text(
        "核对 AU-4 映射和传输侧交叉连接", "compare the AU-4 mapping with the cross-connect in the transmission network"
    ),
    "problem.sonet-path-ais": Text("VC-4 通道告警指示信号", "VC-4 path alarm indication signal"),
    "advice.sonet-path-ais": Text(
        "传输网中该 VC-4 中断，查途经网元",
        "this VC-4 is cut in the transmission network: check the elements on its way",
    ),
    "problem.sonet-path-rdi": Text("VC-4 通道远端缺陷指示", "VC-4 path remote defect"),
    "advice.sonet-path-rdi": Text(
        "对端收不到该通道，查发送方向", "the far end does not receive the path: check the sending direction"
    ),
    "problem.sonet-unequipped": Text("VC-4 通道未装载", "VC-4 path unequipped"),
    "advice.sonet-unequipped": Text(
        "传输侧没有建立交叉连接", "no cross-connect has been made in the transmission network"
    ),
    "problem.sonet-label-mismatch": Text("VC-4 净荷标签不符", "VC-4 payload label mismatch"),
    "advice.sonet-label-mismatch": Text(
        "核对两端 C2 字节与复用结构", "compare byte C2 and the multiplex structure of both ends"
    ),
    "problem.link-down": Text("端口中断", "link down"),
    "advice.link-down": Text(
        "查线缆、光模块和对端端口；看对端设备是否在线",
        "check the cable, the optical module and the far port; see whether the far device answers",
    ),
    "problem.device-unreachable": Text("网元无应答", "device does not answer"),
    "advice.device-unreachable": Text(
        "先看上行链路告警；再查电源、管理地址和 SNMP 团体字",
        "look for alarms on its uplink first, then power, management address and SNMP community",
    ),
    "problem.link-utilisation": Text("链路利用率过高", "link utilisation high"),
    "advice.link-utilisation": Text(
        "看流量曲线，确认是突发还是需要扩容", "look at the traffic chart: a burst, or time to extend the capacity"
    ),
    "problem.cold-start": Text("设备冷启动", "device restarted"),
    "advice.cold-start": Text(
        "查供电与重启原因；一小时内反复重启说明硬件或供电有问题",
        "check the power supply and the cause; several restarts within an hour point to hardware or power",
    ),
    "problem.warm-start": Text("设备热启动", "device restarted its software"),
    "advice.warm-start": Text("查日志中的异常和最近的变更", "look for exceptions in its log and for recent changes"),
    "problem.power-loss": Text("设备掉电", "power lost"),
    "advice.power-loss": Text("联系现场确认供电", "ask on site about the power supply"),
    "problem.power-fault": Text("电源模块故障", "power supply failed"),
    "advice.power-fault": Text(
        "查电源模块与输入电压，备件更换", "check the power module and its input voltage; replace it"
    ),
    "problem.fan-fault": Text("风扇故障", "fan failed"),
    "advice.fan-fault": Text("更换风扇，留意温度", "replace the fan and watch the temperature"),
    "problem.board-fault": Text("单板故障", "board failed"),
    "advice.board-fault": Text(
        "查单板状态，必要时复位或更换", "check the board's state; reset or replace it if need be"
    ),
    "problem.optical-fault": Text("光模块故障", "optical module failed"),
    "advice.optical-fault": Text("清洁或更换光模块，核对型号", "clean or replace the module and check its type"),
    "problem.optical-power": Text("光功率越限", "optical power out of range"),
    "advice.optical-power": Text(
        "清洁接头，查光纤弯折和衰减", "clean the connectors, look for bends and loss in the fibre"
    ),
    "problem.sensor-fault": Text("传感器失效", "sensor out of order"),
    "advice.sensor-fault": Text(
        "该测量值不可信；查其所在部件", "its value cannot be trusted: check the part it sits on"
    ),
    "problem.temperature-high": Text("温度过高", "temperature high"),
    "advice.temperature-high": Text("查机房空调、风扇和滤网", "check air conditioning, fans and filters"),
    "problem.cpu-high": Text("CPU 利用率过高", "processor load high"),
    "advice.cpu-high": Text(
        "查占用 CPU 的进程、环路和攻击流量", "look for the busy process, for loops and for attack traffic"
    ),
    "problem.memory-high": Text("内存利用率过高", "memory usage high"),
    "advice.memory-high": Text(
        "查路由表与会话规模，安排重启窗口", "check the size of routing tables and sessions; plan a restart"
    ),
    "problem.hardware-change": Text("硬件配置变化", "hardware changed"),
    "advice.hardware-change": Text("核对是否为计划内插拔", "check whether this was planned"),
    "problem.config-change": Text("配置被修改", "configuration changed"),
    "advice.config-change": Text("核对是谁按哪张工单修改", "check who changed it and by which order"),
    "problem.poe-fault": Text("PoE 供电故障", "PoE port fault"),
    "advice.poe-fault": Text("查受电设备与网线", "check the powered device and its cable"),
    "problem.poe-usage": Text("PoE 功率超限", "PoE power budget exceeded"),
    "advice.poe-usage": Text("减少受电设备或更换电源", "power fewer devices or fit a larger supply"),
    "problem.neighbour-change": Text("邻居关系变化", "neighbours changed"),
    "advice.neighbour-change": Text("核对是否为计划内割接", "check whether this was planned"),
    "problem.stp-change": Text("生成树拓扑变化", "spanning tree changed"),
    "advice.stp-change": Text("查是否有环路或端口抖动", "look for a loop or a flapping port"),
    "problem.rmon-threshold": Text("RMON 门限越限", "RMON threshold crossed"),
    "advice.rmon-threshold": Text(
        "查设备上该 RMON 告警的变量", "look at the variable of this RMON alarm on the device"
    ),
    "problem.vrf-down": Text("VPN 实例中断", "VPN instance down"),
    "advice.vrf-down": Text("查 VPN 实例绑定的接口和路由", "check the interfaces and routes of the VPN instance"),
    "problem.pw-down": Text("伪线中断", "pseudowire down"),
    "advice.pw-down": Text(
        "查公网隧道、对端 PE 与两端封装", "check the tunnel, the far PE and the encapsulation of both ends"
    ),
    "problem.ldp-down": Text("LDP 会话中断", "LDP session down"),
    "advice.ldp-down": Text("查到对端的路由和链路", "check route and link to the peer"),
    "problem.bgp-down": Text("BGP 邻居中断", "BGP peer down"),
    "advice.bgp-down": Text(
        "查到邻居的可达性、口令和前缀限制", "check reachability of the peer, the password and prefix limits"
    ),
    "problem.bfd-down": Text("BFD 会话中断", "BFD session down"),
    "advice.bfd-down": Text("查链路质量与对端", "check the quality of the link and the peer"),
    "problem.ospf-down": Text("OSPF 邻居未达 Full", "OSPF neighbour not full"),
    "advice.ospf-down": Text("查链路、MTU 与区域设置", "check link, MTU and area settings"),
    "problem.ap-fault": Text("AP 离线", "access point offline"),
    "advice.ap-fault": Text(
        "查 AP 供电（PoE）、网线和到 AC 的通路", "check the AP's power (PoE), its cable and the way to the controller"
    ),
    "problem.ap-unauthorised": Text("发现未认证的 AP", "unauthorised access point"),
    "advice.ap-unauthorised": Text(
        "确认是否本公司设备，否则现场查找", "find out whether it is ours; otherwise look for it on site"
    ),
    "problem.wlan-auth-failure": Text("无线认证失败", "wireless authentication failed"),
    "advice.wlan-auth-failure": Text("频繁出现时查终端与 RADIUS", "if frequent, check the station and RADIUS"),
    "problem.auth-failure": Text("SNMP 认证失败", "SNMP authentication failed"),
    "advice.auth-failure": Text(
        "查是谁用错误的团体字或口令访问该设备", "find out who asks this device with a wrong community or key"
    ),
    "problem.port-security": Text("端口安全违规", "port security violation"),
    "advice.port-security": Text(
        "查该端口上的陌生 MAC，确认是谁的电脑", "look for the unknown MAC on this port: whose PC is it"
    ),
    "problem.port-disabled": Text("端口被保护机制关闭", "port disabled by protection"),
    "advice.port-disabled": Text("查明原因后再恢复端口", "find the cause before bringing the port back"),
    "problem.new-mac": Text("端口出现新 MAC", "new MAC on a port"),
    "advice.new-mac": Text("核对该终端是否登记", "check whether the host is registered"),
    "problem.rogue-pc": Text("未登记的电脑", "unlisted PC"),
    "advice.rogue-pc": Text("联系营业厅确认；需要时隔离该端口", "ask the hall; isolate the port if need be"),
    "problem.trap-storm": Text("告警风暴", "trap storm"),
    "advice.trap-storm": Text(
        "该网元的陷阱只存不解；查其抖动的端口", "its traps are stored but not interpreted: look for a flapping port"
    ),
    "problem.trap-drops": Text("陷阱丢失", "traps dropped"),
    "advice.trap-drops": Text("增大接收缓冲或排查发送者", "enlarge the receive buffer or find the sender"),
    "problem.poll-overrun": Text("轮询超时未完", "poll overran its cadence"),
    "advice.poll-overrun": Text(
        "查设备响应时间；必要时放宽周期", "check how fast the device answers; lengthen the cadence if need be"
    ),
    "problem.batch-mismatch": Text("批量轮询与单独查询不一致", "rounds and session read different values"),
    "advice.batch-mismatch": Text(
        "该设备已改回单独查询，一致后自动恢复；对照告警中的 OID 与两个值，并向开发者报告",
        "the device is asked by its session until both agree; compare OID and values in the alarm and report them",
    ),
    "problem.monitor-unreachable": Text("上级监控不应答", "monitor does not answer"),
    "advice.monitor-unreachable": Text(
        "查该监控、链路与凭据；变化已排队，恢复后补发，超出队列的由它读告警表补齐",
        "look at the monitor, the path, the credential; changes wait for it, beyond the queue it reads the table",
    ),
    "problem.store-failure": Text("存储写入失败", "store cannot write"),
    "advice.store-failure": Text("查磁盘空间与权限", "check disk space and permissions"),
}
