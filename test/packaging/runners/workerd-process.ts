import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { surroundings } from "../run.js";
import type { Bundle } from "./bundle.js";
import { pinned } from "./installed.js";

export const WORKERD = pinned("workerd/bin/workerd");

/** One worker behind a port of the system's choice. */
const config = (modules: readonly string[]) => `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const main :Workerd.Worker = (
  compatibilityDate = "2026-10-01",
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
${modules.map((name) => `    (name = "${name}", wasm = embed "${name}"),\n`).join("")}  ],
);
`;

/** Lays a worker and its configuration into a folder of their own, and gives that. */
export function deploy({ code, modules }: Bundle, folder: string): string {
  mkdirSync(join(folder, "workers"), { recursive: true });
  const place = mkdtempSync(join(folder, "workers/"));
  writeFileSync(join(place, "worker.js"), code);
  for (const [name, bytes] of modules) writeFileSync(join(place, name), bytes);
  writeFileSync(join(place, "config.capnp"), config([...modules.keys()]));
  return place;
}

/** The port that workerd tells of on its control channel once it listens. */
async function port(control: Readable): Promise<number> {
  for await (const line of control) {
    const told = /"port":(\d+)/.exec(String(line));
    if (told !== null) return Number(told[1]);
  }
  throw new Error("it ended before it listened");
}

/** Starts a fresh workerd on what {@link deploy} laid out, and gives its first answer. */
export async function serve(place: string): Promise<string> {
  const workerd = spawn(WORKERD, ["serve", "config.capnp", "--control-fd=3"], {
    ...surroundings(place),
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  let complaints = "";
  workerd.stderr?.on("data", (text) => (complaints += String(text)));
  try {
    const response = await fetch(`http://127.0.0.1:${await port(workerd.stdio[3] as Readable)}`);
    const text = await response.text();
    if (!response.ok) throw new Error(`status ${response.status}: ${text}`);
    return text;
  } catch (error) {
    throw new Error(`workerd: ${String(error)}\n${complaints}`, { cause: error });
  } finally {
    workerd.kill();
  }
}
