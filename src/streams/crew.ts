import type { Form } from "../core/forms.js";
import { type Part, weightsOf } from "../data/part.js";
import type { Pending, Talk } from "../data/pending.js";
import type { Pace } from "../data/sweep.js";
import type { AskedMixture, Elsewhere, Paged, Rowwise } from "../questions/elsewhere.js";
import type { Assignment } from "../questions/assignment.js";
import type { ExactSums } from "../questions/exact-sums.js";
import type { MixtureSums } from "../questions/mixture-sums.js";
import { inUnits } from "../questions/scaled-rows.js";
import { StreamAssignment } from "./assignment.js";
import { StreamFarthest } from "./farthest.js";
import { StreamMasses } from "./masses.js";
import { StreamMixture } from "./mixture.js";
import type { PageVisitor, Visit } from "./visitor.js";
import { eachPage, pagedPace, PagedRows, pagedWeights, turned } from "./paged-rows.js";

/** Another form of the same rows. */
export interface OtherForm {
  readonly weighted: boolean;
  /** What every column is divided by; undefined: what it is in this form. */
  readonly units?: readonly number[];
}

/** Whoever answers about paged rows: page by page, each as rows of their own. */
export class StreamCrew implements Elsewhere, Paged, PageVisitor {
  readonly rows: PagedRows;
  readonly #weighted: boolean;
  readonly #muster: Pace["muster"];
  #unweighted: StreamCrew | undefined;
  #scaled: { readonly units: readonly number[]; readonly part: Part } | undefined;

  /** @param muster has workers hold the rows of a page */
  constructor(rows: PagedRows, weighted: boolean, muster: Pace["muster"]) {
    this.rows = rows;
    this.#weighted = weighted;
    this.#muster = muster;
  }

  /** The rows and who answers for them. */
  get part(): Part {
    const { rows } = this;
    return {
      rows,
      weights: this.#weighted ? pagedWeights(rows) : undefined,
      weighing: this.#weighted ? rows.weighing : undefined,
      pace: pagedPace(rows),
      crew: this,
    };
  }

  get unweighted(): StreamCrew {
    if (!this.#weighted) return this;
    this.#unweighted ??= this.crewOf(this.rows, { weighted: false });
    return this.#unweighted;
  }

  get paged(): Paged {
    return this;
  }

  assignment(k: number, sums: ExactSums, centroids: number): Assignment {
    return new StreamAssignment(this, k, sums, centroids);
  }

  masses(): StreamMasses {
    return new StreamMasses(this);
  }

  useMixtures(): void {
    // Pages are asked in turn, by whoever can.
  }

  mixture(_k: number, _spread: Form, asked: AskedMixture): MixtureSums {
    return new StreamMixture(this, asked);
  }

  rowwise<Name extends keyof Rowwise>(name: Name): Pending<Rowwise[Name]> {
    throw new Error(`${name}: a stream has no numbers for each of its rows`);
  }

  scaled(): never {
    throw new Error("pages are scaled as they are turned");
  }

  scaledPart(units: readonly number[]): Part {
    if (this.#scaled?.units.every((unit, j) => unit === units[j])) return this.#scaled.part;
    const { rows } = this;
    const d = rows.dimensions;
    const scaled = new PagedRows(rows.pages, "float64", (page, to) => {
      const from = rows.precision === "float32" ? new Float32Array(to.length) : to;
      rows.writeTo(page, from);
      for (let i = 0, at = 0; i < page.count; i++) {
        for (let j = 0; j < d; j++, at++) to[at] = inUnits(from[at], units[j]);
      }
    });
    scaled.weighing = rows.weighing;
    scaled.rememberColumnMagnitudes(
      rows.columnMagnitudes.map((most, j) => inUnits(most, units[j])),
    );
    this.#scaled?.part.crew?.release();
    this.#scaled = { units, part: this.crewOf(scaled, { weighted: this.#weighted, units }).part };
    return this.#scaled.part;
  }

  farthest(k: number): StreamFarthest {
    return new StreamFarthest(this, k);
  }

  *rowsAt(positions: ArrayLike<number>): Talk<Float64Array> {
    const { rows } = this;
    const d = rows.dimensions;
    const size = rows.pages.rows;
    const values = new Float64Array(positions.length * d);
    const wanted = new Map<number, number[]>();
    for (let i = 0; i < positions.length; i++) {
      const page = Math.floor(positions[i] / size);
      const own = wanted.get(page);
      if (own === undefined) wanted.set(page, [i]);
      else own.push(i);
    }
    for (const [page, own] of wanted) {
      yield* turned(rows, page);
      for (const i of own) values.set(rows.view(positions[i], 1), i * d);
    }
    return values;
  }

  *eachPage(rowCost: number, visit: Visit, wanted?: ReadonlySet<number>): Talk<void> {
    const { rows } = this;
    const muster = rowCost > 0 ? this.#muster : undefined;
    const weighted = this.#weighted;
    yield* eachPage(
      rows,
      function* (index) {
        const part = rows.part(weighted);
        const first = index * rows.pages.rows;
        if (muster === undefined) {
          yield* visit(part, first);
          return;
        }
        const weights = part.weights && weightsOf(part)?.slice();
        const crew = yield* muster(part.rows, { weights, rowCost });
        try {
          yield* visit({ ...part, crew }, first);
        } finally {
          crew?.release();
        }
      },
      wanted,
    );
  }

  /** Whoever answers about these rows in another form, of which others have to know: the same as if each weighed 1, or over units. */
  protected crewOf(rows: PagedRows, form: OtherForm): StreamCrew {
    return new StreamCrew(rows, form.weighted, this.#muster);
  }

  release(): void {
    this.#scaled?.part.crew?.release();
    this.rows.release();
  }
}
