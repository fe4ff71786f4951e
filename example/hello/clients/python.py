"""autobahn for Python against the hosted component, in each serialization:

    python3 python.py [URL [SERIALIZATION...]]

The URL says which transport: ws:// is WebSocket, rs://host:port RawSocket, and
rs://unix:/path RawSocket over a Unix socket.
"""

import asyncio
import sys

from autobahn import wamp
from autobahn.asyncio.component import Component
from autobahn.asyncio.rawsocket import WampRawSocketClientProtocol
from autobahn.wamp.exception import ApplicationError


if not hasattr(WampRawSocketClientProtocol, "transport_details"):
    WampRawSocketClientProtocol.transport_details = None  # some releases of autobahn have forgotten it


@wamp.error("com.example.hello.error.unwelcome")
class Unwelcome(Exception):
    """The component's typed error: autobahn raises it with args and kwargs."""

    def __init__(self, *args, name):
        super().__init__(*args)
        self.name = name


async def scenario(session, ok):
    session.define(Unwelcome)

    # Events of the component, from here on.
    events = asyncio.Queue()
    await session.subscribe(lambda **event: events.put_nowait(event), "com.example.hello.greeted")

    # A call, and the event it brings.
    greeting = await session.call("com.example.hello.greet", "Ada")
    equal("greet", greeting, "Hello, Ada!")
    ok(f"call com.example.hello.greet -> {greeting}")

    count = await session.call("com.example.hello.count")
    event = await events.get()
    equal("event", event, {"name": "Ada", "greeting": "Hello, Ada!", "count": count})
    ok(f"event com.example.hello.greeted -> {event}")

    greeting = await session.call("com.example.hello.greet", "Zoë 👋")
    equal("greet", greeting, "Hello, Zoë 👋!")
    ok("call with text beyond ASCII")

    # Errors are exceptions: of a class that was defined for the URI, else ApplicationError.
    try:
        greeting = await session.call("com.example.hello.greet", "Voldemort")
        raise AssertionError(f"Voldemort was greeted: {greeting}")
    except Unwelcome as error:
        equal("error's name", error.name, "Voldemort")
        ok(f"typed error -> Unwelcome(name={error.name!r})")

    error = await fails(session, "com.example.hello.greet", 42)
    equal("error", error.error, "wamp.error.invalid_argument")
    ok(f"wrong type -> {error.error}: {error.args[0]}")

    error = await fails(session, "com.example.hello.greet_in", "Ada", "fr")
    equal("error", error.error, "com.example.hello.error.no_translator")
    ok(f"greet_in without a Translator -> {error.error}")

    # A procedure that the component calls back.
    def translate(text, language):
        if language != "fr":
            raise ApplicationError("com.example.hello.error.no_translation", language=language)
        return {"Hello": "Bonjour"}.get(text, text)

    registration = await session.register(translate, "com.example.hello.translate")
    bonjour = await session.call("com.example.hello.greet_in", "Ada", "fr")
    equal("greet_in", bonjour, "Bonjour, Ada!")
    ok(f"called back through com.example.hello.greet_in -> {bonjour}")

    error = await fails(session, "com.example.hello.greet_in", "Ada", "xx")
    equal("error", error.error, "com.example.hello.error.no_translation")
    equal("error's kwargs", error.kwargs, {"language": "xx"})
    ok(f"error of the procedure called back -> {error.error} {error.kwargs}")

    await registration.unregister()


def equal(what, got, want):
    if got != want:
        raise AssertionError(f"{what}: got {got!r}, want {want!r}")


async def fails(session, procedure, *args):
    try:
        result = await session.call(procedure, *args)
    except ApplicationError as error:
        return error
    raise AssertionError(f"{procedure}{args}: got {result!r}, want an error")


def transport(url, serialization):
    """A transport of autobahn's components."""
    common = {"url": url, "max_retries": 0}
    if url.startswith("rs://unix:"):
        endpoint = {"type": "unix", "path": url.removeprefix("rs://unix:")}
        return {"type": "rawsocket", "serializer": serialization, "endpoint": endpoint, **common, "url": "rs://localhost"}
    if url.startswith("rs://"):
        host, port = url.removeprefix("rs://").split(":")
        endpoint = {"type": "tcp", "host": host, "port": int(port)}
        return {"type": "rawsocket", "serializer": serialization, "endpoint": endpoint, **common}
    return {"type": "websocket", "serializers": [serialization], **common}


async def run(url, serialization):
    def ok(text):
        print(f"ok  python {serialization} {text}", flush=True)

    finished = []

    async def main(_, session):
        ok(f"join realm1 over wamp.2.{serialization}")
        await scenario(session, ok)
        finished.append(True)

    component = Component(
        transports=transport(url, serialization),
        realm="realm1",
        main=main,
        is_fatal=lambda error: True,  # no second attempt
    )
    reasons = []
    component.on("leave", lambda session, details: reasons.append(details.reason))
    try:
        await asyncio.wait_for(component.start(asyncio.get_running_loop()), 60)
    except RuntimeError:
        # autobahn takes the end of every RawSocket for a failure to connect.
        if not (finished and url.startswith("rs:")):
            raise
    equal("leave", reasons, ["wamp.close.goodbye_and_out"])
    ok(f"leave -> {reasons[0]}")


if __name__ == "__main__":
    url, *chosen = sys.argv[1:] or ["ws://127.0.0.1:8080/ws"]
    for serialization in chosen or ["json", "msgpack", "cbor"]:
        try:
            asyncio.run(run(url, serialization))
        except Exception as error:
            sys.exit(f"FAILED  python {serialization}: {type(error).__name__}: {error}")
