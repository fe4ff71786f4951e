"""What autobahn for Python does with the workshop, with itself, and with the peers in other
languages. Each behaviour is named like its row in docs/interop.md."""

import asyncio
from types import SimpleNamespace

from autobahn.wamp.exception import ApplicationError
from autobahn.wamp.types import CallOptions, CallResult, PublishOptions, RegisterOptions, SubscribeOptions

from sessions import equal, fails

BASE = "com.example.interop"
BROKEN = f"{BASE}.error.broken"
BEHAVIOURS = {}


def behaviour(name):
    def add(check):
        BEHAVIOURS[name] = check
        return check

    return add


def received():
    """A queue of events, and the handler that fills it."""
    queue = asyncio.Queue()

    def put(*args, details=None, **kwargs):
        queue.put_nowait(SimpleNamespace(args=list(args), kwargs=kwargs, details=details))

    queue.handler = put
    return queue


async def subscribe(session, topic, queue, **options):
    return await session.subscribe(queue.handler, topic, options=SubscribeOptions(details=True, **options))


def acknowledged(**options):
    return PublishOptions(acknowledge=True, **options)


def echo(*args, **kwargs):
    return CallResult(*args, **kwargs)


@behaviour("args and kwargs")
async def _(t):
    value = {"text": "Zoë 👋", "list": [1, 2.5, None, True], "deep": {"empty": {}}}
    result = await t.alice.call(f"{BASE}.echo", value, note="n")
    equal([list(result.results), result.kwresults], [[value], {"note": "n"}])


@behaviour("typed error")
async def _(t):
    error = await fails(t.alice.call(f"{BASE}.shatter", "axle"))
    equal([error.error, error.kwargs], [BROKEN, {"part": "axle", "spare": True}])
    equal((await fails(t.alice.call(f"{BASE}.echo"))).error, "wamp.error.invalid_argument")


@behaviour("called by the workshop")
async def _(t):
    registration = await t.alice.register(echo, f"{BASE}.customer.{t.name}.answer")
    result = await t.alice.call(f"{BASE}.ask", t.name, [1, {"a": "b"}], note="asked")
    equal([list(result.results), result.kwresults], [[[1, {"a": "b"}]], {"note": "asked"}])
    await registration.unregister()


@behaviour("error of the own handler")
async def _(t):
    def broken(*args, **kwargs):
        raise ApplicationError(BROKEN, part="wheel", spare=False)

    registration = await t.alice.register(broken, f"{BASE}.customer.{t.name}.answer")
    for call in [
        lambda: t.bob.call(f"{BASE}.customer.{t.name}.answer", 1, note=""),
        lambda: t.alice.call(f"{BASE}.ask", t.name, 1, note=""),  # through the workshop, which knows the error
    ]:
        error = await fails(call())
        equal([error.error, error.kwargs], [BROKEN, {"part": "wheel", "spare": False}])
    await registration.unregister()


@behaviour("progressive results, caller")
async def _(t):
    progress = []
    result = await t.alice.call(f"{BASE}.count", 100, options=CallOptions(on_progress=progress.append))
    equal([progress, result], [list(range(1, 101)), 5050])


@behaviour("progressive results, callee")
async def _(t):
    def count(to, details):
        for n in range(1, to + 1):
            details.progress(n)
        return to * (to + 1) // 2

    registration = await t.alice.register(count, f"{BASE}.customer.{t.name}.count", options=RegisterOptions(details=True))
    equal(await t.alice.call(f"{BASE}.tally", t.name, 50), [*range(1, 51), 1275])
    await registration.unregister()


@behaviour("cancel (kill)")
async def _(t):
    wait = t.alice.call(f"{BASE}.wait", t.name)
    await t.bob.call(f"{BASE}.begun", t.name)
    wait.cancel()
    await t.bob.call(f"{BASE}.ended", t.name)
    equal(await t.alice.call(f"{BASE}.reverse", b"ab"), b"ba")  # the session goes on


@behaviour("timeout")
async def _(t):
    error = await fails(t.alice.call(f"{BASE}.wait", f"{t.name}_late", options=CallOptions(timeout=1000)))
    equal(error.error, "wamp.error.timeout")
    await t.alice.call(f"{BASE}.ended", f"{t.name}_late")


