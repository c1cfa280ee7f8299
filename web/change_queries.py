"""Which changes are asked for in a URL."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from nms.app.change_views import ChangeFilter
from nms.core.change import ChangeState
from web.queries import Name, Paged


def _split(value: object) -> object:
    """`state=draft,planned` as well as `state=draft&state=planned`."""
    words = value if isinstance(value, list) else [value]
    return [part for word in words for part in str(word).split(",") if part]


class ChangeQuery(Paged):
    """Which changes."""

    state: Annotated[list[ChangeState], BeforeValidator(_split)] = Field(
        default=[], description="one or more, also comma-separated"
    )
    device: Name = Field("", description="only those whose plan touches it")
    service: Name = ""
    author: Name = ""
    rollout: int = Field(0, ge=0, le=2**62)
    sort: str = Field("worst", pattern="^(worst|newest)$", description="worst: what waits for somebody comes first")

    def wanted(self) -> ChangeFilter:
        """As the façade asks it."""
        return ChangeFilter(
            states=tuple(str(state) for state in self.state),
            device=self.device,
            service=self.service,
            author=self.author,
            rollout=self.rollout,
            limit=self.limit,
            offset=self.offset,
            worst_first=self.sort == "worst",
        )
