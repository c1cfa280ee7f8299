"""Other programs doing the work of `nms bench poll` as an SNMPv3 user; run as `polling_peers_v3.py PEER AGENTS PORT`.

The work: one GET of 20 scalars and, of each of eight columns of ifXTable, a walk with GETBULK, authPriv with SHA-1 and
AES-128. Each prints one JSON line as the peers without a user do.
"""

import asyncio
import json
import os
import sys
from typing import Any

from polling_peers import AT_ONCE, IF_X_TABLE, REPETITIONS, SCALARS, Outcome, asked_all

USER = "reader"
COLUMNS = [f"{IF_X_TABLE}.1.{number}" for number in (1, 2, 6, 7, 10, 11, 15, 18)]
ROWS = int(os.environ.get("NMS_BENCH_ROWS", "48"))
VARIABLES = len(SCALARS) + len(COLUMNS) * ROWS
AUTH_KEY, PRIV_KEY = (os.environ.get(f"NMS_BENCH_{kind}_KEY", "") for kind in ("AUTH", "PRIV"))


def gufo_async(agents: int, port: int) -> Outcome:
    """Its keys hashed once for all: master keys, which it localises for every session."""
    from gufo.snmp.aio import SnmpSession  # noqa: PLC0415 - a peer may be absent
    from gufo.snmp.user import Aes128Key, KeyType, Sha1Key, User  # noqa: PLC0415 - as above

    auth, priv = (Sha1Key.get_master_key(key.encode()) for key in (AUTH_KEY, PRIV_KEY))
    user = User(
        USER, auth_key=Sha1Key(auth, key_type=KeyType.Master), priv_key=Aes128Key(priv, key_type=KeyType.Master)
    )

    async def ask(address: str) -> int:
        async with SnmpSession(addr=address, port=port, user=user, timeout=15, max_repetitions=REPETITIONS) as session:
            count = len(await session.get_many(SCALARS))
            for column in COLUMNS:
                async for _ in session.getbulk(column):
                    count += 1
            return count

    return asyncio.run(asked_all(ask, agents, 50, VARIABLES))


def pysnmp_tuned(agents: int, port: int) -> Outcome:
    """One engine, names encoded beforehand, no look-up, own GETBULK loop."""
    from pyasn1.type.univ import Null  # noqa: PLC0415 - only this peer needs it
    from pysnmp.hlapi.v3arch import asyncio as hlapi  # noqa: PLC0415 - as above
    from pysnmp.proto import rfc1902, rfc1905  # noqa: PLC0415 - as above

    wanted = [(rfc1902.ObjectName(oid), Null("")) for oid in SCALARS]
    roots = [rfc1902.ObjectName(column) for column in COLUMNS]
    end = rfc1905.endOfMibView.tagSet
    user = hlapi.UsmUserData(
        USER, AUTH_KEY, PRIV_KEY, authProtocol=hlapi.USM_AUTH_HMAC96_SHA, privProtocol=hlapi.USM_PRIV_CFB128_AES
    )

    async def main() -> Outcome:
        engine, context = hlapi.SnmpEngine(), hlapi.ContextData()

        async def column(target: Any, root: Any) -> int:
            plain, count, cursor = tuple(root), 0, root
            while True:
                error, status, _, binds = await hlapi.bulk_cmd(
                    engine, user, target, context, 0, REPETITIONS, (cursor, Null("")), lookupMib=False
                )
                if error or status or not binds:
                    return -VARIABLES
                for name, value in binds:
                    if tuple(name)[: len(plain)] != plain or value.tagSet == end:
                        return count
                    count, cursor = count + 1, name

        async def ask(address: str) -> int:
            target = await hlapi.UdpTransportTarget.create((address, port), timeout=5, retries=2)
            _, _, _, binds = await hlapi.get_cmd(engine, user, target, context, *wanted, lookupMib=False)
            return len(binds) + sum([await column(target, root) for root in roots])

        outcome = await asked_all(ask, agents, AT_ONCE, VARIABLES)
        engine.close_dispatcher()
        return outcome

    return asyncio.run(main())


PEERS = {peer.__name__: peer for peer in (gufo_async, pysnmp_tuned)}


def main() -> None:
    """Run one peer."""
    name, agents, port = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    try:
        whole, seconds = PEERS[name](agents, port)
    except ImportError as error:
        sys.stdout.write(json.dumps({"absent": str(error)}) + "\n")
        return
    told = {"agents": agents, "errors": agents - whole, "cpu_us_per_agent": seconds / agents * 1e6}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
