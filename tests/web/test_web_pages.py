"""Every page, in both languages, whole; and what each must show."""

import re
from pathlib import Path

import pytest
from fake_accounts import logged_in
from fake_facade import HOSTILE, FakeCity
from fake_knowledge import SECRET, USED_UP
from flask import Flask
from flask.testing import FlaskClient
from markup import read

import web
from nms.core.alarm import Actor, Severity
from nms.core.sample import METRICS
from nms.core.texts import CATALOGUE
from web.pages.device import TABS
from web.server import create_app

CHINESE = re.compile(r"[\u3400-\u9fff\uff00-\uffef]")
PREFIXES = sorted({code.split(".")[0] for code in CATALOGUE if "." in code})
CODE = re.compile(rf"(?<![\w./-])(?:{'|'.join(PREFIXES)})\.[a-z_]+(?:\.[a-z_]+)*\b")
TEMPLATES = Path(web.__file__).parent / "templates"

ADDRESSES = {
    "city.show": ["/"],
    "city.status": ["/status"],
    "alarms.show": ["/alarms", "/alarms?state=all&severity=major&sort=-raised_at", "/alarms?text=nothing-like-this"],
    "alarm.show": ["/alarms/1", "/alarms/3", "/alarms/20"],
    "devices.show": [
        "/devices",
        "/devices?state=down",
        "/devices?text=nothing-like-this",
        "/devices?only_managed=false",
    ],
    "device.show": [f"/devices/{name}/{tab}" for name in ("cpos1", "ac1", "hall-yc-05-sw1", "mstp-yc") for tab in TABS],
    "device.traffic": ["/devices/p1/traffic?instance=GE0/1/0"],
    "device.traffic_picture": ["/devices/p1/traffic.svg?instance=GE0/1/0"],
    "device_e1.show": ["/e1/cpos1/E1 0/1/0:5", "/e1/hall-yc-05-cv1/E1 1", "/e1/hall-sz-04-cv1/E1 1"],
    "halls.show": ["/halls", "/halls?district=越城", "/halls?text=nothing-like-this"],
    "halls.capacity": ["/halls/capacity"],
    "hall.show": [f"/halls/{name}" for name in ("hall-yc-05", "hall-yc-01", "hall-kq-03", "hall-xc-07")],
    "hall_form.new": ["/halls/new", "/halls/new?hall=hall-kq-03"],
    "hall_form.show": ["/halls/hall-yc-03/form", "/halls/hall-yc-02/form", "/halls/hall-kq-03/form"],
    "map.show": [
        "/map",
        "/map?layers=ip,duct&line=PL-0007&fail=p1&fail=p1-p2-0&at=1,2,3",
        "/map?line=nothing-like-this&fail=nothing-like-this",
    ],
    "map.case": ["/map/case", "/map/case?fail=pe-yc", "/map/case?fail=nothing-like-this"],
    "causes.show": ["/causes"],
    "causes.one": ["/causes/stm1:cpos-1:cpos0/1/0", "/causes/stm1:cpos-1:cpos0/1/0?alarm=2"],
    "lines.show": [
        "/lines",
        "/lines?state=active,testing&solution=ETH",
        "/lines?text=nothing-like-this",
        "/lines?limit=3",
    ],
    "line.show": [f"/lines/PL-{number:04d}" for number in range(1, 13)],
    "line_order.show": ["/lines/new", "/lines/new?customer=bank"],
    "customers.show": ["/customers"],
    "customer.show": ["/customers/bank"],
    "customer.report": ["/customers/bank/report", "/customers/bank/report?month=2026-02"],
    "admission.show": ["/admission", "/admission?cases=all&pcs=all", "/admission?hall=hall-kq-03"],
    "tickets.show": ["/tickets", "/tickets?state=new,assigned", "/tickets?text=nothing", "/tickets?limit=2&offset=2"],
    "ticket.show": [f"/tickets/T-20260301-{place:04d}" for place in range(1, 7)],
    "ticket_form.show": ["/tickets/new", "/tickets/new?line=PL-1"],
    "queues.show": ["/queues", "/queues?only=urgent"],
    "queues.one": ["/queues/hall-yc-01", "/queues/hall-yc-03", "/queues/hall-yc-05"],
    "calls.show": ["/radio/calls", "/radio/calls?cell=b001-1&kind=left"],
    "calls.draw": ["/radio/calls/draw?cell=b001-1&kind=failed"],
    "calls.one": ["/radio/calls/sim~2006~3~b001-1", "/radio/calls/sim~2006~7~b001-1?nr=40"],
    "what_if.show": [
        "/radio/what-if",
        "/radio/what-if?cell=b001-1",
        "/radio/what-if?cell=b001-1&towards=b002-1&cell.edge_downlink=12&relation.pbgt_threshold=6",
        "/radio/what-if?cell=b001-1&cell.edge_downlink=40&cell.pbgt_p=9",
    ],
    "radio.show": ["/radio", "/radio?cells=drop&relations=ping_pong&hours=1&all=true"],
    "radio.recommendations": ["/radio/recommendations"],
    "radio_cell.show": ["/radio/cells/b000-1", "/radio/cells/b003-3"],
    "resources.show": ["/resources", "/resources?view=trees", "/resources?view=pools", "/resources?view=ends"],
    "resources.span": ["/resources/spans/mstp-1--mstp-2"],
    "traps.show": ["/traps", "/traps?unknown=true", "/traps?device=p1"],
    "trap_rules.show": ["/traps/rules"],
    "trials.show": ["/trials"],
    "trials.one": [f"/trials/{number}" for number in range(1, 11)],
    "trap_rules.form": ["/traps/rule?oid=1.3.6.1.4.1.99999.1.7&device=pe-sy"],
    "trap_rules.preview": [
        "/traps/rule/preview?oid=1.3.6.1.4.1.99999.1.7&problem=custom-door&effect=major&zh=a&en=b",
        "/traps/rule/preview?oid=1.3.6.1.4.1.99999.1.7&problem=",
        "/traps/rule/preview?oid=1.3.6.1.4.1.99999.1.7&effect=loud",
    ],
    "trap_rules.mibs": ["/mibs"],
    "discovery.show": ["/discovery"],
    "discovery.onboarding": ["/onboarding", "/onboarding?address=10.0.0.1&port=161"],
    "windows.show": ["/windows", "/windows?scope=hall&target=hall-yc-05"],
    "configs.show": ["/configs", "/configs?text=description", "/configs?text=%28&regex=true", "/configs?text=slow"],
    "configs.device": ["/configs/p1", "/configs/p1?line=description", "/configs/p1?line=x&drafted=1", "/configs/p2"],
    "configs.text": ["/configs/p1/text", "/configs/p1/text?version=22222222"],
    "configs.diff": ["/configs/p1/diff", "/configs/p1/diff?old=1&whole=true", "/configs/p1/diff?old=3&new=3"],
    "drifts.show": ["/drift", "/drift?limit=1&drafted=1"],
    "drifts.device": ["/drift/p1", "/drift/p2", "/drift/pe-yc?drafted=1"],
    "changes.show": [
        "/changes",
        "/changes?state=planned,unknown&sort=newest",
        "/changes?limit=2&offset=2",
        "/changes?device=nothing-like-this",
    ],
    "changes.one": [f"/changes/{number}" for number in range(1, 13)],
    "changes.leases": ["/changes/leases"],
    "change_form.show": [
        "/changes/new",
        "/changes/new?service=l3vpn",
        "/changes/new?service=sdh-circuit&text=nothing-like-this",
        "/changes/new?service=l3vpn&device=pe-yc&more=1",
        "/changes/new?service=l3vpn&device=pe-yc&device=pe-kq",
        "/changes/new?service=ssid&device=dcn1",
    ],
    "rollouts.show": ["/rollouts"],
    "rollouts.one": ["/rollouts/1"],
    "plays.show": ["/plays"],
    "plays.run": ["/plays/1"],
    "knowledge.show": ["/knowledge", "/knowledge?text=E1", "/knowledge?retired=1", "/knowledge?tag=e1&text=nothing"],
    "knowledge.article": [
        "/knowledge/e1-los",
        "/knowledge/e1-los?version=1",
        "/knowledge/hostile",
        "/knowledge/only-zh",
    ],
    "knowledge.edit": ["/knowledge/e1-los/edit"],
    "knowledge.new": ["/knowledge-new"],
    "reports.show": [
        "/reports",
        "/reports?by=type",
        "/reports?by=channel",
        "/reports?by=customer&customer=bank",
        "/reports?by=hall&month=2026-02",
        "/reports?by=type&month=2020-01",
    ],
    "public.status": [f"/status/{SECRET}", f"/status/{SECRET}?text=nothing", f"/status/{SECRET}?done=T-20260301-0001"],
    "public.article": [f"/status/{SECRET}/articles/hostile"],
    "public.fault": [f"/status/{SECRET}/report", f"/status/{SECRET}/report?text=slow"],
    "public.survey": [f"/s/{SECRET}", f"/s/{USED_UP}"],
    "monitors.show": ["/monitors"],
    "health.show": ["/health"],
    "login.show": ["/login", "/login?next=/alarms&done=login.over"],
    "login.setup": ["/setup"],
    "password.show": ["/password"],
    "own.show": ["/own"],
    "accounts.show": ["/accounts"],
    "audit.show": ["/audit", "/audit?verify=1", "/audit?action=nothing-like-this"],
}
ROLES = {"accounts.show": "admin", "audit.show": "auditor"}
EVERY = [(endpoint, address) for endpoint, addresses in ADDRESSES.items() for address in addresses]


