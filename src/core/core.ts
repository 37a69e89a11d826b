import { coreModule, load, loadMixtures, mixtureModule, requireWebAssembly } from "./load.js";
import { version } from "../../package.json";
import { rangeError, show, typeError } from "../check.js";
import type { Exports, MixtureKernels } from "./kernels.js";
import { align, LinearMemory, type Region } from "./memory.js";
import { inOrder, type RecordFields } from "./records.js";

/** The one instance of the compiled core, with its memory. */
export interface Core {
  readonly memory: LinearMemory;
  readonly kernels: Exports;
}

let loaded: Core | undefined;
let mixtures: MixtureKernels | undefined;
let given: WebAssembly.Module | undefined;

/**
 * Hands in the compiled core, `mixtura/core.wasm`, for pages whose policy refuses to compile it
 * where it is used, or to compile it while it streams in. Wherever an import is enough there is
 * no need for it.
 *
 * @param module a WebAssembly.Module of this release's `core.wasm`
 * @throws TypeError or RangeError if it is anything else
 * @throws Error if the core was in use already: call it before anything else of mixtura
 * @example
 * import { readFile } from "node:fs/promises";
 *
 * const file = new URL(import.meta.resolve("mixtura/core.wasm"));
 * setCore(await WebAssembly.compile(await readFile(file)));
 * KMeans.fit([1, 2, 10, 11], { k: 2 }).inertia; // 1
 */
export function setCore(module: object): void {
  requireWebAssembly();
  // By tag, not by class: it may come from another realm, as modules of edge runtimes do.
  if (Object.prototype.toString.call(module) !== "[object WebAssembly.Module]") {
    const bytes = ArrayBuffer.isView(module) || module instanceof ArrayBuffer;
    const hint = bytes ? " (WebAssembly.compile it first)" : "";
    throw typeError("module", "a WebAssembly.Module", show(module) + hint);
  }
  const mark = WebAssembly.Module.customSections(module, "mixtura").at(0);
  const release = mark === undefined ? "" : String.fromCharCode(...new Uint8Array(mark));
  if (release !== version) {
    const got = release === "" ? "another module" : `that of mixtura ${release}`;
    throw rangeError("module", `the core.wasm of mixtura ${version}`, got);
  }
  if (loaded !== undefined && module !== given) {
    throw new Error("setCore came too late, the core is in use: call it before the first fit");
  }
  given = module;
}

/** The core, compiled at its first use rather than at import. */
export function core(): Core {
  if (loaded === undefined) {
    const exports = load(given);
    loaded = { memory: new LinearMemory(exports.memory, exports.heapBase()), kernels: exports };
  }
  return loaded;
}

/**
 * The kernels of mixtures and of soft k-means, in the core's memory. Loaded at their first use, and
 * by a function of their own, so that a bundle of k-means goes without: 5.4 KB gzipped.
 */
export function mixtureKernels(): MixtureKernels {
  return (mixtures ??= loadMixtures(core().kernels));
}

/** Starts the core in a thread that was handed it. */
export function startCore(): void {
  core();
}

/** The compiled core, for another thread to start one of its own. */
export function coreForOthers(): WebAssembly.Module {
  return given ?? coreModule();
}

/** The kernels of mixtures, likewise; undefined where the core has them. */
export function mixturesForOthers(): WebAssembly.Module | undefined {
  return "mixtureBlock" in core().kernels ? undefined : mixtureModule();
}

/** Several arrays in one region, so that a whole workspace comes and goes at once. */
export interface Workspace<Name extends string> {
  readonly region: Region;
  /** The address of one of its arrays. */
  readonly at: (name: Name) => number;
  /** The addresses of all. */
  readonly addresses: Readonly<Record<Name, number>>;
}

/** Bytes that arrays of these sizes take in one region. */
export function carvedBytes(sizes: Readonly<Record<string, number>>): number {
  let sum = 0;
  for (const name in sizes) sum += align(sizes[name]);
  return sum;
}

/** @param sizes bytes of each array, in the order they shall lie; each starts on a cache line. */
export function carve<Name extends string>(sizes: Readonly<Record<Name, number>>): Workspace<Name> {
  // Of that shape, rather than grown name by name.
  const addresses: Record<Name, number> = { ...sizes };
  const region = core().memory.allocate(carvedBytes(sizes));
  let { address } = region;
  for (const name in sizes) {
    addresses[name] = address;
    address += align(sizes[name]);
  }
  return { region, at: (name) => addresses[name], addresses };
}

/** Writes the f64 of a record, each under its name. */
export function writeReals<Name extends string>(
  address: number,
  { reals }: RecordFields<Name, string>,
  values: Readonly<Record<Name, number>>,
): void {
  core().memory.write(address, inOrder(reals, values));
}

/** Writes the i32 of a record, each under its name. */
export function writeIntegers<Name extends string>(
  address: number,
  { reals, integers }: RecordFields<string, Name>,
  values: Readonly<Record<Name, number>>,
): void {
  core().memory.writeIntegers(address + reals.length * 8, inOrder(integers, values));
}
