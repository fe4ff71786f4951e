// What a client in JavaScript does with the workshop, with itself, and with the peers in
// other languages. Each behaviour is named like its row in docs/interop.md.

import { Failure } from "./failure.mjs";
import { all, equal, fails, received, sum, upTo } from "./expect.mjs";

const base = "com.example.interop";

// t has: name, a part of URIs that nobody else has; alice, her second session alice2, bob
// and carol; peers, the names of clients in other languages.
export const behaviours = {
  async "args and kwargs"({ alice }) {
    const value = { text: "Zoë 👋", list: [1, 2.5, null, true], deep: { empty: {} } };
    const { args, kwargs } = await alice.call(`${base}.echo`, [value], { note: "n" });
    equal(args, [value]);
    equal(kwargs, { note: "n" });
  },
  async "typed error"({ alice }) {
    const error = await fails(alice.call(`${base}.shatter`, ["axle"]));
    equal([error.uri, error.kwargs], [`${base}.error.broken`, { part: "axle", spare: true }]);
    equal((await fails(alice.call(`${base}.echo`, []))).uri, "wamp.error.invalid_argument");
  },
  async "called by the workshop"({ alice, name }) {
    const unregister = await alice.register(`${base}.customer.${name}.answer`, ({ args, kwargs }) => ({ args, kwargs }));
    const { args, kwargs } = await alice.call(`${base}.ask`, [name, [1, { a: "b" }]], { note: "asked" });
    equal([args, kwargs], [[[1, { a: "b" }]], { note: "asked" }]);
    await unregister();
  },
  async "error of the own handler"({ alice, bob, name }) {
    const unregister = await alice.register(`${base}.customer.${name}.answer`, () => {
      throw new Failure(`${base}.error.broken`, [], { part: "wheel", spare: false });
    });
    for (const call of [
      () => bob.call(`${base}.customer.${name}.answer`, [1], { note: "" }),
      () => alice.call(`${base}.ask`, [name, 1], { note: "" }), // through the workshop, which knows the error
    ]) {
      const error = await fails(call());
      equal([error.uri, error.kwargs], [`${base}.error.broken`, { part: "wheel", spare: false }]);
    }
    await unregister();
  },
  async "progressive results, caller"({ alice }) {
    const progress = [];
    const result = await alice.call(`${base}.count`, [100], {}, { onProgress: ({ args }) => progress.push(args[0]) });
    equal([progress, result.args], [upTo(100), [sum(100)]]);
  },
  async "progressive results, callee"({ alice, name }) {
    const unregister = await alice.register(`${base}.customer.${name}.count`, async ({ args: [to], progress }) => {
      for (const n of upTo(to)) progress([n]);
      return { args: [sum(to)] };
    });
    equal((await alice.call(`${base}.tally`, [name, 50])).args, [[...upTo(50), sum(50)]]);
    await unregister();
  },
  async "progressive input, caller"({ alice }) {
    const { result, send } = alice.progressiveCall(`${base}.add`, [1000]);
    for (const n of upTo(50)) send([n], n < 50);
    equal((await result).args, [1000 + sum(50)]);
  },
  async "cancel (kill)"({ alice, bob, name }) {
    const wait = alice.cancellable(`${base}.wait`, [name], "kill");
    const error = fails(wait.result);
    await bob.call(`${base}.begun`, [name]);
    wait.cancel();
    equal((await error).uri, "wamp.error.canceled");
    await bob.call(`${base}.ended`, [name]);
  },
  async "cancel (skip)"({ alice, name }) {
    const wait = alice.cancellable(`${base}.wait`, [`${name}_skip`], "skip");
    const error = fails(wait.result);
    wait.cancel();
    await error;
    equal((await alice.call(`${base}.echo`, [1], { note: "" })).args, [1]); // the session goes on
  },
  async timeout({ alice, name }) {
    const error = await fails(alice.call(`${base}.wait`, [`${name}_late`], {}, { timeout: 1000 }));
    equal(error.uri, "wamp.error.timeout");
    await alice.call(`${base}.ended`, [`${name}_late`]);
  },
  async "shared registration"({ alice, bob, carol, name }) {
    const uri = `${base}.${name}.shared`;
    const options = { invoke: "roundrobin" };
    const unregister = [
      await alice.register(uri, () => ({ args: ["alice"] }), options),
      await bob.register(uri, () => ({ args: ["bob"] }), options),
    ];
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push((await carol.call(uri)).args[0]);
    equal(answers.toSorted(), ["alice", "alice", "bob", "bob"]);
    equal(answers[0] === answers[1], false);
    for (const u of unregister) await u();
  },
  async "prefix registration"({ alice, bob, name }) {
    const unregister = await alice.register(`${base}.${name}.prefix`, ({ details }) => ({ args: [details.procedure] }), { match: "prefix" });
    for (const uri of [`${base}.${name}.prefix.a.b`, `${base}.${name}.prefixed`]) equal((await bob.call(uri)).args, [uri]);
    await unregister();
  },
  async "wildcard registration"({ alice, bob, name }) {
    const unregister = await alice.register(`${base}.${name}..get`, ({ details }) => ({ args: [details.procedure] }), { match: "wildcard" });
    equal((await bob.call(`${base}.${name}.x.get`)).args, [`${base}.${name}.x.get`]);
    equal((await fails(bob.call(`${base}.${name}.x.set`))).uri, "wamp.error.no_such_procedure");
    equal((await bob.call(`${base}.drawer.7.label`)).args, ["drawer 7"]); // the workshop's
    await unregister();
  },
  async "caller disclosed by permission"({ alice, bob, name }) {
    equal((await alice.call(`${base}.who`)).kwargs, { caller: alice.id, authid: "alice", authrole: "user" });
    const unregister = await alice.register(`${base}.known.${name}`, ({ details }) => ({ args: [details.caller] }));
    equal((await bob.call(`${base}.known.${name}`)).args, [bob.id]);
    await unregister();
  },
  async "disclose_me of calls"({ alice, bob, name }) {
    const unregister = await alice.register(`${base}.${name}.who`, ({ details }) => ({ args: [details.caller ?? "nobody"] }));
    equal((await bob.call(`${base}.${name}.who`, [], {}, { disclose_me: true })).args, [bob.id]);
    equal((await bob.call(`${base}.${name}.who`)).args, ["nobody"]);
    await unregister();
  },
  async "concurrent calls"({ alice, bob, name }) {
    const unregister = await alice.register(`${base}.${name}.later`, async ({ args: [n] }) => {
      await new Promise((resolve) => setTimeout(resolve, n % 7));
      return { args: [n] };
    });
    const results = await Promise.all(upTo(200).map((n) => bob.call(`${base}.${name}.later`, [n])));
    equal(results.map(({ args }) => args[0]), upTo(200));
    await unregister();
  },
  async unregister({ alice, bob, name }) {
    const uri = `${base}.${name}.gone`;
    const unregister = await alice.register(uri, () => ({ args: [1] }));
    equal((await fails(bob.register(uri, () => ({})))).uri, "wamp.error.procedure_already_exists");
    equal((await bob.call(uri)).args, [1]);
    await unregister();
    equal((await fails(bob.call(uri))).uri, "wamp.error.no_such_procedure");
  },
  async "refused by permissions"({ carol, name }) {
    equal((await fails(carol.register(`${base}.${name}.x`, () => ({})))).uri, "wamp.error.not_authorized");
    equal((await fails(carol.publish(`${base}.${name}.x`, [1], {}, { acknowledge: true }))).uri, "wamp.error.not_authorized");
  },
  async "large payload"({ alice }) {
    const value = "0123456789abcdef".repeat(60_000);
    equal((await alice.call(`${base}.echo`, [value], { note: "" })).args[0] === value, true);
  },
  async "binary"({ alice, serialization }) {
    // JSON has no binary: it is text with a prefix (section "Binary support in JSON").
    const text = (bytes) => "\0" + btoa(String.fromCharCode(...bytes));
    const data = [0, 1, 2, 254, 255];
    const reversed = data.toReversed();
    const { args: [got] } = await alice.call(`${base}.reverse`, [serialization === "json" ? text(data) : Uint8Array.from(data)]);
    equal(serialization === "json" ? got : [...got], serialization === "json" ? text(reversed) : reversed);
  },

  async acknowledge({ alice, name }) {
    const publication = await alice.publish(`${base}.${name}.topic`, [1], {}, { acknowledge: true });
    equal(Number.isSafeInteger(publication) && publication > 0, true);
  },
  async "heard by the workshop"({ alice, name }) {
    await alice.publish(`${base}.said.${name}`, [{ a: [1] }], { note: "said" });
    const { args, kwargs } = await alice.call(`${base}.heard`, [name]);
    equal([args, kwargs], [[{ a: [1] }], { note: "said" }]);
  },
  async "events of the workshop"({ alice, name }) {
    const news = received();
    const unsubscribe = await alice.subscribe(`${base}.news.${name}`, news.put);
    await alice.call(`${base}.announce`, [name, "Zoë 👋"]);
    equal((await news.take()).kwargs, { text: "Zoë 👋" });
    await unsubscribe();
  },
  async "publisher excluded"({ alice, bob, name }) {
    const [own, other] = [received(), received()];
    const unsubscribe = [await alice.subscribe(`${base}.${name}.me`, own.put), await bob.subscribe(`${base}.${name}.me`, other.put)];
    await alice.publish(`${base}.${name}.me`, [1], {}, { acknowledge: true });
    await bob.publish(`${base}.${name}.me`, [2], {}, { acknowledge: true });
    equal((await own.take()).args, [2]); // and not 1 before it
    equal((await other.take()).args, [1]);
    for (const u of unsubscribe) await u();
  },
  async "exclude_me: false"({ alice, name }) {
    const own = received();
    const unsubscribe = await alice.subscribe(`${base}.${name}.me`, own.put);
    await alice.publish(`${base}.${name}.me`, [1], {}, { exclude_me: false });
    equal((await own.take()).args, [1]);
    await unsubscribe();
  },
  async "black- and whitelists of sessions"(t) {
    await only(t, { eligible: [t.bob.id] }, ["bob"]);
    await only(t, { exclude: [t.bob.id] }, ["alice2", "carol"]);
  },
  async "black- and whitelists of authids"(t) {
    await only(t, { eligible_authid: ["alice", "carol"] }, ["alice2", "carol"]);
    await only(t, { exclude_authid: ["alice"] }, ["bob", "carol"]);
  },
  async "black- and whitelists of authroles"(t) {
    await only(t, { eligible_authrole: ["guest"] }, ["carol"]);
    await only(t, { exclude_authrole: ["guest"] }, ["alice2", "bob"]);
  },
  async "prefix subscription"({ alice, bob, name }) {
    const events = received();
    const unsubscribe = await bob.subscribe(`${base}.${name}.pre`, events.put, { match: "prefix" });
    await alice.publish(`${base}.${name}.other`, [0]);
    await alice.publish(`${base}.${name}.pre.a`, [1]);
    const { args, details } = await events.take();
    equal([args, details.topic], [[1], `${base}.${name}.pre.a`]);
    await unsubscribe();
  },
  async "wildcard subscription"({ alice, bob, name }) {
    const events = received();
    const unsubscribe = await bob.subscribe(`${base}.${name}..changed`, events.put, { match: "wildcard" });
    await alice.publish(`${base}.${name}.x.other`, [0]);
    await alice.publish(`${base}.${name}.x.changed`, [1]);
    const { args, details } = await events.take();
    equal([args, details.topic], [[1], `${base}.${name}.x.changed`]);
    await unsubscribe();
  },
  async "retained, publisher"({ alice, bob, name }) {
    await alice.publish(`${base}.${name}.kept`, ["kept"], {}, { acknowledge: true, retain: true });
    const events = received();
    const unsubscribe = await bob.subscribe(`${base}.${name}.kept`, events.put, { get_retained: true });
    const { args, details } = await events.take();
    equal([args, details.retained], [["kept"], true]);
    await unsubscribe();
  },
  async "publisher disclosed by permission"({ alice, bob, name }) {
    const events = received();
    const unsubscribe = await bob.subscribe(`${base}.known.${name}`, events.put);
    await alice.publish(`${base}.known.${name}`, [1]);
    equal((await events.take()).details.publisher, alice.id);
    await unsubscribe();
  },
  async "disclose_me of events"({ alice, bob, name }) {
    const events = received();
    const unsubscribe = await bob.subscribe(`${base}.${name}.mine`, events.put);
    await alice.publish(`${base}.${name}.mine`, [1], {}, { disclose_me: true });
    await alice.publish(`${base}.${name}.mine`, [2]);
    equal((await events.take()).details.publisher, alice.id);
    equal((await events.take()).details.publisher ?? null, null);
    await unsubscribe();
  },
  async unsubscribe({ alice, bob, name }) {
    const events = received();
    const unsubscribe = await bob.subscribe(`${base}.${name}.left`, events.put);
    await alice.publish(`${base}.${name}.left`, [1], {}, { acknowledge: true });
    equal((await events.take()).args, [1]);
    await unsubscribe();
    await alice.publish(`${base}.${name}.left`, [2], {}, { acknowledge: true });
    await bob.call(`${base}.echo`, [1], { note: "" }); // what was sent before it has come
    equal(events.waiting(), 0);
  },
  async "order of 1000 events"({ alice, bob, name }) {
    const events = received();
    const unsubscribe = await bob.subscribe(`${base}.${name}.many`, events.put);
    for (const n of upTo(1000)) alice.publish(`${base}.${name}.many`, [n]);
    const got = [];
    while (got.length < 1000) got.push((await events.take()).args[0]);
    equal(got, upTo(1000));
    await unsubscribe();
  },
  async "session meta API"({ alice, join }) {
    const [joined, left] = [received(), received()];
    const unsubscribe = [await alice.subscribe("wamp.session.on_join", joined.put), await alice.subscribe("wamp.session.on_leave", left.put)];
    const guest = await join("carol");
    let details;
    do details = (await joined.take()).args[0]; while (details.session !== guest.id); // others join beside us
    equal([details.authid, details.authrole, details.authmethod], ["carol", "guest", "ticket"]);
    equal((await alice.call("wamp.session.get", [guest.id])).args[0].authid, "carol");
    await guest.leave();
    while ((await left.take()).args[0] !== guest.id);
    equal((await fails(alice.call("wamp.session.get", [guest.id]))).uri, "wamp.error.no_such_session");
    for (const u of unsubscribe) await u();
  },
  async "subscription meta API"({ alice, bob, name }) {
    const events = received();
    const unsubscribe = await alice.subscribe("wamp.subscription.on_create", events.put);
    const topic = `${base}.${name}.meta`;
    const leave = await bob.subscribe(topic, () => {});
    let created;
    do created = (await events.take()).args; while (created[1].uri !== topic);
    equal(created[0], bob.id);
    equal((await alice.call("wamp.subscription.lookup", [topic])).args[0], created[1].id);
    equal((await alice.call("wamp.subscription.list_subscribers", [created[1].id])).args[0], [bob.id]);
    await leave();
    await unsubscribe();
  },
  async "registration meta API"({ alice, bob, name }) {
    const events = received();
    const unsubscribe = await alice.subscribe("wamp.registration.on_create", events.put);
    const uri = `${base}.${name}.meta`;
    const unregister = await bob.register(uri, () => ({}));
    let created;
    do created = (await events.take()).args; while (created[1].uri !== uri);
    equal(created[0], bob.id);
    equal((await alice.call("wamp.registration.lookup", [uri])).args[0], created[1].id);
    equal((await alice.call("wamp.registration.list_callees", [created[1].id])).args[0], [bob.id]);
    await unregister();
    await unsubscribe();
  },
  async testament({ alice, join, name }) {
    const events = received();
    const unsubscribe = await alice.subscribe(`${base}.${name}.will`, events.put);
    const bob = await join("bob");
    await bob.call("wamp.session.add_testament", [`${base}.${name}.will`, ["all to alice"], { kept: 1 }]);
    await bob.leave();
    const { args, kwargs } = await events.take();
    equal([args, kwargs], [["all to alice"], { kept: 1 }]);
    await unsubscribe();
  },

  async "calls to the other languages"({ alice, peers }) {
    for (const peer of peers) {
      const value = { text: "Zoë 👋", list: [1, 2.5, null, true], big: 9007199254740991 };
      const { args, kwargs } = await alice.call(`${base}.peer.${peer}.echo`, [value], { note: "n" });
      equal([args, kwargs], [[value], { note: "n" }], peer);
      const error = await fails(alice.call(`${base}.peer.${peer}.shatter`, ["axle"]));
      equal([error.uri, error.kwargs], [`${base}.error.broken`, { part: "axle", spare: true }], peer);
    }
  },
  async "events of the other languages"({ alice, peers, name }) {
    const events = received();
    const unsubscribe = await alice.subscribe(`${base}.relay.${name}`, events.put);
    for (const peer of peers) {
      await alice.call(`${base}.peer.${peer}.relay`, [name, peer], { note: "ü" });
      const { args, kwargs } = await events.take();
      equal([args, kwargs], [[peer], { note: "ü" }]);
    }
    await unsubscribe();
  },
  async "events to the other languages"({ alice, peers, name }) {
    for (const peer of peers) {
      await alice.publish(`${base}.note.${peer}`, [name], { note: "ü" }, { acknowledge: true });
      const { args } = await alice.call(`${base}.peer.${peer}.noted`, [name]);
      equal(args, ["ü"], peer);
    }
  },
};

// only publishes as alice with options, and checks which sessions get the event: a second
// event for all follows, so that one that should not come is seen.
async function only({ alice, alice2, bob, carol, name }, options, want) {
  const topic = `${base}.${name}.listed`;
  const sessions = all({ alice2, bob, carol });
  for (const s of sessions) s.unsubscribe = await s.session.subscribe(topic, s.events.put);
  await alice.publish(topic, ["some"], {}, { acknowledge: true, ...options });
  await alice.publish(topic, ["all"], {}, { acknowledge: true });
  const got = [];
  for (const s of sessions) {
    const { args: [first] } = await s.events.take();
    if (first === "some") {
      got.push(s.name);
      equal((await s.events.take()).args, ["all"]);
    }
    await s.unsubscribe();
  }
  equal(got, want);
}