def test_the_list_of_addresses_knows_every_page(app: Flask) -> None:
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith(("api_", "static", "openapi"))
    }
    assert pages == ADDRESSES.keys()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("endpoint", "address"), EVERY)
def test_every_page_is_whole_in_both_languages(
    app: Flask, city: FakeCity, endpoint: str, address: str, language: str
) -> None:
    client = logged_in(app, ROLES.get(endpoint, "engineer"))
    city.sessions.fresh = endpoint == "login.setup"
    client.set_cookie("lang", language)
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    words = read(answer.text).words
    assert not [word for word in words if CODE.search(word)], "a code shows instead of its text"
    if language == "en":
        assert not [word for word in words if CHINESE.search(word)], "Chinese on an English page"


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_every_text_a_template_names_is_in_the_catalogue(template: Path) -> None:
    named = re.findall(r"""\bt\(["']([a-z_0-9.]+)["']\s*[,)]""", template.read_text(encoding="utf-8"))
    assert [code for code in named if code not in CATALOGUE] == []


def test_texts_that_scripts_name_are_in_the_catalogue() -> None:
    scripts = (TEMPLATES.parent / "static").glob("*.js")
    named = {
        code for path in scripts for code in re.findall(r'nms\.text\("([a-z_0-9.]+)"', path.read_text(encoding="utf-8"))
    }
    assert named
    assert [code for code in named if f"js.{code}" not in CATALOGUE] == []