@behaviour("shared registration")
async def _(t):
    uri, options = f"{BASE}.{t.name}.shared", RegisterOptions(invoke="roundrobin")
    registrations = [
        await t.alice.register(lambda: "alice", uri, options=options),
        await t.bob.register(lambda: "bob", uri, options=options),
    ]
    answers = [await t.carol.call(uri) for _ in range(4)]
    equal(sorted(answers), ["alice", "alice", "bob", "bob"])
    equal(answers[0] == answers[1], False)
    for registration in registrations:
        await registration.unregister()


@behaviour("prefix registration")
async def _(t):
    options = RegisterOptions(match="prefix", details=True)
    registration = await t.alice.register(lambda details: details.procedure, f"{BASE}.{t.name}.prefix", options=options)
    for uri in [f"{BASE}.{t.name}.prefix.a.b", f"{BASE}.{t.name}.prefixed"]:
        equal(await t.bob.call(uri), uri)
    await registration.unregister()


@behaviour("wildcard registration")
async def _(t):
    options = RegisterOptions(match="wildcard", details=True)
    registration = await t.alice.register(lambda details: details.procedure, f"{BASE}.{t.name}..get", options=options)
    equal(await t.bob.call(f"{BASE}.{t.name}.x.get"), f"{BASE}.{t.name}.x.get")
    equal((await fails(t.bob.call(f"{BASE}.{t.name}.x.set"))).error, "wamp.error.no_such_procedure")
    equal(await t.bob.call(f"{BASE}.drawer.7.label"), "drawer 7")  # the workshop's
    await registration.unregister()


@behaviour("caller disclosed by permission")
async def _(t):
    result = await t.alice.call(f"{BASE}.who")
    equal(result.kwresults, {"caller": t.alice._session_id, "authid": "alice", "authrole": "user"})
    registration = await t.alice.register(lambda details: details.caller, f"{BASE}.known.{t.name}", options=RegisterOptions(details=True))
    equal(await t.bob.call(f"{BASE}.known.{t.name}"), t.bob._session_id)
    await registration.unregister()


@behaviour("concurrent calls")
async def _(t):
    async def later(n):
        await asyncio.sleep(n % 7 / 1000)
        return n

    registration = await t.alice.register(later, f"{BASE}.{t.name}.later")
    results = await asyncio.gather(*[t.bob.call(f"{BASE}.{t.name}.later", n) for n in range(200)])
    equal(results, list(range(200)))
    await registration.unregister()


@behaviour("unregister")
async def _(t):
    uri = f"{BASE}.{t.name}.gone"
    registration = await t.alice.register(lambda: 1, uri)
    equal((await fails(t.bob.register(lambda: 2, uri))).error, "wamp.error.procedure_already_exists")
    equal(await t.bob.call(uri), 1)
    await registration.unregister()
    equal((await fails(t.bob.call(uri))).error, "wamp.error.no_such_procedure")


@behaviour("refused by permissions")
async def _(t):
    equal((await fails(t.carol.register(lambda: 1, f"{BASE}.{t.name}.x"))).error, "wamp.error.not_authorized")
    equal((await fails(t.carol.publish(f"{BASE}.{t.name}.x", 1, options=acknowledged()))).error, "wamp.error.not_authorized")


@behaviour("large payload")
async def _(t):
    value = "0123456789abcdef" * 60_000
    result = await t.alice.call(f"{BASE}.echo", value, note="")
    equal(result.results[0] == value, True)


@behaviour("binary")
async def _(t):
    data = bytes([0, 1, 2, 254, 255])
    equal(await t.alice.call(f"{BASE}.reverse", data), data[::-1])  # in JSON, too


@behaviour("acknowledge")
async def _(t):
    publication = await t.alice.publish(f"{BASE}.{t.name}.topic", 1, options=acknowledged())
    equal(publication.id > 0, True)


@behaviour("heard by the workshop")
async def _(t):
    t.alice.publish(f"{BASE}.said.{t.name}", {"a": [1]}, note="said")
    result = await t.alice.call(f"{BASE}.heard", t.name)
    equal([list(result.results), result.kwresults], [[{"a": [1]}], {"note": "said"}])


