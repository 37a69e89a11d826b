import { versionOf, type Version } from "./version.js";

/** Where an object is, and what of that may be shown: a query may hold a signature. */
export interface Place {
  readonly href: string;
  /** Without query, name and password. */
  readonly shown: string;
}

/** Part of an object, and what the answer says of the whole. */
export interface Part {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly version: Version;
}

/** What is said of an object without any bytes of it. */
export interface Head {
  readonly version: Version;
  /** Whether its size is; a page is not told of another origin that a length is of packed bytes. */
  readonly isSure: boolean;
}

/** How long to wait before each further try, in milliseconds. */
const waits = [200, 400, 800];

/** What may go well when it is tried again. */
class Passing extends Error {}

/**
 * What the server says of an object when it is asked for no bytes of it; undefined: it says nothing
 * that is of use. Presigned URLs are for GET alone, and other servers leave out the length, or give
 * that of what they would pack.
 */
export async function headOf({ href }: Place): Promise<Head | undefined> {
  let answer: Response;
  try {
    const headers = { "Accept-Encoding": "identity" };
    answer = await fetch(href, { method: "HEAD", cache: "no-store", headers });
  } catch {
    // What is wrong, if anything is, is told by the GET that follows.
    return undefined;
  }
  if (answer.redirected && new URL(answer.url).origin !== new URL(href).origin) return undefined;
  const size = Number(answer.headers.get("Content-Length"));
  const isOfUse = answer.status === 200 && size > 0 && packingOf(answer) === undefined;
  if (!isOfUse) return undefined;
  return { version: versionOf(answer.headers, size), isSure: answer.type !== "cors" };
}

/**
 * Reads bytes `[start, end)` of an object, at least one; none of an object that is empty, or ends
 * before them. What may pass is tried again.
 *
 * @param check refuses another version than is expected, before its bytes are read
 */
export async function partOf(
  place: Place,
  start: number,
  end: number,
  check: (version: Version) => void,
): Promise<Part> {
  for (const wait of waits) {
    try {
      return await partOnce(place, start, end, check);
    } catch (error) {
      if (!(error instanceof Passing)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  return await partOnce(place, start, end, check);
}

async function partOnce(
  { href, shown }: Place,
  start: number,
  end: number,
  check: (version: Version) => void,
): Promise<Part> {
  let answer: Response;
  try {
    // If-Match would ask pages for a permission more, and refuse weak tags: answers are compared.
    const headers = { Range: `bytes=${start}-${end - 1}` };
    answer = await fetch(href, { cache: "no-store", headers });
  } catch (error) {
    throw passing(`${shown}: the server cannot be reached`, error);
  }
  // Whoever may read one server may not mean others: a redirect within it is followed.
  if (answer.redirected && new URL(answer.url).origin !== new URL(href).origin) {
    await answer.body?.cancel().catch(() => undefined);
    throw new Error(
      `${shown}: the server sends to another, ${new URL(answer.url).origin}; name that`,
    );
  }
  try {
    const { version, length } = rangeIn(answer, shown, start, end);
    check(version);
    if (length === 0) return { version, bytes: new Uint8Array() };
    return { version, bytes: await bodyOf(answer, shown, length) };
  } finally {
    // Does nothing to a body that has been read.
    await answer.body?.cancel().catch(() => undefined);
  }
}

/** What an answer says of the object, and how many bytes it has to bring. */
function rangeIn(
  answer: Response,
  shown: string,
  start: number,
  end: number,
): { version: Version; length: number } {
  const { status, headers } = answer;
  const range = headers.get("Content-Range") ?? "";
  const total = /^bytes .*\/(\d+)$/i.exec(range)?.[1];
  const size = total === undefined ? undefined : Number(total);
  const isEmpty = status === 200 && headers.get("Content-Length") === "0";
  if (isEmpty || status === 416) {
    const known = isEmpty || start === 0 ? 0 : undefined;
    return { version: versionOf(headers, size ?? known), length: 0 };
  }
  if (status !== 206) throw refusalOf(status, shown);
  const packing = packingOf(answer);
  if (packing !== undefined) {
    const what = `the server sends the file packed (Content-Encoding: ${packing})`;
    throw new Error(`${shown}: ${what}, and parts of that cannot be read`);
  }
  const sent = /^bytes (\d+)-(\d+)\//i.exec(range);
  if (sent && (Number(sent[1]) !== start || Number(sent[2]) >= end)) {
    const got = `${sent[1]} to ${sent[2]}`;
    throw new Error(`${shown}: expected bytes ${start} to ${end - 1}, got ${got}`);
  }
  return { version: versionOf(headers, size), length: end - start };
}

/** How the bytes are packed for the way; undefined: not at all, or a page may not know. */
function packingOf({ headers }: Response): string | undefined {
  const packing = headers.get("Content-Encoding") ?? "identity";
  return packing.toLowerCase() === "identity" ? undefined : packing;
}

function refusalOf(status: number, shown: string): Error {
  const inBrackets = `(HTTP ${status})`;
  if (status === 404 || status === 410) {
    return new Error(`${shown}: there is no such file ${inBrackets}`);
  }
  if (status === 401 || status === 403) {
    const reasons = "a presigned URL may have expired, or be of a file that is not there";
    return new Error(`${shown}: no permission to read this file ${inBrackets}; ${reasons}`);
  }
  if (status === 200) {
    const what = "the server sends the whole file where part of it is asked for";
    return new Error(`${shown}: ${what}; download it, and give its path or a Blob`);
  }
  if (status === 408 || status === 429 || (status >= 500 && status !== 501)) {
    return new Passing(`${shown}: the server failed ${waits.length + 1} times ${inBrackets}`);
  }
  return new Error(`${shown}: expected part of the file (HTTP 206), got HTTP ${status}`);
}

async function bodyOf(
  { body }: Response,
  shown: string,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  const reader = body?.getReader();
  let filled = 0;
  const wrong = (got: string): Error =>
    new Error(`${shown}: expected an answer of ${length} bytes, got ${got}`);
  try {
    for (;;) {
      const piece = await reader?.read().catch((error: unknown) => {
        throw passing(`${shown}: the answer broke off after ${filled} of ${length} bytes`, error);
      });
      if (piece === undefined || piece.done) break;
      if (filled + piece.value.length > length) throw wrong("more");
      bytes.set(piece.value, filled);
      filled += piece.value.length;
    }
  } finally {
    reader?.releaseLock();
  }
  if (filled < length) throw wrong(String(filled));
  return bytes;
}

/**
 * What the network threw, in an error of its own: some runtimes write the whole URL into the message,
 * others keep it beside.
 */
function passing(what: string, thrown: unknown): Error {
  const { message, cause } = thrown as Partial<Error>;
  const { message: inner, code } = (cause ?? thrown) as { message?: string; code?: string };
  const reason = (inner || code || message || "the network failed")
    .replace(/\?[^\s)]*/g, "")
    .replace(/\/\/[^/@\s]*@/g, "//");
  const shownCause = Object.assign(new Error(reason), code === undefined ? {} : { code });
  return new Passing(`${what} (${reason})`, { cause: shownCause });
}
