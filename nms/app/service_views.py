"""What pages, API and commands may ask about the services that can be provisioned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from nms.core.errors import NmsError
from nms.core.texts import Language


@dataclass(frozen=True, slots=True)
class FieldView:
    """A value that a service takes; `shape` is what one looks like, `most` how many where a list is taken (0: one).

    `platforms` know the field (all, if empty); `needs` names a field that must then be given too; `touched` values
    name what is touched (a port).
    """

    name: str
    kind: str
    zh: str
    en: str
    shape: str
    required: bool = True
    default: Any = None
    low: int | None = None
    high: int | None = None
    choices: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    most: int = 0
    needs: str = ""
    platforms: tuple[str, ...] = ()
    touched: bool = False

    def title(self, language: Language) -> str:
        """What people call it."""
        return (self.zh if language == "zh" else self.en) or self.name

    def known_on(self, platform: str) -> bool:
        """Whether the template of a platform takes it."""
        return not self.platforms or platform in self.platforms


@dataclass(frozen=True, slots=True)
class ProofView:
    """Whether the template of a platform was proven, and by what."""

    verified: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service: its fields in the order in which a form shows them, its platforms with the proof of each template."""

    name: str
    zh: str
    en: str
    fields: Sequence[FieldView] = ()
    platforms: Mapping[str, ProofView] = field(default_factory=dict)

    def title(self, language: Language) -> str:
        """What people call it."""
        return self.zh if language == "zh" else self.en


class ServiceRoom(Protocol):
    """The catalogue of services. InvalidError NMS-CHG-001 for one that is not there."""

    def all(self) -> Sequence[ServiceView]: ...
    def one(self, name: str) -> ServiceView: ...
    def devices(self, name: str) -> Mapping[str, str]:
        """Every device that the service has a template for → the platform of that template."""
        ...

    def check(self, name: str, device: str, values: Mapping[str, Any]) -> Sequence[NmsError]:
        """Everything that is wrong with the values for one device; the error's value `field` names the field."""
        ...
