import { StringDecoder } from "node:string_decoder";
import { longestRecord } from "./longest-record.js";
import { isUtf16 } from "./utf8-check.js";
import type { Source } from "./source.js";
import { counted } from "./wording.js";

const names = new Map([
  [",", "comma"],
  [";", "semicolon"],
  ["\t", "tab"],
  ["|", "pipe"],
]);

/**
 * Passes a file on, unless its header holds other delimiters in place of the one in use. Nothing is
 * passed on before that is known: to the parser, quotes around another delimiter are malformed.
 */
export async function* headerChecked(
  chunks: AsyncIterable<Buffer>,
  source: Source,
): AsyncGenerator<Buffer> {
  const header = new Header();
  let looking = !source.delimiterAsked;
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    if (!looking) {
      yield chunk;
      continue;
    }
    held.push(chunk);
    bytes += chunk.length;
    header.add(chunk);
    if (header.complete) checkDelimiter(header, source);
    else if (!header.blank && bytes <= longestRecord) continue;
    // What is longer the parser refuses, in the words for any line.
    looking = !header.complete && bytes <= longestRecord;
    yield* held;
    held = [];
    bytes = 0;
  }
  if (looking) checkDelimiter(header, source);
  yield* held;
}

/** The first line that is not blank, as it comes in. */
class Header {
  complete = false;
  blank = true;
  /** How often each delimiter stands outside quotes. */
  readonly counts = new Map(Array.from(names.keys(), (delimiter) => [delimiter, 0]));
  private quoted = false;
  private previous = "";
  private decoder: StringDecoder | undefined;

  add(chunk: Buffer): void {
    this.decoder ??= new StringDecoder(isUtf16(chunk) ? "utf16le" : "utf8");
    for (const character of this.decoder.write(chunk)) {
      if (character === "\ufeff" && this.blank) continue;
      const lineBreak = character === "\n" || character === "\r";
      if (lineBreak && !this.quoted) {
        if (this.blank) continue;
        this.complete = true;
        return;
      }
      this.blank = false;
      if (character === '"') this.quoted = !this.quoted && this.fieldMayStart();
      else if (!this.quoted) this.count(character);
      this.previous = character;
    }
  }

  /** Elsewhere a quote is text, or the second of two within quotes. */
  private fieldMayStart(): boolean {
    return this.previous === "" || this.previous === '"' || this.counts.has(this.previous);
  }

  private count(character: string): void {
    const count = this.counts.get(character);
    if (count !== undefined) this.counts.set(character, count + 1);
  }
}

function checkDelimiter({ counts }: Header, { name, delimiter }: Source): void {
  if (counts.get(delimiter) !== 0) return;
  const [commonest] = Array.from(counts, ([other, count]) => ({ other, count })).sort(
    (a, b) => b.count - a.count,
  );
  if (commonest.count === 0) return;
  const { other, count } = commonest;
  throw new Error(
    `${name}: the header has no ${names.get(delimiter) ?? JSON.stringify(delimiter)} but ` +
      `${counted(count, names.get(other) ?? other)}; ` +
      `try --delimiter ${other === "\t" ? "tab" : JSON.stringify(other)}`,
  );
}
