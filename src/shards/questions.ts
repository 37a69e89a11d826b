import {
  APART,
  type Components,
  DIAGONAL,
  DISTANCE,
  type Form,
  FULL,
  parametersLength,
  type ScoringForm,
  SPHERICAL,
  TIED,
} from "../core/forms.js";
import type { SumGrid } from "../questions/exact-sums.js";
import type { NearestCentroids } from "../questions/mixture-sums.js";
import type { Reader, Writer } from "../statistics/bytes.js";
import {
  check,
  message,
  opened,
  readCount,
  readNumbers,
  readOptional,
  sealed,
  writeNumbers,
  writeOptional,
} from "./bytes.js";

const MARK = "mixtura question 1";

/** Which form of the rows a question is about. */
export interface About {
  /** Whether weights count, or each row as 1. */
  readonly weighted: boolean;
  /** What every column is divided by; undefined: nothing. */
  readonly units: readonly number[] | undefined;
  readonly k: number;
}

/** Labels under centroids, k × d, and the sums of their rows; or what rows cost under them. */
export interface HardQuestion extends About {
  readonly kind: "assign" | "costs";
  readonly grid: SumGrid;
  readonly centroids: readonly number[];
}

/** Statistics of a mixture about anchors, k × d. */
export interface MixtureQuestion extends About {
  readonly kind: "eStep" | "whole" | "labelled";
  readonly spread: Form;
  readonly anchors: readonly number[];
  /** Of an E-step. */
  readonly components?: Components | undefined;
  readonly cutoff?: number | undefined;
  /** Of labels: undefined, all in the first. */
  readonly nearest?: NearestCentroids | undefined;
}

/** Rows to be picked as candidates, or how many each candidate is nearest to; k is how many there are. */
export interface CandidatesQuestion extends About {
  readonly kind: "pick" | "sizes";
  /** k × d. */
  readonly candidates: readonly number[];
  /** How many rows are to be picked at most, and what their random numbers follow from. */
  readonly most: number;
  readonly key: readonly [number, number];
}

/** What a shard can be asked: an answer follows from its rows and these numbers alone. */
export type Question = HardQuestion | MixtureQuestion | CandidatesQuestion;

const KINDS = ["assign", "costs", "eStep", "whole", "labelled", "pick", "sizes"] as const;

/** Most rows that are picked at a time. */
const MOST_PICKED = 2 ** 24;

/** Most components there can be. */
const MOST_K = 2 ** 24;

/** Numbers in the grid of sums: of assembly/sums/exact.ts, and the most words they are taken in. */
const GRID_REALS = 14;
const MOST_WORDS = 128;

export function writeQuestion(question: Question): Uint8Array {
  const writer = message(MARK);
  const { kind, weighted, units, k } = question;
  writer.u8(KINDS.indexOf(kind));
  writer.u8(+weighted);
  writeOptional(writer, units);
  writer.f64(k);
  if ("grid" in question) {
    const { exponents, lift, one, reals } = question.grid;
    writeNumbers(writer, exponents);
    writer.f64s([lift, one]);
    writeNumbers(writer, reals);
    writeNumbers(writer, question.centroids);
  } else if ("candidates" in question) {
    writeNumbers(writer, question.candidates);
    writer.f64(question.most);
    for (const word of question.key) writer.u32(word);
  } else writeMixture(writer, question);
  return sealed(writer);
}

function writeMixture(writer: Writer, question: MixtureQuestion): void {
  const { spread, anchors, components, cutoff, nearest } = question;
  writer.u8(spread);
  writeNumbers(writer, anchors);
  if (components !== undefined) {
    const { form, stiffness, offsets, means, halves, lower, groups, origins } = components;
    writer.u8(form);
    writer.f64(stiffness);
    for (const part of [offsets, means, halves]) writeNumbers(writer, part);
    for (const part of [lower, groups, origins]) writeOptional(writer, part);
    writeOptional(writer, cutoff === undefined ? undefined : [cutoff]);
  } else if (question.kind === "labelled") {
    writeOptional(writer, nearest && [nearest.k, ...nearest.centroids]);
    writeOptional(writer, nearest?.units);
  }
}

/**
 * Reads a question about rows of d columns.
 *
 * @throws TypeError or RangeError where these are not the bytes of one, or not of this release
 */
