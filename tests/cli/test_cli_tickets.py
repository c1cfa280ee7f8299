"""`nms ticket`: calls logged, e-mails read from file, folder and standard input, tickets moved on; no engine runs."""

import json
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from cli_site import alone
from typer.testing import CliRunner

from nms.cli import app as nms
from nms.core.errors import ConflictError, InvalidError, NmsError, NotFoundError

SITE = """
customers: {bank: {title: 绍兴银行, grade: AAA}}
"""


@pytest.fixture(scope="module", autouse=True)
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A site of its own: one customer, one store for the whole module."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "inventory").mkdir()
    (folder / "config.yaml").write_text("site: {title: Testville}\ndesk: {mail_mbytes: 1}\n")
    (folder / "inventory" / "customers.yaml").write_text(SITE.strip().removeprefix("customers: ") + "\n")
    with alone(folder / "var", columns=240):
        yield folder


def run(site: Path, *words: str, stdin: bytes = b"", language: str = "en") -> str:
    done = CliRunner().invoke(nms, ["--site", str(site), "--lang", language, "ticket", *words], input=stdin)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def told(site: Path, *words: str, stdin: bytes = b"") -> Any:
    return json.loads(run(site, *words, "--json", stdin=stdin))


def refused(error: type[NmsError], site: Path, *words: str, stdin: bytes = b"") -> str:
    with pytest.raises(error) as caught:
        run(site, *words, stdin=stdin)
    return caught.value.code


def mail(subject: str, key: str, text: str = "不通", sender: str = "chen@bank.example") -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = f"陈 <{sender}>", subject, f"<{key}@bank.example>"
    message.set_content(text)
    return bytes(message)


def test_a_call_is_logged_and_goes_its_way(site: Path) -> None:
    made = told(site, "add", "专线不通", "--customer", "bank", "--name", "陈", "--phone", "1380000")
    number = made["number"]
    assert "taken it in" in made["answer"]["en"]
    assert number in run(site, "list", "bank")
    assert told(site, "assign", number, "wang")["assignee"] == "wang"
    assert told(site, "start", number)["state"] == "in_progress"
    assert told(site, "wait", number, "--text", "等钥匙")["standing"] is True
    assert told(site, "resume", number)["standing"] is False
    assert told(site, "comment", number, "一句话")["events"][-1]["text"] == "一句话"
    assert f"Ticket {number}: restored" in run(site, "restore", number)
    assert told(site, "close", number, "network")["cause_code"] == "network"
    assert refused(ConflictError, site, "start", number) == "NMS-TICKET-101"
    assert told(site, "reopen", number)["state"] == "in_progress"
    shown = run(site, "show", number, language="zh")
    assert ("等钥匙" in shown, "处理中" in shown) == (True, True)
    assert told(site, "list", "--all", "--customer", "bank")["total"] >= 1


def test_what_is_wrong_with_a_call_is_said(site: Path) -> None:
    assert refused(NotFoundError, site, "add", "x", "--line", "nobody's") == "NMS-CORE-002"
    assert refused(InvalidError, site, "add", "x", "--severity", "bad") == "NMS-TICKET-003"
    assert refused(InvalidError, site, "add", "x", "--channel", "alarm") == "NMS-TICKET-003"
    assert refused(InvalidError, site, "add", "x", "--phone", "call me") == "NMS-TICKET-004"
    assert refused(InvalidError, site, "add", "x", "--since", "2020-01-01") == "NMS-TICKET-005"
    assert refused(NotFoundError, site, "show", "T-1") == "NMS-CORE-002"


def test_a_mail_of_standard_input_makes_one_ticket_and_its_reply_goes_there(site: Path) -> None:
    made = told(site, "import-mail", "-", stdin=mail("专线不通", "a"))
    again = told(site, "import-mail", "-", stdin=mail("专线不通", "a"))
    assert (made["new"], again["new"], again["number"]) == (True, False, made["number"])
    reply = mail(f"Re: [{made['number']}] 专线", "b", "还是不通")
    for _ in range(2):  # read twice, heard once
        assert told(site, "import-mail", "-", stdin=reply)["number"] == made["number"]
    events = told(site, "show", made["number"])["events"]
    assert [one["text"] for one in events if one["kind"] == "replied"] == ["还是不通"]
    stranger = mail(f"Re: {made['number']}", "c", sender="someone@else.example")
    other = told(site, "import-mail", "-", stdin=stranger)
    assert (other["new"], other["number"] != made["number"]) == (True, True)


def test_a_folder_is_read_once_and_what_is_refused_is_flagged(site: Path) -> None:
    folder = site / "Maildir"
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    (folder / "new" / "1").write_bytes(mail("一", "m1"))
    (folder / "new" / "2").write_bytes(mail("二", "m2") + b"Auto-Submitted: in the body does not count\r\n")
    (folder / "new" / "3").write_bytes(b"Auto-Submitted: auto-replied\r\n" + mail("away", "m3"))
    with (folder / "new" / "4").open("wb") as stream:
        stream.write(b"From: a@b.example\r\n\r\n")
        stream.truncate(1 << 30)  # a gigabyte, sparse
    read = told(site, "import-mail", str(folder))
    assert (read["read"], len(read["tickets"])) == (4, 2)
    assert read["refused"] == {"3": "NMS-TICKET-204", "4": "NMS-TICKET-201"}
    assert sorted(one.name for one in (folder / "cur").iterdir()) == ["1:2,S", "2:2,S", "3:2,FS", "4:2,FS"]
    assert "0 read" in run(site, "import-mail", str(folder))


@pytest.mark.parametrize("place", ["nowhere.eml", "inventory"])
def test_a_place_that_is_no_mail_is_refused(site: Path, place: str) -> None:
    assert refused(InvalidError, site, "import-mail", str(site / place)) == "NMS-TICKET-205"


def test_a_duplicate_is_merged(site: Path) -> None:
    first, second = (told(site, "add", title)["number"] for title in ("一", "二"))
    assert told(site, "merge", second, first)["state"] == "closed"
    assert told(site, "link", first)["line"] == ""
