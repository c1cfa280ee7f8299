"""What is to be done at which level: the actions of the branch's rule for crowded halls, as data.

Words in both languages stand in the texts as "queue.action.<code>" and "queue.action.<code>.how".
"""

from dataclasses import dataclass

from nms.core.queue import Level


@dataclass(frozen=True, slots=True)
class Action:
    """One action and the level from which it is proposed."""

    code: str
    level: Level


ACTIONS: tuple[Action, ...] = (
    Action("forced-diversion", Level.FIRST),  # 将常态化分流转化为强制分流
    Action("self-service", Level.FIRST),  # 自助终端、WLAN 体验引导
    Action("reserve-desks", Level.SECOND),  # 开启备用台席
    Action("staff-support", Level.SECOND),  # 后台人员支援前台
    Action("sms-diversion", Level.SECOND),  # 短信、外呼分流
    Action("off-peak-advice", Level.SECOND),  # 引导月闲日、日闲时办理
    Action("manager-call", Level.MANAGER),  # 通知值班经理到场
)

CODES = frozenset(action.code for action in ACTIONS)


def proposed(level: Level) -> tuple[Action, ...]:
    """What is to be done at a level, that of the lower levels included; nothing at the normal one."""
    return tuple(action for action in ACTIONS if action.level <= level)
