/** A table of a flatbuffer. What points outside of the buffer throws a RangeError. */
export class FlatTable {
  private readonly vtable: number;

  constructor(
    private readonly view: DataView,
    private readonly start: number,
  ) {
    this.vtable = start - view.getInt32(start, true);
  }

  static root(view: DataView): FlatTable {
    return new FlatTable(view, view.getUint32(0, true));
  }

  uint8(field: number, otherwise: number): number {
    const at = this.at(field);
    return at === undefined ? otherwise : this.view.getUint8(at);
  }

  int16(field: number, otherwise: number): number {
    const at = this.at(field);
    return at === undefined ? otherwise : this.view.getInt16(at, true);
  }

  int64(field: number): number {
    const at = this.at(field);
    return at === undefined ? 0 : Number(this.view.getBigInt64(at, true));
  }

  table(field: number): FlatTable | undefined {
    const at = this.at(field);
    return at === undefined
      ? undefined
      : new FlatTable(this.view, at + this.view.getUint32(at, true));
  }

  /** Pairs of numbers, as nodes and buffers are. */
  pairs(field: number): (readonly [number, number])[] {
    return this.vector(field, 16, (at) => [
      Number(this.view.getBigInt64(at, true)),
      Number(this.view.getBigInt64(at + 8, true)),
    ]);
  }

  int64s(field: number): number[] {
    return this.vector(field, 8, (at) => Number(this.view.getBigInt64(at, true)));
  }

  private vector<Item>(field: number, size: number, read: (at: number) => Item): Item[] {
    const at = this.at(field);
    if (at === undefined) return [];
    const start = at + this.view.getUint32(at, true);
    const length = this.view.getUint32(start, true);
    // Before room is made for as many as it says.
    if (start + 4 + length * size > this.view.byteLength) throw new RangeError("a list too long");
    return Array.from({ length }, (_, index) => read(start + 4 + index * size));
  }

  /** Where a field stands; undefined: it is not given. */
  private at(field: number): number | undefined {
    const entry = 4 + 2 * field;
    if (entry >= this.view.getUint16(this.vtable, true)) return undefined;
    const offset = this.view.getUint16(this.vtable + entry, true);
    return offset === 0 ? undefined : this.start + offset;
  }
}
