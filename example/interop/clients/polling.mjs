// What happens to pages in Chromium that poll:
//
//   node polling.mjs POLL WATCH
//
// POLL is the URL of the service, which pages of http://localhost may use, too; a session at
// WATCH sees who leaves. It prints a line for each behaviour that holds.

import { join } from "./autobahn.mjs";
import { fill, launch, open } from "./browser.mjs";
import { equal, received, upTo } from "./expect.mjs";

const [url, watch] = process.argv.slice(2);
const base = "com.example.interop";

setTimeout(() => { throw new Error("does not end"); }, 100_000).unref();

const watcher = await join({ url: watch, serialization: "json", authid: "alice" });
const left = received();
await watcher.subscribe("wamp.session.on_leave", ({ args: [id] }) => left.put(id));

const browser = await launch();
const context = await browser.newContext();

// enter joins as bob in a page, who stays there as window.bob.
const enter = (page) =>
  page.evaluate(async (url) => {
    const { join } = await import("./autobahn.mjs");
    window.bob = await join({ url, serialization: "json", authid: "bob" });
    return window.bob.id;
  }, url);
const echo = (page, value) =>
  page.evaluate(async ([uri, value]) => (await window.bob.call(uri, [value], { note: "" })).args[0], [`${base}.echo`, value]);

let page = await open(context, url);
const first = await enter(page);
equal(await echo(page, "before"), "before");
await fill(page, () => page.reload());
const second = await enter(page); // at once, while the router does not know yet
equal(await left.take(), first, "left");
equal(await echo(page, "after"), "after");
console.log("ok  reload");

await page.close();
equal(await left.take(), second, "left");
console.log("ok  close");

page = await open(context, url);
const network = await context.newCDPSession(page);
const conditions = (offline) =>
  network.send("Network.emulateNetworkConditions", { offline, latency: 100, downloadThroughput: 200_000, uploadThroughput: 200_000 });
await conditions(false);
const third = await enter(page);
const events = received();
const unsubscribe = await watcher.subscribe(`${base}.polling.slow`, ({ args: [n] }) => events.put(n));
const answers = await page.evaluate(async ([base, numbers]) => {
  const calls = numbers.map((n) => window.bob.call(`${base}.echo`, [n], { note: "" }));
  for (const n of numbers) window.bob.publish(`${base}.polling.slow`, [n]);
  return (await Promise.all(calls)).map(({ args }) => args[0]);
}, [base, upTo(20)]);
equal(answers, upTo(20));
for (const n of upTo(20)) equal(await events.take(), n, "event");
const large = "0123456789".repeat(10_000);
equal((await echo(page, large)) === large, true);
await unsubscribe();
console.log("ok  slow network");

await conditions(true);
equal(await left.take(), third, "left");
await conditions(false);
await enter(page);
equal(await echo(page, "again"), "again");
await page.evaluate(() => window.bob.leave());
console.log("ok  offline, and back");

const { port } = new URL(url);
const elsewhere = await open(context, url, `http://localhost:${port}`);
await enter(elsewhere);
equal(await echo(elsewhere, "from elsewhere"), "from elsewhere");
await elsewhere.evaluate(() => window.bob.leave());
const stranger = await open(context, url, "http://stranger.example");
equal(await enter(stranger).then(() => "joined", () => "refused"), "refused");
console.log("ok  pages of other hosts");

await browser.close();
await watcher.leave();
process.exit(0);
