// Chromium against the hosted component, started by playwright:
//
//   node chromium.mjs [BROWSER [PAGE]]
//
// First autobahn's browser bundle, put into the page that the node serves, goes
// through what node.mjs does; then the page itself is used as a person would.

import { createRequire } from "node:module";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { scenario } from "./scenario.mjs";

const [executablePath = "/usr/bin/chromium", address = "http://127.0.0.1:8080/"] = process.argv.slice(2);
const bundle = createRequire(import.meta.url).resolve("autobahn-browser/autobahn.min.js");
const url = new URL("ws", address).href.replace(/^http/, "ws");

setTimeout(() => fail(new Error("no end after 100 seconds")), 100_000).unref();

const browser = await chromium.launch({
  executablePath,
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});
try {
  await autobahnInPage();
  await person();
} catch (error) {
  fail(error);
} finally {
  await browser.close();
}

function fail(error) {
  console.error(`FAILED  chromium: ${error.message}`);
  process.exit(1);
}

async function autobahnInPage() {
  const page = await browser.newPage();
  await page.addInitScript({ path: bundle }); // not held back by the page's content security policy
  await page.exposeFunction("ok", (text) => console.log(`ok  chromium ${text}`));
  await page.goto(address);
  for (const serialization of ["json", "msgpack", "cbor"]) {
    await page.evaluate(`(${scenario})(autobahn, "${url}", "${serialization}", (text) => ok("${serialization} " + text))`);
  }
  await page.close();
}

async function person() {
  const ok = (text) => console.log(`ok  page ${text}`);
  const complaints = [];
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 }, colorScheme: "light" });
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("response", (response) => response.ok() || complaints.push(`${response.status()} ${response.url()}`));
  page.setDefaultTimeout(30_000);
  await page.addInitScript(() => {
    window.WebSocket = class extends WebSocket {
      constructor(...args) { super(...args); window.lastSocket = this; }
    };
  });

  const shows = async (selector, text) => {
    await page.locator(selector, { hasText: text }).first().waitFor();
    ok(`${selector} shows “${text}”`);
  };
  const greet = async (form, name) => {
    await page.fill(`#${form}-name`, name);
    await page.press(`#${form}-name`, "Enter");
  };

  await page.goto(address);
  await shows("#connection", "Connected to realm1");
  await shows("#events-empty", "Nobody has been greeted");

  await greet("greet", "Ada");
  await shows("#greet-answer", "Hello, Ada!");
  await shows("#events li", "Hello, Ada!");

  await greet("greet", "Voldemort");
  await shows("#greet-answer", "Sorry, Voldemort is not welcome here.");
  await shows("#greet-answer", "com.example.hello.error.unwelcome");
  await greet("greet", "A".repeat(41));
  await shows("#greet-answer", "too long for a name");

  await page.selectOption("#greet-in-language", "fr");
  await greet("greet-in", "Grace");
  await shows("#greet-in-answer", "Nobody translates at the moment.");
  await page.getByRole("switch", { name: "Be the Translator" }).check();
  await shows("#translator-hint", "the component now calls this page");
  await greet("greet-in", "Grace");
  await shows("#greet-in-answer", "Bonjour, Grace!");
  await shows("#translator-hint", "this page said “Bonjour”");

  const other = await browser.newPage();
  await other.goto(address);
  await other.locator("#connection", { hasText: "Connected" }).waitFor();
  await other.fill("#greet-name", "somebody else");
  await other.press("#greet-name", "Enter");
  await shows("#events li", "Hello, somebody else!");
  await other.getByText("Be the Translator").click();
  await other.locator("#translator-hint", { hasText: "Another client is the Translator already." }).waitFor();
  await other.close();
  ok("a second page is told that there is a Translator already");

  await page.evaluate(() => window.lastSocket.close());
  await shows("#connection", "The connection was lost.");
  await shows("#connection", "Connected to realm1");
  await greet("greet-in", "Katherine");
  await shows("#greet-in-answer", "Bonjour, Katherine!");
  ok("connects again by itself, and is the Translator again");

  await page.locator("summary").click();
  await shows("#wire-log", "INVOCATION");

  const directory = await mkdtemp(join(tmpdir(), "hello-page-"));
  for (const [name, width, colorScheme] of [["light", 1200, "light"], ["dark", 1200, "dark"], ["narrow", 360, "light"]]) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > width) throw new Error(`the page is ${wide} pixels wide in a window of ${width}`);
    const path = join(directory, `${name}.png`);
    await page.screenshot({ path, fullPage: true });
    ok(`fits ${width} pixels, ${colorScheme}: ${path}`);
  }

  if (complaints.length) throw new Error(`the page complained: ${complaints.join("; ")}`);
  ok("no error in the console");
}