@behaviour("events of the workshop")
async def _(t):
    news = received()
    subscription = await subscribe(t.alice, f"{BASE}.news.{t.name}", news)
    await t.alice.call(f"{BASE}.announce", t.name, "Zoë 👋")
    equal((await news.get()).kwargs, {"text": "Zoë 👋"})
    await subscription.unsubscribe()


@behaviour("publisher excluded")
async def _(t):
    topic, own, other = f"{BASE}.{t.name}.me", received(), received()
    subscriptions = [await subscribe(t.alice, topic, own), await subscribe(t.bob, topic, other)]
    await t.alice.publish(topic, 1, options=acknowledged())
    await t.bob.publish(topic, 2, options=acknowledged())
    equal((await own.get()).args, [2])  # and not 1 before it
    equal((await other.get()).args, [1])
    for subscription in subscriptions:
        await subscription.unsubscribe()


@behaviour("exclude_me: false")
async def _(t):
    own = received()
    subscription = await subscribe(t.alice, f"{BASE}.{t.name}.me", own)
    t.alice.publish(f"{BASE}.{t.name}.me", 1, options=PublishOptions(exclude_me=False))
    equal((await own.get()).args, [1])
    await subscription.unsubscribe()


async def only(t, options, want):
    """Publishes as alice with options, and checks which sessions get the event: a second
    event for all follows, so that one that should not come is seen."""
    topic, got, queues = f"{BASE}.{t.name}.listed", [], {}
    for name in ["alice2", "bob", "carol"]:
        queue = received()
        queues[name] = queue, await subscribe(getattr(t, name), topic, queue)
    await t.alice.publish(topic, "some", options=acknowledged(**options))
    await t.alice.publish(topic, "all", options=acknowledged())
    for name, (queue, subscription) in queues.items():
        if (await queue.get()).args == ["some"]:
            got.append(name)
            equal((await queue.get()).args, ["all"])
        await subscription.unsubscribe()
    equal(got, want)


@behaviour("black- and whitelists of sessions")
async def _(t):
    await only(t, {"eligible": [t.bob._session_id]}, ["bob"])
    await only(t, {"exclude": [t.bob._session_id]}, ["alice2", "carol"])


@behaviour("black- and whitelists of authids")
async def _(t):
    await only(t, {"eligible_authid": ["alice", "carol"]}, ["alice2", "carol"])
    await only(t, {"exclude_authid": ["alice"]}, ["bob", "carol"])


@behaviour("black- and whitelists of authroles")
async def _(t):
    await only(t, {"eligible_authrole": ["guest"]}, ["carol"])
    await only(t, {"exclude_authrole": ["guest"]}, ["alice2", "bob"])


async def pattern(t, topic, other, uri, match):
    events = received()
    subscription = await subscribe(t.bob, topic, events, match=match)
    t.alice.publish(other, 0)
    t.alice.publish(uri, 1)
    event = await events.get()
    equal([event.args, event.details.topic], [[1], uri])
    await subscription.unsubscribe()


@behaviour("prefix subscription")
async def _(t):
    own = f"{BASE}.{t.name}"
    await pattern(t, f"{own}.pre", f"{own}.other", f"{own}.pre.a", "prefix")


@behaviour("wildcard subscription")
async def _(t):
    own = f"{BASE}.{t.name}"
    await pattern(t, f"{own}..changed", f"{own}.x.other", f"{own}.x.changed", "wildcard")


@behaviour("retained, publisher")
async def _(t):
    topic, events = f"{BASE}.{t.name}.kept", received()
    await t.alice.publish(topic, "kept", options=acknowledged(retain=True))
    subscription = await subscribe(t.bob, topic, events, get_retained=True)
    event = await events.get()
    equal([event.args, event.details.retained], [["kept"], True])
    await subscription.unsubscribe()


@behaviour("publisher disclosed by permission")
async def _(t):
    events = received()
    subscription = await subscribe(t.bob, f"{BASE}.known.{t.name}", events)
    t.alice.publish(f"{BASE}.known.{t.name}", 1)
    equal((await events.get()).details.publisher, t.alice._session_id)
    await subscription.unsubscribe()


@behaviour("unsubscribe")
async def _(t):
    topic, events = f"{BASE}.{t.name}.left", received()
    subscription = await subscribe(t.bob, topic, events)
    await t.alice.publish(topic, 1, options=acknowledged())
    equal((await events.get()).args, [1])
    await subscription.unsubscribe()
    await t.alice.publish(topic, 2, options=acknowledged())
    await t.bob.call(f"{BASE}.echo", 1, note="")  # what was sent before it has come
    equal(events.qsize(), 0)


