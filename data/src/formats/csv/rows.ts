import type { Input } from "../../input/file.js";
import { columnOf, type Batch, type Rows } from "../../rows/batch.js";
import { placeOf } from "../../rows/refusal.js";
import type { CsvLayout } from "./layout.js";
import { numberIn } from "./number.js";
import { CsvRecords, Malformed } from "./records.js";

/** How many bytes are read at once; all of their rows are one batch. */
const step = 2 ** 18;

/** Reads CSV from its beginning, for rows have no place of their own, as far as rows are wanted. */
export async function* csvBatches(
  input: Input,
  layout: CsvLayout,
  { rowStart, rowEnd }: Rows,
): AsyncGenerator<Batch, void, undefined> {
  const bytes = await input.open();
  try {
    const rows = new CsvRows(input.name, layout, rowStart);
    const decoder = new TextDecoder();
    const records = new CsvRecords(layout.delimiter, (fields, line) => rows.add(fields, line));
    for (let start = 0; start < input.size && rows.count < rowEnd; start += step) {
      const end = Math.min(start + step, input.size);
      const isEnd = end === input.size;
      const text = decoder.decode(await bytes.read(start, end), { stream: !isEnd });
      const failure = attempt(() => records.write(text, isEnd));
      // The rows before what is wrong may be all that are wanted.
      const batch = rows.batch();
      if (batch) yield batch;
      if (failure !== undefined && rows.count < rowEnd) throw told(failure, input.name);
    }
  } finally {
    await bytes.close();
  }
}

function attempt(write: () => void): unknown {
  try {
    write();
    return undefined;
  } catch (error) {
    return error;
  }
}

function told(failure: unknown, name: string): unknown {
  if (!(failure instanceof Malformed)) return failure;
  return new Error(`${name} line ${failure.line}: ${failure.message}`, { cause: failure });
}

/** Rows of numbers from records. */
class CsvRows {
  /** How many rows there were, with those before the first that is wanted. */
  count = 0;
  private isHeader: boolean;
  private columns: number[][] = [];
  private lines: number[] = [];

  constructor(
    private readonly name: string,
    private readonly layout: CsvLayout,
    private readonly rowStart: number,
  ) {
    this.isHeader = layout.hasHeader;
    this.clear();
  }

  add(fields: string[], line: number): void {
    const { names, indices } = this.layout;
    // A blank line is a row without a value only where rows have one value.
    if (fields.length === 1 && fields[0] === "" && names.length > 1) return;
    if (this.isHeader) {
      this.isHeader = false;
      return;
    }
    if (fields.length !== names.length) {
      throw new Malformed(line, `expected ${names.length} fields, got ${fields.length}`);
    }
    if (this.count >= this.rowStart) {
      const numbers = indices.map((index) => {
        const number = numberIn(fields[index]);
        if (number !== undefined) return number;
        const place = placeOf(this.name, names[index], this.count + 1, line);
        throw new Error(`${place}: expected a number, got ${quoted(fields[index])}`);
      });
      for (const [index, number] of numbers.entries()) this.columns[index].push(number);
      this.lines.push(line);
    }
    this.count++;
  }

  /** The rows since the last batch; undefined: there are none. */
  batch(): Batch | undefined {
    const { lines, columns } = this;
    if (lines.length === 0) return undefined;
    const first = this.count - lines.length;
    this.clear();
    return { first, count: lines.length, columns: columns.map(columnOf), lines };
  }

  private clear(): void {
    this.columns = this.layout.indices.map(() => []);
    this.lines = [];
  }
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text);
}
