// A client library serves clients in other languages until it is ended:
//
//   node peer.mjs LIBRARY URL SERIALIZATION

import { Failure } from "./failure.mjs";
import { received } from "./expect.mjs";

const [library, url, serialization] = process.argv.slice(2);
const { join } = await import(`./${library}.mjs`);
const session = await join({ url, serialization, authid: "alice" });
const base = "com.example.interop";
const peer = `${base}.peer.${library}`;

const notes = new Map(); // by customer
const notesOf = (customer) => notes.get(customer) ?? notes.set(customer, received()).get(customer);

await session.register(`${peer}.echo`, ({ args, kwargs }) => ({ args, kwargs }));
await session.register(`${peer}.shatter`, ({ args: [part] }) => {
  throw new Failure(`${base}.error.broken`, [], { part, spare: true });
});
await session.register(`${peer}.relay`, async ({ args: [customer, ...rest], kwargs }) => {
  await session.publish(`${base}.relay.${customer}`, rest, kwargs, { acknowledge: true });
  return {};
});
await session.register(`${peer}.noted`, async ({ args: [customer] }) => ({ args: [await notesOf(customer).take()] }));
await session.subscribe(`${base}.note.${library}`, ({ args: [customer], kwargs }) => notesOf(customer).put(kwargs.note));
console.log("ready");
