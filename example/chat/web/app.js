// The page: a name, rooms, who is here, and what is said.

import { Session, WampError } from "./wamp.js";

const realm = "chat";
const base = "com.example.chat";
const backoff = { first: 500, most: 15_000 }; // milliseconds between attempts

const url = new URL("ws", location.href);
url.protocol = url.protocol === "https:" ? "wss:" : "ws:";

const $ = (id) => document.getElementById(id);

/** A new element with a class and children; text is only ever text. */
function element(tag, className, ...children) {
  const e = document.createElement(tag);
  e.className = className;
  e.append(...children);
  return e;
}

let session = null;
let me = null; // the name that was given
let rooms = new Map(); // name -> {name, subject, last, read, messages}
let current = null; // the room that is shown

// The connection: joined again whenever it is lost, after a wait that grows. A new
// session signs in under the same name and asks for what it has missed.

async function stayConnected() {
  for (let failures = 0; ; failures++) {
    showConnection("connecting", "Connecting …");
    let joined, reason;
    try {
      joined = await Session.join({ url, realm });
      await begin(joined);
      failures = 0;
      reason = await joined.closed;
    } catch (error) {
      reason = error;
      joined?.leave();
    }
    session = null;
    showConnection("lost", reason.message);
    await wait(Math.min(backoff.most, backoff.first * 2 ** failures) * (0.75 + Math.random() / 4));
  }
}

// Listens before it asks: what is said meanwhile comes twice, not never.
async function begin(joined) {
  await joined.subscribe(`${base}.people`, ([names]) => showPeople(names), { get_retained: true });
  await joined.subscribe(`${base}.room..said`, ([message], _, { topic }) => hear(topic.split(".")[4], message), { match: "wildcard" });
  const { args: [list] } = await joined.call(`${base}.rooms`);
  for (const room of list) {
    const known = rooms.get(room.name);
    // A number below what was read: the component has started anew.
    const same = known && room.last >= known.last;
    rooms.set(room.name, same ? { ...known, ...room } : { read: room.last, messages: [], ...room });
  }
  session = joined;
  showConnection("open", "Connected");
  if (me) await signIn(4);
  await show(current && rooms.has(current) ? current : list[0].name);
}

// Resolves when the time is over, the button is pressed, or the network is back.
function wait(milliseconds) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      $("retry").removeEventListener("click", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    addEventListener("online", done);
    $("retry").addEventListener("click", done);
  });
}

function showConnection(state, text) {
  $("connection").dataset.state = state;
  $("connection-text").textContent = text;
  $("retry").hidden = state !== "lost";
}

addEventListener("pagehide", () => session?.leave());

/** Calls a procedure in the session there is. */
function call(...request) {
  if (!session) throw new WampError("wamp.error.network_failure", ["There is no connection at the moment."]);
  return session.call(...request);
}

// The name. After a lost connection the router may not know yet that the old session
// is gone: then the name is taken for a moment.
async function signIn(attempts = 1) {
  let fault;
  try {
    await call(`${base}.sign_in`, [me]);
  } catch (error) {
    if (error.uri === `${base}.error.name_taken` && attempts > 1) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      return signIn(attempts - 1);
    }
    if (error.uri === "wamp.error.network_failure") throw error; // the next session signs in
    fault = error;
    me = null;
  }
  const entered = $("house").hidden && !fault;
  $("sign-in").hidden = !fault;
  $("house").hidden = Boolean(fault);
  $("sign-in-fault").textContent = fault ? explain(fault) : "";
  if (fault) $("name").select();
  if (entered) $("text").focus();
}

// Without a connection the name is kept until there is one.
$("sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  me = $("name").value.trim();
  if (!session) return;
  try {
    await signIn();
    if (me) await show(current);
  } catch (error) {
    sayFault(error);
  }
});

/** An error in words for people. */
function explain({ uri, message, kwargs = {} }) {
  switch (uri) {
    case `${base}.error.name_taken`:
      return `${kwargs.name} is here already. Take another name?`;
    case "wamp.error.invalid_argument":
      return kwargs.rule === "min" ? "A few letters, please." : `The component does not take this: ${message}`;
    default:
      return message;
  }
}

// Rooms.

async function show(name) {
  current = name;
  const room = rooms.get(name);
  $("room-name").textContent = room.name;
  $("room-subject").textContent = room.subject;
  draw();
  if (room.messages.at(-1)?.number !== room.last) {
    const { args: [newest] } = await call(`${base}.room.${name}.history`);
    add(room, newest);
  }
  if (current === name) draw();
}

/** Puts messages where they belong, once each. */
function add(room, messages) {
  const byNumber = new Map([...room.messages, ...messages].map((m) => [m.number, m]));
  room.messages = [...byNumber.values()].sort((a, b) => a.number - b.number);
  room.last = Math.max(room.last, room.messages.at(-1)?.number ?? 0);
}

function hear(name, message) {
  const room = rooms.get(name);
  if (!room) return; // said before the list of rooms came; history has it
  add(room, [message]);
  name === current ? draw() : drawRooms();
}

function draw() {
  const room = rooms.get(current);
  const log = $("log");
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  if (!$("house").hidden) room.read = room.last;
  $("messages").replaceChildren(...room.messages.map(line));
  $("earlier").hidden = !(room.messages[0]?.number > 1);
  $("empty").hidden = room.last > 0;
  if (atEnd) log.scrollTop = log.scrollHeight;
  drawRooms();
}

function line({ author, text, at }, i, messages) {
  const time = element("time", "", new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
  time.dateTime = at;
  const head = element("p", "head", element("b", "", author), time);
  const li = element("li", author === me ? "mine" : "", element("p", "text", text));
  if (messages[i - 1]?.author !== author) li.prepend(head);
  return li;
}

function drawRooms() {
  $("rooms").replaceChildren(...[...rooms.values()].map((room) => {
    const button = element("button", "room", room.name);
    button.type = "button";
    if (room.name === current) button.setAttribute("aria-current", "true");
    const unread = room.last - room.read;
    if (unread > 0) {
      const badge = element("span", "badge", String(unread));
      badge.setAttribute("aria-label", `${unread} unread`);
      button.append(badge);
    }
    button.addEventListener("click", () => show(room.name).catch(sayFault));
    return element("li", "", button);
  }));
}

function showPeople(names) {
  $("people-count").textContent = names.length;
  $("people").replaceChildren(...names.map((name) => element("li", name === me ? "mine" : "", name)));
}

$("earlier").addEventListener("click", async () => {
  const room = rooms.get(current);
  try {
    const { args: [older] } = await call(`${base}.room.${room.name}.history`, [room.messages[0].number]);
    add(room, older);
    draw();
    if (older.length === 0) $("earlier").hidden = true; // kept no longer
  } catch (error) {
    sayFault(error);
  }
});

// What one says oneself comes back as an event, like everything else.
$("say").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = $("text").value.trim();
  if (!text) return;
  $("text").value = "";
  $("log").scrollTop = $("log").scrollHeight;
  try {
    await say(text);
    sayFault();
  } catch (error) {
    $("text").value ||= text; // unless something new is written already
    sayFault(error);
  }
});

async function say(text) {
  try {
    await call(`${base}.room.${current}.say`, [text]);
  } catch (error) {
    if (error.uri !== `${base}.error.not_signed_in`) throw error;
    await signIn(); // the component was started anew
    if (!me) return;
    await call(`${base}.room.${current}.say`, [text]);
  }
}

function sayFault(error) {
  $("say-fault").textContent = error ? explain(error) : "";
}

// Return says it; with Shift it begins a line.
$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $("say").requestSubmit();
  }
});

stayConnected();
