import type { CellObject, WorkSheet } from "@e965/xlsx";
import { loadedXlsx, valueOf } from "../formats/xlsx.js";
import type { Layout } from "../table/read-table.js";
import type { Added } from "./added.js";
import type { Opened } from "./whole.js";

/** A workbook, all of its sheets, of which the first gets further columns. */
export const openedXlsx: Opened = async (bytes, source, layout) => {
  const { read, utils, write } = await loadedXlsx(source);
  return {
    with: (added) => {
      const book = read(bytes, { dense: true, cellNF: true, cellFormula: true, cellHTML: false });
      const sheet = book.Sheets[book.SheetNames[0]];
      const range = utils.decode_range(sheet["!ref"]!);
      const column = range.s.c + layout.names.length;
      addColumns(sheet, column, layout, added);
      range.e.c = Math.max(range.e.c, column + added.names.length - 1);
      sheet["!ref"] = utils.encode_range(range);
      return write(book, { type: "buffer", bookType: "xlsx", compression: true }) as Uint8Array;
    },
    cells: () => {
      const book = read(bytes, { dense: true, cellDates: true, cellHTML: false, sheets: 0 });
      const sheet = book.Sheets[book.SheetNames[0]];
      const first = utils.decode_range(sheet["!ref"]!).s.c;
      const rows = rowsOf(sheet);
      return (row, column) => valueOf(rows[layout.ends[row] - 1]?.[first + column]);
    },
  };
};

function rowsOf(sheet: WorkSheet): (CellObject | undefined)[][] {
  return (sheet as unknown as { "!data": (CellObject | undefined)[][] })["!data"];
}

function addColumns(sheet: WorkSheet, first: number, layout: Layout, added: Added): void {
  const rows = rowsOf(sheet);
  const put = (place: number, cells: readonly CellObject[]) => {
    const row = (rows[place - 1] ??= []);
    cells.forEach((cell, index) => {
      row[first + index] = cell;
    });
  };
  if (layout.headerEnd !== undefined) {
    put(
      layout.headerEnd,
      added.names.map((v) => ({ t: "s", v })),
    );
  }
  layout.ends.forEach((place, row) => {
    put(
      place,
      (added.row(row) ?? []).map((v) =>
        Number.isFinite(v) ? { t: "n", v } : { t: "s", v: String(v) },
      ),
    );
  });
}
