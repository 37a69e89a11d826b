import { readFileSync } from "node:fs";
import { instantiateSync } from "@assemblyscript/loader";
import { uniforms } from "../../test/data.js";

/** Rows of a block, as the library cuts them. */
export const ROWS = 2048;

/** A block of noise and some centroids in the linear memory of a core of their own. */
export class Block {
  readonly core: Readonly<Record<string, (...numbers: number[]) => number>>;
  readonly d: number;
  readonly k: number;
  /** ROWS × d and k × d, row-major. */
  readonly rows: Readonly<Record<"f64" | "f32", Float64Array | Float32Array>>;
  readonly centroids: Float64Array;
  readonly labels: Int32Array;
  readonly #buffer: ArrayBuffer;
  #end: number;

  constructor(d: number, k: number) {
    const bytes = readFileSync(new URL("../../build/release/core.wasm", import.meta.url));
    // The instance's own exports: the loader wraps its, which would be timed along.
    const { exports } = instantiateSync(bytes).instance;
    const memory = exports["memory"] as WebAssembly.Memory;
    memory.grow(256);
    this.core = exports as unknown as Block["core"];
    this.#buffer = memory.buffer;
    this.#end = this.core["heapBase"]();
    const uniform = uniforms(d + k);
    const x = Float64Array.from({ length: ROWS * d }, uniform);
    this.d = d;
    this.k = k;
    this.rows = { f64: this.place(x), f32: this.place(Float32Array.from(x)) };
    this.centroids = this.place(Float64Array.from({ length: k * d }, uniform));
    this.labels = this.place(new Int32Array(ROWS));
  }

  /** Copies numbers to a place of their own in linear memory, where they stay; returns a view. */
  place<T extends Float64Array | Float32Array | Int32Array>(numbers: T): T {
    const address = Math.ceil(this.#end / 64) * 64;
    this.#end = address + numbers.byteLength;
    const Type = numbers.constructor as new (...of: [ArrayBuffer, number, number]) => T;
    const view = new Type(this.#buffer, address, numbers.length);
    view.set(numbers);
    return view;
  }

  /** The address of so many bytes, all 0. */
  room(bytes: number): number {
    return this.place(new Int32Array(bytes / 4)).byteOffset;
  }
}
