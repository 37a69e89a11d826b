import type { CellObject, WorkBook, WorkSheet } from "@e965/xlsx";
import type { Source } from "../files/source.js";
import { note } from "../text/notes.js";
import { quoted } from "../text/wording.js";
import { cellOf } from "./cell.js";
import type { Cell, TableSink } from "./table-sink.js";

const library = "@e965/xlsx";

/** Reads the first sheet of a workbook, from its first row that is not blank. */
export async function readXlsx(
  bytes: Uint8Array<ArrayBuffer>,
  source: Source,
  sink: TableSink,
): Promise<void> {
  const { read, utils } = await loadedXlsx(source);
  if (Buffer.from(bytes.buffer).toString("latin1", 0, 4) !== "PK\x03\x04") {
    throw new Error(`${source.name}: this is no .xlsx file: it does not start as one`);
  }
  const { SheetNames: names, Sheets: sheets } = readable(source, () =>
    read(bytes, { dense: true, cellDates: true, cellHTML: false, cellFormula: false, sheets: 0 }),
  );
  if (names.length > 1) {
    note(`${source.name}: read ${quoted(names[0])}, the first of ${names.length} sheets`);
  }
  const sheet = sheets[names[0]] as WorkSheet | undefined;
  if (sheet === undefined) {
    throw new Error(`${source.name}: this .xlsx file is damaged: its first sheet is not there`);
  }
  if (sheet["!ref"] === undefined) return;
  const range = utils.decode_range(sheet["!ref"]);
  const data = (sheet as { "!data"?: (CellObject | undefined)[][] })["!data"] ?? [];
  let width: number | undefined;
  for (let row = range.s.r; row <= range.e.r; row++) {
    // Holes and blank cells beside the table are no part of it.
    const cells = Array.from(data[row] ?? [], valueOf).slice(range.s.c);
    while (cells.length > (width ?? 0) && cells.at(-1) === null) cells.pop();
    if (cells.every((cell) => cell === null)) continue;
    width ??= cells.length;
    while (cells.length < width) cells.push(null);
    sink.row(cells, row + 1);
  }
}

/** It is there only if the user has installed it. */
export async function loadedXlsx({ name }: Source): Promise<typeof import("@e965/xlsx")> {
  return await import("@e965/xlsx").catch((error: unknown) => {
    throw new Error(
      `${name}: to read .xlsx files, install ${library} beside mixtura-cli ` +
        `(npm install ${library})`,
      { cause: error },
    );
  });
}

export function valueOf(cell: CellObject | undefined): Cell {
  if (cell === undefined || cell.t === "z" || cell.v === "") return null;
  // #N/A is missing, every other error is text that is no number.
  if (cell.t === "e") return cell.v === 0x2a ? null : (cell.w ?? "an error");
  return cellOf(cell.v);
}

function readable(source: Source, read: () => WorkBook): WorkBook {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${source.name}: this .xlsx file cannot be read, or is cut off (${reason})`, {
      cause: error,
    });
  }
}
