import { Farthest, type FarthestRow, type FarthestRows } from "../questions/farthest.js";
import type { Talk } from "../data/pending.js";
import type { StreamCrew } from "./crew.js";

/** The row that is farthest from all centroids, found in one pass each time. */
export class StreamFarthest implements FarthestRows {
  readonly #crew: StreamCrew;
  readonly #k: number;
  #placed: readonly number[] = [];
  /** The values of the row that was found last. */
  #point: readonly number[] = [];

  constructor(crew: StreamCrew, k: number) {
    this.#crew = crew;
    this.#k = k;
  }

  // eslint-disable-next-line require-yield -- as those who have to wait have it
  *begin(centroids: readonly number[], empty: readonly number[]): Talk<void> {
    const d = this.#crew.rows.dimensions;
    this.#placed = centroids.filter((_, i) => !empty.includes(Math.floor(i / d)));
  }

  *farthest(): Talk<FarthestRow> {
    let most: FarthestRow = { row: 0, squaredDistance: -Infinity };
    let point: readonly number[] = [];
    const k = this.#k;
    const placed = this.#placed;
    yield* this.#crew.eachPage(0, function* (part, first) {
      const farthest = new Farthest(part, k);
      try {
        yield* farthest.begin(placed, []);
        const { row, squaredDistance } = yield* farthest.farthest();
        if (squaredDistance > most.squaredDistance) {
          most = { row: first + row, squaredDistance };
          point = part.rows.row(row);
        }
      } finally {
        farthest.release();
      }
    });
    this.#point = point;
    return most;
  }

  // eslint-disable-next-line require-yield -- as those who have to wait have it
  *add(): Talk<readonly number[]> {
    this.#placed = [...this.#placed, ...this.#point];
    return this.#point;
  }

  release(): void {
    // It holds nothing between two passes.
  }
}
