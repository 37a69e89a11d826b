/** Writes what the commands in documents print now: `npm run sessions`, after a change of words. */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { desk, documents, drawn, rerun, textOf } from "./sessions.js";

const write = (name: string, text: string) =>
  writeFile(fileURLToPath(new URL(`../../${name}`, import.meta.url)), text);

for (const document of documents) {
  const here = await desk();
  await write(document, await rerun(await textOf(document), here));
  if (document === drawn.document) await write(drawn.shown, await here.read(drawn.file));
  await here.clear();
}