def test_every_metric_and_severity_has_a_text() -> None:
    assert [name for name in METRICS if f"metric.{name}" not in CATALOGUE] == []
    assert [word.word for word in Severity if f"severity.{word.word}" not in CATALOGUE] == []


def test_no_text_of_the_pages_lacks_a_side() -> None:
    assert [code for code, text in CATALOGUE.items() if not text.zh.strip() or not text.en.strip()] == []


def test_the_language_of_the_url_stays_in_its_links_and_in_a_cookie(client: FlaskClient) -> None:
    page = read(client.get("/alarms?lang=en").text)
    inner = [
        link["href"] for link in page.found("a") if link.get("href", "").startswith("/") and "/api/" not in link["href"]
    ]
    assert inner
    assert [href for href in inner if "lang=" not in href] == []
    assert '<html lang="en">' in client.get("/alarms").text


def test_an_unknown_language_falls_back_to_the_sites_own(client: FlaskClient) -> None:
    assert '<html lang="zh-CN">' in client.get("/?lang=xx").text


def test_pages_carry_no_inline_script_style_or_handler(app: Flask) -> None:
    for endpoint, address in EVERY:
        page = read(logged_in(app, ROLES.get(endpoint, "engineer")).get(address).text)
        assert [tag for tag, _ in page.tags if tag == "style"] == []
        assert [values for values in page.found("script") if "src" not in values] == []
        loose = [
            (tag, name) for tag, values in page.tags for name in values if name == "style" or name.startswith("on")
        ]
        assert loose == [], address


