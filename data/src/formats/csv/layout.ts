import { withBytes, type Input } from "../../input/file.js";
import type { CsvOptions } from "../../options.js";
import { chosenColumns, type Found } from "../../rows/choose.js";
import { numberIn } from "./number.js";
import { CsvRecords, Malformed } from "./records.js";

/** Where in its records a file has the numbers that are read. */
export interface CsvLayout {
  readonly delimiter: string;
  readonly hasHeader: boolean;
  /** Names of all columns. */
  readonly names: readonly string[];
  /** Which of them are read, the weight last. */
  readonly indices: readonly number[];
  readonly hasWeights: boolean;
}

/** By how many rows it is decided which columns hold numbers, where none are named. */
const looked = 100;

/** Finds names and columns from the beginning of a file. */
export async function csvLayout(input: Input, options: CsvOptions): Promise<CsvLayout> {
  const hasHeader = options.header ?? true;
  const delimiter = options.delimiter ?? (/\.(tsv|tab)$/i.test(input.name) ? "\t" : ",");
  const records = await firstRecords(input, delimiter);
  if (records.length === 0) throw new Error(`${input.name}: the file is empty`);
  const [first] = records;
  const names = hasHeader ? first : first.map((_, index) => `column${index + 1}`);
  if (first.some((field) => field.includes("\r"))) {
    throw new Error(`${input.name} line 1: lines end by carriage returns alone, not line feeds`);
  }
  if (hasHeader && first.every((field) => Number.isFinite(numberIn(field)))) {
    throw new Error(`${input.name} line 1: expected names, got numbers; header: false reads them`);
  }
  checkDelimiter(input.name, first, delimiter);
  const rows = hasHeader ? records.slice(1) : records;
  const chosen = chosenColumns(input.name, foundColumns(names, rows, options), options);
  const { columns, weights } = chosen;
  return {
    delimiter,
    hasHeader,
    names,
    indices: weights === undefined ? columns : [...columns, weights],
    hasWeights: weights !== undefined,
  };
}

/**
 * What is named is read whatever it holds: its text is refused where it stands. So is text among
 * numbers, for to leave out such a column without a word would be another table.
 */
function foundColumns(names: string[], rows: string[][], options: CsvOptions): Found[] {
  return names.map((name, index) => {
    if (options.columns || name === options.weights) return { name };
    const values = rows.map((fields) => numberIn(fields[index] ?? ""));
    const texts = values.filter((value) => value === undefined).length;
    const numbers = values.filter((value) => value !== undefined && !Number.isNaN(value)).length;
    if (texts > numbers) return { name, refused: "holds text" };
    return { name, refused: numbers > 0 ? undefined : `is empty in the first ${looked} rows` };
  });
}

function checkDelimiter(file: string, header: string[], delimiter: string): void {
  if (header.length > 1) return;
  const other = [",", ";", "\t", "|"].find(
    (each) => each !== delimiter && header[0].includes(each),
  );
  if (other === undefined) return;
  throw new Error(
    `${file} line 1: no ${JSON.stringify(delimiter)} between fields; ` +
      `delimiter: ${JSON.stringify(other)} may be meant`,
  );
}

async function firstRecords(input: Input, delimiter: string): Promise<string[][]> {
  return await withBytes(input, async (bytes) => {
    for (let size = 2 ** 18; ; size *= 4) {
      const end = Math.min(size, input.size);
      const records: string[][] = [];
      const reader = new CsvRecords(delimiter, (fields) => {
        const isBlank = fields.length === 1 && fields[0] === "";
        if (records.length <= looked && !(isBlank && records[0]?.length !== 1))
          records.push(fields);
      });
      const text = new TextDecoder().decode(await bytes.read(0, end));
      try {
        reader.write(text, end === input.size);
      } catch (error) {
        if (!(error instanceof Malformed)) throw error;
        // What is behind the rows that are looked at is refused when it is read.
        if (records.length > 1) return records;
        throw new Error(`${input.name} line ${error.line}: ${error.message}`, { cause: error });
      }
      if (records.length > 1 || end === input.size) return records;
    }
  });
}
