"""Bundles of halls in the store: exactly as they were put, and never over another's move."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from nms.core.errors import ConflictError, NotFoundError
from nms.core.hall import HallForm
from nms.core.hall_bundle import BundleState, HallBundle
from nms.core.site import AdmittedPc
from nms.halls.voice import proposed
from nms.store import Store

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
FORM = HallForm("h", proposed("h", 2), 2, pcs=(AdmittedPc("00e04c680101", "1号台席", "GE1"),))
FIRST = HallBundle("h", FORM, BundleState.PROVISIONING, AT, AT, "li", change=3)


def test_a_bundle_comes_back_as_it_was_put_with_its_moves(store: Store) -> None:
    bundles = store.hall_bundles
    with pytest.raises(NotFoundError):
        bundles.get("h")
    put = bundles.put(FIRST, "li", {"verb": "provision"})
    assert bundles.get("h") == put == replace(FIRST, version=1)
    moved = bundles.put(replace(put, state=BundleState.STANDING, previous=FORM, reason="–"), "nms", {})
    assert bundles.get("h") == moved
    assert bundles.find((BundleState.STANDING,)) == [moved]
    assert bundles.find((BundleState.CLOSED,)) == []
    told = [(one.state, one.actor, one.body) for one in bundles.events("h")]
    assert told == [("provisioning", "li", {"verb": "provision"}), ("standing", "nms", {})]


def test_who_saw_an_older_bundle_does_not_move_it(store: Store) -> None:
    bundles = store.hall_bundles
    put = bundles.put(FIRST, "li", {})
    with pytest.raises(ConflictError, match="NMS-HALL-240"):
        bundles.put(FIRST, "wang", {})
    bundles.put(replace(put, state=BundleState.STANDING), "nms", {})
    with pytest.raises(ConflictError, match="NMS-HALL-240"):
        bundles.put(replace(put, state=BundleState.CLOSING), "wang", {})
    assert [one.actor for one in bundles.events("h")] == ["li", "nms"]