def test_pages_refer_to_no_foreign_origin(app: Flask) -> None:
    for endpoint, address in EVERY:
        page = read(logged_in(app, ROLES.get(endpoint, "engineer")).get(address).text)
        targets = [
            values[name] for _, values in page.tags for name in ("href", "src", "action", "hx-get") if values.get(name)
        ]
        assert [target for target in targets if target.startswith(("http:", "https:", "//"))] == []


def test_hostile_texts_of_devices_stay_texts(city: FakeCity, client: FlaskClient) -> None:
    city.sys_names["p1"] = HOSTILE
    city.aliases["GE0/1/0"] = HOSTILE
    city.raise_alarm("p1", HOSTILE, HOSTILE, Severity.MAJOR)
    city.comment([1], actor=city.request(city.poll_now("p1", _actor())).actor, text=HOSTILE)
    device = [f"/devices/p1/{tab}" for tab in ("overview", "interfaces", "charts", "alarms")]
    asked = [f"{place}{HOSTILE}" for place in ("/alarms?text=", "/devices?text=", "/nope/")]
    places = ["/", "/alarms", "/alarms/1", "/traps?unknown=true", *device, *asked]
    seen = 0
    for place in places:
        text = client.get(place).text
        assert "<script>alert" not in text, place
        assert "<img src=x" not in text, place
        page = read(text)
        assert not [values for _, values in page.tags if "onerror" in values], place
        seen += "alert(1)" in text
    assert seen >= 8


def _actor() -> Actor:
    return Actor("test")


def test_the_first_page_shows_causes_worst_first_and_every_hall(client: FlaskClient) -> None:
    page = read(client.get("/").text)
    rows = [values["data-name"] for tag, values in page.tags if tag == "article"]
    assert "cpos-1:cpos0/1/0" in rows[0]
    assert len([values for values in page.found("a") if "square" in values.get("class", "")]) == 80
    assert len([values for _, values in page.tags if "chart" in values.get("class", "").split()]) == 4


def test_an_alarm_leads_to_its_cause_and_to_the_bytes_in_three_clicks(client: FlaskClient) -> None:
    listed = read(client.get("/alarms?root_id=1").text)
    child = next(values["href"] for values in listed.found("a") if re.fullmatch(r"/alarms/\d+", values.get("href", "")))
    shown = read(client.get(child).text)
    assert "/alarms/1" in [values.get("href") for values in shown.found("a")]
    evidence = client.get("/alarms/1").text
    assert "30 82 00 5a 02 01 01 04" in evidence
    assert "test01" in evidence


