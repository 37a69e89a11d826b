import { StringDecoder } from "node:string_decoder";
import type { Source } from "../files/source.js";
import { counted } from "../text/wording.js";
import { longestRecord } from "./longest-record.js";
import { isUtf16, refuseBigEndian } from "./utf8-check.js";

const names = new Map([
  [",", "comma"],
  [";", "semicolon"],
  ["\t", "tab"],
  ["|", "pipe"],
]);

/**
 * Passes a file on, unless its first line holds other delimiters in place of the one in use. Nothing
 * is passed on before that is known: to the parser, quotes around another delimiter are malformed.
 */
export async function* delimiterChecked(
  chunks: AsyncIterable<Buffer>,
  source: Source,
): AsyncGenerator<Buffer> {
  const lines = new FirstLines(source.delimiter);
  let looking = !source.delimiterAsked;
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    if (!looking) {
      yield chunk;
      continue;
    }
    if (bytes === 0) refuseBigEndian(chunk, source.name);
    held.push(chunk);
    bytes += chunk.length;
    lines.add(chunk);
    if (lines.enough) checkDelimiter(lines, source);
    else if (!lines.first.blank && bytes <= longestRecord) continue;
    // What is longer the parser refuses, in the words for any line.
    looking = !lines.enough && bytes <= longestRecord;
    yield* held;
    held = [];
    bytes = 0;
  }
  if (looking) checkDelimiter(lines, source);
  yield* held;
}

/** What separates the fields of a line, as it comes in. */
class Line {
  blank = true;
  quoted = false;
  /** How often each delimiter stands outside quotes. */
  readonly counts = new Map(Array.from(names.keys(), (delimiter) => [delimiter, 0]));
  /** What stands between runs of spaces, and how much of it starts as a number does. */
  words = 0;
  numbers = 0;
  private word = "";
  private previous = "";

  add(character: string): void {
    this.blank = false;
    const space = character === " " && !this.quoted;
    if (space) this.endWord();
    // More of it than shows a number is not needed.
    else if (this.word.length < 3) this.word += character;
    if (character === '"') this.quoted = !this.quoted && this.fieldMayStart();
    else if (!this.quoted) this.count(character);
    this.previous = character;
  }

  end(): void {
    this.endWord();
  }

  private endWord(): void {
    if (this.word === "") return;
    this.words++;
    if (/^[+-]?[.,]?\d/.test(this.word)) this.numbers++;
    this.word = "";
  }

  /** Elsewhere a quote is text, or the second of two within quotes. */
  private fieldMayStart(): boolean {
    return /^["\s]?$/.test(this.previous) || this.counts.has(this.previous);
  }

  private count(character: string): void {
    const count = this.counts.get(character);
    if (count !== undefined) this.counts.set(character, count + 1);
  }
}

/** The first line that is not blank, and the next where the first leaves doubts. */
class FirstLines {
  readonly first = new Line();
  readonly second = new Line();
  enough = false;
  private current = this.first;
  private decoder: StringDecoder | undefined;

  constructor(private readonly delimiter: string) {}

  add(chunk: Buffer): void {
    this.decoder ??= new StringDecoder(isUtf16(chunk) ? "utf16le" : "utf8");
    for (const character of this.decoder.write(chunk)) {
      if (character === "\ufeff" && this.first.blank) continue;
      const lineBreak = character === "\n" || character === "\r";
      if (!lineBreak || this.current.quoted) this.current.add(character);
      else if (!this.current.blank) this.end();
      if (this.enough) return;
    }
  }

  end(): void {
    this.current.end();
    const decided =
      this.first.counts.get(this.delimiter) !== 0 ||
      commonestIn(this.first).count > 0 ||
      this.first.words < 2;
    this.enough = decided || this.current === this.second;
    this.current = this.second;
  }
}

function commonestIn({ counts }: Line): { delimiter: string; count: number } {
  const [commonest] = Array.from(counts, ([delimiter, count]) => ({ delimiter, count })).sort(
    (a, b) => b.count - a.count,
  );
  return commonest;
}

function checkDelimiter(lines: FirstLines, { name, delimiter, header }: Source): void {
  if (!lines.enough) lines.end();
  const { first } = lines;
  if (first.counts.get(delimiter) !== 0) return;
  const line = header ? "the header" : "the first line";
  const expected = `${name}: ${line} has no ${names.get(delimiter) ?? JSON.stringify(delimiter)}`;
  const commonest = commonestIn(first);
  if (commonest.count > 0) {
    const other = commonest.delimiter;
    throw new Error(
      `${expected} but ${counted(commonest.count, names.get(other) ?? other)}; ` +
        `try --delimiter ${other === "\t" ? "tab" : JSON.stringify(other)}`,
    );
  }
  if (areWordsFields(lines, header)) {
    throw new Error(`${expected} but ${first.words} words between spaces; try --delimiter space`);
  }
}

/** A name may have several words; but hardly one for each word of a row that holds numbers. */
function areWordsFields({ first, second }: FirstLines, header: boolean): boolean {
  const row = header || !second.blank ? second : first;
  if (first.words < 2 || row.words < 2) return false;
  return row.numbers === row.words || (row.numbers > 0 && row.words === first.words);
}
