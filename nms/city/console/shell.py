"""The interpreter: one session's views, its candidate where the platform has one, and what it answers to a line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from nms.city.console.edits import perform
from nms.city.console.element import Element
from nms.city.console.grammar import Match, Miss, Rule
from nms.city.console.names import interface_name
from nms.city.console.situation import RefusedError, Situation
from nms.city.console.tree import Node
from nms.city.console.trips import Trip

PAGE_LINES = 24
ASKING = ("display", "save")


@dataclass(slots=True)
class Said:
    """The answer to a line: text (lines parted by \\n), a question, and what happens to the session.

    `ask` takes the next line; with `secret` that line is not echoed; `key` asks for a single key. `paged` text stops
    page by page. `silent` sessions never answer again, `dropped` ones lose their connection, `over` ones ended well.
    """

    text: str = ""
    ask: "Callable[[str], Said] | None" = None
    secret: bool = False
    paged: bool = False
    over: bool = False
    dropped: bool = False
    silent: bool = False
    delay: float = 0.0
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A view that is open: its name, and how deep it stands in the configuration."""

    view: str
    path: tuple[str, ...] = ()
    line: str = ""


@dataclass(slots=True)
class Shell:
    """One session on one element."""

    element: Element
    number: int
    user: str
    frames: list[Frame] = field(default_factory=list)
    candidate: Node | None = None
    pending: list[tuple[tuple[str, ...], Match]] = field(default_factory=list)
    page_lines: int = PAGE_LINES
    smart: bool = False
    """Whether the platform asks for optional parameters (SmartAX)."""

    def __post_init__(self) -> None:
        self.frames = [Frame(self.element.platform.first)]
        self.smart = bool(self.element.platform.words.get("smart"))

    @property
    def view(self) -> str:
        """The view that is open."""
        return self.frames[-1].view

    @property
    def configures(self) -> bool:
        """Whether a configuration view is open."""
        return any(frame.view == self.element.platform.root for frame in self.frames)

    @property
    def tree(self) -> Node:
        """The configuration that this session sees and edits."""
        return self.element.running if self.candidate is None else self.candidate

    @property
    def prompt(self) -> str:
        """What stands before the cursor."""
        return self.element.platform.prompt(self)

    def obey(self, line: str) -> Said:
        """Answer a line."""
        element, platform = self.element, self.element.platform
        bare = line.strip()
        if not bare or (platform.comment and bare.startswith(platform.comment)):
            return Said()
        view = self.view
        command, pipe = _piped(line)
        found = platform.grammar.read(self._views(), command, self._names)
        edits = isinstance(found, Match) and not found.rule.does
        trip = next((trip for trip in element.trips if trip.strikes(bare, configures=edits and self.configures)), None)
        said = self._struck(trip, line, found) if trip is not None else self._answer(line, found)
        said.text = _filtered(said.text, pipe)
        element.note(self.number, self.user, "refused" if said.refused else "line", view, _discreet(bare, found))
        return said

    def _answer(self, line: str, found: Match | Miss) -> Said:
        if isinstance(found, Miss):
            return self._missed(line, found)
        if not found.rule.does:
            return self._edit(found)
        if self.smart and found.words[0] in ASKING:
            return self._asked(line, found)
        return self.act(found)

    def _asked(self, line: str, found: Match) -> Said:
        """SmartAX, unless told `undo smart`, asks for further parameters before it shows anything."""

        def answered(_typed: str) -> Said:
            said = self.act(found)
            said.text = f"\n  Command:\n          {line.strip()}\n{said.text}"
            return said

        return Said(self.element.platform.words["smart"], answered)

    def _struck(self, trip: Trip, line: str, found: Match | Miss) -> Said:
        """A planted fault strikes, before or after the line takes effect."""
        if trip.kind == "reject":
            return self._rejected(trip, line)
        said = self._answer(line, found) if trip.after or trip.kind in ("slow", "prompt", "expire") else Said()
        element = self.element
        if trip.kind == "slow":
            said.delay = trip.seconds
        elif trip.kind == "prompt":
            element.alias = trip.text or f"{element.name}-x"
        elif trip.kind == "expire":
            element.expire()
        elif trip.kind == "hang":
            return Said(silent=True)
        elif trip.kind == "disconnect":
            return Said(said.text, dropped=True)
        elif trip.kind in ("reboot", "unreachable"):
            (element.reboot if trip.kind == "reboot" else element.lock_out)(trip.seconds)
            return Said(dropped=True)
        return said

    def _rejected(self, trip: Trip, line: str) -> Said:
        if trip.text:
            return Said(trip.text, refused=True)
        return self._missed(line, Miss("unknown", len(line) - len(line.lstrip())))

    def _missed(self, line: str, miss: Miss) -> Said:
        platform = self.element.platform
        sentence = platform.misses[miss.why].format(line=line.strip())
        if "'^'" not in sentence:
            return Said(sentence, refused=True)
        caret = " " * (len(self.prompt) + miss.column) + "^"
        return Said(f"{caret}\n{sentence}", refused=True)

    def _views(self) -> Sequence[str]:
        platform, view = self.element.platform, self.view
        views = [view, "any"]
        if self.configures:
            views.append("config")
            if platform.climbs and view != platform.root:
                views += [frame.view for frame in reversed(self.frames[self._root() : -1])]
            elif view != platform.root:
                views.append("sibling")
        return views

    def _names(self, words: Sequence[str]) -> tuple[str, int] | None:
        return interface_name(words, self.element.box, self.element.platform.kinds, self.tree)

    def act(self, match: Match) -> Said:
        """Run an action of the grammar."""
        name, _, rest = match.rule.does.partition(":")
        platform = self.element.platform
        if name == "show":
            return Said(platform.shows[rest](self.element, match), paged=True)
        said: Said = platform.actions[name](self, match)
        return said

    def _edit(self, match: Match) -> Said:
        """A configuration line: into effect at once, or into the candidate."""
        element = self.element
        if element.platform.two_stage and element.trial is not None:
            return Said(element.platform.words["in-trial"], refused=True)
        if match.rule.view not in ("any", "config"):
            self._climb(match.rule)
        tree = self._editable()
        told: list[str] = []
        try:
            self._perform(tree, self.frames[-1].path, match, told)
        except RefusedError as refusal:
            return Said(str(refusal), refused=True)
        if element.platform.two_stage:
            self.pending.append((self.frames[-1].path, match))
        else:
            element.settle()
        if match.rule.enters and not match.form.negated:
            path = (*self.frames[-1].path, match.key)
            self.frames.append(Frame(match.rule.enters, path, match.line))
        return Said("\n".join(told))

    def _climb(self, rule: Rule) -> None:
        """A command of a view above is understood below it: leave the views in between."""
        views = rule.view.split()
        if "sibling" in views and self.view not in views:
            self.frames = self.frames[: self._root() + 1]
        while self.view not in views and len(self.frames) > self._root() + 1:
            self.frames.pop()

    def _root(self) -> int:
        root = self.element.platform.root
        return next(place for place, frame in enumerate(self.frames) if frame.view == root)

    def _editable(self) -> Node:
        if not self.element.platform.two_stage:
            return self.element.running
        if self.candidate is None:
            self.candidate = self.element.running.copy()
        return self.candidate

    def _perform(self, tree: Node, path: tuple[str, ...], match: Match, told: list[str]) -> None:
        element = self.element
        here = tree.find(path)
        if here is None:
            raise RefusedError(element.platform.words["no-view"])
        perform(Situation(tree, here, path, match, element.platform, element.box, told))

    def commit(self) -> Node:
        """Put the candidate into effect; returns what was in effect before. RefusedError leaves all as it was."""
        before = self.element.running
        tree = before.copy()
        for path, match in self.pending:
            self._perform(tree, path, match, [])
        self.discard()
        self.element.replace(tree)
        return before

    def discard(self) -> None:
        """Forget what is not committed."""
        self.candidate = None
        self.pending.clear()

    def leave(self) -> None:
        """One view up; what was below a view that no longer exists goes with it."""
        self.frames.pop()