def test_a_red_dot_leads_to_its_cause_and_to_the_bytes_in_three_clicks(client: FlaskClient) -> None:
    cause = next(values["data-href"] for tag, values in read(client.get("/").text).tags if tag == "article")
    shown = read(client.get(cause).text)
    evidence = [values["href"] for values in shown.found("a") if values.get("href") == "/alarms/1"]
    assert evidence
    assert f"{cause}?alarm=1" in [values.get("href") for values in read(client.get(evidence[0]).text).found("a")]
    assert "30 82 00 5a 02 01 01 04" in client.get(evidence[0]).text


def test_a_poll_that_was_asked_for_survives_a_reload(client: FlaskClient, city: FakeCity) -> None:
    number = client.post("/api/v1/devices/p1/poll", json={}).get_json()["id"]
    waiting = read(client.get(f"/devices/p1?request={number}").text)
    assert [values["data-state"] for _, values in waiting.tags if "data-wish" in values] == ["waiting"]
    city.finish(number)
    done = read(client.get(f"/devices/p1?request={number}").text)
    assert [values["data-state"] for _, values in done.tags if "data-wish" in values] == ["done"]


def test_lists_are_paged_on_the_server_and_keep_their_filter(client: FlaskClient) -> None:
    page = read(client.get("/devices?limit=10&role=hall-switch").text)
    assert len([values for tag, values in page.tags if tag == "tr" and "data-row" in values]) == 10
    following = next(values["href"] for values in page.found("a") if values.get("rel") == "next")
    assert "offset=10" in following
    assert "role=hall-switch" in following
    assert client.get(following).status_code == 200


def test_stale_and_unknown_are_never_zero(client: FlaskClient) -> None:
    page = client.get("/devices/mstp-yc").text
    assert "–" in page
    down = client.get("/devices?text=agg-zj-3").text
    assert 'class="num stale"' in down
    assert "47 分钟前" in down


def test_times_stand_in_the_sites_zone_with_the_exact_one_on_hover(client: FlaskClient) -> None:
    stamp = next(
        values
        for values in read(client.get("/alarms/1").text).found("time")
        if values["datetime"].startswith("2026-03-01T02:16")
    )
    assert stamp["title"] == "2026-03-01 10:16:00+08:00"


def test_a_hall_marks_the_pc_that_nobody_listed(client: FlaskClient, city: FakeCity) -> None:
    whole = FakeCity()
    text = web_client(whole).get("/halls/hall-kq-03?lang=en").text
    assert "PCs not on the list: 8" in text
    assert "3c:97:0e:11:22:06" in text
    assert "PCs not on the list" not in client.get("/halls/hall-yc-01?lang=en").text


def web_client(city: FakeCity) -> FlaskClient:
    return create_app(city).test_client()


def test_missing_things_and_bad_values_are_designed_pages(client: FlaskClient) -> None:
    for address, status, code in (
        ("/nope", 404, "NMS-WEB-404"),
        ("/devices/nobody", 404, "NMS-CORE-002"),
        ("/devices/p1/nonsense", 404, "NMS-CORE-002"),
        ("/alarms/999", 404, "NMS-CORE-002"),
        ("/alarms?severity=terrible", 422, "NMS-WEB-422"),
        ("/devices?limit=0", 422, "NMS-WEB-422"),
        ("/devices/p1/charts?from=x", 422, "NMS-WEB-422"),
    ):
        for language in ("zh", "en"):
            client.set_cookie("lang", language)
            answer = client.get(address)
            assert answer.status_code == status, address
            assert code in answer.text
            words = read(answer.text).words
            assert language == "zh" or not [word for word in words if CHINESE.search(word)]


def test_an_unexpected_failure_is_logged_and_shows_no_trace(
    client: FlaskClient, city: FakeCity, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError("planted secret")

    monkeypatch.setattr(city, "health", broken)
    for address in ("/health", "/api/v1/health"):
        answer = client.get(address)
        assert answer.status_code == 500
        assert "NMS-WEB-500" in answer.text
        assert "planted secret" not in answer.text
        assert "Traceback" not in answer.text
    assert "planted secret" in caplog.text
