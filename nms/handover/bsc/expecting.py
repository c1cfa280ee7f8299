"""Steps of a scenario that expect: no channel, a channel, a command, a whole handover, timeslots in a state."""

from nms.handover.bsc.call import Handover
from nms.handover.bsc.stage import Mismatch, Stage
from nms.handover.bsc.words import Words, named, place, same_state, state_of


def _told(handover: Handover | None) -> str:
    if handover is None:
        return "no channel"
    return f"from {named(handover.source)} to {named(handover.target)} ({handover.choice.cause})"


def expect_no_chan(stage: Stage, _: Words) -> Mismatch | None:
    """`expect-no-chan`."""
    handover = stage.unseen()
    return Mismatch("no channel", _told(handover)) if handover else None


def expect_chan(stage: Stage, words: Words) -> Mismatch | None:
    """`expect-chan lchan …`: the activation, which is then acknowledged."""
    wanted, handover = place(words[1:]), stage.unseen()
    if handover is None or not wanted.covers(handover.target):
        return Mismatch(" ".join(words), named(handover.target) if handover else "no channel")
    stage.watched.append(handover)
    return None


def expect_command(stage: Stage, words: Words) -> Mismatch | None:
    """`expect-ho-cmd lchan …`, `expect-as-cmd lchan …`: the command on the old channel."""
    wanted, source = place(words[1:]), stage.watched[-1].source if stage.watched else None
    if source and wanted.covers(source):
        return None
    return Mismatch(" ".join(words), named(source) if source else "no command")


def expect_move(stage: Stage, words: Words) -> Mismatch | None:
    """`expect-ho from lchan … to lchan …`, `expect-as …`: the whole way to the new channel."""
    source, target, handover = place(words[2:6]), place(words[8:]), stage.unseen()
    if handover is None or not (source.covers(handover.source) and target.covers(handover.target)):
        return Mismatch(" ".join(words), _told(handover))
    stage.bsc.detect(handover)
    stage.bsc.complete(handover)
    return None


def expect_ts_use(stage: Stage, words: Words) -> Mismatch | None:
    """`expect-ts-use trx B T states …`."""
    pairs = [(wanted, state_of(slot, stage.bsc.now)) for slot, wanted in stage.slots(words)]
    if all(same_state(wanted, seen) for wanted, seen in pairs):
        return None
    return Mismatch(" ".join(wanted for wanted, _ in pairs), " ".join(seen for _, seen in pairs))
