import { StringDecoder } from "node:string_decoder";
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
  const held: Buffer[] = [];
  for await (const chunk of chunks) {
    held.push(chunk);
    if (!header.complete) header.add(chunk);
    if (!header.complete) continue;
    checkDelimiter(header.unquoted, source);
    yield* held.splice(0);
  }
  checkDelimiter(header.unquoted, source);
  yield* held;
}

/** The first line that is not blank, as it comes in. */
class Header {
  complete = false;
  /** Its text outside quotes. */
  unquoted = "";
  private blank = true;
  private quoted = false;
  private decoder: StringDecoder | undefined;

  add(chunk: Buffer): void {
    this.decoder ??= new StringDecoder(isUtf16(chunk) ? "utf16le" : "utf8");
    for (const character of this.decoder.write(chunk).replace(/^\ufeff/, "")) {
      const lineBreak = character === "\n" || character === "\r";
      if (lineBreak && !this.quoted) {
        if (this.blank) continue;
        this.complete = true;
        return;
      }
      this.blank = false;
      if (character === '"') this.quoted = !this.quoted;
      else if (!this.quoted) this.unquoted += character;
    }
  }
}

function checkDelimiter(header: string, { name, delimiter, delimiterAsked }: Source): void {
  if (delimiterAsked || header.includes(delimiter)) return;
  const [commonest] = Array.from(names.keys(), (other) => ({
    other,
    count: header.split(other).length - 1,
  })).sort((a, b) => b.count - a.count);
  if (commonest.count === 0) return;
  const { other, count } = commonest;
  throw new Error(
    `${name}: the header has no ${names.get(delimiter) ?? JSON.stringify(delimiter)} but ` +
      `${counted(count, names.get(other) ?? other)}; ` +
      `try --delimiter ${other === "\t" ? "tab" : JSON.stringify(other)}`,
  );
}
