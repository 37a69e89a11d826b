import { longestRecord } from "./longest-record.js";

/** What is wrong with text that is no CSV. */
export class Malformed extends Error {
  /** @param line on which it is seen */
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Finds the records in text that comes in pieces (RFC 4180, but for the delimiter), and the lines of
 * the text, counted from 1, on which they start. Blank lines are no records; a space for a delimiter
 * stands for any number of spaces. Lines may end in LF, CR LF or CR, which within quotes become LF.
 *
 * Time grows with the text alone, however its pieces are cut: of a record that has not ended, only
 * what is new is looked at.
 */
export class Records {
  /** The line on which the last record ends; 0: there is none yet. */
  end = 0;
  /** The line on which what comes next starts. */
  private line = 1;
  /** Pieces of the record that has not ended. */
  private held: string[] = [];
  private heldLength = 0;
  private inQuotes = false;
  private hasQuotes = false;
  /** Line breaks within the quotes of the record. */
  private breaks = 0;
  /** Whether what is next tells if a quote, the last character so far, has closed its field. */
  private closing = false;
  /** A carriage return at the end, which may be one of CR LF. */
  private carried = "";

  constructor(
    private readonly delimiter: string,
    private readonly visit: (fields: string[], line: number) => void,
  ) {}

  write(piece: string): void {
    const text = this.carried + piece;
    this.carried = text.endsWith("\r") ? "\r" : "";
    this.take(this.carried === "" ? text : text.slice(0, -1));
    if (this.heldLength > longestRecord) {
      throw new Malformed(
        this.line,
        `the row that starts here is longer than ${longestRecord / 1e6} MB; ` +
          `is a line break or a closing quote missing?`,
      );
    }
  }

  /** The text ends here. */
  finish(): void {
    // A line break more ends the last record, and makes no other.
    this.take(`${this.carried}\n`);
    if (this.inQuotes) throw new Unclosed();
  }

  private take(piece: string): void {
    if (piece === "") return;
    const text = piece.includes("\r") ? piece.replace(/\r\n?/g, "\n") : piece;
    let start = 0;
    let quote = text.indexOf('"');
    let lineBreak = text.indexOf("\n");
    if (this.closing) {
      this.closing = false;
      // The second of two quotes is text.
      if (quote === 0) quote = text.indexOf('"', 1);
      else this.close(text, 0);
    }
    for (;;) {
      if (this.inQuotes) {
        for (; lineBreak >= 0 && (quote < 0 || lineBreak < quote); this.breaks++) {
          lineBreak = text.indexOf("\n", lineBreak + 1);
        }
        this.closing = quote === text.length - 1;
        if (quote < 0 || this.closing) break;
        if (text.startsWith('"', quote + 1)) quote++;
        else this.close(text, quote + 1);
        quote = text.indexOf('"', quote + 1);
      } else if (quote >= 0 && (lineBreak < 0 || quote < lineBreak)) {
        this.open(text, start, quote);
        quote = text.indexOf('"', quote + 1);
      } else {
        if (lineBreak < 0) break;
        this.endRecord(text.slice(start, lineBreak));
        start = lineBreak + 1;
        lineBreak = text.indexOf("\n", start);
      }
    }
    if (start < text.length) {
      this.held.push(text.slice(start));
      this.heldLength += text.length - start;
    }
  }

  private open(text: string, start: number, quote: number): void {
    const before = text.slice(Math.max(start, quote - this.delimiter.length), quote);
    const tail = before.length < this.delimiter.length ? (this.held.at(-1) ?? "") + before : before;
    if (tail !== "" && !tail.endsWith(this.delimiter)) {
      throw new Malformed(
        this.line + this.breaks,
        "a quote inside a field that does not start with one",
      );
    }
    this.inQuotes = true;
    this.hasQuotes = true;
  }

  private close(text: string, at: number): void {
    if (text.charAt(at) !== "\n" && !text.startsWith(this.delimiter, at)) {
      throw new Malformed(
        this.line + this.breaks,
        "text between a closing quote and the end of its field",
      );
    }
    this.inQuotes = false;
  }

  private endRecord(rest: string): void {
    let record = rest;
    if (this.heldLength > 0) {
      this.held.push(rest);
      record = this.held.join("");
      this.held = [];
      this.heldLength = 0;
    }
    const { line } = this;
    if (record !== "") {
      const fields = this.fieldsOf(record);
      this.line += this.breaks;
      this.breaks = 0;
      this.hasQuotes = false;
      if (fields.length > 0) {
        this.end = this.line;
        this.visit(fields, line);
      }
    }
    this.line++;
  }

  private fieldsOf(record: string): string[] {
    if (this.hasQuotes) return quotedFields(record, this.delimiter);
    const fields = record.split(this.delimiter);
    return this.delimiter === " " ? fields.filter((field) => field !== "") : fields;
  }
}

/** A quote that is never closed. */
export class Unclosed extends Error {}

/** The fields of a record whose quotes are well placed. */
function quotedFields(record: string, delimiter: string): string[] {
  const fields: string[] = [];
  for (let at = 0; at <= record.length;) {
    if (record.startsWith('"', at)) {
      let close = record.indexOf('"', at + 1);
      while (record.startsWith('"', close + 1)) close = record.indexOf('"', close + 2);
      fields.push(record.slice(at + 1, close).replaceAll('""', '"'));
      at = close + 1 + delimiter.length;
    } else {
      const found = record.indexOf(delimiter, at);
      const end = found < 0 ? record.length : found;
      // Between two spaces of a run stands nothing; but "" is a field.
      if (delimiter !== " " || end > at) fields.push(record.slice(at, end));
      at = end + delimiter.length;
    }
  }
  return fields;
}

/** The fields of text that is one record; undefined where it is not. */
export function fieldsIn(text: string, delimiter: string): string[] | undefined {
  const found: string[][] = [];
  const records = new Records(delimiter, (fields) => found.push(fields));
  try {
    records.write(text);
    records.finish();
  } catch {
    return undefined;
  }
  return found.length === 1 ? found[0] : undefined;
}
