import type { Input } from "../input/file.js";

/** The browser's half of node.ts, which takes its place in the build for browsers. */
export function pathInput(path: string): Promise<Input> {
  return Promise.reject(
    new Error(`${path}: a path can be read in Node only; give a File, a Blob or a URL here`),
  );
}

export function loadDuckDB(): Promise<undefined> {
  return Promise.resolve(undefined);
}