@behaviour("order of 1000 events")
async def _(t):
    events = received()
    subscription = await subscribe(t.bob, f"{BASE}.{t.name}.many", events)
    for n in range(1000):
        t.alice.publish(f"{BASE}.{t.name}.many", n)
    equal([(await events.get()).args[0] for _ in range(1000)], list(range(1000)))
    await subscription.unsubscribe()


async def until(queue, fits):
    """The first event that fits: others join and subscribe beside us."""
    while True:
        event = await queue.get()
        if fits(event.args):
            return event.args


@behaviour("session meta API")
async def _(t):
    joined, left = received(), received()
    subscriptions = [await subscribe(t.alice, "wamp.session.on_join", joined), await subscribe(t.alice, "wamp.session.on_leave", left)]
    guest = await t.join("carol")
    session = guest._session_id
    [details] = await until(joined, lambda args: args[0]["session"] == session)
    equal([details["authid"], details["authrole"], details["authmethod"]], ["carol", "guest", "ticket"])
    equal((await t.alice.call("wamp.session.get", session))["authid"], "carol")
    await guest.leave_and_wait()
    await until(left, lambda args: args[0] == session)
    equal((await fails(t.alice.call("wamp.session.get", session))).error, "wamp.error.no_such_session")
    for subscription in subscriptions:
        await subscription.unsubscribe()


async def meta(t, kind, peers, create):
    uri, events = f"{BASE}.{t.name}.meta", received()
    subscription = await subscribe(t.alice, f"wamp.{kind}.on_create", events)
    undo = await create(uri)
    session, created = await until(events, lambda args: args[1]["uri"] == uri)
    equal(session, t.bob._session_id)
    equal(await t.alice.call(f"wamp.{kind}.lookup", uri), created["id"])
    equal(await t.alice.call(f"wamp.{kind}.{peers}", created["id"]), [t.bob._session_id])
    await undo()
    await subscription.unsubscribe()


@behaviour("subscription meta API")
async def _(t):
    async def create(uri):
        return (await t.bob.subscribe(lambda: None, uri)).unsubscribe

    await meta(t, "subscription", "list_subscribers", create)


@behaviour("registration meta API")
async def _(t):
    async def create(uri):
        return (await t.bob.register(lambda: None, uri)).unregister

    await meta(t, "registration", "list_callees", create)


@behaviour("testament")
async def _(t):
    events = received()
    subscription = await subscribe(t.alice, f"{BASE}.{t.name}.will", events)
    bob = await t.join("bob")
    await bob.call("wamp.session.add_testament", f"{BASE}.{t.name}.will", ["all to alice"], {"kept": 1})
    await bob.leave_and_wait()
    event = await events.get()
    equal([event.args, event.kwargs], [["all to alice"], {"kept": 1}])
    await subscription.unsubscribe()


@behaviour("calls to the other languages")
async def _(t):
    for peer in t.peers:
        value = {"text": "Zoë 👋", "list": [1, 2.5, None, True], "big": 9007199254740991}
        result = await t.alice.call(f"{BASE}.peer.{peer}.echo", value, note="n")
        equal([list(result.results), result.kwresults], [[value], {"note": "n"}], peer)
        error = await fails(t.alice.call(f"{BASE}.peer.{peer}.shatter", "axle"))
        equal([error.error, error.kwargs], [BROKEN, {"part": "axle", "spare": True}], peer)


@behaviour("events of the other languages")
async def _(t):
    events = received()
    subscription = await subscribe(t.alice, f"{BASE}.relay.{t.name}", events)
    for peer in t.peers:
        await t.alice.call(f"{BASE}.peer.{peer}.relay", t.name, peer, note="ü")
        event = await events.get()
        equal([event.args, event.kwargs], [[peer], {"note": "ü"}])
    await subscription.unsubscribe()


@behaviour("events to the other languages")
async def _(t):
    for peer in t.peers:
        await t.alice.publish(f"{BASE}.note.{peer}", t.name, note="ü", options=acknowledged())
        equal(await t.alice.call(f"{BASE}.peer.{peer}.noted", t.name), "ü", peer)
