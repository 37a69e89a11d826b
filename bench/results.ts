import { readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";

function place(name: string): URL {
  return new URL(`results/${name}.json`, import.meta.url);
}

/** Keeps what a race came to, for the documentation and for later. */
export async function keep(name: string, results: object): Promise<void> {
  const options = { parser: "json", printWidth: 100 };
  writeFileSync(place(name), await format(JSON.stringify(results), options));
}

/** What {@link keep} kept. */
export function kept(name: string): unknown {
  return JSON.parse(readFileSync(place(name), "utf8"));
}
