import { pathInput } from "../platform/node.js";
import { checkWithin, type Bytes, type Input } from "./file.js";
import { isUrl, urlInput } from "./url.js";

/**
 * What can be read: a path, in Node; and anywhere a Blob or a File, such as one dropped on a page, or
 * a URL, as a text that starts with http:// or https:// or as an object. Of a URL only those parts are
 * loaded that are read, so the server has to send ranges, as S3 and Google Cloud Storage do.
 */
export type SourceInput = string | URL | Blob;

export async function inputOf(input: SourceInput): Promise<Input> {
  if (input instanceof URL || (typeof input === "string" && isUrl(input))) {
    return await urlInput(input);
  }
  if (typeof input === "string") return await pathInput(input);
  if (input instanceof Blob) return blobInput(input);
  throw new TypeError("expected a path, a URL, a Blob or a File");
}

function blobInput(blob: Blob): Input {
  const { size } = blob;
  // Only a File has a name.
  const name = (blob as Partial<File>).name ?? "blob";
  const bytes: Bytes = {
    read: async (start, end) => {
      checkWithin(name, size, end);
      return new Uint8Array(await blob.slice(start, end).arrayBuffer());
    },
    close: () => Promise.resolve(),
  };
  return {
    name,
    size,
    open: () => Promise.resolve(bytes),
    checkUnchanged: () => Promise.resolve(),
  };
}
