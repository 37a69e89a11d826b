import { basename } from "node:path";
import { fileReason } from "../files/errors.js";
import { changed, type Kept } from "../files/kept.js";
import type { Kind } from "../files/kinds.js";
import type { Source } from "../files/source.js";
import { allBytes } from "../formats/all-bytes.js";
import { gzipped } from "../formats/gzipped.js";
import { gunzipped, gzipReason } from "../formats/gunzipped.js";
import { inOneGo } from "../records/in-one-go.js";
import { shownWhileRead } from "../records/read-status.js";
import { clusterName } from "../table/added-columns.js";
import type { Dataset } from "../table/dataset.js";
import { note } from "../text/notes.js";
import { listed, quoted } from "../text/wording.js";
import type { Added } from "./added.js";
import { withAddition, type Addition } from "./byte-text.js";
import { convertedTo } from "./conversion.js";
import { OtherDelimiter } from "./delimiters.js";
import { AddedFields } from "./fields.js";
import type { OutputForm } from "./form.js";
import { AddedToJson } from "./json.js";
import { AddedMembers } from "./members.js";
import type { Opened } from "./whole.js";

/** What is read as a whole, and what that needs is imported only then. */
const openers: Partial<Record<Kind, () => Promise<Opened>>> = {
  arrow: async () => (await import("./arrow.js")).openedArrow,
  parquet: async () => (await import("./parquet.js")).openedParquet,
  npy: async () => (await import("./npy.js")).openedNpy,
  xlsx: async () => (await import("./xlsx.js")).openedXlsx,
};

/** The bytes of a table that is read again, with further columns. */
export function tableWith(
  added: Added,
  dataset: Dataset,
  kept: Kept,
  form: OutputForm,
  signal?: AbortSignal,
): AsyncIterable<Uint8Array> {
  const content = unpackedTable(added, dataset, kept, form, signal);
  return form.gzip ? gzipped(content) : content;
}

async function* unpackedTable(
  added: Added,
  dataset: Dataset,
  kept: Kept,
  form: OutputForm,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const source = kept.again();
  const title = form.path === "-" ? "standard output" : basename(form.path);
  try {
    const chunks = gunzipped(shownWhileRead(source.open(), source, "writing", title));
    const opener = openers[source.kind];
    if (opener === undefined) {
      yield* addedTo(chunks, added, dataset, source, form);
    } else {
      const open = await opener();
      const bytes = await allBytes(chunks, source);
      kept.checkUnchanged();
      const how = { signal, verb: "writing", title };
      const opened = () => open(bytes, source, dataset.layout);
      if (form.kind === source.kind) {
        yield await inOneGo(bytes, source, async () => (await opened()).with(added), how);
      } else {
        const cells = await inOneGo(bytes, source, async () => (await opened()).cells(), how);
        for (const text of convertedTo(form.kind, dataset.layout.names, cells, added)) {
          yield Buffer.from(text);
        }
      }
    }
    kept.checkUnchanged();
  } catch (error) {
    const reason = fileReason(error) ?? gzipReason(error);
    if (reason !== undefined) throw new Error(`${source.name}: ${reason}`, { cause: error });
    throw error;
  }
}

async function* addedTo(
  chunks: AsyncIterable<Buffer>,
  added: Added,
  { layout }: Dataset,
  source: Source,
  { otherDelimiter }: OutputForm,
): AsyncGenerator<Buffer> {
  let addition: (Addition & { readonly complete: boolean }) | undefined;
  yield* withAddition(chunks, (encoded) => {
    if (source.kind === "json") {
      addition = new AddedToJson(added, encoded);
    } else if (source.kind === "ndjson") {
      addition = new AddedMembers(1, added, encoded);
    } else if (otherDelimiter === undefined) {
      addition = new AddedFields(layout, added, source, encoded);
    } else {
      addition = new OtherDelimiter(source, added, otherDelimiter, encoded);
    }
    return addition;
  });
  if (addition?.complete !== true) throw changed(source);
}

/** What to say of the names of further columns: that others were wanted, or that they have none. */
export function noteNames(
  added: Added,
  { layout, columns, title }: Dataset,
  source: Source,
  form: OutputForm,
): void {
  const [name] = added.names;
  const first = layout.names.length + 1;
  if (!layout.named && !(source.kind === "npy" && form.kind !== "npy")) {
    const used = columns.map((column) => /^column (\d+)$/.exec(column)?.[1]);
    const advice =
      used.length <= 10 && !used.includes(undefined) ? `--columns ${used.join()}` : "--columns";
    note(
      `the columns have no names, so column ${first} will be taken for one to cluster by where the ` +
        `output is read again, unless ${advice} chooses the others`,
    );
  } else if (name !== clusterName) {
    note(
      `${title} has columns of these names already, so the new ones are ` +
        listed(added.names.map(quoted), 5),
    );
  }
}
