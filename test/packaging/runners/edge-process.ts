import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { run } from "../run.js";
import type { Bundle } from "./bundle.js";
import type { Answered, Packed } from "./edge-host.js";

const HOST = fileURLToPath(new URL("edge-host.ts", import.meta.url));
const LOADER = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** Lays a worker into a folder of its own, and gives that. */
export function deploy({ code, modules }: Bundle, folder: string): string {
  mkdirSync(join(folder, "workers"), { recursive: true });
  const place = mkdtempSync(join(folder, "workers/"));
  const encoded = Array.from(modules, ([name, bytes]) => [
    name,
    Buffer.from(bytes).toString("base64"),
  ]);
  const packed = { code, modules: Object.fromEntries(encoded) as Packed["modules"] };
  writeFileSync(join(place, "packed.json"), JSON.stringify(packed satisfies Packed));
  return place;
}

/** Starts a fresh edge-runtime on what {@link deploy} laid out, and gives its first answer. */
export async function serve(place: string): Promise<Answered> {
  const args = ["--import", LOADER, HOST, "packed.json"];
  return JSON.parse(await run(process.execPath, args, place)) as Answered;
}
