"""`nms onboard` and `nms discover`: one address step by step, or a range of them; both only propose."""

import asyncio
from typing import Annotated, Any

import typer

from nms.app import onboarding
from nms.app.app import App
from nms.app.discovery import known_agents
from nms.app.onboarding import Onboarder
from nms.app.probing import credentials_of
from nms.app.ranges import addresses_in, one_address, rate_of
from nms.app.rooms import ProposalView
from nms.app.searching import Search, Searcher, snmp_config
from nms.cli.agent import split
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, Options, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.discovery import Evidence, Found, Onboarding, Step, Sweep
from nms.core.texts import CATALOGUE
from nms.snmp.session import PysnmpSnmp

Credentials = Annotated[
    list[str] | None, typer.Option("--credential", help="A name of snmp.credentials; may repeat, tried in order.")
]


def onboard(
    address: Annotated[str, typer.Argument(help="ADDRESS[:PORT]")],
    credential: Credentials = None,
    as_json: AsJson = False,
) -> None:
    """Check one address step by step: ping, SNMP, identify, collect; prints what to add to hosts.yaml."""
    app = opened_app()
    host, port = split(address, app.config.snmp.port)
    names = credentials_of(credential or (), app.config.snmp)
    report = asyncio.run(_onboard(app, one_address(host), port, names))
    if as_json:
        print_json(onboarding.as_dict(report))
    else:
        _print_report(report)
    raise typer.Exit(0 if report.entry or report.known else 2)


async def _onboard(app: App, address: str, port: int, names: Any) -> Onboarding:
    snmp = PysnmpSnmp(app.config.snmp, app.parts.clock)
    try:
        known = known_agents(app.parts)
        onboarder = Onboarder(snmp, app.parts.clock, app.config.snmp, known, app.inventory.devices)
        return await onboarder.run(address, port, names)
    finally:
        await snmp.close()


def discover(
    wanted: Annotated[str, typer.Argument(metavar="RANGE", help="10.1.0.0/24, 10.1.0.1-10.1.0.99, or several with ,")],
    rate: Annotated[float, typer.Option(help="Addresses per second.")],
    credential: Credentials = None,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The agents' UDP port; 0: that of the settings.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Search a range for agents and keep what is found as proposals; nothing is added to the inventory."""
    app = opened_app()
    names = credentials_of(credential or (), app.config.snmp)
    bounds = app.config.discovery
    search = Search(addresses_in(wanted, bounds), port or app.config.snmp.port, names, rate_of(rate, bounds))
    app.audit.record(acting(Right.OPERATE), "discovery.search", wanted, {"rate": rate, "port": search.port})
    found, sweep = asyncio.run(_discover(app, search))
    places = {agent.place for agent in found}
    views = [view for view in app.discovery.proposals() if places & {member.place for member in view.proposal.members}]
    if as_json:
        print_json({"total": len(views), "items": [proposal_dict(view) for view in views], "search": sweep})
        return
    _print_proposals(views)
    tell(
        "cli.discovered",
        addresses=sweep.addresses,
        answered=sweep.answered,
        proposals=len(views),
        seconds=f"{sweep.seconds:g}",
    )


async def _discover(app: App, search: Search) -> tuple[list[Found], Sweep]:
    config = snmp_config(app.config)
    snmp = PysnmpSnmp(config, app.parts.clock)
    found: list[Found] = []

    async def keep(agent: Found) -> None:
        found.append(agent)
        app.parts.store.found.keep([agent], app.now())

    async def on(_sweep: Sweep) -> bool:
        return True

    try:
        return found, await Searcher(snmp, app.parts.clock, config, keep, on).run(search)
    finally:
        await snmp.close()


def proposal_dict(view: ProposalView) -> dict[str, Any]:
    """A proposal in JSON's own types."""
    proposal = view.proposal
    return {
        "key": proposal.key,
        "name": view.name,
        "state": proposal.state,
        "confidence": proposal.confidence,
        "known": list(proposal.known),
        "members": [onboarding.found_dict(member) for member in proposal.members],
        "shared": proposal.shared,
        "conflicts": proposal.conflicts,
        "hints": proposal.hints,
        "entry": view.entry,
        "first_seen": view.first_seen,
        "last_seen": view.last_seen,
    }


def _print_report(report: Onboarding) -> None:
    print_table(
        ("column.step", "column.credential", "column.state", "column.seconds", "column.detail"),
        (
            (say(f"step.{step.step}"), step.credential, say(f"step_state.{step.state}"), f"{step.seconds:.2f} s",
             _detail(step))
            for step in report.steps
        ),
    )  # fmt: skip
    if report.known:
        tell("onboarding.known", name=report.known)
    if report.entry:
        tell("onboarding.entry")
        typer.echo(report.entry, nl=False)


def _detail(step: Step) -> str:
    """What came, or the error with its remedy."""
    tables = ", ".join(f"{_table(name)} {count}" for name, count in step.tables.items())
    error: Any = step.error or {}
    told = (
        f"{error['code']} {error['message'][Options.language]} → {error['remedy'][Options.language]}" if error else ""
    )
    return "; ".join(filter(None, (step.detail, tables, told)))


def _table(name: str) -> str:
    return say(f"table.{name}") if f"table.{name}" in CATALOGUE else name


def _print_proposals(views: list[ProposalView]) -> None:
    print_table(
        ("column.device", "column.state", "discovery.members", "discovery.confidence", "discovery.evidence",
         "discovery.conflicts"),
        (
            (
                view.name,
                say(f"proposal.{view.proposal.state}"),
                ", ".join(member.place for member in view.proposal.members),
                say(f"confidence.{view.proposal.confidence}"),
                _evidence(view.proposal.shared),
                _evidence(view.proposal.conflicts),
            )
            for view in views
        ),
    )  # fmt: skip


def _evidence(rows: tuple[Evidence, ...]) -> str:
    return ", ".join(f"{say(f'evidence.{row.kind}')} {row.value}" for row in rows)


def add_to(app: typer.Typer) -> None:
    """Register the verbs."""
    app.command()(onboard)
    app.command()(discover)
