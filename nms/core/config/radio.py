"""Settings of the radio side: how controllers are read, where counters come from, how parameter changes are tried."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from nms.core.config.section import Section

Fraction = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]


class RadioConfig(Section):
    """Controllers and their counters. `folder` (below the site's variable data unless absolute) is where an OMC puts
    its exports, `map` (below the templates) says what their columns mean; `window_hours` is how far back pages look.
    """

    read_every_s: Annotated[float, Field(ge=10, le=86_400)] = 900
    counters_every_s: Annotated[float, Field(ge=5, le=3600)] = 60
    folder: str = "omc"
    map: str = "omc/bsc6000.yaml"
    look_every_s: Annotated[float, Field(ge=1, le=3600)] = 10
    window_hours: Annotated[float, Field(gt=0, le=168)] = 24
    keep_days: Annotated[int, Field(ge=1, le=400)] = 100


class TrialsConfig(Section):
    """Trials of handover parameters. A wave is judged after `window_hours` (or earlier, once `enough` handovers were
    commanded on the changed cells and their control cells); it is taken back when, against the control cells, radio
    handover success fell by `success_points` percentage points or the share of dropped calls rose by `drop_rise`
    (relative).
    """

    window_hours: Annotated[float, Field(gt=0, le=168)] = 24
    enough: Annotated[int, Field(ge=30, le=1_000_000)] = 500
    canary: Annotated[int, Field(ge=1, le=5)] = 1
    wave: Annotated[int, Field(ge=1, le=5)] = 5
    control: Annotated[int, Field(ge=1, le=60)] = 10
    success_points: Annotated[float, Field(gt=0, le=50)] = 1.0
    drop_rise: Fraction = 0.2

    @model_validator(mode="after")
    def _grows(self) -> Self:
        if self.wave < self.canary:
            context = {"canary": self.canary, "wave": self.wave}
            raise PydanticCustomError("NMS-TRIAL-001", "a wave smaller than the canary", context)
        return self
