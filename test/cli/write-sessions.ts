/** Writes what the commands in documents print now: `npm run sessions`, after a change of words. */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { documents, rerun, textOf } from "./sessions.js";

for (const document of documents) {
  const text = await rerun(await textOf(document));
  await writeFile(fileURLToPath(new URL(`../../${document}`, import.meta.url)), text);
}
