// wampy behind the interface that behaviours.mjs uses.

import { Wampy } from "wampy";
import { CborSerializer } from "wampy/CborSerializer.js";
import { JsonSerializer } from "wampy/JsonSerializer.js";
import { MsgpackSerializer } from "wampy/MsgpackSerializer.js";
import websocket from "websocket";
import { Failure } from "./failure.mjs";

const serializers = { json: JsonSerializer, msgpack: MsgpackSerializer, cbor: CborSerializer };

// exact returns a value with numbers where wampy reads a BigInt, as it does in MessagePack
// above 2^32.
function exact(value) {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(exact);
  if (value === null || Object.getPrototypeOf(Object(value)) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, exact(v)]));
}

const plain = ({ argsList, argsDict, details }) => exact({ args: argsList ?? [], kwargs: argsDict ?? {}, details });
const payload = (args, kwargs) => ({ argsList: args ?? [], argsDict: kwargs ?? {} });
const failed = (error) => {
  throw error.errorUri ? new Failure(error.errorUri, error.argsList, error.argsDict) : error;
};

export async function join({ url, serialization, authid }) {
  const closed = {};
  closed.promise = new Promise((resolve) => (closed.resolve = resolve));
  const client = new Wampy(url, {
    realm: "realm1",
    ws: websocket.w3cwebsocket,
    serializer: new serializers[serialization](),
    authid,
    authmethods: ["ticket"],
    onChallenge: () => `${authid}s`,
    autoReconnect: false,
    onClose: closed.resolve,
  });
  await client.connect();
  return {
    id: exact(client.getSessionId()),
    call: (uri, args, kwargs, { onProgress, ...options } = {}) =>
      client.call(uri, payload(args, kwargs), onProgress ? { ...options, progress_callback: (p) => onProgress(plain(p)) } : options)
        .then(plain, failed),
    cancellable(uri, args, mode) {
      const result = client.call(uri, payload(args)).then(plain, failed);
      const request = client.getOpStatus().reqId;
      return { result, cancel: () => client.cancel(request, { mode }) };
    },
    progressiveCall(uri, args) {
      const { result, sendData } = client.progressiveCall(uri, payload(args));
      return { result: result.then(plain, failed), send: (more, progress) => sendData(payload(more), { progress }) };
    },
    async register(uri, handler, options) {
      const endpoint = async ({ argsList, argsDict, details }) => {
        try {
          const result = await handler({ args: argsList ?? [], kwargs: argsDict ?? {}, details });
          return payload(result.args, result.kwargs);
        } catch (error) {
          throw error instanceof Failure ? { error: error.uri, argsList: error.args, argsDict: error.kwargs } : error;
        }
      };
      await client.register(uri, endpoint, options).catch(failed);
      if (options?.match === "wildcard") return () => {}; // wampy refuses the URI
      return () => client.unregister(uri).catch(failed);
    },
    async subscribe(topic, handler, options) {
      const { subscriptionId } = await client.subscribe(topic, async (event) => handler(plain(event)), options).catch(failed);
      if (options) return () => {}; // wampy does not find what was subscribed with options
      return () => client.unsubscribe(subscriptionId).catch(failed);
    },
    publish: async (topic, args, kwargs, options) =>
      exact((await client.publish(topic, payload(args, kwargs), options).catch(failed)).publicationId),
    leave: () => client.disconnect(),
  };
}
