"""Bundles of halls: a form checked, asked for, changed, closed; many at once as a rollout."""

from typing import Any

from flask import Response
from pydantic import BaseModel, Field

from nms.app.bundle_views import Waves, checked_told
from nms.core.hall_bundle import HallBundle
from web.api.answers import answer, blueprint
from web.api.bundle_shapes import BundleAnswer, BundleItem, BundleList, CheckedItem, ImportedItem
from web.context import acting, facade
from web.queries import Body, NamePath

api = blueprint("bundles", "Bundles of business halls: one form, one change over all devices")


class FormBody(BaseModel):
    """A hall form as docs/howto/halls.md describes it, all fields at the top."""

    model_config = {"extra": "allow"}

    hall: str = Field(min_length=1, max_length=80, description="the hall's name in the inventory")


class BatchBody(Body):
    """Many forms; `canary` of them go alone, the rest `wave` at once. None is imported unless all are right."""

    forms: list[dict[str, Any]] = Field(min_length=1, max_length=500)
    title: str = Field("", max_length=200)
    canary: int = Field(1, ge=0, le=500)
    wave: int = Field(5, ge=1, le=500)
    only_good: bool = Field(False, description="import those that are right, whatever the others are")


def _answered(bundle: HallBundle, status: int) -> Response:
    return answer(BundleItem.shown(facade().bundles.show(bundle.hall).view), status)


@api.get("/halls/bundles", summary="Every hall and how its bundle stands", responses={200: BundleList})
def list_bundles() -> Response:
    found = facade().bundles.views()
    return answer(BundleList(total=len(found), items=[BundleItem.shown(view) for view in found]))


@api.get("/halls/<name>/bundle", summary="One hall's bundle with everything", responses={200: BundleAnswer})
def show_bundle(path: NamePath) -> Response:
    return answer(BundleAnswer.of(facade().bundles.show(path.name)))


@api.post("/halls/check", summary="What a form would come to; nothing is kept", responses={200: CheckedItem})
def check_form(body: FormBody) -> Response:
    return answer(CheckedItem(**checked_told(facade().bundles.check(body.model_dump()))))


@api.post("/halls/bundles", summary="A new hall: one change over all its devices", responses={201: BundleItem})
def ask_hall(body: FormBody) -> Response:
    return _answered(facade().bundles.ask(body.model_dump(), acting()), 201)


@api.post("/halls/change", summary="Another form for a hall that stands", responses={200: BundleItem})
def change_hall(body: FormBody) -> Response:
    return _answered(facade().bundles.change(body.model_dump(), acting()), 200)


@api.post("/halls/<name>/close", summary="Take back all that was sent for a hall", responses={200: BundleItem})
def close_hall(path: NamePath) -> Response:
    return _answered(facade().bundles.close(path.name, acting()), 200)


@api.post("/halls/import", summary="Many new halls as one rollout in waves", responses={201: ImportedItem})
def import_halls(body: BatchBody) -> Response:
    documents = dict(enumerate(body.forms, 1))
    waves = Waves(body.title, body.canary, body.wave)
    done = facade().bundles.import_all(documents, acting(), waves, only_good=body.only_good)
    return answer(ImportedItem.shown(done), 201)
