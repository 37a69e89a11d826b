import { existsSync, readFileSync } from "node:fs";
import type { Browser } from "playwright-core";

/**
 * What processes of pages have of memory that is their own, in MB: JavaScript's heap, buffers,
 * WebAssembly and what the browser hands over to them, whoever counts it or does not. Browsers keep
 * empty ones ready, which stay as they are.
 */
export async function memoryOf(browser: Browser): Promise<() => number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === "renderer");
  return () => renderers.reduce((sum, { id }) => sum + ownMegabytes(id), 0);
}

function ownMegabytes(process: number): number {
  const status = `/proc/${process}/status`;
  // It may have ended meanwhile.
  if (!existsSync(status)) return 0;
  const sizes = readFileSync(status, "utf8").matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm);
  return Array.from(sizes).reduce((sum, [, size]) => sum + Number(size) / 1e3, 0);
}
