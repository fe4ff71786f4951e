// autobahn on Node logs in by each method that it has:
//
//   node auth.mjs URL
//
// The principals are those of auth_interop_test.go.

import autobahn from "autobahn";
import nacl from "tweetnacl";

const url = process.argv[2];
const key = (byte) => nacl.sign.keyPair.fromSeed(new Uint8Array(32).fill(byte));
const { auth_cra: cra, auth_cryptosign: cryptosign } = autobahn;

const ticket = (secret) => () => secret;
const signed = (secret) => (session, method, extra) =>
  cra.sign(extra.salt ? cra.derive_key(secret, extra.salt, extra.iterations, extra.keylen) : secret, extra.challenge);
const byKey = (pair) => ({
  authextra: { pubkey: cryptosign.public_key(pair), channel_binding: null },
  onchallenge: (session, method, extra) => cryptosign.sign_challenge(pair, extra),
});

const accepted = {
  anonymous: { authmethods: ["anonymous"] },
  ticket: { authmethods: ["ticket"], authid: "joe", onchallenge: ticket("joe's ticket") },
  wampcra: { authmethods: ["wampcra"], authid: "peter", onchallenge: signed("peter's secret") },
  "wampcra salted": { authmethods: ["wampcra"], authid: "salty", onchallenge: signed("pässword") },
  cryptosign: { authmethods: ["cryptosign"], authid: "client01", ...byKey(key(0x30)) },
};
const denied = {
  ticket: { authmethods: ["ticket"], authid: "joe", onchallenge: ticket("another") },
  "wampcra of nobody": { authmethods: ["wampcra"], authid: "nobody", onchallenge: signed("peter's secret") },
  cryptosign: { authmethods: ["cryptosign"], authid: "client01", ...byKey(key(0x31)) },
};

setTimeout(() => fail("no end after 60 seconds"), 60_000).unref();

function fail(text) {
  console.error(`FAILED  auth.mjs: ${text}`);
  process.exit(1);
}

// join returns the details of the session, or the reason of its ABORT.
function join(options) {
  return new Promise((resolve) => {
    const connection = new autobahn.Connection({ url, realm: "realm1", max_retries: 0, ...options });
    connection.onopen = (session, details) => {
      resolve(details);
      connection.close();
    };
    connection.onclose = (reason, details) => {
      resolve(details.reason ?? reason);
      return true; // no second attempt
    };
    connection.open();
  });
}

for (const [name, options] of Object.entries(accepted)) {
  const details = await join(options);
  if ((options.authid && details.authid !== options.authid) || details.authmethod !== options.authmethods[0]) fail(`${name}: ${JSON.stringify(details)}`);
  console.log(`ok  auth.mjs ${name} -> ${details.authid} by ${details.authmethod}`);
}
for (const [name, options] of Object.entries(denied)) {
  const reason = await join(options);
  if (reason !== "wamp.error.authentication_denied") fail(`${name} denied: ${JSON.stringify(reason)}`);
  console.log(`ok  auth.mjs ${name} denied -> ${reason}`);
}
