"""Answers of devices as rows: the published TextFSM templates under their own platform names, ours where they lack."""

import io
import re
import time
from collections.abc import Iterator

from ntc_templates.parse import ParsingException, parse_output
from textfsm import TextFSM
from textfsm.parser import Error as TextFSMError

from nms.core.dialect import Dialect
from nms.core.errors import CliError
from nms.drivers.own_templates import OWN

Row = dict[str, str | list[str]]

MOST_CHARACTERS = 4_000_000
LONGEST_LINE = 2_000  # what one regular expression is given at once
_SECONDS = 10.0


class _Timed:
    """Text for TextFSM, which asks it for nothing but its lines, as long as there is time."""

    def __init__(self, text: str, seconds: float) -> None:
        self._text, self._end = text, time.monotonic() + seconds
        if len(text) > MOST_CHARACTERS:
            raise ValueError("too long")

    def splitlines(self) -> Iterator[str]:
        for line in self._text.splitlines():
            if len(line) > LONGEST_LINE:
                raise ValueError("a line too long")
            if time.monotonic() > self._end:
                raise ValueError("took too long")
            yield line


def parsed(device: str, dialect: Dialect, command: str, answer: str, seconds: float = _SECONDS) -> list[Row]:
    """What a device said to a command, a row each, names in lower case; [] when it holds no row.

    CliError NMS-DRV-046 when there is no template, the answer does not fit it, or it is too large to be read in time.
    """
    try:
        timed = _Timed(answer, seconds)
        return _listed(timed) if dialect.mml else [_stripped(row) for row in _rows(dialect.parser, command, timed)]
    except (ParsingException, ValueError, TextFSMError) as error:
        raise CliError("NMS-DRV-046", None, device=device, command=command, reason=error) from error


def _listed(report: _Timed) -> list[Row]:
    """The rows of a man-machine list: a heading underlined with dashes, names, values, two blanks or more between.

    A single row is a line `name  =  value` for each parameter.
    """
    rows: list[Row] = []
    names: list[str] = []
    underlined = False
    for line in report.splitlines():
        words = re.split(r" {2,}", line.strip())
        if re.fullmatch(r"-{3,}", line.strip()):
            underlined, names = True, []
        elif underlined and words[1:2] == ["="]:
            rows += [{}] if not names else []
            names = [*names, words[0].lower()]
            rows[-1][names[-1]] = " ".join(words[2:])
        elif underlined and not names:
            names = [word.lower() for word in words]
        elif names and len(words) == len(names):
            rows.append(dict(zip(names, words, strict=True)))
        else:
            underlined, names = False, []
    return rows


def _rows(parser: str, command: str, answer: _Timed) -> list[Row]:
    for pattern, template in OWN.get(parser, {}).items():
        if re.match(pattern, command.strip()):
            machine = TextFSM(io.StringIO(template))
            names = [name.lower() for name in machine.header]
            return [dict(zip(names, row, strict=True)) for row in machine.ParseText(answer)]
    rows: list[Row] = parse_output(platform=parser, command=command, data=answer)
    return rows


def _stripped(row: Row) -> Row:
    """Values come padded."""
    return {
        name: value.strip() if isinstance(value, str) else [item.strip() for item in value]
        for name, value in row.items()
    }
