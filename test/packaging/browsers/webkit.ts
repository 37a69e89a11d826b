import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import type { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { Children } from "./children.js";
import { type Browser, type Engine, outcomeOf, PATIENCE, said, type Said } from "./engine.js";
import { located, missing, type Program } from "./locate.js";
import { WebDriver } from "./webdriver.js";

const driverProgram: Program = {
  names: ["WebKitWebDriver"],
  folders: ["/usr/bin"],
  debian: "webkit2gtk-driver",
};

const browserProgram: Program = {
  names: ["MiniBrowser"],
  folders: ["/usr/lib/*/webkit2gtk-4.1", "/usr/libexec/webkit2gtk-4.1"],
  debian: "webkit2gtk-driver",
};

const displayProgram: Program = { names: ["Xvfb"], folders: ["/usr/bin"], debian: "xvfb" };

/** WebKitGTK's own small browser, by WebKitWebDriver, on a display that nobody sees. */
export const webkit: Engine = {
  name: "WebKitGTK",
  missing: () => missing("WebKitGTK", [driverProgram, browserProgram, displayProgram]),
  async launch() {
    const children = new Children();
    try {
      return await session(children, await driverOn(await display(children), children));
    } catch (error) {
      await children.stop();
      throw error;
    }
  },
};

/** Starts a display and gives its name. */
async function display(children: Children): Promise<string> {
  // It picks a number that is free and writes it to descriptor 3.
  const xvfb = children.start(located(displayProgram), ["-displayfd", "3", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const [number] = (await once(xvfb.stdio[3] as Readable, "data", {
    signal: AbortSignal.timeout(PATIENCE),
  })) as [Buffer];
  return `:${number.toString().trim()}`;
}

async function driverOn(name: string, children: Children): Promise<WebDriver> {
  const port = await freePort();
  children.start(located(driverProgram), ["--host=127.0.0.1", `--port=${port}`], {
    env: { ...process.env, DISPLAY: name },
    stdio: "ignore",
  });
  const driver = new WebDriver(`http://127.0.0.1:${port}`);
  await driver.ready();
  return driver;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

interface Session {
  readonly sessionId: string;
  readonly capabilities: { readonly browserVersion: string };
}

async function session(children: Children, driver: WebDriver): Promise<Browser> {
  const { sessionId, capabilities } = await driver.post<Session>("/session", {
    capabilities: {
      alwaysMatch: {
        timeouts: { pageLoad: PATIENCE, script: PATIENCE },
        "webkitgtk:browserOptions": { binary: located(browserProgram), args: ["--automation"] },
      },
    },
  });
  const path = `/session/${sessionId}`;
  const [first] = await driver.get<[string]>(`${path}/window/handles`);
  return {
    version: capabilities.browserVersion,
    async visit(url) {
      // There are no contexts here: a window each, and the server forbids to keep anything.
      const { handle } = await driver.post<{ handle: string }>(`${path}/window/new`, {
        type: "window",
      });
      await driver.post(`${path}/window`, { handle });
      try {
        await driver.post(`${path}/url`, { url });
        return outcomeOf(await heard(driver, path));
      } finally {
        // A session whose last window is closed ends, so the first one stays.
        await driver.delete(`${path}/window`);
        await driver.post(`${path}/window`, { handle: first });
      }
    },
    async close() {
      try {
        await driver.delete(path);
      } finally {
        await children.stop();
      }
    },
  };
}

async function heard(driver: WebDriver, path: string): Promise<Said> {
  const patience = AbortSignal.timeout(PATIENCE);
  while (!patience.aborted) {
    const found = await driver.post<Said | null>(`${path}/execute/sync`, {
      script: `return (${said.toString()})() ?? null`,
      args: [],
    });
    if (found !== null) return found;
    await pause(20);
  }
  throw new Error(`the page said nothing within ${PATIENCE} ms`);
}
