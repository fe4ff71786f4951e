"""autobahn for Python serves clients in other languages until it is ended:

    python3 peer.py URL SERIALIZATION
"""

import asyncio
import sys
from collections import defaultdict

from autobahn.wamp.exception import ApplicationError
from autobahn.wamp.types import CallResult, PublishOptions

from sessions import join

BASE = "com.example.interop"
PEER = f"{BASE}.peer.python"


async def main(url, serialization):
    session = await join(url, serialization, "alice")
    notes = defaultdict(asyncio.Queue)  # by customer

    def shatter(part):
        raise ApplicationError(f"{BASE}.error.broken", part=part, spare=True)

    async def relay(customer, *args, **kwargs):
        await session.publish(f"{BASE}.relay.{customer}", *args, options=PublishOptions(acknowledge=True), **kwargs)

    await session.register(lambda *args, **kwargs: CallResult(*args, **kwargs), f"{PEER}.echo")
    await session.register(shatter, f"{PEER}.shatter")
    await session.register(relay, f"{PEER}.relay")
    await session.register(lambda customer: notes[customer].get(), f"{PEER}.noted")
    await session.subscribe(lambda customer, note: notes[customer].put_nowait(note), f"{BASE}.note.python")
    print("ready", flush=True)
    await asyncio.Event().wait()


asyncio.run(main(*sys.argv[1:]))
