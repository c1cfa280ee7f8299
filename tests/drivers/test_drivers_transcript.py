"""Which part of a transcript answers which line: prompts counted by their echoes, look-alikes not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.drivers.transcript import Transcript

PROMPT = re.compile(r"(?:<[^<>\r\n]{1,64}>|\[[^\[\]\r\n]{1,128}\]) ?")
VTYSH = re.compile(r"[\w.+-]{1,64}(?:\([^()\r\n]{1,64}\))?[>#] ?")


def split(lines: list[str], shown: list[str], tail: str, prompt: re.Pattern[str] = PROMPT) -> list[str] | None:
    transcript = Transcript(prompt, lines)
    transcript.read(shown)
    return transcript.answers() if transcript.ending(tail) else None


def test_every_line_gets_its_own_answer() -> None:
    shown = ["interface GE1", "[R1-GE1]description x", "[R1-GE1]mtu 9", "Error: too small", "[R1-GE1]shutdown"]
    assert split(["interface GE1", "description x", "mtu 9", "shutdown"], shown, "[R1-GE1]") == [
        "", "", "Error: too small", "",
    ]  # fmt: skip


def test_text_like_a_prompt_is_an_answer_unless_the_next_line_stands_behind_it() -> None:
    shown = ["display this", "[R1-GE1]", "<R1>save", "[R1]quit"]
    assert split(["display this", "quit"], shown, "<R1>") == ["[R1-GE1]\n<R1>save", ""]


def test_a_line_shown_early_by_the_kernel_is_not_its_echo() -> None:
    """Typed ahead, vtysh's terminal shows lines once while a command runs and once more behind the prompt."""
    shown = ["interface eth0", "description x", "exit", "descr1(config-if)# description x", "r1(config-if)# exit"]
    transcript = Transcript(VTYSH, ["interface eth0", "description x", "exit"])
    transcript.read(shown)
    assert transcript.ending("r1(config)# ") == "r1(config)#"
    assert transcript.prompts == ["descr1(config-if)#", "r1(config-if)#"]


def test_nothing_is_complete_before_the_last_echo_and_a_prompt() -> None:
    assert split(["a", "b"], ["a"], "[R1]") is None
    assert split(["a", "b"], ["a", "[R1]b", "text"], "more text") is None


@pytest.mark.parametrize(
    "echo", ["description 绍兴 hall", r"description \347\273\215\345\205\264 hall", "description  hall"]
)
def test_echoes_may_spell_what_is_not_ascii_in_their_own_way(echo: str) -> None:
    assert split(["description 绍兴 hall", "quit"], [echo, "[R1]quit"], "[R1]") == ["", ""]


ANSWERS = st.lists(st.text(alphabet="ab[]<>R1 -#", max_size=12), max_size=3)


@given(st.lists(ANSWERS, min_size=1, max_size=6))
def test_answers_come_back_whatever_they_hold(answers: list[list[str]]) -> None:
    lines = [f"command {number}" for number in range(len(answers))]
    shown: list[str] = []
    for number, (line, answer) in enumerate(zip(lines, answers, strict=True)):
        shown += [line if not number else f"[R1-v{number}]{line}", *answer]
    assert split(lines, shown, "[R1]") == ["\n".join(answer).strip("\n") for answer in answers]
