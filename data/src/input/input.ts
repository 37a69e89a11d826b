import { pathInput } from "../platform/node.js";
import { checkWithin, type Bytes, type Input } from "./file.js";

/** What can be read: a path, in Node; a Blob or a File, such as one dropped on a page, anywhere. */
export type SourceInput = string | Blob;

export async function inputOf(input: SourceInput): Promise<Input> {
  if (typeof input === "string") return await pathInput(input);
  if (input instanceof Blob) return blobInput(input);
  throw new TypeError("expected a path, a Blob or a File");
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
