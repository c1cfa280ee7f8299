"""`nms pc`: who sits in which hall, who was admitted, what was done about the others."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer

from nms.app.admission_views import CaseRow, PcRow, admission_told, case_told, pc_told, policy_told
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, group, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.admission import HallPolicy
from nms.core.errors import InvalidError
from nms.core.hall import AdmissionPolicy
from nms.halls.admission.macs import spelled

app = group("PCs in halls: seen, admitted, detained / 准入")

Hall = Annotated[str, typer.Argument(help="The hall's name.")]
AnyHall = Annotated[str, typer.Option("--hall", help="Only this hall.")]
Mac = Annotated[str, typer.Argument(help="The MAC address, in any usual spelling.")]
Number = Annotated[int, typer.Argument(help="The number of the case.")]


@app.command("list")
def list_pcs(
    hall: AnyHall = "",
    verdict: Annotated[str, typer.Option(help="A verdict such as rogue, or bad for all that are not harmless.")] = "",
    as_json: AsJson = False,
) -> None:
    """PCs, the worst first: verdict, port, VLAN, who, how much they send and receive."""
    acting(Right.READ)
    rows = opened_app().admission.pcs(hall, verdict)
    print_json({"total": len(rows), "items": [pc_told(row) for row in rows]}) if as_json else _pcs(rows)


@app.command()
def show(mac: Mac, as_json: AsJson = False) -> None:
    """One MAC in every hall that knows it."""
    acting(Right.READ)
    rows = opened_app().admission.of_mac(mac)
    print_json([pc_told(row) for row in rows]) if as_json else _pcs(rows)


@app.command()
def cases(
    hall: AnyHall = "",
    state: Annotated[str, typer.Option(help="A state, or open-ended for all that are not over.")] = "open-ended",
    as_json: AsJson = False,
) -> None:
    """Cases, open ones first: what, where, why, what is proposed and what was done."""
    acting(Right.READ)
    rows = opened_app().admission.cases(hall, state)
    if as_json:
        print_json({"total": len(rows), "items": [case_told(row) for row in rows]})
        return
    columns = ("admission.case", "admission.hall", "admission.place", "admission.verdict", "admission.state")
    print_table((*columns, "admission.ticket", "admission.proposed", "admission.evidence"), map(_case, rows))


@app.command()
def admitted(hall: AnyHall = "", as_json: AsJson = False) -> None:
    """What people said of MACs beside the inventory."""
    acting(Right.READ)
    found = opened_app().admission.admissions(hall)
    if as_json:
        print_json([admission_told(one) for one in found])
        return
    print_table(
        ("admission.hall", "column.mac", "admission.place", "column.vlan", "admission.owner", "admission.expires"),
        ((one.hall, spelled(one.mac), one.port, one.vlan, one.owner if one.admitted else "✗", _local(one.expires_at))
         for one in found),
    )  # fmt: skip


@app.command()
def admit(
    hall: Hall,
    mac: Mac,
    owner: Annotated[str, typer.Option(help="Whose it is.")] = "",
    port: Annotated[str, typer.Option(help="Only at this port; none: at any.")] = "",
    vlan: Annotated[int, typer.Option(help="The VLAN that it works in.")] = 10,
    until: Annotated[
        str, typer.Option(help="Until when (ISO 8601, local time without an offset); none: for good.")
    ] = "",
) -> None:
    """Let a PC be in a hall."""
    over = _moment(until) if until else None
    said = opened_app().admission.admit(hall, mac, acting(Right.OPERATE), port, vlan, owner, over)
    tell("admission.admitted", mac=spelled(said.mac), hall=said.hall)


@app.command()
def refuse(hall: Hall, mac: Mac) -> None:
    """Let a PC not be in a hall, whatever the inventory says."""
    said = opened_app().admission.refuse(hall, mac, acting(Right.OPERATE))
    tell("admission.refused", mac=spelled(said.mac), hall=said.hall)


@app.command()
def detain(
    case: Number,
    rung: Annotated[str, typer.Option(help="quarantine, blackhole or shutdown; none: as proposed.")] = "",
) -> None:
    """Have a rung planned; another account approves the change, then it is pushed by itself."""
    row = opened_app().admission.detain(case, rung, acting(Right.PLAN))
    last = row.actions[-1]
    tell("admission.drafted", case=case, rung=say(f"admission.rung.{last.rung}"), change=last.change)


@app.command()
def release(
    case: Number,
    admit: Annotated[bool, typer.Option("--admit", help="Its MACs may stay.")] = False,
    owner: Annotated[str, typer.Option(help="Whose they are.")] = "",
) -> None:
    """Take back what was done, or close a case that nothing was done about."""
    opened_app().admission.release(case, acting(Right.OPERATE), admit, owner)
    tell("admission.letting_go", case=case)


@app.command()
def policy(
    hall: Hall,
    automatic: Annotated[bool | None, typer.Option("--automatic/--by-hand", help="Act without a person.")] = None,
    furthest: Annotated[str, typer.Option(help="alert, quarantine, blackhole or shutdown.")] = "",
    most: Annotated[int, typer.Option(help="Automatic actions within an hour, 0 to 3; -1: as it is.")] = -1,
    as_json: AsJson = False,
) -> None:
    """A hall's policy; with any option it is set."""
    room = opened_app().admission
    acting(Right.READ)
    known = room.policy(hall)
    if automatic is not None or furthest or most >= 0:
        was = known.policy
        wanted = AdmissionPolicy(
            was.automatic if automatic is None else automatic,
            furthest or was.furthest,
            was.most_per_hour if most < 0 else most,
        )
        known = room.set_policy(hall, wanted, acting(Right.APPROVE))
    print_json(policy_told(known)) if as_json else _policy(known)


