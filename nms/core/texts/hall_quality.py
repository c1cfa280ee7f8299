"""Words of a hall's health, of where a fault lies, and of alarms that speak of both."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {
    "problem.e1-worsening": Text("E1 正在变差", "E1 getting worse"),
    "advice.e1-worsening": Text(
        "误码秒持续上升：在中断之前查接头、光功率与时钟；证据见告警详情",
        "errored seconds keep rising: check connectors, optics and clock before it breaks; see the alarm",
    ),
    "problem.ap-offline": Text("AP 长时间未上线", "access point not in service"),
    "advice.ap-offline": Text(
        "AP 连续三次轮询未进入正常状态：查其版本、配置下发与到 AC 的通路",
        "not in service at three polls in a row: check its version, configuration and way to the controller",
    ),
    "metric.ap_away": Text("AP 未服务", "access points not in service"),
    "metric.radio_retry_percent": Text("无线重传率", "radio retry ratio"),
    "metric.radio_utilisation_percent": Text("信道占用率", "channel utilisation"),
    "problem.ap-clients-high": Text("AP 用户数接近上限", "access point nearly full"),
    "advice.ap-clients-high": Text(
        "增加 AP，或把用户引导到 5 GHz 与相邻 AP", "add an access point, or steer clients to 5 GHz and its neighbours"
    ),
    "problem.radio-retries-high": Text("无线重传过多", "radio retries high"),
    "advice.radio-retries-high": Text(
        "查信道冲突（nms hall wlan）、干扰源与弱信号用户",
        "look for shared channels (nms hall wlan), interference and clients far away",
    ),
    "problem.radio-utilisation-high": Text("信道占用过高", "radio channel utilisation high"),
    "advice.radio-utilisation-high": Text(
        "换信道或减少 SSID；查外部 AP", "change the channel or drop SSIDs; look for strangers' access points"
    ),
    "hallq.evidence.hall.loop": Text("营业厅端处于环回", "the hall’s end is looped"),
    "hallq.evidence.hall.failed": Text("营业厅端设备故障或退出服务", "the hall’s end is out of service"),
    "hallq.evidence.hall.los": Text("营业厅端收不到信号（LOS）", "the hall’s end has lost its signal (LOS)"),
    "hallq.evidence.hall.lof": Text("营业厅端失去帧同步（LOF）", "the hall’s end has lost its frame (LOF)"),
    "hallq.evidence.hall.ais": Text("营业厅端收到全 1（AIS）", "the hall’s end receives all ones (AIS)"),
    "hallq.evidence.hall.signalling": Text(
        "营业厅端信令时隙故障（T16AIS/LOMF）", "the hall’s end has lost the signalling in timeslot 16 (T16AIS, LOMF)"
    ),
    "hallq.evidence.hall.rai": Text("营业厅端收到远端告警（RAI）", "the hall’s end is told of a far-end failure (RAI)"),
    "hallq.evidence.hall.errored": Text("营业厅端误码多", "the hall’s end counts many errored seconds"),
    "hallq.evidence.hall.ok": Text("营业厅端正常", "the hall’s end is well"),
    "hallq.evidence.centre.loop": Text("中心端处于环回", "the centre’s end is looped"),
    "hallq.evidence.centre.failed": Text("中心端设备故障或退出服务", "the centre’s end is out of service"),
    "hallq.evidence.centre.los": Text("中心端收不到信号（LOS）", "the centre’s end has lost its signal (LOS)"),
    "hallq.evidence.centre.lof": Text("中心端失去帧同步（LOF）", "the centre’s end has lost its frame (LOF)"),
    "hallq.evidence.centre.ais": Text("中心端收到全 1（AIS）", "the centre’s end receives all ones (AIS)"),
    "hallq.evidence.centre.signalling": Text(
        "中心端信令时隙故障（T16AIS/LOMF）", "the centre’s end has lost the signalling in timeslot 16 (T16AIS, LOMF)"
    ),
    "hallq.evidence.centre.rai": Text(
        "中心端收到远端告警（RAI）", "the centre’s end is told of a far-end failure (RAI)"
    ),
    "hallq.evidence.centre.errored": Text("中心端误码多", "the centre’s end counts many errored seconds"),
    "hallq.evidence.centre.ok": Text("中心端正常", "the centre’s end is well"),
    "hallq.evidence.converter.answers": Text("营业厅协议转换器应答正常", "the hall’s converter answers"),
    "hallq.evidence.converter.silent": Text("营业厅协议转换器不应答", "the hall’s converter does not answer"),
    "hallq.evidence.router.answers": Text("中心 CPOS 路由器应答正常", "the CPOS router at the centre answers"),
    "hallq.evidence.router.silent": Text("中心 CPOS 路由器不应答", "the CPOS router at the centre does not answer"),
    "hallq.evidence.gasp.heard": Text("收到掉电（dying gasp）通知", "a dying gasp was heard"),
    "hallq.evidence.section.ok": Text("其下的 STM-1 有信号", "the STM-1 under the line has its signal"),
    "hallq.evidence.section.lost": Text("其下的 STM-1 无信号", "the STM-1 under the line has lost its signal"),
    "hallq.evidence.mates.none": Text("本厅其他设备都应答", "the hall’s other boxes all answer"),
    "hallq.evidence.mates.some": Text("本厅其他设备部分不应答", "the hall’s other boxes partly do not answer"),
    "hallq.evidence.mates.most": Text("本厅其他设备大多不应答", "the hall’s other boxes mostly do not answer"),
    "hallq.evidence.siblings.none": Text("本厅其他 E1正常", "the hall’s other E1s are well"),
    "hallq.evidence.siblings.some": Text("本厅其他 E1部分中断", "the hall’s other E1s are partly down"),
    "hallq.evidence.siblings.most": Text("本厅其他 E1大多中断", "the hall’s other E1s are mostly down"),
    "hallq.evidence.stm1.none": Text("同一 STM-1 上其他营业厅正常", "other halls on the same STM-1 are well"),
    "hallq.evidence.stm1.some": Text(
        "同一 STM-1 上其他营业厅部分中断", "other halls on the same STM-1 are partly down"
    ),
    "hallq.evidence.stm1.most": Text(
        "同一 STM-1 上其他营业厅大多中断", "other halls on the same STM-1 are mostly down"
    ),
    "hallq.evidence.duct.none": Text("同一管道或环上其他营业厅正常", "other halls in the same duct or ring are well"),
    "hallq.evidence.duct.some": Text(
        "同一管道或环上其他营业厅部分中断", "other halls in the same duct or ring are partly down"
    ),
    "hallq.evidence.duct.most": Text(
        "同一管道或环上其他营业厅大多中断", "other halls in the same duct or ring are mostly down"
    ),
    "hallq.fault.hall-power": Text("营业厅停电", "the hall is without power"),
    "hallq.fault.converter-dead": Text("协议转换器故障", "the converter is dead"),
    "hallq.fault.converter-card": Text("协议转换器 E1 板故障", "the converter’s E1 card has failed"),
    "hallq.fault.converter-loop": Text("协议转换器被环回", "the converter is looped"),
    "hallq.fault.hall-signalling": Text("营业厅侧信令故障", "signalling fails at the hall"),
    "hallq.fault.line-cut": Text("营业厅与传输之间断线", "the line between hall and transmission is cut"),
    "hallq.fault.line-to-hall": Text("去往营业厅方向断线", "the direction towards the hall is cut"),
    "hallq.fault.line-to-centre": Text("去往中心方向断线", "the direction towards the centre is cut"),
    "hallq.fault.transmission": Text("传输通道（VC-12）中断", "the transmission path (VC-12) is down"),
    "hallq.fault.duct": Text("管道或环断", "a duct or ring is cut"),
    "hallq.fault.line-errors": Text("线路误码", "the line makes bit errors"),
    "hallq.fault.channel": Text("中心 E1 通道故障", "the E1 channel at the centre has failed"),
    "hallq.fault.centre-loop": Text("中心端被环回", "the centre’s end is looped"),
    "hallq.fault.centre-signalling": Text("中心侧信令故障", "signalling fails at the centre"),
    "hallq.fault.stm1": Text("中心 STM-1 中断", "the STM-1 at the centre is down"),
    "hallq.fault.card": Text("中心板卡故障", "a card at the centre has failed"),
    "hallq.fault.router-dead": Text("中心路由器故障", "the router at the centre is dead"),
    "hallq.fault.none": Text("无故障", "no fault"),
    "hallq.place.hall": Text("营业厅", "hall"),
    "hallq.place.line": Text("线路", "line"),
    "hallq.place.centre": Text("中心", "centre"),
    "hallq.place.nowhere": Text("无", "nowhere"),
    "hallq.light.red": Text("红", "red"),
    "hallq.light.yellow": Text("黄", "yellow"),
    "hallq.light.grey": Text("灰：没有数据", "grey: nothing known"),
    "hallq.light.green": Text("绿", "green"),
    "hallq.reason.silent": Text("{device} 不应答", "{device} does not answer"),
    "hallq.reason.unasked": Text("还没有任何设备应答过", "no box has answered lately"),
    "hallq.reason.line-lost": Text(
        "E1 {device} {line} 中断（{condition}）", "E1 {device} {line} is down ({condition})"
    ),
    "hallq.reason.signalling": Text(
        "E1 {device} {line} 信令时隙故障，话音不通", "E1 {device} {line} has lost its signalling: no voice"
    ),
    "hallq.reason.loop": Text("E1 {device} {line} 处于环回", "E1 {device} {line} is looped"),
    "hallq.reason.far-end": Text(
        "E1 {device} {line} 有一端收到远端告警", "one end of E1 {device} {line} is told of a far-end failure"
    ),
    "hallq.reason.errored": Text("E1 {device} {line} 误码多", "E1 {device} {line} makes errors"),
    "hallq.reason.unavailable": Text(
        "E1 {device} {line} 一天内不可用 {seconds} 秒", "E1 {device} {line} was unavailable for {seconds} s in a day"
    ),
    "hallq.reason.over": Text(
        "E1 {device} {line} 一天的 {counters} 超过 G.826 指标",
        "a day’s {counters} of E1 {device} {line} are above G.826",
    ),
    "hallq.reason.worsening": Text("E1 {device} {line} 正在变差", "E1 {device} {line} is getting worse"),
    "hallq.reason.fxs": Text("{ports} 个话机端口中 {down} 个中断", "{down} of {ports} telephone ports are down"),
    "hallq.reason.busy": Text(
        "{lines} 路话音承担 {erlang} Erl，忙时呼损 {percent}%",
        "{lines} voice lines for {erlang} Erl block {percent} % of calls in the busy hour",
    ),
    "hallq.reason.aps": Text(
        "{aps} 个 AP 中 {away} 个离线：{names}", "{away} of {aps} access points are away: {names}"
    ),
    "hallq.reason.strangers": Text("{count} 台未准入的电脑", "{count} PCs that nobody admitted"),
    "hallq.reason.alarm": Text("{device} {object} 有告警 {problem}", "{device} {object} has the alarm {problem}"),
    "hallq.health": Text("健康", "health"),
    "hallq.light": Text("灯", "light"),
    "hallq.reasons": Text("原因", "reasons"),
    "hallq.well": Text("一切正常", "all is well"),
    "hallq.where": Text("故障位置", "where the fault lies"),
    "hallq.probability": Text("概率", "probability"),
    "hallq.because": Text("依据", "because"),
    "hallq.column.place": Text("位置", "place"),
    "hallq.column.fault": Text("判断", "what"),
    "hallq.column.line": Text("E1", "E1"),
    "hallq.weight": Text("权重", "weight"),
    "hallq.colour": Text("颜色", "colour"),
    "hallq.reason": Text("原因", "reason"),
    "hallq.strip": Text("时隙", "timeslots"),
    "hallq.strip.free": Text("空闲", "free"),
    "hallq.strip.frame": Text("帧同步", "framing"),
    "hallq.strip.signalling": Text("信令", "signalling"),
    "hallq.strip.voice": Text("话音", "voice"),
    "hallq.strip.data": Text("数据", "data"),
    "hallq.strip.management": Text("管理", "management"),
    "hallq.strip.unframed": Text("非成帧，2048 kbit/s", "unframed, 2048 kbit/s"),
}
