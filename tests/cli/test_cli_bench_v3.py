"""`nms bench poll` as an SNMPv3 user: the keys come from the environment only."""

import json

import pytest
from snmp_batch_v3_doubles import STRONG, Engine, speaking
from typer.testing import CliRunner

from nms.app.benching import COLUMNS, SCALARS
from nms.cli import app as nms
from nms.core.errors import InvalidError
from nms.core.ports import Oid, Value
from nms.snmp import ber

ROWS = 3
MIB: dict[Oid, tuple[int, Value]] = {
    **dict.fromkeys(SCALARS, (ber.INTEGER, 7)),
    **{
        (*column, row): (ber.OCTETS, b"a port") if column[-1] in (1, 18) else (ber.COUNTER64, 1000 * row)
        for column in COLUMNS
        for row in range(1, ROWS + 1)
    },
}
USER = ("--user", STRONG.user, "--auth", STRONG.auth, "--priv", STRONG.priv)
KEYS = ("--auth-key-env", "BENCH_AUTH_KEY", "--priv-key-env", "BENCH_PRIV_KEY")


def run(*words: str) -> str:
    keys = {"BENCH_AUTH_KEY": STRONG.auth_key, "BENCH_PRIV_KEY": STRONG.priv_key}
    done = CliRunner().invoke(nms, ["bench", "poll", *words], catch_exceptions=False, env=keys)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_bench_poll_measures_as_a_user() -> None:
    engines = [Engine(mib=MIB) for _ in range(3)]
    with speaking(*engines) as there:
        told = json.loads(run("--agents", "3", "--target", f"127.4.0.1:{there.port}", *USER, *KEYS, "--json"))
    assert (told["agents"], told["errors"], told["fallbacks"]) == (3, 0, 0)
    assert told["varbinds"] == 3 * len(MIB)


def test_the_built_in_load_knows_no_users() -> None:
    with pytest.raises(InvalidError, match="NMS-SNMP-050"):
        run("--agents", "3", *USER, *KEYS)
