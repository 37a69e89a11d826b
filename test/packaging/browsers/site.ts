import { fileURLToPath } from "node:url";
import type { Installed } from "../runtime.js";
import { browserPath } from "./exports.js";
import { policy, type Rights } from "./policy.js";
import { type Answer, fileIn, serve } from "./server.js";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Where the user of a page keeps a copy of the package's worker. */
const COPY = "/copies/worker.js";

/** What a page may do; all of it where nothing is said of WebAssembly. */
type PageRights = Partial<Rights> & { readonly script?: string };

/** The pages, each named as the script it runs unless it says which, with what its policy allows. */
const PAGES = {
  /** Runs the suite. */
  conform: { wasm: true },
  /** Does nothing, for the time that takes. */
  empty: { wasm: true },
  /** Imports mixtura and fits 150 × 4 once, for the time that takes. */
  fitted: { wasm: true },
  /** Hands in the core, which is compiled while it streams in. */
  streamed: { wasm: true, fetch: true },
  /** Fits although it may not. */
  refused: { wasm: false },
  /** Hands in the core that a worker compiled. */
  "handed-in": { wasm: false },
  /** Leaves the fit to a worker. */
  "in-worker": { wasm: false },
  /** Fits with threads, whose workers may come from where scripts may. */
  threads: { wasm: true },
  /** The same, where they may come from a text alone. */
  "threads-of-text": { wasm: true, workers: "blob:", script: "threads" },
  /** The same, where they may come from the user's own copy alone. */
  "threads-of-copy": { wasm: true, workers: `127.0.0.1:*${COPY}` },
  /** The same, where there may be none. */
  "threads-refused": { wasm: true, workers: "'none'", script: "threads" },
  /** The same, where there is no policy. */
  "threads-free": { script: "threads" },
} satisfies Record<string, PageRights>;

export type Page = keyof typeof PAGES;

/** The installed package on pages that are written by hand: no bundler, no build. */
export async function openSite(installed: Installed) {
  const map = JSON.stringify({
    imports: {
      mixtura: browserPath(installed, "."),
      "mixtura/metrics": browserPath(installed, "./metrics"),
    },
  });
  const core = browserPath(installed, "./core.wasm");
  const worker = browserPath(installed, "./worker.js");

  const html = (page: Page): Answer => {
    const { script = page, wasm, ...rights }: PageRights = PAGES[page];
    return {
      html: `<!doctype html>
<meta charset="utf-8" />
<title>${page}</title>
<script type="importmap">${map}</script>
<script src="/pages/watch.js"></script>
<script type="module" src="/pages/${script}.js"></script>
`,
      policy: wasm === undefined ? undefined : policy({ wasm, ...rights, inline: [map] }),
    };
  };

  const server = await serve((path) => {
    const page = path.slice(1);
    if (Object.hasOwn(PAGES, page)) return html(page as Page);
    // Where a user would have put a copy.
    if (path === "/core.wasm") return fileIn(installed.folder, core);
    if (path === COPY) return fileIn(installed.folder, worker);
    if (!path.startsWith("/pages/")) return fileIn(installed.folder, path);
    const file = fileIn(here, path);
    // A worker lives under the policy it came with, not under that of the page that starts it.
    return file && { ...file, policy: policy({ wasm: true, fetch: true }) };
  });
  return { url: (page: Page) => `${server.origin}/${page}`, close: () => server.close() };
}

/** `use` with a site of the installed package, which is closed whatever happens. */
export async function withSite<T>(
  installed: Installed,
  use: (url: (page: Page) => string) => Promise<T>,
): Promise<T> {
  const site = await openSite(installed);
  try {
    return await use(site.url);
  } finally {
    await site.close();
  }
}
