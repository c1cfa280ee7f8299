"""Readings of controllers as documents of the store, and back."""

import json
from dataclasses import astuple
from datetime import datetime

from nms.core.radio import CellRelation, ControlledCell, ControllerReading, HeldValue


def written(reading: ControllerReading) -> bytes:
    """A reading as a document."""
    told = {
        "controller": reading.controller,
        "at": reading.at.isoformat(),
        "cells": [astuple(one) for one in reading.cells],
        "relations": reading.relations,
        "values": reading.values,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def read(document: bytes) -> ControllerReading:
    """The reading again."""
    told = json.loads(document)
    return ControllerReading(
        told["controller"],
        datetime.fromisoformat(told["at"]),
        tuple(ControlledCell(*one) for one in told["cells"]),
        tuple(CellRelation(*one) for one in told["relations"]),
        tuple(HeldValue(*one) for one in told["values"]),
    )
