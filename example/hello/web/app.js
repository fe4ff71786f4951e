// The page: two forms that call the component, its events as they come, and a
// Translator that the component calls back.

import { Session, WampError, messageName } from "./wamp.js";
import { languages, translate } from "./dictionary.js";

const realm = "realm1";
const base = "com.example.hello";
const shown = { events: 50, messages: 200 }; // older ones are dropped
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

// The connection: joined again whenever it is lost, after a wait that grows.

let session = null;

async function stayConnected() {
  for (let failures = 0; ; failures++) {
    showConnection("connecting", "Connecting …");
    let joined, reason;
    try {
      joined = await Session.join({ url, realm, onMessage: logMessage });
      await begin(joined);
      failures = 0;
      reason = await joined.closed;
    } catch (error) {
      reason = error;
      joined?.leave();
    }
    session = null;
    showConnection("lost", reason.message);
    if ($("translator").checked) followSwitch();
    await wait(Math.min(backoff.most, backoff.first * 2 ** failures) * (0.75 + Math.random() / 4));
  }
}

async function begin(joined) {
  await joined.subscribe(`${base}.greeted`, (args, event) => showEvent(event));
  showCount((await joined.call(`${base}.count`)).args[0]);
  session = joined;
  registration = null;
  showConnection("open", `Connected to ${realm}`);
  followSwitch();
}

// Waits until the time is over, the button is pressed, or the network is back.
function wait(milliseconds) {
  return new Promise((resolve) => {
    const end = Date.now() + milliseconds;
    const tick = () => {
      const left = Math.ceil((end - Date.now()) / 1000);
      $("countdown").textContent = `Trying again in ${left} s.`;
      if (left <= 0) done();
    };
    const done = () => {
      clearInterval(timer);
      removeEventListener("online", done);
      $("retry").removeEventListener("click", done);
      $("countdown").textContent = "";
      resolve();
    };
    const timer = setInterval(tick, 250);
    addEventListener("online", done);
    $("retry").addEventListener("click", done);
    tick();
  });
}

function showConnection(state, text) {
  $("connection").dataset.state = state;
  $("connection-text").textContent = text;
  $("retry").hidden = state !== "lost";
}

addEventListener("pagehide", () => session?.leave());

// The forms.

function onSubmit(form, answer, call) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = form.elements.name;
    try {
      if (!session) throw new WampError("wamp.error.network_failure", ["There is no connection at the moment."]);
      const { args: [text] } = await call(name.value.trim());
      answer.replaceChildren(element("p", "said", text));
      name.setAttribute("aria-invalid", "false");
    } catch (error) {
      answer.replaceChildren(element("p", "error", explain(error), element("code", "", error.uri ?? "")));
      name.setAttribute("aria-invalid", String(aboutName.has(error.uri)));
    }
    name.select();
  });
}

onSubmit($("greet"), $("greet-answer"), (name) => session.call(`${base}.greet`, [name]));
onSubmit($("greet-in"), $("greet-in-answer"), (name) =>
  session.call(`${base}.greet_in`, [name, $("greet-in-language").value]));

const aboutName = new Set([`${base}.error.unwelcome`, "wamp.error.invalid_argument"]);

/** An error in words for people; its URI is shown beside it. */
function explain({ uri, message, kwargs }) {
  switch (uri) {
    case `${base}.error.unwelcome`:
      return `Sorry, ${kwargs.name} is not welcome here.`;
    case "wamp.error.invalid_argument":
      if (kwargs.rule === "min") return "A name, please.";
      if (kwargs.rule === "max") return "That is too long for a name: it may have 40 characters.";
      return `The component does not take this: ${message}`;
    case `${base}.error.no_translator`:
      return "Nobody translates at the moment. Be the Translator yourself?";
    default:
      return message;
  }
}

// Events.

function showEvent({ greeting, count }) {
  const now = new Date();
  const time = element("time", "", now.toLocaleTimeString());
  time.dateTime = now.toISOString();
  $("events").prepend(element("li", "", element("b", "", greeting), time));
  while ($("events").childElementCount > shown.events) $("events").lastElementChild.remove();
  $("events-empty").hidden = true;
  showCount(Math.max(count, Number($("count").textContent))); // events may overtake one another
}

function showCount(count) {
  $("count").textContent = count;
}

// The Translator.

let registration = null;
let settled = Promise.resolve();

// Registers or unregisters as the switch says, one step at a time.
function followSwitch() {
  settled = settled.then(async () => {
    const wanted = $("translator").checked;
    if (!session) return sayTranslator(wanted ? "On as soon as there is a connection." : "Off.");
    if (wanted === (registration !== null)) return;
    try {
      if (wanted) {
        registration = await session.register(`${base}.translate`, answerComponent);
        sayTranslator("On: the component now calls this page.");
      } else {
        await session.unregister(registration);
        registration = null;
        sayTranslator("Off: some other client has to translate.");
      }
    } catch (error) {
      $("translator").checked = !wanted;
      sayTranslator(error.uri === "wamp.error.procedure_already_exists"
        ? "Another client is the Translator already." : error.message);
    }
  });
}

function answerComponent([text, language]) {
  const name = languages[language] ?? language;
  const translated = translate(text, language);
  if (!translated) {
    throw new WampError(`${base}.error.no_translation`, [`The Translator does not know “${text}” in ${name}.`]);
  }
  sayTranslator(`The component asked for “${text}” in ${name}, and this page said “${translated}”.`);
  return translated;
}

function sayTranslator(text) {
  $("translator-hint").textContent = text;
}

$("translator").addEventListener("change", followSwitch);

// The wire.

const arrows = { sent: element("span", "", "→"), received: element("span", "", "←") };
for (const [direction, arrow] of Object.entries(arrows)) {
  arrow.setAttribute("role", "img");
  arrow.setAttribute("aria-label", direction);
}
let messages = 0;

function logMessage(direction, message) {
  const log = $("wire-log");
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  log.append(element("li", direction,
    arrows[direction].cloneNode(true),
    element("b", "", messageName(message)),
    element("code", "", JSON.stringify(message))));
  while (log.childElementCount > shown.messages) log.firstElementChild.remove();
  if (atEnd) log.scrollTop = log.scrollHeight;
  $("wire-count").textContent = `${++messages} messages`;
}

$("wire").addEventListener("toggle", () => ($("wire-log").scrollTop = $("wire-log").scrollHeight));

$("wire-clear").addEventListener("click", () => $("wire-log").replaceChildren());

// What stands in the page from the start.

for (const [code, name] of Object.entries(languages)) {
  $("greet-in-language").add(new Option(name, code));
}
$("command-call").textContent = `wampgen call ${url} ${base}.greet Ada`;
$("command-subscribe").textContent = `wampgen subscribe ${url} ${base}.greeted`;

stayConnected();
