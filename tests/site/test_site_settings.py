"""config.yaml and the environment over it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pydantic import BaseModel

from nms.core import texts
from nms.core.config import Config
from nms.core.errors import NmsError
from nms.faults.problems import PROBLEMS
from nms.site.complaints import below, is_section
from nms.site.loading import CHECKOUT
from nms.site.settings import SettingsError, load_settings
from nms.site.yamlfile import read

DEMO = CHECKOUT / "config.yaml"


def problems(path: Path, environ: Mapping[str, str] | None = None) -> list[NmsError]:
    with pytest.raises(SettingsError) as caught:
        load_settings(path, environ or {})
    assert caught.value.values["count"] == len(caught.value.problems)
    return list(caught.value.problems)


def places(path: Path, found: list[NmsError]) -> list[tuple[str, str]]:
    return [(problem.code, str(problem.where).removeprefix(f"{path}:")) for problem in found]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config.yaml"


def every_key(model: type[BaseModel], value: object, path: str = "") -> Iterator[str]:
    """Keys of the model that a file does not show."""
    for name in model.model_fields:
        kind, here = below(model, name), f"{path}{name}"
        if not isinstance(value, dict) or name not in value:
            yield here
            continue
        inner = value[name]
        if is_section(kind):
            yield from every_key(kind, inner, f"{here}.")
        elif is_section(item := below(kind, 0)):
            shown = list(inner.values()) if isinstance(inner, dict) else list(inner)
            merged = {key: entry for part in reversed(shown) for key, entry in part.items()}
            yield from every_key(item, merged, f"{here}.*.")


def test_the_demo_settings_show_every_key_there_is() -> None:
    assert list(every_key(Config, read(DEMO, "CFG").value)) == []


def test_the_demo_settings_are_valid_and_fast_enough_to_watch() -> None:
    config = load_settings(DEMO, {})
    assert config.cadences.status == 30
    assert config.cadences.counters == config.cadences.fdb == 60
    assert config.snmp.port == config.city.port
    assert config.snmp.credentials["demo_v3"].auth == "sha256"
    assert config.web.streams < config.web.threads


def test_the_demo_thresholds_raise_problems_that_the_alarm_list_knows() -> None:
    named = {threshold.problem for threshold in load_settings(DEMO, {}).thresholds if threshold.problem}
    assert named <= PROBLEMS.keys()
    assert named


def test_an_empty_file_means_all_defaults(config: Path) -> None:
    config.write_text("# nothing\n")
    assert load_settings(config, {}) == Config()


def test_the_environment_wins_over_the_file(config: Path) -> None:
    config.write_text("snmp:\n  port: 161\n  credentials:\n    hall-v3: {version: 3, user: nms, auth: sha256}\n")
    loaded = load_settings(
        config,
        {
            "NMS__SNMP__PORT": "1161",
            "nms__Traps__Storm__start_per_s": "7.5",
            "NMS__SNMP__CREDENTIALS__HALL_V3__AUTH_KEY": "123456789",
            "NMS__SNMP__CREDENTIALS__NEW__COMMUNITY": "secret",
            "NMS__THRESHOLDS": "[{metric: cpu_percent, raise_at: 80, clear_at: 70, roles: [pe]}]",
            "NMS_PORT": "1",
            "PATH": "/bin",
        },
    )
    assert loaded.snmp.port == 1161
    assert loaded.traps.storm.start_per_s == 7.5
    assert loaded.snmp.credentials["hall-v3"].auth_key.get_secret_value() == "123456789"
    assert loaded.snmp.credentials["new"].community.get_secret_value() == "secret"
    assert [threshold.roles for threshold in loaded.thresholds] == [("pe",)]


def test_an_item_of_a_list_can_be_set_from_the_environment(config: Path) -> None:
    config.write_text("thresholds: [{metric: cpu_percent, raise_at: 80, clear_at: 70}]")
    assert load_settings(config, {"NMS__THRESHOLDS__0__RAISE_AT": "95"}).thresholds[0].raise_at == 95
    assert [problem.code for problem in problems(config, {"NMS__THRESHOLDS__5__RAISE_AT": "95"})] == ["NMS-CFG-033"]


def test_all_errors_come_at_once_each_with_line_key_and_remedy(config: Path) -> None:
    config.write_text(
        "site:\n  timezone: Asia/Shaoxing\nsnmp:\n  prot: 161\n  retries: many\n  in_flight: 0\n"
        "  credentials:\n    a: {version: 3}\n    b: {priv: aes128}\n"
        "thresholds:\n  - {metric: cpu_procent, raise_at: 1, clear_at: 0, severity: mayor}\n"
        "  - {metric: cpu_percent, raise_at: 1, clear_at: 2}\n  - {raise_at: 1}\n"
        "web: 8080\npolll: {}\n"
    )
    found = problems(config)
    assert places(config, found) == [
        ("NMS-CFG-034", "2: site.timezone"),
        ("NMS-CFG-013", "5: snmp.retries"),
        ("NMS-CFG-017", "6: snmp.in_flight"),
        ("NMS-CFG-035", "8: snmp.credentials.a"),
        ("NMS-CFG-036", "9: snmp.credentials.b"),
        ("NMS-CFG-010", "4: snmp.prot"),
        ("NMS-CFG-037", "11: thresholds.0.metric"),
        ("NMS-CFG-025", "11: thresholds.0.severity"),
        ("NMS-CFG-038", "12: thresholds.1"),
        ("NMS-CFG-012", "13: thresholds.2.metric"),
        ("NMS-CFG-012", "13: thresholds.2.clear_at"),
        ("NMS-CFG-023", "14: web"),
        ("NMS-CFG-010", "15: polll"),
    ]
    assert all(problem.remedy(language) for problem in found for language in texts.LANGUAGES)
    said = {problem.code: f"{problem.message('en')} {problem.remedy('en')}" for problem in found}
    assert "did you mean port?" in said["NMS-CFG-010"] or "did you mean poll?" in said["NMS-CFG-010"]
    assert "many" in said["NMS-CFG-013"]
    assert "did you mean major?" in said["NMS-CFG-025"]


def test_an_error_from_the_environment_names_the_variable(config: Path) -> None:
    config.write_text("snmp: {}\n")
    environ = {"NMS__SNMP__PORT": "high", "NMS__SNMPP__PORT": "1", "NMS__SITE__NAME__X": "1", "NMS__THRESHOLDS": "[{"}
    found = {str(problem.where): problem.code for problem in problems(config, environ)}
    assert found == {
        "environment: NMS__SNMP__PORT": "NMS-CFG-013",
        "environment: NMS__SNMPP__PORT": "NMS-CFG-010",
        "environment: NMS__SITE__NAME__X": "NMS-CFG-016",
        "environment: NMS__THRESHOLDS": "NMS-CFG-033",
    }


def test_a_secret_in_the_file_is_refused_and_never_repeated(config: Path) -> None:
    config.write_text(
        "snmp:\n  credentials:\n    demo: {community: public}\n    a: {community: hunter2}\n"
        "    b:\n      version: 3\n      user: x\n      auth_key: [hunter2]\n      priv_key: hunter2\n"
    )
    found = problems(config)
    assert places(config, found) == [
        ("NMS-CFG-016", "8: snmp.credentials.b.auth_key"),
        ("NMS-CFG-031", "4: snmp.credentials.a.community"),
        ("NMS-CFG-031", "8: snmp.credentials.b.auth_key"),
        ("NMS-CFG-031", "9: snmp.credentials.b.priv_key"),
    ]
    assert not [problem for problem in found if "hunter2" in f"{problem} {problem.as_dict()}"]


@pytest.mark.parametrize(
    ("content", "code"), [("- a\n", "NMS-CFG-009"), ("a: [", "NMS-CFG-005"), ("a: 1\na: 2", "NMS-CFG-006")]
)
def test_a_file_that_is_no_settings_file_is_one_clear_error(config: Path, content: str, code: str) -> None:
    config.write_text(content)
    assert code in [problem.code for problem in problems(config)]


def test_a_missing_file_is_told() -> None:
    assert [problem.code for problem in problems(Path("/nonexistent/config.yaml"))] == ["NMS-CFG-001"]
