import type { Source } from "../files/source.js";
import { bar, statusLine, type Status } from "../text/status-line.js";

/**
 * Passes a file on, and shows how much of it has been read.
 *
 * @param verb what is done meanwhile
 * @param title and with which file
 */
export async function* shownWhileRead(
  chunks: AsyncIterable<Buffer>,
  source: Source,
  verb = "reading",
  title = source.title,
): AsyncGenerator<Buffer> {
  const size = source.size();
  let bytes = 0;
  const show = () => {
    // What a user types stands where the status would.
    if (!source.typed) statusLine.show(readStatus(title, bytes, size, verb));
  };
  show();
  for await (const chunk of chunks) {
    bytes += chunk.length;
    show();
    yield chunk;
  }
}

/** @param size how many bytes there are; undefined where only the end will tell */
export function readStatus(
  title: string,
  bytes: number,
  size: number | undefined,
  verb = "reading",
): Status {
  // A file may grow while it is read.
  const share = size === undefined ? undefined : Math.min(1, bytes / size);
  return {
    share,
    parts: [
      { text: `${verb} ${title} …`, rank: 0 },
      { text: bar, rank: 2 },
      {
        text:
          share === undefined ? `${Math.floor(bytes / 1e6)} MB` : `${Math.floor(100 * share)} %`,
        rank: 1,
      },
    ],
  };
}
