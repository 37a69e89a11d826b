import { rangeError } from "../check.js";

const PAGE = 65536;
/** Regions begin and end on cache lines. */
export const ALIGNMENT = 64;
const LIMIT = 2 ** 32 - PAGE;

interface Span {
  readonly start: number;
  readonly end: number;
}

/** A span of linear memory that belongs to someone until it is released. */
export class Region {
  readonly #span: Span;
  readonly #giveBack: (span: Span) => void;
  #released = false;

  constructor(span: Span, giveBack: (span: Span) => void) {
    this.#span = span;
    this.#giveBack = giveBack;
  }

  /** The first byte, a multiple of 64. Throws once released. */
  get address(): number {
    if (this.#released) throw new Error("this memory was released");
    return this.#span.start;
  }

  get released(): boolean {
    return this.#released;
  }

  /** Gives the memory back; twice does no harm. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#giveBack(this.#span);
  }
}

/**
 * Hands out linear memory, first fit, and takes it back.
 *
 * Views are made where they are used and never kept outside: memory that grows leaves old
 * views behind, with length 0 where it is not shared. `generation` tells that it has grown.
 */
export class LinearMemory {
  readonly #memory: WebAssembly.Memory;
  #kept = new Float64Array(0);
  #keptIntegers = new Int32Array(0);
  #keptIn = -1;
  #generation = 0;
  /** Free spans in ascending order, no two touching; the last ends at the end of memory. */
  readonly #free: Span[];

  readonly #takeBack = (span: Span) => this.#giveBack(span);

  constructor(memory: WebAssembly.Memory, base: number) {
    this.#memory = memory;
    this.#free = [];
    const start = align(base);
    if (start < this.bytes) this.#giveBack({ start, end: this.bytes });
  }

  /** How large linear memory is now. */
  get bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** How many times it has grown: a view is of use only in the generation that it was made in. */
  get generation(): number {
    return this.#generation;
  }

  /** How much of it is free. */
  get freeBytes(): number {
    return this.#free.reduce((sum, { start, end }) => sum + end - start, 0);
  }

  /** A copy of a few f64. */
  read(address: number, length: number): number[] {
    const all = this.#everything();
    const first = address / 8;
    // Not by push: what an E-step reads so took 0.5 KB more, a fifth of all that a fit of 150 × 4 throws away.
    const values = new Array<number>(length);
    for (let i = 0; i < length; i++) values[i] = all[first + i];
    return values;
  }

  /** Copies a few numbers in, as f64. */
  write(address: number, values: readonly number[]): void {
    const all = this.#everything();
    const first = address / 8;
    for (let i = 0; i < values.length; i++) all[first + i] = values[i];
  }

  /** Copies a few whole numbers in, as i32. */
  writeIntegers(address: number, values: readonly number[]): void {
    const all = this.#integers();
    const first = address / 4;
    for (let i = 0; i < values.length; i++) all[first + i] = values[i];
  }

  f64(address: number, length: number): Float64Array {
    return new Float64Array(this.#memory.buffer, address, length);
  }

  f32(address: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, length);
  }

  i16(address: number, length: number): Int16Array {
    return new Int16Array(this.#memory.buffer, address, length);
  }

  i32(address: number, length: number): Int32Array {
    return new Int32Array(this.#memory.buffer, address, length);
  }

  i64(address: number, length: number): BigInt64Array {
    return new BigInt64Array(this.#memory.buffer, address, length);
  }

  /** Makes every view handed out so far useless, so that none can outlive its purpose. */
  detachViews(): void {
    this.#memory.grow(0);
    this.#generation++;
  }

  /** Grows now, if need be, so that allocations of `bytes` in all do not have to. */
  reserve(bytes: number): void {
    align(bytes);
    if (this.#free.some(({ start, end }) => end - start >= bytes)) return;
    const last = this.#free.at(-1);
    const tail = last?.end === this.bytes ? last.end - last.start : 0;
    if (tail < bytes) this.#grow(bytes - tail);
  }

  allocate(bytes: number): Region {
    const size = Math.max(align(bytes), ALIGNMENT);
    let index = this.#free.findIndex(({ start, end }) => end - start >= size);
    if (index < 0) {
      this.reserve(size);
      index = this.#free.length - 1;
    }
    const { start, end } = this.#free[index];
    const span = { start, end: start + size };
    if (span.end === end) this.#free.splice(index, 1);
    else this.#free[index] = { start: span.end, end };
    return new Region(span, this.#takeBack);
  }

  /**
   * All of memory, as f64 and as i32. Both are kept, and do not leave this class: what growth has
   * left behind is made anew. With a view for each copy in and out an E-step of 150 × 4 took 1.05
   * times as long.
   */
  #everything(): Float64Array {
    this.#renew();
    return this.#kept;
  }

  #integers(): Int32Array {
    this.#renew();
    return this.#keptIntegers;
  }

  #renew(): void {
    if (this.#keptIn === this.#generation) return;
    this.#kept = new Float64Array(this.#memory.buffer);
    this.#keptIntegers = new Int32Array(this.#memory.buffer);
    this.#keptIn = this.#generation;
  }

  #grow(bytes: number): void {
    const start = this.bytes;
    const pages = Math.ceil(bytes / PAGE);
    try {
      if (start + pages * PAGE > LIMIT) throw new RangeError();
      this.#memory.grow(pages);
      this.#generation++;
    } catch {
      const mebibytes = (count: number) => `${Math.round(count / 2 ** 20)} MiB`;
      const held = `${mebibytes(start - this.freeBytes)} are held by points and fits`;
      throw new RangeError(
        `no ${mebibytes(bytes)} more of memory's 4 GiB: ${held}; dispose of some`,
      );
    }
    this.#giveBack({ start, end: this.bytes });
  }

  /** Puts a span back in order and joins it with neighbours it touches. */
  #giveBack({ start, end }: Span): void {
    let index = this.#free.findIndex((span) => span.start > start);
    if (index < 0) index = this.#free.length;
    const joinsBefore = index > 0 && this.#free[index - 1].end === start;
    const joinsAfter = index < this.#free.length && this.#free[index].start === end;
    this.#free.splice(joinsBefore ? index - 1 : index, +joinsBefore + +joinsAfter, {
      start: joinsBefore ? this.#free[index - 1].start : start,
      end: joinsAfter ? this.#free[index].end : end,
    });
  }
}

/** The next multiple of ALIGNMENT. Of anything but a size it would be one that no span has. */
export function align(bytes: number): number {
  if (!(Number.isInteger(bytes) && bytes >= 0)) {
    throw rangeError("bytes", "a whole number of at least 0", String(bytes));
  }
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
