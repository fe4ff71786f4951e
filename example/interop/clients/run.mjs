// A client library goes through all behaviours that are asked for, in order:
//
//   node run.mjs LIBRARY URL SERIALIZATION NAME PEERS BEHAVIOUR...
//
// NAME is a part of URIs that nobody else has, PEERS the names of clients that peer.mjs
// and peer.py serve. It prints a line for each behaviour that holds.

import { behaviours } from "./behaviours.mjs";

const [library, url, serialization, name, peers, ...wanted] = process.argv.slice(2);
const { join } = await import(`./${library}.mjs`);
const joinAs = (authid) => join({ url, serialization, authid });
const patience = 20_000;

const t = {
  name, serialization, join: joinAs, peers: peers.split(","),
  alice: await joinAs("alice"), alice2: await joinAs("alice"), bob: await joinAs("bob"), carol: await joinAs("carol"),
};
let failed = 0;
for (const behaviour of wanted) {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error("does not end")), patience); });
  try {
    await Promise.race([behaviours[behaviour](t), late]);
    console.log(`ok  ${behaviour}`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${behaviour}: ${error.message ?? error}`);
  }
  clearTimeout(timer);
}
if (!failed) for (const session of [t.alice, t.alice2, t.bob, t.carol]) await session.leave();
process.exit(failed ? 1 : 0);
