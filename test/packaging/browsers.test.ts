import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type Browser } from "./browsers/engine.js";
import { locate, missing } from "./browsers/locate.js";
import { ENGINES } from "./browsers/runtimes.js";
import { openSite, type Page } from "./browsers/site.js";
import { itWith } from "./it-with.js";
import type { Threaded } from "./runtime.js";
import { wrongWithThreads } from "./verdict.js";

const installed = inject("installed");

/** What a fit comes to where all goes well. */
const FITTED = { value: 1 };

/** What a fit throws where the policy forbids it. */
const REFUSED = {
  name: "Error",
  message: expect.stringMatching(/policy refuses .*'wasm-unsafe-eval'/) as string,
};

/** What comes of a core that a worker compiled, on a page that may not compile. */
const HANDED_IN: Readonly<Record<string, unknown>> = {
  Chromium: FITTED,
  // No module can be received where none may be compiled.
  Firefox: { name: "Error", message: "the message cannot be read here" },
  // The policy is asked when a module is started, be it compiled already.
  WebKitGTK: REFUSED,
};

/** Pages on which workers are to be had, each by another way. */
const THREADED: readonly (readonly [Page, string])[] = [
  ["threads-free", "there is no policy"],
  ["threads", "the policy allows the package's own file"],
  ["threads-of-text", "the policy allows blob:"],
  ["threads-of-copy", "the policy allows the user's own copy of the file"],
];

describe.each(ENGINES)("$name", (engine) => {
  const absent = engine.missing();
  let browser: Browser | undefined;
  let site: Awaited<ReturnType<typeof openSite>> | undefined;

  beforeAll(async () => {
    if (absent !== undefined) return;
    site = await openSite(installed);
    browser = await engine.launch();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const visit = (page: Page) => browser!.visit(site!.url(page));

  itWith(absent, "refuses to fit where the policy forbids it, and says what to do", async () => {
    expect(await visit("refused")).toEqual(REFUSED);
  });

  itWith(absent, "takes a core that was compiled while it streamed in", async () => {
    expect(await visit("streamed")).toEqual(FITTED);
  });

  itWith(absent, "takes a core from a worker, or says why it cannot", async () => {
    expect(await visit("handed-in")).toEqual(HANDED_IN[engine.name]);
  });

  itWith(absent, "fits in a worker that may, for a page that may not", async () => {
    expect(await visit("in-worker")).toEqual(FITTED);
  });

  describe("fits with threads", () => {
    for (const [page, where] of THREADED) {
      itWith(absent, `where ${where}`, async () => {
        expect(wrongWithThreads((await visit(page)) as Threaded, undefined)).toEqual([]);
      });
    }

    itWith(absent, "where the policy allows no worker: without, and says so", async () => {
      const threaded = (await visit("threads-refused")) as Threaded;
      for (const way of ["blob", "worker.js"]) {
        expect(wrongWithThreads(threaded, `${way}: `)).toEqual([]);
      }
      expect(threaded.refusals).toHaveLength(1);
    });
  });
});

describe("a browser that is not there", () => {
  const shell = { names: ["no-such-shell", "sh"], folders: ["/no/*/where"], debian: "dash" };
  const browser = { names: ["no-such-browser"], folders: ["/usr/bin"], debian: "some-browser" };
  const display = { names: ["no-such-display"], folders: ["/opt"], debian: "some-display" };

  it("is named, with what would bring it", () => {
    expect(missing("Some", [shell, browser, display])).toBe(
      "Some: no /usr/bin/no-such-browser, no /opt/no-such-display; " +
        "apt-get install some-browser some-display",
    );
  });

  it("is not one that lies in PATH, under any of its names", () => {
    expect(locate(shell)).toMatch(/\/sh$/);
    expect(missing("Some", [shell])).toBeUndefined();
  });
});
