import { chromium as playwright } from "playwright-core";
import { type Engine, outcomeOf, PATIENCE, said } from "./engine.js";
import { located, missing, type Program } from "./locate.js";

const program: Program = {
  names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
  folders: ["/usr/bin"],
  debian: "chromium",
};

const ARGUMENTS = [
  // Its sandbox refuses to start as root, and the pages are our own.
  "--no-sandbox",
  "--no-first-run",
  // It shall talk to our server and to nobody else.
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** By playwright-core, over the DevTools protocol. */
export const chromium: Engine = {
  name: "Chromium",
  missing: () => missing("Chromium", [program]),
  async launch() {
    const browser = await playwright.launch({
      executablePath: located(program),
      args: ARGUMENTS,
      timeout: PATIENCE,
    });
    return {
      version: browser.version(),
      async visit(url) {
        const context = await browser.newContext();
        try {
          context.setDefaultTimeout(PATIENCE);
          const page = await context.newPage();
          // A page that is not ours to write, such as a bundler's, may fail without saying so.
          const failed = new Promise<never>((_, reject) => {
            page.once("pageerror", (error) => reject(new Error(`in the page: ${error.message}`)));
          });
          const heard = async () => {
            await page.goto(url);
            const handle = await page.waitForFunction(said);
            return outcomeOf(await handle.jsonValue());
          };
          return await Promise.race([heard(), failed]);
        } finally {
          await context.close();
        }
      },
      close: () => browser.close(),
    };
  },
};
