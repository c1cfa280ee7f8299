"""How the API's handlers answer: a model as JSON, a slice, a file."""

from collections.abc import Sequence
from typing import TypeVar

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from flask_openapi3.types import ResponseDict
from pydantic import BaseModel

from web.api.shapes import ErrorAnswer

T = TypeVar("T")


def blueprint(name: str, about: str) -> APIBlueprint:
    """A part of the API under one heading of the document; every failure has the shape ErrorAnswer."""
    refusals: ResponseDict = {404: ErrorAnswer, 422: ErrorAnswer}
    tags = [Tag(name=name, description=about)]
    return APIBlueprint(f"api_{name}", __name__, url_prefix="/api/v1", abp_tags=tags, abp_responses=refusals)


def answer(model: BaseModel, status: int = 200) -> Response:
    """A model as JSON."""
    return Response(model.model_dump_json(), status, mimetype="application/json")


def part(items: Sequence[T], limit: int, offset: int) -> Sequence[T]:
    """The wanted slice of a list that comes whole."""
    return items[offset : offset + limit]
