// Chromium, with pages in which the modules of this directory and autobahn's bundle are.

import { createRequire } from "node:module";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const bundle = createRequire(import.meta.url).resolve("autobahn-browser/autobahn.min.js");

const blank = `<!doctype html><title>WAMP</title>
<script type="importmap">{"imports": {"autobahn": "./bundle.mjs"}}</script>
<script src="bundle.js"></script>`;

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--ignore-certificate-errors", // that of the test vouches for itself
      "--disable-features=LocalNetworkAccessChecks", // pages from here are no local ones to it
    ],
  });

// open returns a page of the host that a URL leads to, or of origin.
export async function open(context, url, origin = new URL(url.replace(/^ws/, "http")).origin) {
  const page = await context.newPage();
  page.on("pageerror", (error) => console.log(`FAILED  page: ${error.message}`));
  await fill(page, () => page.goto(`${origin}/interop/`));
  return page;
}

// fill has a page load what belongs to it.
export async function fill(page, load) {
  await page.route("**/interop/**", (route) => {
    const name = basename(new URL(route.request().url()).pathname);
    switch (name) {
      case "interop": return route.fulfill({ contentType: "text/html; charset=utf-8", body: blank });
      case "bundle.js": return route.fulfill({ contentType: "text/javascript", path: bundle });
      case "bundle.mjs": return route.fulfill({ contentType: "text/javascript", body: "export default window.autobahn;" });
    }
    return route.fulfill({ contentType: "text/javascript; charset=utf-8", path: fileURLToPath(new URL(name, import.meta.url)) });
  });
  await load();
  await page.evaluate(() => Promise.all([import("./through.mjs"), import("./autobahn.mjs")])); // they stay
  await page.unrouteAll(); // else each request of the page comes by here
}
