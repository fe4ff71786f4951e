// A client library goes through all behaviours that are asked for, in order:
//
//   node run.mjs LIBRARY URL SERIALIZATION NAME PEERS BEHAVIOUR...
//
// NAME is a part of URIs that nobody else has, PEERS the names of clients that peer.mjs
// and peer.py serve. It prints a line for each behaviour that holds.

import { through } from "./through.mjs";

const [library, ...asked] = process.argv.slice(2);
const { join } = await import(`./${library}.mjs`);
process.exit((await through(join, asked, console.log)) ? 0 : 1);
