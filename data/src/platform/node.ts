import { checkWithin, type Input } from "../input/file.js";

/** A file at a path. */
export async function pathInput(path: string): Promise<Input> {
  const files = await import("node:fs/promises");
  const paths = await import("node:path");
  const absolute = paths.resolve(path);
  const name = paths.basename(path);
  const readable = async <Result>(result: Promise<Result>): Promise<Result> => {
    try {
      return await result;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${path}: this file cannot be read (${reason})`, { cause: error });
    }
  };
  const first = await readable(files.stat(absolute));
  if (!first.isFile()) throw new Error(`${path}: this is no file`);
  const { size, mtimeMs } = first;
  const check = (now: typeof first): void => {
    if (now.size === size && now.mtimeMs === mtimeMs) return;
    throw new Error(`${name}: the file has changed since it was opened; open it anew`);
  };
  return {
    name,
    size,
    // The working directory may change between passes.
    path: absolute,
    checkUnchanged: async () => check(await readable(files.stat(absolute))),
    open: async () => {
      const handle = await readable(files.open(absolute));
      try {
        check(await handle.stat());
      } catch (error) {
        await handle.close();
        throw error;
      }
      return {
        read: async (start, end) => {
          checkWithin(name, size, end);
          const bytes = new Uint8Array(end - start);
          for (let at = 0; at < bytes.length;) {
            const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
            if (bytesRead === 0) check(await handle.stat());
            checkWithin(name, bytesRead === 0 ? start + at : size, start + at + 1);
            at += bytesRead;
          }
          return bytes;
        },
        close: () => handle.close(),
      };
    },
  };
}

/** What is used of DuckDB: its own types come only with the package, which need not be there. */
export interface DuckDB {
  readonly DuckDBInstance: {
    create(path: string): Promise<{ connect(): Promise<Connection>; closeSync(): void }>;
  };
}

interface Connection {
  run(sql: string): Promise<unknown>;
  stream(sql: string): Promise<{ fetchChunk(): Promise<DataChunk | null> }>;
  interrupt(): void;
  closeSync(): void;
}

interface DataChunk {
  readonly rowCount: number;
  getColumnVector(column: number): unknown;
}

/** DuckDB's package; undefined: it is not installed. */
export async function loadDuckDB(): Promise<DuckDB | undefined> {
  try {
    return await import("@duckdb/node-api");
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}