# ---------------------------------------------------------------- showing


def _pcs(rows: Sequence[PcRow]) -> None:
    columns = ("admission.verdict", "admission.hall", "admission.place", "column.vlan", "column.mac", "column.address")
    more = ("admission.owner", "admission.user", "admission.sends", "admission.receives", "admission.case")
    print_table((*columns, *more), map(_pc, rows))


def _pc(row: PcRow) -> tuple[object, ...]:
    verdict = say(f"admission.verdict.{row.verdict}") if row.verdict else say("admission.absent")
    seen = row.seen
    place = row.hall, row.port, row.vlan, spelled(row.mac), seen.ip if seen else ""
    return (verdict, *place, row.owner, seen.user if seen else "", *_traffic(row), row.case or "")


def _traffic(row: PcRow) -> tuple[str, str]:
    """Bits per second where the port's counters are one PC's alone."""
    if row.sends_bps is None or row.receives_bps is None:
        return (say("admission.shared", count=row.behind), "") if row.behind > 1 else ("", "")
    return f"{row.sends_bps / 1000:.1f} kbit/s", f"{row.receives_bps / 1000:.1f} kbit/s"


def _case(row: CaseRow) -> tuple[object, ...]:
    case = row.case
    evidence = "; ".join(say(one.code, **one.values) for one in case.evidence)
    proposed = say(f"admission.rung.{row.proposal.rung}")
    why = say("admission.automatic") if row.proposal.automatic else say(row.proposal.why)
    words = say(f"admission.verdict.{case.verdict}"), say(f"admission.state.{case.state}")
    return (case.id, case.hall, case.port, *words, row.ticket, f"{proposed} ({why})", evidence)


def _policy(known: HallPolicy) -> None:
    how = say("admission.automatic" if known.policy.automatic else "admission.by_hand")
    furthest = say(f"admission.rung.{known.policy.furthest}")
    print_table(
        ("admission.hall", "admission.policy", "admission.furthest", "admission.most_per_hour", "column.created_by"),
        [(known.hall, how, furthest, known.policy.most_per_hour, known.author or say("admission.settings"))],
    )


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError as error:
        raise InvalidError("NMS-CORE-001", field="until", value=text, reason=str(error)) from error


def _local(moment: datetime | None) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M") if moment else ""
