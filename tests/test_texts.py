"""The text catalogue: both languages everywhere, the same placeholders, a remedy for every error, no code unknown."""

import re
from pathlib import Path
from string import Formatter

from nms.core import texts
from nms.core.texts import CATALOGUE

REPOSITORY = Path(__file__).resolve().parents[1]
ERROR_CODE = re.compile(r"NMS-[A-Z]+-\d{3}")
CODE_IN_SOURCE = re.compile(r"[\"'](NMS-[A-Z]+-\d{3})[\"']")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def sources() -> list[Path]:
    return [path for root in ("nms", "collectors", "web") for path in sorted((REPOSITORY / root).rglob("*.py"))]


def test_every_text_has_both_languages() -> None:
    assert [code for code, text in CATALOGUE.items() if not text.zh.strip() or not text.en.strip()] == []


def test_both_languages_use_the_same_values() -> None:
    different = {
        code: placeholders(text.zh) ^ placeholders(text.en)
        for code, text in CATALOGUE.items()
        if placeholders(text.zh) != placeholders(text.en)
    }
    assert different == {}


def test_remedies_stand_in_both_languages_or_in_none() -> None:
    assert [code for code, text in CATALOGUE.items() if bool(text.remedy_zh) != bool(text.remedy_en)] == []
    different = [
        code for code, text in CATALOGUE.items() if placeholders(text.remedy_zh) != placeholders(text.remedy_en)
    ]
    assert different == []


def test_every_error_says_what_to_do() -> None:
    errors = [code for code in CATALOGUE if ERROR_CODE.fullmatch(code)]
    assert len(errors) > 50
    assert [code for code in errors if not CATALOGUE[code].remedy_zh or not CATALOGUE[code].remedy_en] == []


def test_the_chinese_side_of_an_error_is_chinese_and_the_english_is_not() -> None:
    errors = {code: text for code, text in CATALOGUE.items() if ERROR_CODE.fullmatch(code)}
    assert [code for code, text in errors.items() if not CHINESE.search(text.zh)] == []
    assert [code for code, text in errors.items() if CHINESE.search(text.en + text.remedy_en)] == []


def test_every_error_code_in_the_source_is_in_the_catalogue() -> None:
    used = {code: path for path in sources() for code in CODE_IN_SOURCE.findall(path.read_text(encoding="utf-8"))}
    assert len(used) > 20
    assert {code: str(path.relative_to(REPOSITORY)) for code, path in used.items() if code not in CATALOGUE} == {}


def test_every_text_can_be_said_without_its_values() -> None:
    said = [texts.say(code, language) for code in CATALOGUE for language in texts.LANGUAGES]
    assert all(said)
    assert not [code for code in CATALOGUE for language in texts.LANGUAGES if "{" in texts.remedy(code, language)]


def test_a_value_may_have_any_name() -> None:
    """Details of an alarm are said with its sentence, and are called what they are."""
    values = {"code": "NMS-SNMP-001", "language": "en", "device": "pe-1"}
    assert texts.say("problem.backup-failed", "zh", **values) == texts.say("problem.backup-failed", "zh")
