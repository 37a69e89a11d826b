import Papa, { type ParseError, type ParseStepResult } from "papaparse";
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
 * Finds the records in text that comes in pieces, and the lines of the text, counted from 1, on
 * which they are. Blank lines are no records; a space for a delimiter stands for any number of
 * spaces. Lines may end in LF, CR LF or CR, which within quotes become LF.
 *
 * The parser is given whole lines. Where these end within quotes, it reads the record again with
 * what follows: not before that may close the quotes, and has doubled the record, lest time grow
 * with the square of it.
 */
export class Records {
  /** The line on which what is held starts. */
  private line = 1;
  /** Lines in which a record starts whose quotes are open. */
  private open = "";
  /** What has come after them. */
  private pieces: string[] = [];
  private piecesLength = 0;
  /** Whether a piece may end the record that comes first. */
  private ending = false;
  /** A carriage return at the end, which may be one of CR LF. */
  private carried = "";

  constructor(
    private readonly delimiter: string,
    /** Is given a record, and the lines on which it starts and ends. */
    private readonly visit: (fields: string[], line: number, end: number) => void,
  ) {}

  write(piece: string): void {
    const text = this.carried + piece;
    this.carried = text.endsWith("\r") ? "\r" : "";
    this.hold(this.carried === "" ? text : text.slice(0, -1));
    if (this.ending && this.length >= Math.min(2 * this.open.length, longestRecord)) {
      this.parse(false);
    }
    if (this.length > longestRecord) {
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
    this.hold(`${this.carried}\n`);
    this.parse(true);
  }

  private get length(): number {
    return this.open.length + this.piecesLength;
  }

  private hold(piece: string): void {
    const text = piece.includes("\r") ? piece.replace(/\r\n?/g, "\n") : piece;
    this.pieces.push(text);
    this.piecesLength += text.length;
    this.ending ||= text.includes(this.open === "" ? "\n" : '"');
  }

  private parse(final: boolean): void {
    const held = this.open + this.pieces.join("");
    // Millions of blank lines take the parser ten times as long.
    let start = 0;
    while (held.startsWith("\n", start)) start++;
    this.line += start;
    const end = held.lastIndexOf("\n") + 1;
    this.open = this.parseLines(held.slice(start, end), final);
    this.pieces = [];
    this.piecesLength = 0;
    this.ending = false;
    this.hold(held.slice(end));
  }

  /** Returns the lines of the record whose quotes are open at their end, "" where none are. */
  private parseLines(lines: string, final: boolean): string {
    const { delimiter } = this;
    const hasQuotes = lines.includes('"');
    let start = 0;
    const step = ({ data, errors, meta }: ParseStepResult<string[]>) => {
      // After the last line break comes no other record.
      if (start === lines.length) return;
      if (errors.length > 0) {
        const [error] = errors;
        // That quotes are open is wrong only if nothing follows.
        if (error.code === "MissingQuotes" && !final) return;
        throw this.malformed(lines, start, error);
      }
      const present = presentFields(data, delimiter, lines, start);
      const height = hasQuotes ? breaksIn(lines.slice(start, meta.cursor)) : 1;
      if (present.length > 0) this.visit(present, this.line, this.line + height - 1);
      this.line += height;
      start = meta.cursor;
    };
    // The parser takes off a byte order mark; here it is text.
    const text = lines.startsWith("\ufeff") ? `\ufeff${lines}` : lines;
    Papa.parse<string[]>(text, { delimiter, newline: "\n", step });
    return lines.slice(start);
  }

  /** @param start of the record in which something is wrong */
  private malformed(lines: string, start: number, { code, index = start }: ParseError): Malformed {
    const unclosed = code === "MissingQuotes";
    const at = unclosed ? index : closingQuote(lines, index);
    return new Malformed(
      this.line + breaksIn(lines.slice(start, at)),
      unclosed
        ? "a quote that opens here is never closed"
        : "text between a closing quote and the end of its field",
    );
  }
}

/** The fields of a record that are there: blank lines have none, nor is one between two spaces. */
function presentFields(fields: string[], delimiter: string, text: string, start: number): string[] {
  if (delimiter !== " ") {
    return fields.length > 1 || fields[0] !== "" || text.startsWith('"', start) ? fields : [];
  }
  let at = start;
  return fields.filter((field) => {
    // "" is a field.
    const quoted = text.startsWith('"', at);
    // A quote within quotes is written twice.
    at += field.length + (quoted ? 2 + field.split('"').length - 1 : 0) + 1;
    return quoted || field !== "";
  });
}

function breaksIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

/** Where the first quote is that is not one of two. */
function closingQuote(text: string, start: number): number {
  let quote = text.indexOf('"', start);
  while (text.startsWith('"', quote + 1)) quote = text.indexOf('"', quote + 2);
  return quote;
}
