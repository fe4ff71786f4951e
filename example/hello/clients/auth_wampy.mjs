// wampy logs in by each method that it has, in each serialization, by its own plugins:
//
//   node auth_wampy.mjs URL
//
// The principals are those of auth_interop_test.go. Methods that wampy does not have: anonymous
// by name (it comes without any), scram and channel binding.

import nacl from "tweetnacl";
import { Wampy } from "wampy";
import { CborSerializer } from "wampy/CborSerializer.js";
import * as cryptosign from "wampy/cryptosign.js";
import { JsonSerializer } from "wampy/JsonSerializer.js";
import { MsgpackSerializer } from "wampy/MsgpackSerializer.js";
import * as wampcra from "wampy/wampcra.js";
import websocket from "websocket";

const url = process.argv[2];
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const seed = (byte) => new Uint8Array(32).fill(byte);
const auto = (method, authid, plugin) => ({ authid, authmethods: [method], authMode: "auto", authPlugins: { [method]: plugin } });
const ticket = (authid, secret) => ({ authid, authmethods: ["ticket"], onChallenge: () => secret });
const byKey = (byte) => ({
  ...auto("cryptosign", "client01", cryptosign.sign(hex(seed(byte)))),
  authextra: { pubkey: hex(nacl.sign.keyPair.fromSeed(seed(byte)).publicKey) },
});

const accepted = {
  anonymous: {},
  ticket: ticket("joe", "joe's ticket"),
  wampcra: auto("wampcra", "peter", wampcra.sign("peter's secret")),
  "wampcra salted": auto("wampcra", "salty", wampcra.sign("pässword")),
  cryptosign: byKey(0x30),
};
const denied = {
  ticket: ticket("joe", "another"),
  wampcra: auto("wampcra", "peter", wampcra.sign("another")),
  "wampcra of nobody": auto("wampcra", "nobody", wampcra.sign("peter's secret")),
  cryptosign: byKey(0x31),
};
const serializers = { json: JsonSerializer, msgpack: MsgpackSerializer, cbor: CborSerializer };

setTimeout(() => fail("no end after 60 seconds"), 60_000).unref();

function fail(text) {
  console.error(`FAILED  auth_wampy.mjs: ${text}`);
  process.exit(1);
}

// join returns the details of the session, or the reason of its ABORT.
async function join(serialization, options) {
  const client = new Wampy(url, {
    realm: "realm1",
    ws: websocket.w3cwebsocket,
    serializer: new serializers[serialization](),
    autoReconnect: false,
    maxRetries: 0,
    ...options,
  });
  try {
    const details = await client.connect();
    await client.disconnect();
    return details;
  } catch (error) {
    return error.errorUri ?? `${error}`;
  }
}

for (const serialization of Object.keys(serializers)) {
  for (const [name, options] of Object.entries(accepted)) {
    const details = await join(serialization, options);
    const method = options.authmethods?.[0] ?? "anonymous";
    if (details.authmethod !== method || (options.authid && details.authid !== options.authid)) fail(`${serialization} ${name}: ${JSON.stringify(details)}`);
    console.log(`ok  auth_wampy.mjs ${serialization} ${name} -> ${details.authid} by ${details.authmethod}`);
  }
  for (const [name, options] of Object.entries(denied)) {
    const reason = await join(serialization, options);
    if (reason !== "wamp.error.authentication_denied") fail(`${serialization} ${name} denied: ${JSON.stringify(reason)}`);
    console.log(`ok  auth_wampy.mjs ${serialization} ${name} denied -> ${reason}`);
  }
}