export function readQuestion(bytes: unknown, d: number): Question {
  const reader = opened("question", bytes, MARK);
  const kind = KINDS.at(reader.u8());
  check(kind !== undefined, "a question", "another");
  const weighted = reader.u8() === 1;
  const units = readOptional(reader, d);
  const k = readCount(reader, MOST_K);
  check(k > 0, "a number of components", k);
  const about = { weighted, units, k };
  if (kind === "assign" || kind === "costs") {
    const exponents = readNumbers(reader, undefined, MOST_WORDS);
    check(exponents.length > 0 && exponents.every(Number.isInteger), "words of sums", "others");
    const [lift, one] = [reader.f64(), reader.f64()];
    const reals = readNumbers(reader, GRID_REALS);
    const centroids = readNumbers(reader, k * d);
    return { ...about, kind, grid: { exponents, lift, one, reals }, centroids };
  }
  if (kind === "pick" || kind === "sizes") {
    const candidates = readNumbers(reader, k * d);
    const most = readCount(reader, MOST_PICKED);
    check(kind === "sizes" || most > 0, "a number of rows", most);
    return { ...about, kind, candidates, most, key: [reader.u32(), reader.u32()] };
  }
  return { ...about, kind: kind!, ...readMixture(reader, kind!, k, d) };
}

function readMixture(reader: Reader, kind: MixtureQuestion["kind"], k: number, d: number) {
  const spread = reader.u8() as Form;
  check(spread <= FULL, "a form", spread);
  const anchors = readNumbers(reader, k * d);
  if (kind === "whole") return { spread, anchors };
  if (kind === "labelled") {
    const numbers = readOptional(reader, undefined);
    const units = readOptional(reader, d);
    if (numbers === undefined) return { spread, anchors };
    const [own, ...centroids] = numbers;
    check(own > 0 && centroids.length === own * d, "centroids", centroids.length);
    // Labels are components of what is asked about.
    check(own <= k, "a number of centroids", own);
    return { spread, anchors, nearest: { k: own, centroids, units } };
  }
  const components = readComponents(reader, spread, k, d);
  const cutoff = readOptional(reader, 1)?.[0];
  return { spread, anchors, components, cutoff };
}

/** Values of D by form, and whether there is an L: as assembly/score/forms.ts lays them out. */
function lengthsOf(form: ScoringForm, k: number, d: number) {
  const below = (d * (d - 1)) / 2;
  switch (form) {
    case DISTANCE:
      return { halves: 0, lower: 0 };
    case SPHERICAL:
      return { halves: k, lower: 0 };
    case DIAGONAL:
      return { halves: k * d, lower: 0 };
    case TIED:
    case APART:
      return { halves: d, lower: below };
    case FULL:
      return { halves: k * d, lower: k * below };
  }
}

function readComponents(reader: Reader, spread: Form, k: number, d: number): Components {
  const form = reader.u8() as ScoringForm;
  check(form <= APART, "a form", form);
  const { halves: scales, lower: below } = lengthsOf(form, k, d);
  const stiffness = reader.f64();
  const offsets = readNumbers(reader, k);
  const means = readNumbers(reader, k * d);
  const halves = readNumbers(reader, scales);
  const lower = readOptional(reader, below);
  const groups = readOptional(reader, k);
  const origins = readOptional(reader, undefined);
  const about = form === TIED ? d : form === APART ? origins?.length : 0;
  check(lower !== undefined || below === 0, "rows of L", "none");
  check((origins?.length ?? 0) === about && about % d === 0, "origins", origins?.length);
  check((groups !== undefined) === (form === APART), "groups", groups?.length);
  const last = (about ?? 0) / d;
  check(groups?.every((g) => Number.isInteger(g) && g >= 0 && g < last) ?? true, "groups", last);
  const parts = [offsets, means, halves, lower, groups, origins];
  const length = parts.reduce((sum, part) => sum + (part?.length ?? 0), 0);
  check(length <= parametersLength(spread, k, d), "a form of these statistics", form);
  return {
    ...{ form, stiffness, offsets, means, halves },
    ...(lower && { lower }),
    ...(groups && { groups }),
    ...(origins && { origins }),
  };
}
