import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { markdownTable, type Section } from "../../bench/table.js";
import { HEAD } from "./table.js";

const PAGE = fileURLToPath(new URL("../../docs/runtimes.md", import.meta.url));
const [OPENING, CLOSING] = ["<!-- matrix -->", "<!-- /matrix -->"];

/** Writes the matrix into docs/runtimes.md, between its markers. */
export async function writePage(about: string, sections: readonly Section[]): Promise<void> {
  const text = readFileSync(PAGE, "utf8");
  const [before, after] = [text.split(OPENING), text.split(CLOSING)];
  if (before.length !== 2 || after.length !== 2)
    throw new Error(`${PAGE}: no place for the matrix`);
  const block = [OPENING, `_${about}_`, markdownTable(HEAD, sections), CLOSING].join("\n\n");
  const options = (await resolveConfig(PAGE)) ?? {};
  writeFileSync(
    PAGE,
    await format(before[0] + block + after[1], { ...options, parser: "markdown" }),
  );
}
