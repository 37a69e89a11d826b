import { readPicture } from "../data/picture.js";
import type { Refused } from "../data/refused.js";
import type { Own } from "../share/carry.js";
import { savedOf, type Saved } from "../share/file.js";

/** What a file turned out to be. */
export type Opened =
  | { readonly kind: "points"; readonly own: Own; readonly refused: readonly Refused[] }
  | { readonly kind: "saved"; readonly saved: Saved };

/** Rejects with words for people where a file is none that can be used. */
export async function openFile(file: File): Promise<Opened> {
  if (file.type.startsWith("image/")) {
    const table = await readPicture(file).catch(() => {
      throw new Error(`${file.name} is no picture that this browser can show.`);
    });
    return { kind: "points", own: { name: file.name, table }, refused: [] };
  }
  const text = await file.text();
  if (/^\s*\{/.test(text)) {
    try {
      return { kind: "saved", saved: savedOf(text) };
    } catch {
      throw new Error(`${file.name} is no state that was saved here.`);
    }
  }
  const { readCsv } = await import("../data/csv.js");
  try {
    const { table, refused } = readCsv(text);
    return { kind: "points", own: { name: file.name, table }, refused };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${file.name}: ${why}`, { cause: error });
  }
}
