/** The longest record: a quote that never closes would else take in the rest of the file. */
const longest = 2 ** 24;

/** Text that is no CSV. */
export class Malformed extends Error {
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Splits text into records and fields as RFC 4180 has it. A quote means something only where a
 * field starts with it. Lines that are empty count as records of one empty field.
 */
export class CsvRecords {
  private rest = "";
  private line = 1;

  constructor(
    private readonly delimiter: string,
    private readonly onRecord: (fields: string[], line: number) => void,
  ) {}

  /** Takes more text; at the end, what has no line break behind it is a record too. */
  write(more: string, isEnd = false): void {
    const text = this.rest + more;
    let at = 0;
    let quote = text.indexOf('"');
    while (at < text.length) {
      let end = text.indexOf("\n", at);
      if (end < 0) {
        if (!isEnd) break;
        end = text.length;
      }
      if (quote >= 0 && quote < at) quote = text.indexOf('"', at);
      if (quote >= 0 && quote < end) {
        const next = this.quoted(text, at, isEnd);
        if (next === undefined) break;
        at = next;
      } else {
        this.onRecord(
          text.slice(at, withoutReturn(text, at, end)).split(this.delimiter),
          this.line,
        );
        this.line++;
        at = end + 1;
      }
    }
    this.rest = text.slice(at);
    if (this.rest.length > longest) {
      throw new Malformed(
        this.line,
        "a record of more than 16 MB starts here: a quote may be open",
      );
    }
  }

  /** Reads a record with quotes; returns where the next one starts, undefined: there is no end. */
  private quoted(text: string, start: number, isEnd: boolean): number | undefined {
    const { delimiter, line } = this;
    const fields: string[] = [];
    let lines = 1;
    for (let at = start; ;) {
      if (text[at] === '"') {
        const close = closingQuote(text, at + 1);
        if (close < 0 && !isEnd) return undefined;
        if (close < 0) throw new Malformed(line, "a quote opens in this record and never closes");
        const field = text.slice(at + 1, close);
        for (let i = field.indexOf("\n"); i >= 0; i = field.indexOf("\n", i + 1)) lines++;
        fields.push(field.replaceAll('""', '"'));
        at = close + 1;
        if (text[at] === "\r" && (text[at + 1] === "\n" || (isEnd && at + 1 === text.length))) at++;
      } else {
        const bounds = [text.indexOf(delimiter, at), text.indexOf("\n", at)];
        const end = Math.min(...bounds.map((bound) => (bound < 0 ? text.length : bound)));
        if (end === text.length && !isEnd) return undefined;
        const isLast = text[end] !== delimiter;
        fields.push(text.slice(at, isLast ? withoutReturn(text, at, end) : end));
        at = end;
      }
      if (at >= text.length || text[at] === "\n") {
        // Whether a quote closes or stands for one is known only by what follows.
        if (at >= text.length && !isEnd) return undefined;
        this.onRecord(fields, line);
        this.line += lines;
        return at + 1;
      }
      if (text[at] !== delimiter) {
        if (text[at] === "\r" && at + 1 === text.length) return undefined;
        throw new Malformed(line, "something stands between a closing quote and the next field");
      }
      at++;
    }
  }
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

/** Where a line ends that may have a carriage return before its line feed. */
function withoutReturn(text: string, start: number, end: number): number {
  return end > start && text[end - 1] === "\r" ? end - 1 : end;
}
