import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A page of the built site. */
export interface Page {
  /** From the folder of the site, such as guides/places.html. */
  readonly path: string;
  readonly html: string;
}

export function pagesOf(site: string): Page[] {
  return readdirSync(site, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".html"))
    .map((path) => ({ path, html: readFileSync(join(site, path), "utf8") }));
}
