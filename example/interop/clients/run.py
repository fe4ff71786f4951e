"""autobahn for Python goes through all behaviours that are asked for, in order:

    python3 run.py URL SERIALIZATION NAME PEERS BEHAVIOUR...

The arguments and the output are those of run.mjs.
"""

import asyncio
import sys
from types import SimpleNamespace

from behaviours import BEHAVIOURS
from sessions import join

PATIENCE = 20


async def main(url, serialization, name, peers, *wanted):
    def join_as(authid):
        return join(url, serialization, authid)

    t = SimpleNamespace(name=name, serialization=serialization, join=join_as, peers=peers.split(","))
    t.alice, t.alice2, t.bob, t.carol = [await join_as(authid) for authid in ["alice", "alice", "bob", "carol"]]
    failed = 0
    for behaviour in wanted:
        try:
            await asyncio.wait_for(BEHAVIOURS[behaviour](t), PATIENCE)
            print(f"ok  {behaviour}", flush=True)
        except Exception as error:
            failed += 1
            print(f"FAILED  {behaviour}: {type(error).__name__}: {error}", flush=True)
    if failed:
        sys.exit(1)
    for session in [t.alice, t.alice2, t.bob, t.carol]:
        await session.leave_and_wait()


asyncio.run(main(*sys.argv[1:]))
