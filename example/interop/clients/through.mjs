// How a client library goes through the behaviours, on Node and in a browser.

import { behaviours } from "./behaviours.mjs";

const patience = 20_000;

// through takes the arguments of run.mjs behind the library, and prints a line for each
// behaviour. It returns whether all hold.
export async function through(join, [url, serialization, name, peers, ...wanted], print) {
  const joinAs = (authid) => join({ url, serialization, authid });
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
      print(`ok  ${behaviour}`);
    } catch (error) {
      failed++;
      print(`FAILED  ${behaviour}: ${error.message ?? error}`);
    }
    clearTimeout(timer);
  }
  if (!failed) for (const session of [t.alice, t.alice2, t.bob, t.carol]) await session.leave();
  return !failed;
}
