import puppeteer from "puppeteer-core";
import { type Engine, outcomeOf, PATIENCE, said } from "./engine.js";
import { located, missing, type Program } from "./locate.js";

const program: Program = {
  names: ["firefox-esr", "firefox"],
  folders: ["/usr/bin"],
  debian: "firefox-esr",
};

/** By puppeteer-core, over WebDriver BiDi. */
export const firefox: Engine = {
  name: "Firefox",
  missing: () => missing("Firefox", [program]),
  async launch() {
    const browser = await puppeteer.launch({
      browser: "firefox",
      executablePath: located(program),
      timeout: PATIENCE,
      protocolTimeout: PATIENCE,
    });
    return {
      version: (await browser.version()).replace("firefox/", ""),
      async visit(url) {
        const context = await browser.createBrowserContext();
        try {
          const page = await context.newPage();
          page.setDefaultTimeout(PATIENCE);
          await page.goto(url);
          const handle = await page.waitForFunction(said);
          return outcomeOf(await handle.jsonValue());
        } finally {
          await context.close();
        }
      },
      close: () => browser.close(),
    };
  },
};
