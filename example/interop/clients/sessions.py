"""Sessions of autobahn for Python."""

import asyncio
import os
import ssl
from types import SimpleNamespace

from autobahn.asyncio.component import Component
from autobahn.asyncio.rawsocket import WampRawSocketClientProtocol
from autobahn.asyncio.wamp import ApplicationRunner, ApplicationSession
from autobahn.wamp.exception import ApplicationError
from autobahn.wamp.serializer import create_transport_serializer

# autobahn 22 reads transport_details of every transport when it is welcomed, but that of
# RawSocket has another name.
if not hasattr(WampRawSocketClientProtocol, "transport_details"):
    WampRawSocketClientProtocol.transport_details = property(lambda protocol: protocol._transport_details)


def transport(url, serialization):
    """Where url leads: WebSocket (ws:, wss:), RawSocket (rs:, rss:), or RawSocket over a Unix
    socket (rs://unix:/path)."""
    scheme, _, at = url.partition("://")
    tls = {"tls": {"trust_root": os.environ["INTEROP_AUTHORITY"]}} if scheme in ["wss", "rss"] else {}
    host, _, port = at.partition("/")[0].partition(":")
    endpoint = {"type": "tcp", "host": host, "port": port and int(port), **tls}
    if scheme in ["ws", "wss"]:
        return {"type": "websocket", "serializers": [serialization], "url": url, "endpoint": endpoint, "max_retries": 0}
    if at.startswith("unix:"):
        endpoint, url = {"type": "unix", "path": at.removeprefix("unix:")}, "rs://localhost"
    return {"type": "rawsocket", "serializer": serialization, "endpoint": endpoint, "url": url, "max_retries": 0}


async def join(url, serialization, authid):
    """Returns a session, with its end: leave_and_wait()."""
    start = run if "batched" in serialization else compose
    begun = await start(url, serialization, authid)
    await asyncio.wait([begun.joined, begun.ended], return_when=asyncio.FIRST_COMPLETED)
    if not begun.joined.done():
        raise RuntimeError(f"join {url}: {begun.left.result() if begun.left.done() else begun.ended.result()}")
    session = begun.joined.result()
    session.onUserError = lambda fail, message: None  # an error of our own procedure goes to its caller, not to the log

    async def leave_and_wait():
        session.leave()
        await begun.left
        await begun.ended

    session.leave_and_wait = leave_and_wait
    return session


async def compose(url, serialization, authid):
    """A session of a Component."""
    loop = asyncio.get_running_loop()
    joined, left = loop.create_future(), loop.create_future()
    component = Component(
        transports=transport(url, serialization),
        realm="realm1",
        authentication={"ticket": {"authid": authid, "ticket": f"{authid}s"}},
        is_fatal=lambda error: True,  # no second attempt
    )
    component.on("join", lambda session, details: joined.set_result(session))
    component.on("leave", lambda session, details: left.done() or left.set_result(details.reason))
    # autobahn takes the end of every RawSocket for a failure to connect: its error says nothing.
    ended = asyncio.ensure_future(asyncio.gather(component.start(loop), return_exceptions=True))
    return SimpleNamespace(joined=joined, left=left, ended=ended)


async def run(url, serializations, authid):
    """A session of an ApplicationRunner, which has batched serializations, too."""
    loop = asyncio.get_running_loop()
    joined, left, ended = loop.create_future(), loop.create_future(), loop.create_future()

    class Session(ApplicationSession):
        def onConnect(self):
            self.join("realm1", ["ticket"], authid)

        def onChallenge(self, challenge):
            return f"{authid}s"

        def onJoin(self, details):
            joined.set_result(self)

        def onLeave(self, details):
            left.set_result(details.reason)
            self.disconnect()

        def onDisconnect(self):
            ended.set_result("disconnected")

    tls = ssl.create_default_context(cafile=os.environ["INTEROP_AUTHORITY"]) if url.startswith("wss:") else None
    serializers = [create_transport_serializer(name) for name in serializations.split(" or ")]
    await ApplicationRunner(url, "realm1", serializers=serializers, ssl=tls).run(Session, start_loop=False)
    return SimpleNamespace(joined=joined, left=left, ended=ended)


async def fails(call):
    """Returns the error of what must fail."""
    try:
        result = await call
    except ApplicationError as error:
        return error
    raise AssertionError(f"got {result!r}, want an error")


def equal(got, want, where=""):
    if got != want:
        raise AssertionError(f"{where} got {got!r}, want {want!r}")
