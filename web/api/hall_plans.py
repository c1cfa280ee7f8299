"""E1 plans of halls: what a plan would give, how full the STM-1s are, clocks, the way to the new design, Erlang B."""

from flask import Response
from pydantic import Field

from nms.app.hall_plan_views import (
    PlanWish,
    capacity_told,
    clocks_told,
    erlang_told,
    migration_told,
    plan_told,
)
from nms.core.hall import Bonding, Framing
from web.api.answers import answer, blueprint
from web.api.hall_plan_shapes import CapacityItem, ClocksItem, ErlangItem, MigrationItem, PlanItem
from web.context import facade
from web.queries import Name, NamePath, Query

api = blueprint("hall_plans", "E1 plans of halls, capacity of the channelised STM-1s")


class PlanQuery(Query):
    """What a hall needs of its E1s."""

    hall: Name
    e1: int = Field(1, ge=1, le=4, description="how many E1s")
    lines: int | None = Field(None, ge=0, le=1000, description="voice lines; none: as the traffic asks for")
    erlang: float = Field(0, ge=0, le=1000, description="voice traffic in the busy hour")
    framing: Framing | None = Field(None, description="none: PCM30 with voice, else PCM31")
    crc4: bool = True
    unframed_rest: bool = Field(False, description="E1s without voice are unframed")
    bonding: Bonding = Bonding.NONE


class ErlangQuery(Query):
    """Traffic, and lines where they are given."""

    erlang: float = Field(ge=0, le=1000)
    lines: int | None = Field(None, ge=0, le=1000)
    blocking: float = Field(0.01, gt=0, lt=1)


@api.get("/halls/plan", summary="The E1s of a hall as they would be planned", responses={200: PlanItem})
def show_plan(query: PlanQuery) -> Response:
    wish = PlanWish(
        query.hall, query.e1, query.lines, query.erlang, query.framing, query.crc4, query.unframed_rest, query.bonding
    )
    return answer(PlanItem(**plan_told(facade().hall_plans.plan(wish))))


@api.get("/halls/capacity", summary="How full the STM-1s are, what every hall has", responses={200: CapacityItem})
def show_capacity() -> Response:
    return answer(CapacityItem(**capacity_told(facade().hall_plans.capacity())))


@api.get("/halls/clocks", summary="Who gives the clock on every E1 of a hall", responses={200: ClocksItem})
def show_clocks() -> Response:
    return answer(ClocksItem(**clocks_told(facade().hall_plans.clocks())))


@api.get("/halls/erlang", summary="Voice lines by Erlang B", responses={200: ErlangItem})
def show_erlang(query: ErlangQuery) -> Response:
    return answer(ErlangItem(**erlang_told(facade().hall_plans.erlang(query.erlang, query.lines, query.blocking))))


@api.get("/halls/<name>/migration", summary="A hall from the old design to the new", responses={200: MigrationItem})
def show_migration(path: NamePath) -> Response:
    return answer(MigrationItem(**migration_told(facade().hall_plans.migration(path.name))))
