"""Sessions of autobahn for Python."""

import asyncio

from autobahn.asyncio.component import Component
from autobahn.asyncio.rawsocket import WampRawSocketClientProtocol
from autobahn.wamp.exception import ApplicationError

# autobahn 22 reads transport_details of every transport when it is welcomed, but that of
# RawSocket has another name.
if not hasattr(WampRawSocketClientProtocol, "transport_details"):
    WampRawSocketClientProtocol.transport_details = property(lambda protocol: protocol._transport_details)


def transport(url, serialization):
    """Where url leads: WebSocket (ws:), RawSocket (rs://host:port), or RawSocket over a
    Unix socket (rs://unix:/path)."""
    if url.startswith("rs://unix:"):
        endpoint = {"type": "unix", "path": url.removeprefix("rs://unix:")}
        return {"type": "rawsocket", "serializer": serialization, "endpoint": endpoint, "url": "rs://localhost", "max_retries": 0}
    if url.startswith("rs://"):
        host, port = url.removeprefix("rs://").split(":")
        endpoint = {"type": "tcp", "host": host, "port": int(port)}
        return {"type": "rawsocket", "serializer": serialization, "endpoint": endpoint, "url": url, "max_retries": 0}
    return {"type": "websocket", "serializers": [serialization], "url": url, "max_retries": 0}


async def join(url, serialization, authid):
    """Returns a session, with its end: leave_and_wait()."""
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
    await asyncio.wait([joined, ended], return_when=asyncio.FIRST_COMPLETED)
    if not joined.done():
        raise RuntimeError(f"join {url}: {left.result() if left.done() else ended.result()}")
    session = joined.result()
    session.onUserError = lambda fail, message: None  # an error of our own procedure goes to its caller, not to the log

    async def leave_and_wait():
        session.leave()
        await left
        await ended

    session.leave_and_wait = leave_and_wait
    return session


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
