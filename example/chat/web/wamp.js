// A small WAMP client: one session over one WebSocket, serialized as JSON.
// It speaks the caller, callee and subscriber roles of the basic profile.
//
//   const session = await Session.join({ url: "ws://127.0.0.1:8080/ws", realm: "realm1" });
//   const { args } = await session.call("com.example.hello.greet", ["Ada"]);
//   await session.leave();

const HELLO = 1, WELCOME = 2, ABORT = 3, GOODBYE = 6, ERROR = 8,
  SUBSCRIBE = 32, SUBSCRIBED = 33, EVENT = 36,
  CALL = 48, RESULT = 50,
  REGISTER = 64, REGISTERED = 65, UNREGISTER = 66, UNREGISTERED = 67,
  INVOCATION = 68, YIELD = 70;

const names = {
  1: "HELLO", 2: "WELCOME", 3: "ABORT", 6: "GOODBYE", 8: "ERROR",
  32: "SUBSCRIBE", 33: "SUBSCRIBED", 36: "EVENT",
  48: "CALL", 50: "RESULT",
  64: "REGISTER", 65: "REGISTERED", 66: "UNREGISTER", 67: "UNREGISTERED",
  68: "INVOCATION", 70: "YIELD",
};

/** The name of a message's type: "CALL" for [48, ...]. */
export const messageName = (message) => names[message[0]] ?? String(message[0]);

/** An error with a URI, as it travels: thrown by calls, and by handlers to answer with it. */
export class WampError extends Error {
  constructor(uri, args = [], kwargs = {}) {
    super(typeof args[0] === "string" ? args[0] : uri);
    this.name = "WampError";
    this.uri = uri;
    this.args = args;
    this.kwargs = kwargs;
  }
}

/** A session: its requests return promises that reject with a WampError. */
export class Session {
  /** The session's ID, null until it has joined. */
  id = null;
  /** Resolves (never rejects) with a WampError that says why the session has ended. */
  closed;

  #socket;
  #onMessage;
  #lastRequest = 0;
  #pending = new Map(); // request ID -> {resolve, reject}
  #events = new Map(); // subscription ID -> handler
  #procedures = new Map(); // registration ID -> handler
  #leaving = false;
  #welcome;
  #end;

  /**
   * Opens a WebSocket and joins a realm. Rejects with a WampError when the router
   * refuses, cannot be reached, or does not answer within `timeout` milliseconds.
   * `onMessage(direction, message)` sees every message, "sent" or "received".
   */
  static async join({ url, realm, timeout = 10_000, onMessage = () => {} }) {
    const session = new Session(new WebSocket(url, ["wamp.2.json"]), onMessage);
    const welcome = new Promise((resolve) => (session.#welcome = resolve));
    session.#socket.onopen = () =>
      session.#send([HELLO, realm, { roles: { caller: {}, callee: {}, subscriber: {} } }]);
    const timer = setTimeout(() => session.#fail("wamp.error.timeout", "The router does not answer."), timeout);
    const refused = await Promise.race([welcome, session.closed]);
    clearTimeout(timer);
    if (refused) throw refused;
    return session;
  }

  constructor(socket, onMessage) {
    this.#socket = socket;
    this.#onMessage = onMessage;
    this.closed = new Promise((resolve) => (this.#end = resolve));
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = () =>
      this.#fail("wamp.error.network_failure", this.id ? "The connection was lost." : "Cannot reach the router.");
  }

  /** Calls a procedure; resolves with {args, kwargs}. */
  async call(procedure, args = [], kwargs = {}, options = {}) {
    const [, , , resultArgs = [], resultKwargs = {}] =
      await this.#request(CALL, options, procedure, args, kwargs);
    return { args: resultArgs, kwargs: resultKwargs };
  }

  /** Subscribes to a topic; handler(args, kwargs, details) gets its events. */
  async subscribe(topic, handler, options = {}) {
    const [, , id] = await this.#request(SUBSCRIBE, options, topic);
    this.#events.set(id, handler);
    return id;
  }

  /** Registers a procedure; what handler(args, kwargs, details) returns is the answer. */
  async register(procedure, handler, options = {}) {
    const [, , id] = await this.#request(REGISTER, options, procedure);
    this.#procedures.set(id, handler);
    return id;
  }

  /** Takes back what register returned. */
  async unregister(id) {
    await this.#request(UNREGISTER, id);
    this.#procedures.delete(id);
  }

  /** Says GOODBYE; resolves like closed when the router has answered. */
  leave() {
    if (!this.#leaving && this.#socket.readyState === WebSocket.OPEN) {
      this.#leaving = true;
      this.#send([GOODBYE, {}, "wamp.close.close_realm"]);
    }
    return this.closed;
  }

  #send(message) {
    this.#onMessage("sent", message);
    this.#socket.send(JSON.stringify(message));
  }

  // Request IDs of a session are 1, 2, 3, ... over all kinds of requests.
  #request(type, ...rest) {
    return new Promise((resolve, reject) => {
      if (this.#socket.readyState !== WebSocket.OPEN) {
        throw new WampError("wamp.error.network_failure", ["There is no connection."]);
      }
      const request = ++this.#lastRequest;
      this.#pending.set(request, { resolve, reject });
      this.#send([type, request, ...rest]);
    });
  }

  #receive(data) {
    const message = JSON.parse(data);
    this.#onMessage("received", message);
    switch (message[0]) {
      case WELCOME:
        this.id = message[1];
        return this.#welcome();
      case ABORT:
        return this.#fail(message[2], message[1].message ?? "The router refused the session.");
      case GOODBYE:
        if (!this.#leaving) this.#send([GOODBYE, {}, "wamp.close.goodbye_and_out"]);
        return this.#fail(message[2], this.#leaving ? "The session was left." : "The router closed the session.");
      case RESULT: case SUBSCRIBED: case REGISTERED: case UNREGISTERED:
        return this.#settle(message[1], ({ resolve }) => resolve(message));
      case ERROR:
        return this.#settle(message[2], ({ reject }) => reject(new WampError(...message.slice(4))));
      case EVENT: {
        const [, subscription, , details, args = [], kwargs = {}] = message;
        return this.#events.get(subscription)?.(args, kwargs, details);
      }
      case INVOCATION:
        return this.#invoke(message);
      default:
        return this.#fail("wamp.error.protocol_violation", `A message of type ${message[0]} was not expected.`);
    }
  }

  // Ends the session at once; whoever still waits for an answer gets the reason.
  #fail(uri, text) {
    const reason = new WampError(uri, [text]);
    this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
    this.#end(reason);
  }

  #settle(request, how) {
    const waiting = this.#pending.get(request);
    this.#pending.delete(request);
    if (waiting) how(waiting);
  }

  async #invoke([, request, registration, details, args = [], kwargs = {}]) {
    try {
      const result = await this.#procedures.get(registration)(args, kwargs, details);
      this.#send([YIELD, request, {}, [result]]);
    } catch (error) {
      // Only a WampError is meant for the caller; the text of others stays here.
      const { uri, args, kwargs } =
        error instanceof WampError ? error : new WampError("wamp.error.runtime_error");
      this.#send([ERROR, INVOCATION, request, {}, uri, args, kwargs]);
    }
  }
}
