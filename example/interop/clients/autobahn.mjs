// autobahn behind the interface that behaviours.mjs uses.

import autobahn from "autobahn";
import { Failure } from "./failure.mjs";

const serializers = {
  json: autobahn.serializer.JSONSerializer,
  msgpack: autobahn.serializer.MsgpackSerializer,
  cbor: autobahn.serializer.CBORSerializer,
};

// transport returns where url leads: WebSocket (ws:), HTTP long-poll (http:), RawSocket
// (rs://host:port) or RawSocket over a Unix socket (rs://unix:/path).
function transport(url) {
  if (url.startsWith("http")) return { transports: [{ type: "longpoll", url }] };
  if (url.startsWith("rs://unix:")) return { transports: [{ type: "rawsocket", path: url.slice("rs://unix:".length) }] };
  if (!url.startsWith("rs://")) return { url };
  const { hostname, port } = new URL(url.replace(/^rs:/, "http:"));
  return { transports: [{ type: "rawsocket", host: hostname, port: Number(port) }] };
}

const plain = (result) =>
  result instanceof autobahn.Result ? { args: result.args, kwargs: result.kwargs } : { args: result === null ? [] : [result], kwargs: {} };
const failed = (error) => {
  throw error instanceof autobahn.Error ? new Failure(error.error, error.args, error.kwargs) : error;
};

// deferred has the notify that autobahn tells progress by: promises of the language have none.
function deferred() {
  const d = {};
  d.promise = new Promise((resolve, reject) => Object.assign(d, { resolve, reject }));
  d.notify = (progress) => d.promise.onProgress?.(plain(progress));
  return d;
}

export async function join({ url, serialization, authid }) {
  const connection = new autobahn.Connection({
    ...transport(url),
    realm: "realm1",
    serializers: [new serializers[serialization]()],
    authmethods: ["ticket"],
    authid,
    onchallenge: () => `${authid}s`,
    max_retries: 0,
    use_deferred: deferred,
    on_user_error: () => {}, // an error of our own procedure goes to its caller, not to the log
  });
  const closed = new Promise((resolve) => {
    connection.onclose = (reason, details) => resolve(details.reason ?? reason);
  });
  const session = await new Promise((resolve, reject) => {
    connection.onopen = resolve;
    closed.then((reason) => reject(new Error(`join ${url}: ${reason}`)));
    connection.open();
  });
  return {
    id: session.id,
    call(uri, args = [], kwargs = {}, { onProgress, ...options } = {}) {
      const call = session.call(uri, args, kwargs, onProgress ? { ...options, receive_progress: true } : options);
      call.onProgress = onProgress;
      return call.then(plain, failed);
    },
    cancellable(uri, args, mode) {
      const call = session.call(uri, args);
      return { result: call.then(plain, failed), cancel: () => call.cancel({ mode }) };
    },
    async register(uri, handler, options) {
      const endpoint = async (args, kwargs, details) => {
        try {
          const result = await handler({ args, kwargs, details, progress: details.progress });
          return new autobahn.Result(result.args ?? [], result.kwargs ?? {});
        } catch (error) {
          throw error instanceof Failure ? new autobahn.Error(error.uri, error.args, error.kwargs) : error;
        }
      };
      const registration = await session.register(uri, endpoint, options).then(null, failed);
      return () => session.unregister(registration).then(null, failed);
    },
    async subscribe(topic, handler, options) {
      const deliver = (args, kwargs, details) => handler({ args, kwargs, details });
      const subscription = await session.subscribe(topic, deliver, options).then(null, failed);
      return () => session.unsubscribe(subscription).then(null, failed);
    },
    publish: async (topic, args = [], kwargs = {}, options = {}) =>
      (await session.publish(topic, args, kwargs, options)?.then(null, failed))?.id,
    leave() {
      connection.close();
      return closed;
    },
  };
}
