"""Drift and compliance over the real archive and store: what differs, whose service suffers, what mends it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from configsite import LI, TEXT, WANG, committed, keep, system

from nms.app.app import App
from nms.core.errors import InvalidError, NotFoundError

PORT = "interface GigabitEthernet0/0/1"
DRIFTED = TEXT.replace(" description to p1\n", " description hand made\n shutdown\n")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    made, _ = system(tmp_path)
    yield made
    made.close()


def test_before_any_change_nothing_is_intended_and_nothing_drifts(app: App) -> None:
    keep(app, TEXT)
    keep(app, DRIFTED)
    detail = app.drifts.show("pe-1")
    assert (detail.view.intended, detail.view.drifted, detail.lacking) == (None, False, ())
    with pytest.raises(InvalidError) as refused:
        app.drifts.remediate("pe-1", LI)
    assert refused.value.code == "NMS-CONF-011"


def test_what_was_edited_since_the_last_change_is_drift(app: App) -> None:
    left = keep(app, TEXT, "after change 7", WANG)
    assert not app.drifts.show("pe-1").view.drifted
    keep(app, DRIFTED)
    detail = app.drifts.show("pe-1")
    assert (detail.view.drifted, detail.view.intended) == (True, left)
    assert detail.lacking == (PORT, " description to p1")
    assert detail.foreign == (PORT, " description hand made", " shutdown")
    assert [(view.device, view.drifted) for view in app.drifts.overview()] == [("pe-1", True), ("pe-2", False)]
    keep(app, TEXT)
    assert not app.drifts.show("pe-1").view.drifted, "what came back is no drift"


def test_a_later_change_sets_what_is_intended(app: App) -> None:
    keep(app, TEXT, "after change 7")
    keep(app, DRIFTED, "after change 8")
    assert not app.drifts.overview()[0].drifted


def test_a_changed_secret_is_drift_and_is_never_shown(app: App) -> None:
    keep(app, TEXT, "after change 7")
    keep(app, TEXT.replace("Canary-1", "Canary-2"))
    detail = app.drifts.show("pe-1")
    assert detail.view.drifted
    assert detail.lacking == ("snmp-agent community read cipher ******",)
    assert "Canary" not in repr((detail.lacking, detail.foreign, detail.services))


def test_a_remediation_plans_the_way_back(app: App) -> None:
    left = keep(app, TEXT, "after change 7")
    keep(app, DRIFTED)
    change = app.drifts.remediate("pe-1", LI)
    assert (change.kind, change.body) == ("remediate", {"device": "pe-1", "kept": left.id})
    step = app.planning.plan(change, {"pe-1": DRIFTED}, app.now()).steps[0]
    assert step.apply == (PORT, " undo shutdown", " description to p1")
    assert step.undo


def test_services_whose_lines_have_no_effect_any_more_are_named(app: App) -> None:
    keep(app, TEXT, "after change 1")
    committed(app, "PL-1", (PORT, " description to p1"))
    committed(app, "PL-2", ("vlan 100",))
    gone = committed(app, "PL-3", ("vlan 200",))
    assert app.drifts.show("pe-1").services == {"PL-2": ("vlan 100",), "PL-3": ("vlan 200",)}
    committed(app, "PL-3", ("undo vlan 200",), undoes=gone.id)
    assert set(app.drifts.show("pe-1").services) == {"PL-2"}


def test_findings_show_place_and_remedy_the_worst_first_and_no_secret(app: App) -> None:
    keep(app, TEXT.replace(" description to p1\n", ""))
    keep(app, TEXT, name="pe-2")
    found = app.drifts.findings()
    assert [(one.rule, one.device, one.lacking) for one in found] == [
        ("no-read-community", "pe-1", False),
        ("no-read-community", "pe-2", False),
        ("described", "pe-1", True),
    ]
    assert "Canary" not in repr(found)
    assert (found[-1].place, tuple(found[-1].remedy)) == (PORT, (PORT, " description unknown"))
    assert [one.device for one in app.drifts.findings("pe-2")] == ["pe-2"]
    with pytest.raises(NotFoundError):
        app.drifts.findings("nobody")


def test_findings_follow_the_newest_configuration_and_the_rules(app: App, tmp_path: Path) -> None:
    keep(app, TEXT)
    assert len(app.drifts.findings("pe-1")) == 1
    keep(app, "sysname pe-1\n")
    assert app.drifts.findings("pe-1") == []
    keep(app, TEXT)
    (tmp_path / "templates" / "compliance.yaml").unlink()
    assert app.drifts.findings("pe-1") == []


def test_mending_is_a_draft_that_names_rules_and_no_secret(app: App) -> None:
    text = TEXT.replace(" description to p1\n", "")
    keep(app, text)
    change = app.drifts.mend("pe-1", ["described"], LI)
    assert (change.kind, change.body) == ("remediate", {"device": "pe-1", "rules": ["described"]})
    assert app.planning.plan(change, {"pe-1": text}, app.now()).steps[0].apply == (PORT, " description unknown")
    both = app.drifts.mend("pe-1", [], LI)
    assert set(both.body["rules"]) == {"described", "no-read-community"}
    assert "Canary" not in repr(both)
    with pytest.raises(InvalidError) as refused:
        app.drifts.mend("pe-1", ["nothing"], LI)
    assert refused.value.code == "NMS-CONF-016"
    with pytest.raises(InvalidError):
        app.planning.plan(change, {"pe-1": TEXT}, app.now())


def test_nothing_is_said_of_what_cannot_be_read(app: App) -> None:
    for name, code in (("pe-1", "NMS-CONF-008"), ("odd", "NMS-CONF-006")):
        with pytest.raises(InvalidError) as refused:
            app.drifts.show(name)
        assert refused.value.code == code
    assert app.drifts.findings() == []
