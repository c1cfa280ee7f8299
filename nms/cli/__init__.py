"""The command line: one module per noun, every answer also as JSON."""

import sys

from nms.cli import (
    alarms,
    articles,
    audit,
    bench,
    causes,
    changes,
    city,
    configs,
    customer_links,
    customers,
    devices,
    discovery,
    e1,
    hall_plans,
    hall_quality,
    halls,
    handover,
    handover_radio,
    handover_trial,
    handover_tune,
    handover_what_if,
    hostkey,
    impact,
    inventory,
    line_orders,
    line_sheets,
    line_sla,
    lines,
    mibs,
    monitors,
    pcs,
    play,
    poll,
    queues,
    run,
    secrets,
    series,
    setup,
    ticket_kpi,
    tickets,
    tokens,
    topology,
    traps,
    users,
    walk,
)
from nms.cli.output import Options, fail, group
from nms.core.errors import NmsError

__all__ = ["main"]

app = group("Network management of a mobile operator's city branch / 移动运营商城市分公司网络管理系统")
app.callback()(Options.remember)
for module in (run, setup, poll, discovery, series, play, impact):
    module.add_to(app)
for name, noun in (
    ("inventory", inventory.app),
    ("device", devices.app),
    ("e1", e1.app),
    ("alarm", alarms.app),
    ("cause", causes.app),
    ("trap", traps.app),
    ("mib", mibs.app),
    ("monitor", monitors.app),
    ("walk", walk.app),
    ("city", city.app),
    ("change", changes.app),
    ("config", configs.app),
    ("user", users.app),
    ("token", tokens.app),
    ("secret", secrets.app),
    ("hostkey", hostkey.app),
    ("audit", audit.app),
    ("bench", bench.app),
    ("handover", handover.app),
    ("play", play.app),
    ("topology", topology.app),
    ("line", lines.app),
    ("customer", customers.app),
    ("hall", halls.app),
    ("pc", pcs.app),
    ("queue", queues.app),
    ("ticket", tickets.app),
    ("article", articles.app),
):
    app.add_typer(noun, name=name)
line_orders.add_to(lines.app)
line_sheets.add_to(lines.app)
line_sla.add_to(lines.app)
hall_quality.add_to(halls.app)
hall_plans.add_to(halls.app)
customer_links.add_to(customers.app)
ticket_kpi.add_to(tickets.app)
handover_radio.add_to(handover.app)
handover_trial.add_to(handover.app)
handover_tune.add_to(handover.app)
handover_what_if.add_to(handover.app)


def main() -> None:
    """Run the command; an error the user can be told ends with code 2 and one sentence."""
    try:
        app()
    except NmsError as error:
        fail(error)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
