// autobahn in Chromium goes through all behaviours that are asked for, as run.mjs does:
//
//   node chromium.mjs URL SERIALIZATION NAME PEERS BEHAVIOUR...
//
// The browser is that of $CHROMIUM.

import { launch, open } from "./browser.mjs";

const asked = process.argv.slice(2);
const browser = await launch();
const page = await open(await browser.newContext(), asked[0]);
await page.exposeFunction("print", (line) => console.log(line));
const held = await page.evaluate(async (asked) => {
  const [{ through }, { join }] = await Promise.all([import("./through.mjs"), import("./autobahn.mjs")]);
  return through(join, asked, print);
}, asked);
await browser.close();
process.exit(held ? 0 : 1);
