"""What one platform's command line is like for the simulation: its grammar, words and ways, as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nms.city.console.grammar import Grammar, Match

# An element and a shell know their platform, not the other way round: here they have no type.
Show = Callable[[Any, Match], str]
Action = Callable[[Any, Match], Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of interface: its full name, how else people write it, whether the command line may make one."""

    name: str
    short: str = ""
    made: bool = False


@dataclass(frozen=True, slots=True)
class Platform:
    """One command line.

    `misses` are the sentences for a line not understood (unknown, wrong, incomplete, many, ambiguous), `words` all
    others by key; `prompt` draws the prompt of a session; `render` the whole configuration. `first` is the view after
    login, `root` the first of configuration; `everywhere` the view whose commands work in every other. `climbs` tells
    that a command of the root is also understood below it.
    """

    name: str
    grammar: Grammar
    misses: Mapping[str, str]
    words: Mapping[str, str]
    prompt: Callable[[Any], str]
    render: Callable[[Any, object], str]
    initial: Callable[[Any], None]
    kinds: tuple[Kind, ...] = ()
    shows: Mapping[str, Show] = field(default_factory=dict)
    actions: Mapping[str, Action] = field(default_factory=dict)
    first: str = "user"
    root: str = "system"
    climbs: bool = False
    two_stage: bool = False
    more: str = "  ---- More ----"
    wipe: str = "\x1b[42D                                          \x1b[42D"
    banner: str = ""
    login: tuple[str, str] = ("Username:", "Password:")
    failed: str = "Error: Failed to authenticate."
    comment: str = ""
    """What a line that is not a command begins with."""
    ending: str = ""
    """What ends a command where a line's end does not (";")."""
