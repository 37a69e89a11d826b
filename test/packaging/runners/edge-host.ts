/**
 * A process of its own for one edge-runtime: caches of compiled code are one per process, and a cold
 * start has to find them empty.
 *
 *   tsx edge-host.ts bundle.json   prints the answer, and the milliseconds from its start to it
 */
import { readFileSync } from "node:fs";
import { EdgeRuntime } from "edge-runtime";

/** What lies in the file: modules in base64. */
export interface Packed {
  readonly code: string;
  readonly modules: Readonly<Record<string, string>>;
}

/** What is printed, as JSON. */
export interface Answered {
  readonly text: string;
  readonly milliseconds: number;
}

const { code, modules } = JSON.parse(readFileSync(process.argv[2], "utf8")) as Packed;

const began = performance.now();
const compiled: Record<string, WebAssembly.Module> = {};
for (const [name, bytes] of Object.entries(modules)) {
  compiled[name] = await WebAssembly.compile(Buffer.from(bytes, "base64"));
}
const runtime = new EdgeRuntime({
  initialCode: code,
  // As Next has it: modules come compiled, and from the realm outside.
  extend: (context) => Object.assign(context, compiled),
  // As in production: neither text nor bytes become code.
  codeGeneration: { strings: false, wasm: false },
});
const response = await runtime.dispatchFetch("http://edge.test/");
const text = await response.text();
console.log(JSON.stringify({ text, milliseconds: performance.now() - began } satisfies Answered));
