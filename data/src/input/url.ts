import { checkWithin, type Bytes, type Input } from "./file.js";
import { readingAhead } from "./read-ahead.js";
import { headOf, partOf, type Place } from "./requests.js";
import { isSame, type Version } from "./version.js";

/** Whether a text is a URL, not a path. */
export function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/** An object behind a URL, of which the server sends parts. */
export async function urlInput(given: string | URL): Promise<Input> {
  const url = parsed(given);
  const place: Place = { href: url.href, shown: url.origin + url.pathname };
  const name = nameOf(url);
  let answersHead = true;
  const versionNow = async (): Promise<Version> => {
    const head = answersHead ? await headOf(place) : undefined;
    if (head?.isSure) return head.version;
    const { version } = await partOf(place, 0, 1, () => undefined);
    answersHead = head !== undefined && version.size === undefined;
    return answersHead ? head!.version : version;
  };
  const first = await versionNow();
  const { size } = first;
  if (size === undefined) {
    const where = "in Content-Length or Content-Range; to a page, its CORS rules must expose them";
    throw new Error(`${place.shown}: the server does not say how long the file is, ${where}`);
  }
  const check = (now: Version): void => {
    if (isSame(first, now)) return;
    throw new Error(`${name}: the file has changed since it was opened; open it anew`);
  };
  const read = async (start: number, end: number): Promise<Uint8Array<ArrayBuffer>> => {
    checkWithin(name, size, end);
    if (start === end) return new Uint8Array();
    const { bytes } = await partOf(place, start, end, check);
    checkWithin(name, start + bytes.length, end);
    return bytes;
  };
  const bytes: Bytes = { read, close: () => Promise.resolve() };
  return {
    name,
    size,
    open: () => Promise.resolve(readingAhead(bytes, size)),
    checkUnchanged: async () => check(await versionNow()),
  };
}

/** No message has more of a URL than may be shown: what cannot be parsed is not shown at all. */
function parsed(given: string | URL): URL {
  let url: URL;
  try {
    url = new URL(given);
  } catch {
    throw new TypeError(
      "expected a URL such as https://host/file.parquet, got one that is invalid",
    );
  }
  if (!isUrl(url.href)) {
    const got = `one that starts with ${url.protocol}`;
    throw new TypeError(`expected a URL that starts with http:// or https://, got ${got}`);
  }
  if (url.username !== "" || url.password !== "") {
    const shown = url.origin + url.pathname;
    throw new TypeError(
      `${shown}: expected a URL without a name and a password, got one with them`,
    );
  }
  return url;
}

/** The last segment of the path, as a file would be called. */
function nameOf({ pathname, host }: URL): string {
  const segment = pathname.split("/").findLast((each) => each !== "") ?? host;
  try {
    return decodeURIComponent(segment);
  } catch {
    // A percent sign that encodes nothing.
    return segment;
  }
}
