"""Templates into lines: what is sent, how it is taken back, what proves it; the undo is always rendered too."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from nms.core.change import Check, Shared
from nms.core.dialect import Dialect
from nms.core.errors import InvalidError
from nms.provision import wording
from nms.provision.sandbox import TemplateSandbox, text_of
from nms.provision.standing import Standing, dots, expression, hyphens

BLOCKS = ("shared", "apply", "undo", "verify")

_CHECK = re.compile(r"(?P<command>.+?) (?P<sign>=>|!>) (?P<expect>.+)")
_VIEW_MARK = " / "


@dataclass(frozen=True, slots=True)
class Rendered:
    """A service on one device as lines; `undo` in the order in which it is sent."""

    apply: tuple[str, ...]
    undo: tuple[str, ...]
    verify: tuple[Check, ...] = ()
    shared: tuple[Shared, ...] = ()


class Templates:
    """The templates of a site: `<platform>/<service>.j2` below a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _plain(self) -> TemplateSandbox:
        return TemplateSandbox(self._folder, words_only=False)

    @cached_property
    def _shell(self) -> TemplateSandbox:
        return TemplateSandbox(self._folder, words_only=True)

    def has(self, platform: str, service: str) -> bool:
        """Whether a template exists."""
        return (self._folder / platform / f"{service}.j2").is_file()

    def render(
        self, platform: str, service: str, values: Mapping[str, Any], standing: Standing | None = None
    ) -> Rendered:
        """Lines for values that `services.check` read, on a device as it stands.

        InvalidError as `sandbox.text_of`; NMS-CHG-019 for lines that are no lines (indentation, a check without its
        sign, nothing to undo with); ConflictError 020 and 021 where the device does not allow the service.
        """
        name = f"{platform}/{service}.j2"
        sandbox = self._shell if standing is not None and standing.dialect.shell else self._plain
        context = {**_functions(standing), **values}
        texts = {block: text_of(sandbox, name, block, context) for block in BLOCKS}
        done = Rendered(
            _lines(name, "apply", texts["apply"]),
            _lines(name, "undo", texts["undo"]),
            tuple(_check(name, line) for line in _plain_lines(texts["verify"])),
            tuple(_shared(name, line) for line in _plain_lines(texts["shared"])),
        )
        if bool(done.apply) != bool(done.undo):
            raise _broken(name, "undo", "–", "apply and undo must both have lines, or neither")
        return done


def _functions(standing: Standing | None) -> dict[str, Any]:
    """What templates may ask, beside their values."""
    here = standing or Standing.of(_SILENT, "", None)
    asked = {name: getattr(here, name) for name in ("stands", "needs", "free", "earlier", "restored", "taken", "seen")}
    return {**asked, "re": expression, "hyphens": hyphens, "dots": dots}


_SILENT = Dialect("", "", "$", "$", "", (), "", "")


def _plain_lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.split("\n") if line.strip())


def _lines(name: str, block: str, text: str) -> tuple[str, ...]:
    """Indented lines, one blank a level, none deeper than one below the line before it."""
    lines = tuple(line.rstrip() for line in text.split("\n") if line.strip())
    above = -1
    for line in lines:
        level = len(line) - len(line.lstrip(" "))
        if level > above + 1 or any(wording.odd(character) for character in line):
            raise _broken(name, block, line, "indentation")
        above = level
    return lines


def _check(name: str, line: str) -> Check:
    """`COMMAND => EXPRESSION` must be found in what the command prints, `COMMAND !> EXPRESSION` must not."""
    found = _CHECK.fullmatch(line)
    if found is None:
        raise _broken(name, "verify", line, "COMMAND => EXPRESSION")
    try:
        re.compile(found["expect"])
    except re.error as error:
        raise _broken(name, "verify", line, str(error)) from error
    return Check(found["command"], found["expect"], absent=found["sign"] == "!>")


def _shared(name: str, line: str) -> Shared:
    """`KEY :: LINE :: UNDO`; a line in a view names it before (`bgp 65000 / ipv4-family vpn-instance X`)."""
    parts = [part.strip() for part in line.split("::")]
    if len(parts) != 3 or not all(parts):
        raise _broken(name, "shared", line, "KEY :: LINE / LINE :: UNDO / LINE")
    return Shared(parts[0], *(_nested(part) for part in parts[1:]))


def _nested(text: str) -> tuple[str, ...]:
    """`A / B && C`: line B in view A, then line C beside B."""
    return tuple(
        " " * level + one.strip() for level, step in enumerate(text.split(_VIEW_MARK)) for one in step.split(" && ")
    )


def _broken(name: str, block: str, line: str, reason: str) -> InvalidError:
    return InvalidError("NMS-CHG-019", template=name, block=block, line=line.strip(), reason=reason)
