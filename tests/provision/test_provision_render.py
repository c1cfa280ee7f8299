"""Rendering under guard: no value becomes a line of its own, nothing reaches out, size and work are bounded."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from servicecases import CASES, RUNNING, catalogue, dialect, services

from nms.core.errors import ConflictError, InvalidError
from nms.provision import wording
from nms.provision.render import Rendered, Templates
from nms.provision.services import check
from nms.provision.standing import Standing

UNDO = "{% block undo %}undo x{% endblock %}"


def rendered(folder: Path, source: str, platform: str = "huawei_vrp", **values: Any) -> Rendered:
    """A template out of nothing, rendered."""
    (folder / platform).mkdir(exist_ok=True)
    (folder / platform / "t.j2").write_text(source, encoding="utf-8")
    standing = Standing.of(dialect(platform), "ne", RUNNING[platform])
    return Templates(folder).render(platform, "t", values, standing)


def refusal(folder: Path, source: str, platform: str = "huawei_vrp", **values: Any) -> str:
    with pytest.raises(InvalidError) as caught:
        rendered(folder, source, platform, **values)
    assert caught.value.remedy("zh")
    return caught.value.code


DANGEROUS = st.sampled_from(
    [
        "a\nundo b",
        "a\rb",
        "a\x1ab",
        "a;b",
        "a|b",
        "a?",
        "undo x",
        "NO shutdown",
        "no",
        "#",
        "a>",
        "a]",
        "a#",
        "$(x)",
        "`x`",
    ]
)


@given(text=st.one_of(st.text(max_size=40), DANGEROUS))
@pytest.mark.parametrize("platform", ["huawei_vrpv8", "huawei_vrp", "hp_comware", "cisco_ios", "frr"])
def test_no_value_of_free_text_yields_another_line(platform: str, text: str) -> None:
    port = "eth1" if platform == "frr" else "GigabitEthernet0/1/1"
    checked = check(services()["description"], platform, {"port": port, "text": text})
    if checked.problems:
        return
    done = catalogue().templates.render(platform, "description", checked.values)
    assert done.apply == (f"interface {port}", f" description {text}")


@given(
    name=st.sampled_from(["vpn", "rd", "port", "address", "peer", "description", "vlan", "asn"]),
    value=st.one_of(st.text(max_size=30), DANGEROUS, st.integers()),
)
def test_no_value_of_any_field_yields_another_line(name: str, value: object) -> None:
    case = CASES["huawei_vrpv8", "l3vpn"]
    usual = catalogue().templates.render(
        "huawei_vrpv8", "l3vpn", check(services()["l3vpn"], "huawei_vrpv8", case).values
    )
    checked = check(services()["l3vpn"], "huawei_vrpv8", {**case, name: value})
    if checked.problems or value == "":
        return
    done = catalogue().templates.render("huawei_vrpv8", "l3vpn", checked.values)
    assert len(done.apply) == len(usual.apply)
    assert [line.split()[0] for line in done.apply] == [line.split()[0] for line in usual.apply]


@given(text=st.text(max_size=30))
def test_even_an_unchecked_value_cannot_leave_its_line(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("templates")
    source = "{% block apply %}description {{ text }}{% endblock %}" + UNDO
    if text and wording.objection(text):
        assert refusal(folder, source, text=text) == "NMS-CHG-018"
    else:
        assert len(rendered(folder, source, text=text).apply) == 1


@pytest.mark.parametrize("text", ["a b", "x;y", "$(id)", "a\nb", "a'b", "*", "~root"])
def test_a_shell_takes_plain_words_only(tmp_path: Path, text: str) -> None:
    source = "{% block apply %}ip link set dev {{ text }} up{% endblock %}{% block undo %}true{% endblock %}"
    assert refusal(tmp_path, source, "linux_root", text=text) == "NMS-CHG-018"


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in 'x' * 100000 %}{% endfor %}",
        "{% for a in many %}{% for b in many %}{% for c in many %}{% endfor %}{% endfor %}{% endfor %}",
        "{{ 9 ** 9 ** 9 }}",
        "{% set a = name ~ name %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
        "{{ many|join(name) }}",
        "{{ name.__class__.__mro__ }}",
        "{{ name.format(name) }}",
        "{{ name.ljust(1000000000) }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ stands.__globals__ }}",
        "{{ ().__class__.__base__.__subclasses__() }}",
        "{{ range(10) }}",
        "{% include '../../etc/passwd' %}",
        "{{ many }}",
        "{{ none }}",
    ],
)
def test_what_reaches_out_or_never_ends_is_refused(tmp_path: Path, source: str) -> None:
    block = "{% block apply %}" + source + "x{% endblock %}" + UNDO
    code = refusal(tmp_path, block, name="a" * 50, many=list(range(2000)))
    assert code in ("NMS-CHG-016", "NMS-CHG-017", "NMS-CHG-018")


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("{% block apply %}{{ nothing }}{% endblock %}" + UNDO, "NMS-CHG-017"),
        ("{% block apply %}{{ 1 / 0 }}{% endblock %}" + UNDO, "NMS-CHG-017"),
        ("{% block apply %}{% if %}{% endblock %}", "NMS-CHG-017"),
        ("{% block apply %}a{% endblock %}", "NMS-CHG-019"),
        ("{% block apply %}a\n   b{% endblock %}" + UNDO, "NMS-CHG-019"),
        ("{% block apply %}a\n\tb{% endblock %}" + UNDO, "NMS-CHG-019"),
        ("{% block verify %}display x{% endblock %}", "NMS-CHG-019"),
        ("{% block verify %}display x => ({% endblock %}", "NMS-CHG-019"),
        ("{% block shared %}key :: line{% endblock %}", "NMS-CHG-019"),
        ("{% extends 'huawei_vrp/t.j2' %}", "NMS-CHG-016"),
    ],
)
def test_a_broken_template_is_named_with_what_is_wrong(tmp_path: Path, source: str, code: str) -> None:
    assert refusal(tmp_path, source) == code


def test_a_template_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidError, match=r"NMS-CHG-016.*huawei_vrp/none.j2"):
        Templates(tmp_path).render("huawei_vrp", "none", {})


def test_a_service_needs_what_it_is_built_on(tmp_path: Path) -> None:
    source = "{% block apply %}{{ needs('bgp 64999') }}a{% endblock %}" + UNDO
    with pytest.raises(ConflictError, match=r"NMS-CHG-020.*ne lacks bgp 64999"):
        rendered(tmp_path, source)


def test_what_somebody_uses_is_not_taken(tmp_path: Path) -> None:
    source = "{% block apply %}{{ free('wlan', 'ap-group name HALL') }}a{% endblock %}" + UNDO
    with pytest.raises(ConflictError, match=r"NMS-CHG-021.*wlan / ap-group name HALL"):
        rendered(tmp_path, source)


def test_checks_and_shared_lines_are_read(tmp_path: Path) -> None:
    done = rendered(
        tmp_path,
        "{% block shared %}v :: a / b && c :: undo a{% endblock %}"
        "{% block verify %}show x => {{ re(name) }}\nshow y !> down{% endblock %}",
        name="a.b",
    )
    assert done.shared[0].apply == ("a", " b", " c")
    assert done.shared[0].undo == ("undo a",)
    assert [(one.expect, one.absent) for one in done.verify] == [(r"a\.b", False), ("down", True)]
