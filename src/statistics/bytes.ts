import { rangeError } from "../check.js";

/** Writes numbers one behind the other, little-endian. */
export class Writer {
  #bytes = new Uint8Array(256);
  #length = 0;

  get bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  u8(value: number): void {
    this.#room(1).setUint8(0, value);
  }

  u32(value: number): void {
    this.#room(4).setUint32(0, value, true);
  }

  f64(value: number): void {
    this.#room(8).setFloat64(0, value, true);
  }

  f64s(values: ArrayLike<number>): void {
    for (let i = 0; i < values.length; i++) this.f64(values[i]);
  }

  #room(count: number): DataView {
    const first = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return new DataView(this.#bytes.buffer, first, count);
  }
}

/** Reads what {@link Writer} wrote, which may come from anywhere. */
export class Reader {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#view.byteLength - this.#at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  f64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** Finite numbers; whether there are so many is looked at before anything is made of them. */
  f64s(count: number): Float64Array {
    this.expect(count * 8);
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) values[i] = checked(this.f64(), Number.isFinite);
    return values;
  }

  /** Refuses bytes of which fewer are left. */
  expect(count: number): void {
    if (count <= this.left) return;
    throw rangeError("bytes", `${count} bytes more at byte ${this.#at}`, String(this.left));
  }

  #take(count: number): number {
    this.expect(count);
    const at = this.#at;
    this.#at += count;
    return at;
  }
}

/** A value that bytes hold, where it is one that they may hold. */
export function checked<Value>(value: Value, allowed: (value: Value) => boolean): Value {
  if (allowed(value)) return value;
  throw rangeError("bytes", "values that statistics can have", String(value));
}

/**
 * 64 bits of a hash, as two numbers: whether bytes are what they were, not whether somebody meant to
 * change them. Two runs of the FNV-1a hash (Fowler, Noll & Vo 1991), the last mixed once more.
 */
export function hashOf(bytes: Uint8Array): [number, number] {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul((b ^ byte) + (a >>> 15), 0x85ebca6b);
    b ^= b >>> 13;
  }
  return [a >>> 0, b >>> 0];
}
