"""Every template in both directions: golden lines, and on the model the way there and back is byte for byte."""

import os
from pathlib import Path

import pytest
from servicecases import CASES, RUNNING, TEMPLATES, catalogue, dialect, plan_of, services

from nms.core.change import Plan
from nms.provision.guard import offences
from nms.provision.plan import every_line
from nms.provision.predict import predicted
from nms.provision.readback import judge
from nms.provision.shared import to_apply, to_undo
from nms.provision.tree import parse, text_of

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "templates"
BY_NAME = [pytest.param(platform, service, id=f"{platform}-{service}") for platform, service in CASES]
CONFIGURED = [one for one in BY_NAME if one.values[0] not in ("work_order", "linux_root", "huawei_bsc_mml")]


def golden_of(plan: Plan) -> str:
    """What a plan sends, takes back and checks, as kept beside the tests."""
    parts: list[tuple[str, tuple[str, ...]]] = []
    for step in plan.steps:
        shared = tuple(f"{one.key}: {' | '.join(one.apply)}" for one in step.shared)
        back = tuple(f"{one.key}: {' | '.join(one.undo)}" for one in step.shared)
        checks = tuple(f"{one.command} {'!>' if one.absent else '=>'} {one.expect}" for one in step.verify)
        parts += [("shared", shared), ("apply", step.apply), ("undo", step.undo), ("shared, taken back", back)]
        parts += [("verify", checks), ("touches", step.objects), ("guarded", step.guarded)]
    for order in plan.work_orders:
        parts += [("by hand", order.lines), ("undone by hand", order.undo)]
    return "".join(f"[{title}]\n" + "".join(f"{line}\n" for line in lines) for title, lines in parts)


@pytest.mark.parametrize(("platform", "service"), BY_NAME)
def test_a_template_renders_as_its_golden_file_says(platform: str, service: str) -> None:
    path = GOLDEN / platform / f"{service}.txt"
    found = golden_of(plan_of(platform, service, CASES[platform, service]))
    if os.environ.get("NMS_GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("platform", "service"), CONFIGURED)
def test_applied_and_undone_a_configuration_is_as_it_was(platform: str, service: str) -> None:
    step = plan_of(platform, service, CASES[platform, service]).steps[0]
    kind, before = dialect(platform), text_of(dialect(platform), parse(dialect(platform), RUNNING[platform]))
    applied, undone = to_apply(step, {}), to_undo(step, {}, "PL-0001")
    after = predicted(kind, before, applied)
    assert after != before
    assert judge(kind, before, after, applied).good
    assert predicted(kind, after, undone) == before
    assert judge(kind, after, before, undone).good


@pytest.mark.parametrize(("platform", "service"), CONFIGURED)
def test_a_device_that_did_nothing_is_caught(platform: str, service: str) -> None:
    step = plan_of(platform, service, CASES[platform, service]).steps[0]
    assert judge(dialect(platform), RUNNING[platform], RUNNING[platform], step.apply).missing


@pytest.mark.parametrize(("platform", "service"), CONFIGURED)
def test_a_plan_names_every_guarded_line_it_may_send(platform: str, service: str) -> None:
    step = plan_of(platform, service, CASES[platform, service]).steps[0]
    assert offences(dialect(platform), every_line(step), step.guarded) == ()


def test_every_template_is_listed_with_its_evidence_and_tried_here() -> None:
    files = {(path.parent.name, path.stem) for path in TEMPLATES.glob("*/*.j2")}
    listed = {(platform, name) for name, service in services().items() for platform in service.platforms}
    assert files == listed == set(CASES)
    assert [one for service in services().values() for one in service.platforms.values() if not one.evidence] == []


def test_nothing_from_memory_is_called_verified() -> None:
    marked = {
        (name, platform): one.evidence
        for name, service in services().items()
        for platform, one in service.platforms.items()
        if one.verified
    }
    assert [evidence for evidence in marked.values() if "memory" in evidence or "not tried" in evidence] == []
    assert {platform for _, platform in marked} == {"huawei_vrpv8", "frr", "linux_root", "osmo_vty_telnet"}


def test_every_field_says_what_it_is_in_both_languages() -> None:
    assert [
        (service.name, one.name)
        for service in services().values()
        for one in service.fields.values()
        if not one.zh or not one.en
    ] == []


@pytest.mark.parametrize("platform", ["huawei_vrpv8", "cisco_ios", "hp_comware"])
def test_the_vpn_is_bound_before_the_address_is_set(platform: str) -> None:
    lines = plan_of(platform, "l3vpn", CASES[platform, "l3vpn"]).steps[0].apply
    bound = next(at for at, line in enumerate(lines) if "vpn-instance" in line or "vrf forwarding" in line)
    assert "ip address" in lines[bound + 1]


def test_an_earlier_description_comes_back() -> None:
    step = plan_of("cisco_ios", "description", {"port": "GigabitEthernet0/1/2", "text": "new"}).steps[0]
    assert step.undo == ("interface GigabitEthernet0/1/2", " description old words; kept")


def test_what_stands_already_is_not_sent_again() -> None:
    kind, running = dialect("osmo_vty_telnet"), RUNNING["osmo_vty_telnet"]
    values = CASES["osmo_vty_telnet", "handover"]
    first = plan_of("osmo_vty_telnet", "handover", values).steps[0]
    second = plan_of("osmo_vty_telnet", "handover", values, predicted(kind, running, first.apply)).steps[0]
    assert first.apply == (
        "network",
        " bts 0",
        "  handover 0",
        "  handover2 power budget hysteresis 5",
        "  handover2 min rxlev -90",
        "  rxlev access min 10",
    )
    assert (second.apply, second.undo) == ((), ())


def test_osmo_takes_an_override_away_only_where_there_is_one() -> None:
    values = {"bts": 0, "handover": "default", "handover2_retries": "default"}
    step = plan_of("osmo_vty_telnet", "handover", values).steps[0]
    assert step.apply == ("network", " bts 0", "  handover default")
    assert step.undo == ("network", " bts 0", "  handover 1")
    network = plan_of("osmo_vty_telnet", "handover", {"handover2_min_rxlev": "default"}).steps[0]
    assert network.apply == ("network", " handover2 min rxlev default")
    assert network.undo == ("network", " handover2 min rxlev -95")


def test_osmo_takes_a_setting_back_to_what_was_set_before_or_to_the_inherited_value() -> None:
    step = plan_of("osmo_vty_telnet", "handover", CASES["osmo_vty_telnet", "handover"]).steps[0]
    assert step.undo == (
        "network",
        " bts 0",
        "  handover 1",
        "  handover2 power budget hysteresis default",
        "  handover2 min rxlev default",
        "  rxlev access min 0",
    )


def test_the_catalogue_renders_work_orders_for_what_no_command_line_reaches() -> None:
    plan = plan_of("work_order", "sdh-circuit", CASES["work_order", "sdh-circuit"])
    assert plan.steps == ()
    assert "TU-12 25（K1 L2 M2）" in plan.work_orders[0].lines[1]
    assert catalogue().services["sdh-circuit"].platforms.keys() == {"work_order"}
