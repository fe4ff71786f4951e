/**
 * What an autobahn client does with the component of this example. The same
 * function runs on Node (node.mjs) and in a browser (chromium.mjs), so it uses
 * nothing but its arguments; ok(text) is told each behaviour that holds.
 */
export async function scenario(autobahn, url, serialization, ok) {
  const serializers = {
    json: autobahn.serializer.JSONSerializer,
    msgpack: autobahn.serializer.MsgpackSerializer,
    cbor: autobahn.serializer.CBORSerializer,
  };
  // ws://host:port/path is WebSocket, rs://host:port RawSocket, and rs://unix:/path
  // RawSocket over a Unix socket, which are spoken in JSON only.
  let transport = { url };
  if (url.startsWith("rs://unix:")) {
    transport = { transports: [{ type: "rawsocket", path: url.slice("rs://unix:".length) }] };
  } else if (url.startsWith("rs://")) {
    const { hostname, port } = new URL(url.replace(/^rs:/, "http:"));
    transport = { transports: [{ type: "rawsocket", host: hostname, port: Number(port) }] };
  }
  const equal = (what, got, want) => {
    if (got !== want) throw new Error(`${what}: got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
  };

  const connection = new autobahn.Connection({
    ...transport,
    realm: "realm1",
    serializers: [new serializers[serialization]()],
    max_retries: 0,
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
  ok(`join realm1 over wamp.2.${serialization}`);

  // Events of the component, from here on.
  const events = [];
  await session.subscribe("com.example.hello.greeted", (args, event) => events.push(event));

  // A call, and the event it brings.
  const greeting = await session.call("com.example.hello.greet", ["Ada"]);
  equal("greet", greeting, "Hello, Ada!");
  ok(`call com.example.hello.greet -> ${greeting}`);

  const count = await session.call("com.example.hello.count");
  while (events.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  equal("event's greeting", events[0].greeting, "Hello, Ada!");
  equal("event's count", events[0].count, count);
  ok(`event com.example.hello.greeted -> ${JSON.stringify(events[0])}`);

  equal("greet", await session.call("com.example.hello.greet", ["Zoë 👋"]), "Hello, Zoë 👋!");
  ok("call with text beyond ASCII");

  // Errors are rejections with the error's URI, args and kwargs.
  const fails = (procedure, args) =>
    session.call(procedure, args).then(
      (result) => { throw new Error(`${procedure} ${args}: got ${result}, want an error`); },
      (error) => error,
    );
  const unwelcome = await fails("com.example.hello.greet", ["Voldemort"]);
  equal("error", unwelcome.error, "com.example.hello.error.unwelcome");
  equal("error's name", unwelcome.kwargs.name, "Voldemort");
  ok(`typed error -> ${unwelcome.error} ${JSON.stringify(unwelcome.kwargs)}`);

  const invalid = await fails("com.example.hello.greet", [42]);
  equal("error", invalid.error, "wamp.error.invalid_argument");
  ok(`wrong type -> ${invalid.error}: ${invalid.args[0]}`);

  const nobody = await fails("com.example.hello.greet_in", ["Ada", "fr"]);
  equal("error", nobody.error, "com.example.hello.error.no_translator");
  ok(`greet_in without a Translator -> ${nobody.error}`);

  // A procedure that the component calls back.
  const registration = await session.register("com.example.hello.translate", ([text, language]) => {
    if (language !== "fr") throw new autobahn.Error("com.example.hello.error.no_translation", [], { language });
    return text === "Hello" ? "Bonjour" : text;
  });
  const bonjour = await session.call("com.example.hello.greet_in", ["Ada", "fr"]);
  equal("greet_in", bonjour, "Bonjour, Ada!");
  ok(`called back through com.example.hello.greet_in -> ${bonjour}`);

  const unknown = await fails("com.example.hello.greet_in", ["Ada", "xx"]);
  equal("error", unknown.error, "com.example.hello.error.no_translation");
  equal("error's language", unknown.kwargs.language, "xx");
  ok(`error of the procedure called back -> ${unknown.error} ${JSON.stringify(unknown.kwargs)}`);

  await session.unregister(registration);
  connection.close();
  const reason = await closed;
  equal("close", reason, "wamp.close.goodbye_and_out");
  ok(`leave -> ${reason}`);
}
