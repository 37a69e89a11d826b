import { join } from "node:path";
import { createServer } from "vite";
import { chromium } from "../browsers/chromium.js";
import { withBrowser } from "../browsers/engine.js";
import type { Installed } from "../runtime.js";
import { withHost } from "./host.js";

/**
 * What a program comes to behind Vite's development server, which bundles nothing but dependencies.
 *
 * @param exclude those of which it shall leave the files as they are
 */
export function runInDevelopment(
  installed: Installed,
  program: string,
  exclude: readonly string[],
): Promise<unknown> {
  return withHost(installed, program, async ({ source }) => {
    const server = await createServer({
      root: source,
      configFile: false,
      logLevel: "silent",
      cacheDir: join(source, "cache"),
      optimizeDeps: { exclude: [...exclude] },
      server: {
        host: "127.0.0.1",
        port: 0,
        // Nothing changes.
        watch: null,
        // Suite and package lie above the root.
        fs: { allow: [installed.folder] },
      },
    });
    try {
      await server.listen();
      const [url] = server.resolvedUrls!.local;
      return await withBrowser(chromium, (browser) => browser.visit(url));
    } finally {
      await server.close();
    }
  });
}