def _piped(line: str) -> tuple[str, list[str]]:
    """The command, and what a bar after it asks for: ["include", "what"]."""
    command, bar, rest = line.partition(" | ")
    words = rest.strip().split(" ", 1)
    show = command.split()[:2]
    if bar and show and any(word[:2] in ("di", "sh") for word in show) and words[0]:
        return command, words
    return line, []


def _filtered(text: str, pipe: list[str]) -> str:
    """The lines that a bar lets through."""
    if len(pipe) < 2:
        return text
    way, wanted = pipe[0], pipe[1].strip()
    lines = text.split("\n")
    if "begin".startswith(way):
        start = next((number for number, line in enumerate(lines) if wanted in line), len(lines))
        return "\n".join(lines[start:])
    if "exclude".startswith(way):
        return "\n".join(line for line in lines if wanted not in line)
    if "section".startswith(way):
        return "\n".join(_section(lines, wanted))
    return "\n".join(line for line in lines if wanted in line)


def _section(lines: list[str], wanted: str) -> list[str]:
    kept, inside = [], False
    for line in lines:
        inside = wanted in line if not line.startswith(" ") else inside
        if inside:
            kept.append(line)
    return kept


def _discreet(line: str, found: Match | Miss) -> str:
    """The log keeps no secrets."""
    for name in ("secret", "password"):
        if isinstance(found, Match) and name in found.values:
            line = line.replace(found.values[name], "******")
    return line
