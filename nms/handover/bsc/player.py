"""The verbs of the scenario language, and how a step is played."""

from collections.abc import Callable, Mapping
from typing import Final

from nms.handover.bsc import acting, creating, expecting
from nms.handover.bsc.configuring import configure
from nms.handover.bsc.scenario import Step
from nms.handover.bsc.stage import Mismatch, Stage
from nms.handover.bsc.words import Words

Command = Callable[[Stage, Words], Mismatch | None]


def set_ts_use(stage: Stage, words: Words) -> Mismatch | None:
    """`set-ts-use trx B T states …`: force, then look."""
    creating.force_ts_use(stage, words)
    return expecting.expect_ts_use(stage, words)


COMMANDS: Final[Mapping[str, Command]] = {
    "create-n-bts": creating.create_n_bts,
    "create-bts": creating.create_bts,
    "create-ms": creating.create_ms,
    "create-empty-lchan": creating.create_empty_lchan,
    "codec": creating.codec,
    "set-arfcn": creating.set_arfcn,
    "set-band": creating.set_band,
    "set-ts-use": set_ts_use,
    "res-ind": creating.res_ind,
    "wait": acting.wait,
    "meas-rep": acting.meas_rep,
    "congestion-check": acting.congestion_check,
    "ho-detect": acting.ho_detect,
    "ho-complete": acting.ho_complete,
    "ho-failed": acting.ho_failed,
    "expect-no-chan": expecting.expect_no_chan,
    "expect-chan": expecting.expect_chan,
    "expect-ho-cmd": expecting.expect_command,
    "expect-as-cmd": expecting.expect_command,
    "expect-ho": expecting.expect_move,
    "expect-as": expecting.expect_move,
    "expect-ts-use": expecting.expect_ts_use,
}


def play(stage: Stage, step: Step) -> Mismatch | None:
    """Do one step: a command, else a line of configuration; InvalidError for one that means nothing."""
    command = None if step.indent else COMMANDS.get(step.words[0])
    if command:
        return command(stage, step.words[1:])
    stage.node = configure(stage, step)
    return None
