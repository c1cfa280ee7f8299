"""Short stories of the BSC's algorithms, each rule at its boundary, in the scenario language."""

import pytest

from nms.handover.bsc.player import play
from nms.handover.bsc.scenario import steps_of
from nms.handover.bsc.stage import Stage

ONE_CALL = "create-n-bts 3\nset-ts-use trx 0 0 states * TCH/F - - - - - -\n"
FULL_RATE_ONLY = "codec tch/f FR\n"
HALF_RATE = "create-n-bts 2\nset-ts-use trx 0 0 states * - - - - TCH/H- - -\n"
TO_1 = "expect-ho from lchan 0 0 1 0 to lchan 1 0 1 0"
TO_2 = "expect-ho from lchan 0 0 1 0 to lchan 2 0 1 0"


def report(level: int, *neighbours: int, quality: int = 0, ta: int = 0, times: int = 1, lchan: str = "0 0 1 0") -> str:
    heard = f" neighbors {' '.join(map(str, neighbours))}" if neighbours else ""
    return f"meas-rep repeat {times} lchan {lchan} rxlev {level} rxqual {quality} ta {ta}{heard}\n"


def settings(*lines: str) -> str:
    return "network\n" + "".join(f" {line}\n" for line in lines)


def cell(number: int, *lines: str) -> str:
    return f"network\n bts {number}\n" + "".join(f"  {line}\n" for line in lines)


NOTHING = "expect-no-chan\n"
FAILS = "expect-chan lchan 1 0 1 0\nexpect-ho-cmd lchan 0 0 1 0\nho-failed\n"

