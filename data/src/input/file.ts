/** A file that can be opened again and again, and is the same each time. */
export interface Input {
  /** For messages. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Where it lies, if at a path. */
  readonly path?: string;
  open(): Promise<Bytes>;
  /** Refuses a file that is not as it was at first. */
  checkUnchanged(): Promise<void>;
}

/** An open file. */
export interface Bytes {
  /** Reads bytes `[start, end)`, all of them, into a buffer of their own. */
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/** Opens an input for as long as something reads it. */
export async function withBytes<Result>(
  input: Input,
  read: (bytes: Bytes) => Promise<Result>,
): Promise<Result> {
  const bytes = await input.open();
  try {
    return await read(bytes);
  } finally {
    await bytes.close();
  }
}

/** Refuses to read beyond the end: what a file claims of itself may be more than there is. */
export function checkWithin(name: string, size: number, end: number): void {
  if (end <= size) return;
  throw new Error(`${name}: the file is cut off: it has ${size} bytes where ${end} were expected`);
}
