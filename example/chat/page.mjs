// Two people in the page, driven by playwright: node page.mjs BROWSER PAGE

import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [executablePath, address] = process.argv.slice(2);

setTimeout(() => fail(new Error("no end after 100 seconds")), 100_000).unref();

const browser = await chromium.launch({
  executablePath,
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});
const complaints = [];
try {
  await talk();
  if (complaints.length) throw new Error(`the page complained: ${complaints.join("; ")}`);
  ok("no error in the console");
} catch (error) {
  fail(error);
} finally {
  await browser.close();
}

function ok(text) {
  console.log(`ok  ${text}`);
}

function fail(error) {
  console.error(`FAILED  ${error.message}`);
  process.exit(1);
}

/** A person with a page of their own. */
async function person() {
  const page = await browser.newPage({ viewport: { width: 1100, height: 700 }, colorScheme: "light" });
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("response", (response) => response.ok() || complaints.push(`${response.status()} ${response.url()}`));
  page.setDefaultTimeout(20_000);
  await page.addInitScript(() => {
    window.WebSocket = class extends WebSocket {
      constructor(...args) { super(...args); window.lastSocket = this; }
    };
  });
  await page.goto(address);
  return {
    page,
    async shows(selector, text) {
      await page.locator(selector, { hasText: text }).first().waitFor();
      ok(`${selector} shows “${text}”`);
    },
    async signIn(name) {
      await page.fill("#name", name);
      await page.press("#name", "Enter");
    },
    async say(text) {
      await page.fill("#text", text);
      await page.press("#text", "Enter");
    },
  };
}

async function talk() {
  const ada = await person();
  await ada.shows("#connection", "Connected");
  await ada.signIn("Ada");
  await ada.shows("#people", "Ada");
  await ada.shows("#empty", "Nobody has said anything here yet.");
  await ada.say("Is anybody here?");
  await ada.shows("#messages .mine", "Is anybody here?");

  const bob = await person();
  await bob.signIn("Ada");
  await bob.shows("#sign-in-fault", "Ada is here already.");
  await bob.signIn(" ");
  await bob.shows("#sign-in-fault", "A few letters, please.");
  await bob.signIn("Bob");
  await bob.shows("#messages", "Is anybody here?");
  await ada.shows("#people", "Bob");

  await bob.say("I am. <b>Hello</b> & ἀνέῳξα");
  await ada.shows("#messages", "I am. <b>Hello</b> & ἀνέῳξα");

  await bob.page.getByRole("button", { name: "kitchen" }).click();
  await bob.shows("#room-subject", "What is cooking");
  await bob.say("Soup!");
  await ada.shows("#rooms .badge", "1");
  await ada.page.getByRole("button", { name: "kitchen" }).click();
  await ada.shows("#messages", "Soup!");
  await ada.page.locator("#rooms .badge").waitFor({ state: "detached" });

  for (let i = 1; i <= 60; i++) {
    await bob.say(`spoon ${i}`);
    await bob.page.locator("#messages .text", { hasText: `spoon ${i}` }).last().waitFor();
  }
  await ada.page.waitForFunction(() => {
    const texts = [...document.querySelectorAll("#messages .text")].map((e) => e.textContent);
    return texts.length === 61 && texts.every((text, i) => i === 0 || text === `spoon ${i}`);
  });
  ok("everything is heard, in order");

  await ada.page.evaluate(() => window.lastSocket.close());
  await ada.shows("#connection", "The connection was lost.");
  await bob.say("said while Ada was away");
  await ada.shows("#connection", "Connected");
  await ada.shows("#people .mine", "Ada");
  await ada.shows("#messages", "said while Ada was away");
  await ada.say("I am back");
  await bob.shows("#messages", "I am back");
  ok("signs in again by itself and asks for what it has missed");

  const eve = await person();
  await eve.signIn("Eve");
  await eve.page.getByRole("button", { name: "kitchen" }).click();
  await eve.shows("#messages", "I am back");
  await eve.page.locator("#messages .text").first().evaluate((e) => e.textContent === "Soup!" && Promise.reject(new Error("more than the newest")));
  await eve.page.locator("#earlier").click();
  await eve.shows("#messages", "Soup!");

  const directory = await mkdtemp(join(tmpdir(), "chat-page-"));
  for (const [name, width, colorScheme] of [["light", 1100, "light"], ["dark", 1100, "dark"], ["narrow", 360, "light"]]) {
    await ada.page.setViewportSize({ width, height: 700 });
    await ada.page.emulateMedia({ colorScheme });
    const wide = await ada.page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > width) throw new Error(`the page is ${wide} pixels wide in a window of ${width}`);
    const path = join(directory, `${name}.png`);
    await ada.page.screenshot({ path });
    ok(`fits ${width} pixels, ${colorScheme}: ${path}`);
  }

  await bob.page.close();
  await ada.page.locator("#people li", { hasText: "Bob" }).waitFor({ state: "detached" });
  ok("who leaves is not here any more");
}
