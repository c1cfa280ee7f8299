"""Turn-up tests: what must be measured, the verdict, and what test sets export."""

import pytest

from nms.core.errors import InvalidError
from nms.core.line import LineEnd, LineService, Order, Requirement, Solution
from nms.lines.grades import Grade
from nms.lines.turnup import FRAMES, Limit, from_csv, judge, limits

AAA = Grade(availability=99.99, delay_ms=dict.fromkeys(Solution, 10.0), jitter_ms=2, loss=1e-5)
PLAIN = Grade(availability=99.5)


def order(service: LineService, mbps: float = 100) -> Order:
    return Order("L-1", "bank", "", service, Requirement(mbps), (LineEnd("a", hub=True), LineEnd("b")))


def good() -> list[dict[str, object]]:
    tests = {"throughput": 100.0, "latency": 3.2, "jitter": 0.4, "loss": 0.0}
    return [{"test": test, "frame": frame, "value": value} for frame in FRAMES for test, value in tests.items()]


def test_an_e1_is_tested_for_a_day_within_its_share_of_the_objective() -> None:
    wanted = limits(order(LineService.TDM, 2), Solution.SDH, AAA, 0.05)
    assert [str(one) for one in wanted] == ["hours ≥ 24 h", "es ≤ 172 s", "ses ≤ 8 s"]
    assert {one.test: one.value for one in limits(order(LineService.TDM, 2), Solution.SDH, AAA, 0.02)} == {
        "hours": 24, "es": 69, "ses": 3
    }  # fmt: skip


def test_packets_are_tested_at_every_frame_size_for_what_the_grade_promises() -> None:
    assert len(limits(order(LineService.EPL), Solution.ETH, AAA, 0.05)) == 4 * len(FRAMES)
    assert {one.test for one in limits(order(LineService.EPL), Solution.ETH, PLAIN, 0.05)} == {"throughput"}


def test_a_line_passes_when_everything_was_measured_and_nothing_failed() -> None:
    wanted = limits(order(LineService.EPL), Solution.ETH, AAA, 0.05)
    assert judge(good(), wanted).passed
    slow = [{**one, "value": 99.9} if (one["test"], one["frame"]) == ("throughput", 64) else one for one in good()]
    verdict = judge(slow, wanted)
    assert not verdict.passed
    assert [one["frame"] for one in verdict.results if not one["passed"]] == [64]
    assert verdict.results[0]["limit"] == 100


def test_what_was_not_measured_keeps_it_from_passing() -> None:
    wanted = limits(order(LineService.EPL), Solution.ETH, AAA, 0.05)
    verdict = judge(good()[4:], wanted)
    assert [str(one) for one in verdict.missing] == [
        "throughput 64 ≥ 100 Mbit/s", "latency 64 ≤ 10 ms", "jitter 64 ≤ 2 ms", "loss 64 ≤ 1e-05"
    ]  # fmt: skip
    assert not verdict.passed
    assert not judge([{"test": "es", "value": 0}, {"test": "ses", "value": 0}, {"test": "hours", "value": 1}],
                     limits(order(LineService.TDM), Solution.SDH, AAA, 0.05)).passed  # fmt: skip


def test_a_frame_size_that_nobody_asked_for_is_kept_and_passes() -> None:
    verdict = judge([{"test": "throughput", "frame": 9000, "value": 1}], ())
    assert (verdict.passed, verdict.results[0]["limit"]) == (True, None)


@pytest.mark.parametrize(
    "one",
    [
        {"test": "colour", "value": 1},
        {"test": "loss", "value": -1},
        {"test": "loss", "value": "many"},
        {"test": "loss", "value": True},
        {"test": "loss", "value": float("nan")},
        {"test": "loss", "frame": "64", "value": 0},
        {"test": "loss", "frame": -1, "value": 0},
    ],
)
def test_what_is_no_measurement_is_refused(one: dict[str, object]) -> None:
    with pytest.raises(InvalidError, match="NMS-LINE-302"):
        judge([one], [Limit("loss", 0, 1)])


def test_a_test_sets_export_is_read_in_its_own_units() -> None:
    text = (
        "Frame Size,Throughput (Mbps),Latency (us),Jitter (us),Frame Loss (%)\n"
        '64,99.8,320.5,12,0.01\n1518,"1,000",1200,8,0\n'
    )
    assert from_csv(text) == [
        {"test": "throughput", "frame": 64, "value": 99.8},
        {"test": "latency", "frame": 64, "value": 0.3205},
        {"test": "jitter", "frame": 64, "value": 0.012},
        {"test": "loss", "frame": 64, "value": 0.0001},
        {"test": "throughput", "frame": 1518, "value": 1000},
        {"test": "latency", "frame": 1518, "value": 1.2},
        {"test": "jitter", "frame": 1518, "value": 0.008},
        {"test": "loss", "frame": 1518, "value": 0},
    ]


def test_chinese_heads_and_a_bit_error_test_are_read_too() -> None:
    assert from_csv("\ufeff帧长,吞吐量,时延(微秒),丢包率(%)\n64,100,50,0\n")[1] == {
        "test": "latency", "frame": 64, "value": 0.05
    }  # fmt: skip
    assert from_csv("ES,SES,Duration (h)\n3,0,24\n") == [
        {"test": "es", "frame": 0, "value": 3},
        {"test": "ses", "frame": 0, "value": 0},
        {"test": "hours", "frame": 0, "value": 24},
    ]
    assert from_csv("test,frame,value\nloss,64,0.1\nhours,,24\n")[1] == {"test": "hours", "frame": 0, "value": 24}


WRONG = "row 2: throughput; row 3: frame size; row 4: latency"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "0 rows"),
        ("Frame Size,Throughput\n", "1 rows"),
        ("Colour,Taste\n1,2\n", "row 1: colour, taste"),
        ("Frame Size,Throughput,Latency\n64,fast,3\nbig,1,2\n128,1\n", WRONG),
        ("test,frame,value\nloss,64,none\nspeed,1,2\n", "row 2: loss,64,none; row 3: speed,1,2"),
    ],
)  # fmt: skip
def test_everything_that_is_wrong_with_a_file_is_told_at_once(text: str, said: str) -> None:
    with pytest.raises(InvalidError, match="NMS-LINE-303") as refused:
        from_csv(text)
    assert refused.value.values["problems"] == said
