import { StringDecoder } from "node:string_decoder";
import type { Source } from "../files/source.js";
import { note } from "../text/notes.js";
import { isUtf16, refuseBigEndian, utf8Checked } from "./utf8-check.js";

/** The text of a file, without a byte order mark. Where it is garbled, a note says so. */
export async function* decoded(
  chunks: AsyncIterable<Buffer>,
  source: Source,
): AsyncGenerator<string> {
  const noteGarbled = (line: number) => {
    note(`${source.name} line ${line}: not UTF-8; names and text may be garbled`);
  };
  let decoder: StringDecoder | undefined;
  let started = false;
  for await (const chunk of utf8Checked(chunks, noteGarbled)) {
    if (decoder === undefined) refuseBigEndian(chunk, source.name);
    decoder ??= new StringDecoder(isUtf16(chunk) ? "utf16le" : "utf8");
    const text = decoder.write(chunk);
    yield !started && text.startsWith("\ufeff") ? text.slice(1) : text;
    started ||= text !== "";
  }
  if (decoder !== undefined) yield decoder.end();
}
