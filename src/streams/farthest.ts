import { Farthest } from "../questions/farthest.js";
import type { FarthestRow, FarthestRows } from "../questions/farthest-rows.js";
import { answerTo, type Talk } from "../data/pending.js";
import type { PageVisitor } from "./visitor.js";

/** The row that is farthest from all centroids, found in one pass each time. */
export class StreamFarthest implements FarthestRows {
  readonly #pages: PageVisitor;
  readonly #k: number;
  #placed: readonly number[] = [];
  /** The values of the row that was found last. */
  #point: readonly number[] = [];

  constructor(pages: PageVisitor, k: number) {
    this.#pages = pages;
    this.#k = k;
  }

  begin(centroids: readonly number[], empty: readonly number[]): Talk<void> {
    const d = this.#pages.rows.dimensions;
    this.#placed = centroids.filter((_, i) => !empty.includes(Math.floor(i / d)));
    return answerTo(undefined);
  }

  *farthest(): Talk<FarthestRow> {
    let most: FarthestRow = { row: 0, squaredDistance: -Infinity };
    let point: readonly number[] = [];
    const k = this.#k;
    const placed = this.#placed;
    yield* this.#pages.eachPage(0, function* (part, first) {
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

  add(): Talk<readonly number[]> {
    this.#placed = [...this.#placed, ...this.#point];
    return answerTo(this.#point);
  }

  release(): void {
    // It holds nothing between two passes.
  }
}
