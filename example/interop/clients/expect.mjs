// What behaviours are checked with.

import { Failure } from "./failure.mjs";

// same compares what JSON can say.
function same(a, b) {
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return Object.is(a, b);
  const keys = Object.keys(a);
  return Array.isArray(a) === Array.isArray(b) && keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}

export function equal(got, want, where = "") {
  if (!same(got, want)) throw new Error(`${where} got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
}

// fails returns the Failure of what must fail.
export const fails = (promise) =>
  promise.then(
    (result) => { throw new Error(`got ${JSON.stringify(result)}, want an error`); },
    (error) => {
      if (!(error instanceof Failure)) throw error;
      return error;
    },
  );

export const upTo = (n) => Array.from({ length: n }, (_, i) => i + 1);
export const sum = (n) => (n * (n + 1)) / 2;

// received keeps events, in order, until they are taken.
export function received() {
  const events = [];
  const takers = [];
  return {
    put(event) {
      const taker = takers.shift();
      if (taker) taker(event);
      else events.push(event);
    },
    take: () => (events.length ? Promise.resolve(events.shift()) : new Promise((resolve) => takers.push(resolve))),
    waiting: () => events.length,
  };
}

// all returns named sessions with the events of each.
export const all = (sessions) => Object.entries(sessions).map(([name, session]) => ({ name, session, events: received() }));
