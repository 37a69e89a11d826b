import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Installed } from "../runtime.js";
import type { Bundler, Host } from "./bundler.js";
import { withHost } from "./host.js";
import { programs } from "./programs.js";

/** A file that a bundler made. */
export interface Made {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Files for a page that fits k-means once, its HTML apart, by when a browser downloads them. */
export interface Downloads {
  /** With the page. */
  readonly first: readonly Made[];
  /** With the first promise. */
  readonly later: readonly Made[];
  /** With the first stream, too. */
  readonly streamed: readonly Made[];
  /** Where a fit asks for threads: what starts workers, and the worker as text. */
  readonly threads: readonly Made[];
  /** Where they may come from a file alone, in place of the text. */
  readonly worker: readonly Made[];
}

/** What stands in the code that starts workers. */
const STARTS_WORKERS = "node:worker_threads";
/** What stands in the code of streams. */
const READS_STREAMS = "a function that gives an iterable of chunks";
/** What stands in the worker, be it text or a file. */
const WORKER = "nobody wants it any more";

/** What this bundler makes of a program: by default of the least that anybody would bundle the package for. */
export function downloads(
  installed: Installed,
  bundler: Bundler,
  program: string = programs.smallest,
): Promise<Downloads> {
  return withHost(installed, program, async (host) => {
    await bundler.bundle(host);
    return filesOf(host);
  });
}

export function filesOf({ output }: Host): Downloads {
  const files: Record<keyof Downloads, Made[]> = {
    ...{ first: [], later: [], streamed: [], threads: [], worker: [] },
  };
  const first = withPage(output);
  for (const name of readdirSync(output, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".js")) continue;
    const bytes = readFileSync(join(output, name));
    files[first.has(name) ? "first" : kindOf(bytes.toString())].push({ name, bytes });
  }
  return files;
}

/** The scripts of the page, and what they import. */
function withPage(output: string): Set<string> {
  const found = new Set<string>();
  const add = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    const text = readFileSync(join(output, name), "utf8");
    for (const [, path] of text.matchAll(/\b(?:from|import)\s*["'](\.[^"']+\.js)["']/g)) {
      add(join(dirname(name), path));
    }
  };
  const page = readFileSync(join(output, "index.html"), "utf8");
  for (const [, path] of page.matchAll(/<script[^>]* src="\.?\/?([^"]+)"/g)) add(path);
  return found;
}

/** When a file is downloaded that is not there at once. */
function kindOf(text: string): Exclude<keyof Downloads, "first"> {
  if (!text.includes(WORKER)) return text.includes(READS_STREAMS) ? "streamed" : "later";
  return text.includes(STARTS_WORKERS) ? "threads" : "worker";
}

/** Bytes that they take on their way. */
export function gzipped(files: readonly Made[]): number {
  return files.reduce((sum, { bytes }) => sum + gzipSync(bytes, { level: 9 }).byteLength, 0);
}
