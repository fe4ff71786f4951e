// autobahn on Node against the hosted component, in each serialization:
//
//   node node.mjs [URL [SERIALIZATION...]]
//
// The URL may be any that scenario.mjs knows: WebSocket or RawSocket.

import autobahn from "autobahn";
import { scenario } from "./scenario.mjs";

const [url = "ws://127.0.0.1:8080/ws", ...chosen] = process.argv.slice(2);
const serializations = chosen.length ? chosen : ["json", "msgpack", "cbor"];

setTimeout(() => fail(new Error("no end after 60 seconds")), 60_000).unref();

function fail(error) {
  console.error(`FAILED  node: ${error.message ?? JSON.stringify(error)}`);
  process.exit(1);
}

for (const serialization of serializations) {
  const ok = (text) => console.log(`ok  node ${serialization} ${text}`);
  await scenario(autobahn, url, serialization, ok).catch(fail);
}
