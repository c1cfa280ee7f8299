"""What pages wait for and what the stream's script passes on are the same words."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2] / "web"


def test_every_change_that_a_page_waits_for_reaches_it() -> None:
    script = (ROOT / "static/live.js").read_text(encoding="utf-8")
    kinds = re.search(r"const KINDS = \[([^\]]*)\]", script)
    assert kinds
    passed_on = set(re.findall(r'"(\w+)"', kinds[1]))
    templates = (path.read_text(encoding="utf-8") for path in (ROOT / "templates").glob("*.html"))
    waited_for = {word for text in templates for word in re.findall(r"nms:(\w+) from:body", text)}
    assert waited_for
    assert waited_for <= passed_on
