import { rangeError, show, typedKind, typeError } from "../check.js";
import type { ModelName } from "../starts/fitted.js";
import type { Content, Head } from "./content.js";
import { writeStatistics } from "./format.js";
import type { Identity } from "./identity.js";
import type { Summary } from "./summary.js";

/** What a Statistics consists of. */
export interface Inside {
  readonly head: Head;
  readonly content: Content;
  readonly summary: Summary;
}

/** All that were made here. */
const MADE = /* @__PURE__ */ new WeakMap<object, Inside>();

/** Only the library has it. */
const KEY = /* @__PURE__ */ Symbol("made by mixtura");

/** Typed as users know it: by a class that need not be there. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- importing the class would bring it into every bundle, so whoever asks names it
export function statisticsOf<Public extends TakenStatistics>(inside: Inside): Public {
  return Reflect.construct(TakenStatistics, [inside, KEY]) as Public;
}

/** What statistics consist of, where they are those of this model: under its θ, and no other. */
export function insideFor<Kind extends Content["kind"]>(
  statistics: unknown,
  identity: Identity,
  kind: Kind,
): Summary & { readonly content: Extract<Content, { kind: Kind }> } {
  const { head, content, summary } = insideOf("statistics", statistics);
  checkSame("statistics", head, identity, "the model");
  if (content.kind !== kind) throw otherThan("statistics", "the model", head);
  return { ...summary, content: content as Extract<Content, { kind: Kind }> };
}

/**
 * What every Statistics has and does. How they are merged and read stands in {@link Statistics}: in a
 * class of its own, for bundlers to drop where nobody asks for it.
 */
export class TakenStatistics {
  /** The class of the model. */
  readonly model: ModelName;
  /** How many components it has. */
  readonly k: number;
  /** d, the number of values in a point. */
  readonly dimensions: number;
  /** 16 hexadecimal digits that tell one θ from another: statistics under different ones cannot be added. */
  readonly fingerprint: string;
  /** Which row of the whole table their first one is, from 0; undefined where that was not said. */
  readonly rowStart: number | undefined;
  /** How many rows, those of weight 0 left out. */
  readonly rows: number;
  /** Σ of the weights: the number of rows where there are none. */
  readonly totalWeight: number;
  /** Σ w r of each component. */
  readonly sizes: number[];
  /**
   * Of a mixture: what variances are measured in where densities are, powers of two, one or d numbers,
   * which parts have to have in common; else undefined.
   */
  readonly units: number[] | undefined;
  /**
   * What the rows have of the model's objective under its own θ: inertia, free energy, or
   * log-likelihood in nats, in the units the model has it in.
   */
  readonly objective: number;

  protected constructor(inside: Inside, key: symbol) {
    if (key !== KEY) {
      throw new TypeError("a Statistics is made by model.statistics, merge or fromBytes");
    }
    const { head, content, summary } = inside;
    this.model = head.model;
    this.k = head.k;
    this.dimensions = head.dimensions;
    this.fingerprint = head.fingerprint;
    this.rowStart = head.range?.start;
    this.rows = head.rows;
    this.totalWeight = summary.totalWeight;
    // What users do to it reaches no model.
    this.sizes = [...summary.sizes];
    this.units =
      content.kind === "moments" && content.units.length > 0 ? [...content.units] : undefined;
    this.objective = summary.objective;
    MADE.set(this, inside);
    Object.freeze(this);
  }

  /**
   * All of it in bytes, the same on every machine: a version, what it is of, the sums (of symmetric
   * matrices one triangle) and a checksum. It tells damage, not malice: whoever may not be trusted has to
   * sign what they send.
   *
   * @example
   * KMeans.fit([1, 2, 10, 11], { k: 2 }).statistics([1, 2]).toBytes() instanceof Uint8Array; // true
   */
  toBytes(): Uint8Array {
    const { head, content } = MADE.get(this)!;
    return writeStatistics(head, content);
  }

  /**
   * Refused: JSON would lose what statistics are for.
   *
   * @throws TypeError always
   * @example
   * const statistics = KMeans.fit([1, 2, 10, 11], { k: 2 }).statistics([1, 2, 10, 11]);
   * const { rows, sizes, objective } = statistics;
   * JSON.stringify({ rows, sizes, objective }); // what JSON can have of it
   */
  toJSON(): never {
    throw new TypeError(
      "a Statistics has no JSON: toBytes() gives all of it, sizes and objective are numbers",
    );
  }
}

/** What a Statistics consists of, whoever hands it in. */
export function insideOf(name: string, value: unknown): Inside {
  const inside = typeof value === "object" && value !== null ? MADE.get(value) : undefined;
  if (inside !== undefined) return inside;
  const hint = typedKind(value) === "Uint8Array" ? " (Statistics.fromBytes reads it)" : "";
  throw typeError(name, "a Statistics", show(value) + hint);
}

/** Refuses statistics that are not of the same θ. */
export function checkSame(name: string, got: Identity, expected: Identity, origin: string): void {
  for (const field of ["model", "k", "dimensions"] as const) {
    if (got[field] === expected[field]) continue;
    throw rangeError(
      `${name}.${field}`,
      `${expected[field]}, as ${origin} has`,
      String(got[field]),
    );
  }
  if (got.fingerprint !== expected.fingerprint) throw otherThan(name, origin, got);
}

function otherThan(name: string, origin: string, { fingerprint }: Identity): RangeError {
  return rangeError(
    name,
    `statistics under the same θ, distance, form and scales as ${origin}`,
    `those of another (fingerprint ${fingerprint})`,
  );
}
