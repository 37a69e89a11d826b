import { core } from "../core/core.js";
import { after, answerTo, type Asked, begin, type Talk } from "../data/pending.js";
import type { Part } from "../data/part.js";
import { type Masses, RowMasses } from "../questions/masses.js";
import type { PageVisitor } from "./visitor.js";

/**
 * Masses of rows that nobody keeps: a pass finds them anew from the rows chosen so far. They are
 * integers, so that sums of pages are those of the whole.
 */
export class StreamMasses implements Masses {
  readonly labels = false;
  readonly #pages: PageVisitor;
  /** The rows chosen so far; undefined: all rows have the same distance. */
  #chosen: (readonly number[])[] | undefined = [];
  /** Rows that have no mass. */
  #excluded: number[] = [];
  #grid = 0;
  /** The potential of each page, and what each would have left by each candidate. */
  #potentials: bigint[] = [];
  #left: readonly BigInt64Array[] = [];
  #proposed: number[] = [];
  /** Values of rows that were drawn. */
  readonly #points = new Map<number, readonly number[]>();

  constructor(pages: PageVisitor) {
    this.#pages = pages;
  }

  alike(): void {
    this.#chosen = undefined;
    this.#excluded = [];
  }

  heaviest(): Asked<number> {
    return begin(this.#heaviest());
  }

  *#heaviest(): Talk<number> {
    let most = 0;
    yield* this.#eachPage(function* (masses) {
      most = Math.max(most, yield* answerTo(masses.heaviest()));
    });
    return most;
  }

  weighAll(grid: number): Asked<number> {
    return begin(this.#weighed(grid));
  }

  *#weighed(grid: number): Talk<number> {
    this.#grid = grid;
    const potentials: bigint[] = [];
    yield* this.#eachPage(function* (masses) {
      yield* answerTo(masses.weighAll(grid));
      potentials.push(masses.potential);
    });
    this.#potentials = potentials;
    return this.#digits;
  }

  exclude(row: number): Asked<number> {
    this.#excluded.push(row);
    return begin(this.#without(this.#pageOf(row)));
  }

  /** Weighs a page anew. */
  *#without(page: number): Talk<number> {
    const grid = this.#grid;
    let potential = 0n;
    yield* this.#eachPage(
      function* (masses) {
        yield* answerTo(masses.weighAll(grid));
        potential = masses.potential;
      },
      new Set([page]),
    );
    this.#potentials[page] = potential;
    return this.#digits;
  }

  draw(shares: readonly number[]): Asked<readonly number[]> {
    return begin(this.#drawn(shares));
  }

  *#drawn(shares: readonly number[]): Talk<readonly number[]> {
    const total = this.#total;
    const rows = shares.map(() => 0);
    const targets = new Map<number, { readonly i: number; readonly target: bigint }[]>();
    shares.forEach((share, i) => {
      // As assembly/sweeps/seeding.ts has it: the high half of a product.
      let target = ((BigInt(share * 2 ** 53) << 11n) * total) >> 64n;
      let page = 0;
      while (this.#potentials[page] <= target) target -= this.#potentials[page++];
      const own = targets.get(page) ?? [];
      own.push({ i, target });
      targets.set(page, own);
    });
    const grid = this.#grid;
    const points = this.#points;
    const size = this.#pages.rows.pages.rows;
    yield* this.#eachPage(function* (masses, part, first) {
      yield* answerTo(masses.weighAll(grid));
      const own = targets.get(first / size)!;
      const found = masses.rowsAt(own.map(({ target }) => target));
      own.forEach(({ i }, at) => {
        rows[i] = first + found[at];
        points.set(rows[i], part.rows.row(found[at]));
      });
    }, new Set(targets.keys()));
    return rows;
  }

  prepare(): void {
    this.#chosen = [];
    this.#excluded = [];
  }

  propose(c: number, row: number): void {
    this.#proposed[c] = row;
  }

  best(grid: number): Asked<number> {
    return begin(this.#best(grid));
  }

  *#best(grid: number): Talk<number> {
    const points = yield* this.#pointsOf(this.#proposed);
    const left: BigInt64Array[] = [];
    yield* this.#eachPage(function* (masses) {
      yield* answerTo(masses.weighAll(grid));
      points.forEach((point, c) => masses.proposePoint(c, point));
      yield* answerTo(masses.weigh(grid));
      left.push(masses.takePotentials());
    });
    this.#left = left;
    let best = 0;
    let least: bigint | undefined;
    for (let c = 0; c < core().kernels.seedingCandidates(); c++) {
      const sum = left.reduce((total, own) => total + own[c], 0n);
      if (least !== undefined && sum >= least) continue;
      best = c;
      least = sum;
    }
    return best;
  }

  choose(c: number, index: number): Asked<number> {
    return after(begin(this.#pointsOf([this.#proposed[c]])), ([point]) => {
      this.#chosen!.push(point);
      // The first was not weighed: whoever chooses it weighs all next.
      if (index === 0) return 0;
      this.#potentials = this.#left.map((own) => own[c]);
      return this.#digits;
    });
  }

  release(): void {
    // It holds nothing between two pages.
  }

  *#pointsOf(rows: readonly number[]): Talk<(readonly number[])[]> {
    const missing = rows.filter((row) => !this.#points.has(row));
    if (missing.length > 0) {
      const d = this.#pages.rows.dimensions;
      const values = yield* this.#pages.rowsAt(missing);
      missing.forEach((row, i) => {
        this.#points.set(row, Array.from(values.subarray(i * d, (i + 1) * d)));
      });
    }
    return rows.map((row) => this.#points.get(row)!);
  }

  /** Visits pages with the masses of their rows, not yet on any grid. */
  #eachPage(
    visit: (masses: RowMasses, part: Part, first: number) => Talk<void>,
    wanted?: ReadonlySet<number>,
  ): Talk<void> {
    const chosen = this.#chosen;
    const excluded = this.#excluded;
    return this.#pages.eachPage(
      0,
      function* (part, first) {
        const masses = new RowMasses(part, 0, 0, "every pair");
        try {
          if (chosen === undefined) yield* answerTo(masses.alike());
          for (const [index, point] of chosen?.entries() ?? []) {
            masses.proposePoint(0, point);
            yield* answerTo(masses.choose(0, index));
          }
          for (const row of excluded) {
            if (row >= first && row < first + part.rows.count) masses.exclude(row - first);
          }
          yield* visit(masses, part, first);
        } finally {
          masses.release();
        }
      },
      wanted,
    );
  }

  #pageOf(row: number): number {
    return Math.floor(row / this.#pages.rows.pages.rows);
  }

  get #total(): bigint {
    return this.#potentials.reduce((sum, potential) => sum + potential, 0n);
  }

  get #digits(): number {
    const total = this.#total;
    return total === 0n ? 0 : total.toString(2).length;
  }
}