STORIES = {
    "a neighbour must be more than the hysteresis better": ONE_CALL + report(20, 23) + NOTHING + report(20, 24) + TO_1,
    "the better of two neighbours is taken": ONE_CALL + report(20, 24, 25) + TO_2,
    "of equal neighbours the one heard first is taken": ONE_CALL + report(20, 25, 25) + TO_1,
    "a neighbour of an earlier report is not remembered as a target": (
        ONE_CALL + settings("handover2 power budget hysteresis 9") + report(20, 25)
        + settings("handover2 power budget hysteresis 3") + report(20) + NOTHING
    ),
    "a better cell is looked for every interval only": (
        ONE_CALL + settings("handover2 power budget interval 3") + report(20, 19) + report(20, 40, times=2) + NOTHING
        + report(20, 40) + TO_1
    ),
    "no handover from a cell where it is switched off": ONE_CALL + cell(0, "handover 0") + report(20, 40) + NOTHING,
    "no handover to a cell where it is switched off": (
        ONE_CALL + cell(1, "handover 0") + report(20, 40, 30) + TO_2
    ),
    "a target below its own minimum is left out": (
        ONE_CALL + cell(1, "handover2 min rxlev -80") + report(20, 29, 25) + TO_2
    ),
    "a target at its own minimum is good enough": (
        ONE_CALL + cell(1, "handover2 min rxlev -80") + report(20, 30, 25) + TO_1
    ),
    "a serving cell at the minimum is no emergency, one below is": (
        ONE_CALL + report(10, 11) + NOTHING + report(9, 10) + TO_1
    ),
    "timing advance at the maximum is no emergency, one more is": (
        ONE_CALL + settings("handover2 maximum distance 5") + report(30, 20, ta=5) + NOTHING
        + report(30, 20, ta=6) + TO_1
    ),
    "quality at the minimum is no emergency, one worse is": (
        ONE_CALL + settings("handover2 window rxqual averaging 1") + report(30, 20, quality=5) + NOTHING
        + report(30, 20, quality=6) + TO_1
    ),
    "after a quality handover the old cell is barred for a while": (
        ONE_CALL + settings("handover2 window rxqual averaging 1", "handover2 penalty-time low-rxqual-ho 10")
        + report(30, 20, quality=6) + TO_1 + "\nwait 9\n" + report(20, 40, lchan="1 0 1 0") + NOTHING
        + "wait 1\n" + report(20, 40, lchan="1 0 1 0") + "expect-ho from lchan 1 0 1 0 to lchan 0 0 1 0"
    ),
    "a target that would fall below its reserve is left out": (
        FULL_RATE_ONLY + ONE_CALL + cell(1, "handover2 min-free-slots tch/f 4") + report(20, 40) + NOTHING
        + cell(1, "handover2 min-free-slots tch/f 3") + report(20, 40) + TO_1
    ),
    "in an emergency the reserve may be used": (
        ONE_CALL + cell(1, "handover2 min-free-slots tch/f 4", "handover2 min-free-slots tch/h 4")
        + report(9, 40) + TO_1
    ),
    "between short cells the call goes where it is less short": (
        FULL_RATE_ONLY + ONE_CALL + settings("handover2 min-free-slots tch/f 4")
        + "set-ts-use trx 0 0 states * TCH/F TCH/F - - - - -\n" + report(20, 40) + TO_1
    ),
    "a failed target is barred after its retries are used up": (
        ONE_CALL + settings("handover2 retries 1", "handover2 penalty-time failed-ho 20")
        + report(20, 40, 30) + FAILS + "wait 4\n" + report(20, 40, 30) + FAILS + "wait 4\n" + report(20, 40, 30) + TO_2
    ),
    "a channel that failed is not used for four seconds": (
        ONE_CALL + settings("handover2 penalty-time failed-ho 0")
        + report(20, 40) + FAILS + "expect-ts-use trx 1 0 states * ! - - - - - -\n"
        + report(20, 40) + "expect-ho from lchan 0 0 1 0 to lchan 1 0 2 0\nwait 4\n"
        "expect-ts-use trx 1 0 states * - TCH/F - - - - -"
    ),
    "no more handovers at a time than a cell allows": (
        ONE_CALL + cell(1, "handover2 max-handovers 1") + "set-ts-use trx 0 0 states * TCH/F TCH/F - - - - -\n"
        + report(20, 40) + "expect-chan lchan 1 0 1 0\nexpect-ho-cmd lchan 0 0 1 0\n"
        + report(20, 40, lchan="0 0 2 0") + NOTHING
    ),
    "a call keeps its full rate codec": (
        "create-n-bts 2\ncodec tch/f EFR\nset-ts-use trx 0 0 states * TCH/F - - - - - -\n"
        "set-ts-use trx 1 0 states * TCH/F TCH/F TCH/F TCH/F - - -\n" + report(20, 40) + NOTHING
    ),
    "an adaptive call may go on at half rate": (
        "create-n-bts 2\nset-ts-use trx 0 0 states * TCH/F - - - - - -\n"
        "set-ts-use trx 1 0 states * TCH/F TCH/F TCH/F TCH/F - - -\n" + report(20, 40)
        + "expect-ho from lchan 0 0 1 0 to lchan 1 0 5 0"
    ),
    "a weak half rate call gets a full rate channel of its own cell": (
        HALF_RATE + report(10, lchan="0 0 5 0") + NOTHING + report(9, lchan="0 0 5 0")
        + "expect-as from lchan 0 0 5 0 to lchan 0 0 1 0"
    ),
    "no assignment within a cell where it is switched off": (
        HALF_RATE + settings("handover2 assignment 0") + report(9, lchan="0 0 5 0") + NOTHING
    ),
    "a channel without a subscriber stays": (
        "create-n-bts 2\ncreate-empty-lchan bts 0 TCH/F AMR\n" + report(9, 40) + NOTHING
    ),
    "a congested cell sheds the call that gains most": (
        ONE_CALL + cell(0, "handover2 min-free-slots tch/f 4", "handover2 assignment 0")
        + "set-ts-use trx 0 0 states * TCH/F TCH/F - - - - -\n" + report(30, 28) + report(30, 31, lchan="0 0 2 0")
        + NOTHING + "congestion-check\nexpect-ho from lchan 0 0 2 0 to lchan 1 0 1 0"
    ),
    "a cell with its reserve free sheds nobody": (
        ONE_CALL + cell(0, "handover2 min-free-slots tch/f 3") + report(30, 31) + "congestion-check\n" + NOTHING
    ),
    "a dynamic timeslot takes a mode with its first call and gives it up with its last": (
        "create-bts trx-count 1 timeslots c+s4 dyn PDCH PDCH PDCH PDCH PDCH PDCH\ncreate-n-bts 1\n"
        "set-ts-use trx 1 0 states * TCH/F - - - - - -\n" + report(20, 40, lchan="1 0 1 0")
        + "expect-ho from lchan 1 0 1 0 to lchan 0 0 1 0\nexpect-ts-use trx 0 0 states * TCH/F * * * * * *\n"
        + report(20, 40) + "expect-ho from lchan 0 0 1 0 to lchan 1 0 1 0\n"
        "expect-ts-use trx 0 0 states * PDCH * * * * * *"
    ),
    "power reduction of the base station counts as level": (
        ONE_CALL + "meas-rep bspower 4 lchan 0 0 1 0 rxlev 20 rxqual 0 ta 0 neighbors 27\n" + NOTHING
        + "meas-rep bspower 4 lchan 0 0 1 0 rxlev 20 rxqual 0 ta 0 neighbors 28\n" + TO_1
    ),
    "a handover completes only when the phone was heard": (
        ONE_CALL + report(20, 40) + "expect-chan lchan 1 0 1 0\nexpect-ho-cmd lchan 0 0 1 0\nho-complete\n"
        "expect-ts-use trx 1 0 states * ! - - - - - -\nho-detect\nexpect-ts-use trx 1 0 states * TCH/F - - - - - -\n"
        "ho-complete\nexpect-ts-use trx 0 0 states * - - - - - - -"
    ),
    "algorithm 1: a neighbour better by the hysteresis is enough": (
        ONE_CALL + settings("handover algorithm 1", "handover1 power budget interval 1")
        + report(20, 22) + NOTHING + settings("handover1 window rxlev neighbor averaging 1") + report(20, 23) + TO_1
    ),
    "algorithm 1: two bad reports of four are borne, three are not": (
        ONE_CALL + settings("handover algorithm 1", "handover1 power budget interval 99")
        + report(20, 40, quality=5, times=2) + NOTHING + report(20, 40, quality=5) + TO_1
    ),
    "algorithm 1: timing advance beyond the maximum": (
        ONE_CALL + settings("handover algorithm 1", "handover1 maximum distance 5")
        + report(20, 40, ta=5) + NOTHING + report(20, 40, ta=6) + TO_1
    ),
    "channels are taken from the top where the cell is set so": (
        ONE_CALL + cell(1, "channel allocator mode set-all descending") + report(20, 40)
        + "expect-ho from lchan 0 0 1 0 to lchan 1 0 4 0"
    ),
    "the channel with the least interference is taken where the cell is set so": (
        ONE_CALL + cell(1, "channel allocator avoid-interference 1") + "res-ind trx 1 0 levels - 3 4 1 2 - - -\n"
        + report(20, 40) + "expect-ho from lchan 0 0 1 0 to lchan 1 0 3 0"
    ),
    "algorithm 1: at the lowest level there is, and only there, any better cell is taken": (
        ONE_CALL + settings("handover algorithm 1", "handover1 window rxlev averaging 1")
        + report(1, 40) + NOTHING + report(0, 40) + TO_1
    ),
    "algorithm 1: a failed handover bars nothing, not for algorithm 2 either": (
        ONE_CALL + settings("handover algorithm 1", "handover1 power budget interval 1") + report(20, 40) + FAILS
        + settings("handover algorithm 2") + report(20, 40) + "expect-ho from lchan 0 0 1 0 to lchan 1 0 2 0"
    ),
    "after a penalty the failures are counted anew": (
        ONE_CALL + settings("handover2 retries 1", "handover2 penalty-time failed-ho 5")
        + (report(20, 40) + FAILS + "wait 4\n") * 2 + "wait 1\n" + report(20, 40) + FAILS + "wait 4\n"
        + report(20, 40) + TO_1
    ),
    "the only channel of a cell is found again when it has healed": (
        "create-n-bts 1\ncreate-bts trx-count 1 timeslots c+s4 TCH/F PDCH PDCH PDCH PDCH PDCH PDCH\n"
        "set-ts-use trx 0 0 states * TCH/F - - - - - -\n" + settings("handover2 penalty-time failed-ho 0")
        + report(20, 40) + FAILS + "wait 3 999\n" + report(20, 40) + NOTHING + "wait 0 1\n" + report(20, 40) + TO_1
    ),
    "of equal calls the one on the emptier dynamic timeslot leaves a congested cell": (
        "create-bts trx-count 1 timeslots c+s4 dyn dyn PDCH PDCH PDCH PDCH PDCH\ncreate-n-bts 1\n"
        + cell(0, "handover2 min-free-slots tch/h 2", "handover2 assignment 0")
        + "set-ts-use trx 0 0 states * TCH/H- TCH/HH * * * * *\n" + report(30, 31, lchan="0 0 * *")
        + "congestion-check\nexpect-ho from lchan 0 0 1 0 to lchan 1 0 5 0"
    ),
    "of equal calls the one on a dynamic timeslot leaves before one on a static": (
        "create-bts trx-count 1 timeslots c+s4 TCH/F dyn TCH/F PDCH PDCH PDCH PDCH\ncreate-n-bts 1\n"
        + cell(0, "handover2 min-free-slots tch/f 1", "handover2 assignment 0")
        + "set-ts-use trx 0 0 states * TCH/F TCH/F TCH/F * * * *\n" + report(30, 31, lchan="0 0 * *")
        + "congestion-check\nexpect-ho from lchan 0 0 2 0 to lchan 1 0 1 0"
    ),
    "where all calls lose, full rate counts by its bias": (
        "create-n-bts 1\ncreate-bts trx-count 1 timeslots c+s4 TCH/H PDCH PDCH PDCH PDCH PDCH PDCH\n"
        "create-bts trx-count 1 timeslots c+s4 TCH/F PDCH PDCH PDCH PDCH PDCH PDCH\n"
        "set-ts-use trx 0 0 states * - - - - TCH/H- - -\n"
        + cell(0, "handover2 min-free-slots tch/h 4", "handover2 assignment 0") + cell(2, "handover2 afs-bias rxlev 3")
        + report(30, 26, 24, lchan="0 0 5 0") + "congestion-check\nexpect-ho from lchan 0 0 5 0 to lchan 2 0 1 0"
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.replace(" ", "-"))
def test_the_story_goes(story: str) -> None:
    stage, steps = Stage(), steps_of(STORIES[story].splitlines())
    assert any(step.words[0].startswith("expect-") for step in steps)
    for step in steps:
        assert play(stage, step) is None, step
