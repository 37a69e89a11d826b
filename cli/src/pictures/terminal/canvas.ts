/** What a canvas holds in a place of one character. */
export interface Cell {
  /** The dots that are set, as the bits of a braille letter. */
  readonly dots: number;
  /** The cluster that has the most of them. */
  readonly cluster: number;
  /** A letter in place of the dots; empty: there is none. */
  readonly letter: string;
}

/** By column, then by row: the bits of Unicode's braille patterns. */
const BITS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
];

/** A drawing of characters, each of 2 × 4 dots. */
export class Canvas {
  private readonly dots: Uint8Array;
  private readonly letters: string[];
  /** How often each cluster has set a dot in a cell. */
  private readonly counts: Map<number, number>[];

  constructor(
    readonly columns: number,
    readonly rows: number,
  ) {
    this.dots = new Uint8Array(columns * rows);
    this.letters = new Array<string>(columns * rows).fill("");
    this.counts = Array.from({ length: columns * rows }, () => new Map<number, number>());
  }

  /** Sets the dot at x and y, 0 to 1 from the left and from the bottom; outside there is none. */
  dot(x: number, y: number, cluster: number): void {
    this.set(
      Math.round(x * (2 * this.columns - 1)),
      Math.round((1 - y) * (4 * this.rows - 1)),
      cluster,
    );
  }

  /** Sets a dot by its place among all, from the left and from the top. */
  set(x: number, y: number, cluster: number): void {
    if (!(x >= 0 && x < 2 * this.columns && y >= 0 && y < 4 * this.rows)) return;
    const cell = (y >> 2) * this.columns + (x >> 1);
    this.dots[cell] |= BITS[x & 1][y & 3];
    const counts = this.counts[cell];
    counts.set(cluster, (counts.get(cluster) ?? 0) + 1);
  }

  /** Writes a word, its middle at x and y, over what is drawn, but not over another. */
  write(x: number, y: number, word: string, cluster: number): void {
    const row = Math.min(
      Math.max(Math.round((1 - y) * (4 * this.rows - 1)) >> 2, 0),
      this.rows - 1,
    );
    const middle = Math.round(x * (2 * this.columns - 1)) >> 1;
    const left = Math.min(
      Math.max(middle - (word.length >> 1), 0),
      Math.max(this.columns - word.length, 0),
    );
    // The nearest row with room.
    const rows = Array.from({ length: this.rows }, (_, i) => i).sort(
      (a, b) => Math.abs(a - row) - Math.abs(b - row),
    );
    const free = rows.find((of) =>
      [...word].every((_, i) => this.letters[of * this.columns + left + i] === ""),
    );
    if (free === undefined) return;
    [...word].forEach((letter, i) => {
      const cell = free * this.columns + left + i;
      this.letters[cell] = letter;
      this.counts[cell] = new Map([[cluster, 1]]);
    });
  }

  /** Row by row, from the top. */
  cells(): Cell[][] {
    return Array.from({ length: this.rows }, (_, row) =>
      Array.from({ length: this.columns }, (_, column) => {
        const cell = row * this.columns + column;
        const [[cluster] = [0]] = [...this.counts[cell]].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
        return { dots: this.dots[cell], letter: this.letters[cell], cluster };
      }),
    );
  }
}
