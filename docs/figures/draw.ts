/**
 * Draws the figures of the documentation from real fits, the same bytes each time.
 *
 *   npm run figures
 */
import { writeFileSync } from "node:fs";
import { FIGURES } from "./figures.js";

for (const [file, draw] of Object.entries(FIGURES)) {
  writeFileSync(new URL(file, import.meta.url), draw());
  console.log(`docs/figures/${file}`);
}
