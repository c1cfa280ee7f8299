"""What a reader sees of a page: its words without those that come from devices, its links, its forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_SPOKEN = ("title", "aria-label", "placeholder", "alt")


@dataclass
class Reading(HTMLParser):
    """Parsed once by `read`; `words` leave out what stands under translate="no"."""

    words: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, bool]] = []

    @property
    def _silent(self) -> bool:
        return any(silent for _, silent in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.append((tag, values))
        silent = values.get("translate") == "no"
        if not silent and not self._silent:
            self.words += [values[name] for name in _SPOKEN if values.get(name)]
        if tag not in _VOID:
            self._open.append((tag, silent))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._silent:
            self.words.append(data.strip())

    def found(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element of a name."""
        return [values for name, values in self.tags if name == tag]


def read(html: str) -> Reading:
    """The page, read."""
    reading = Reading()
    reading.feed(html)
    reading.close()
    return reading
