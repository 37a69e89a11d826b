/**
 * The forms of a component: how it scores a point, and what is summed about its spread.
 * What each means, and how parameters and statistics are laid out, is said in
 * assembly/score/forms.ts and assembly/sums/moments.ts. Constants of their own, for bundlers keep whatever
 * reads a property as it loads.
 */
export const DISTANCE = 0;
export const SPHERICAL = 1;
export const DIAGONAL = 2;
export const TIED = 3;
export const FULL = 4;
export const APART = 5;

export type Form = typeof DISTANCE | typeof SPHERICAL | typeof DIAGONAL | typeof TIED | typeof FULL;

/** A form by which points are scored; what is summed is of another where they lie apart. */
export type ScoringForm = Form | typeof APART;

/** Entries of a lower triangle with its diagonal. */
export function triangle(d: number): number {
  return (d * (d + 1)) / 2;
}

/** f64 that a form's statistics take beside cost, sizes and sums. */
export function spreadLength(form: Form, k: number, d: number): number {
  switch (form) {
    case DISTANCE:
      return 0;
    case SPHERICAL:
      return k;
    case DIAGONAL:
      return k * d;
    case TIED:
      return triangle(d);
    case FULL:
      return k * triangle(d);
  }
}

/** f64 that the parameters of k components take at most. */
export function parametersLength(form: ScoringForm, k: number, d: number): number {
  if (form === FULL) return k + 2 * k * d + k * triangle(d);
  // Room for means that may come to lie apart: a group each, and as many origins.
  if (form === TIED || form === APART) return 2 * k + 2 * k * d + triangle(d);
  return k + 2 * k * d;
}

/**
 * How many coordinates tell at first whether a component may be far below a row's best. It
 * changes no result. Measured on blobs of 16 components in 64 dimensions: in full matrices, where
 * each costs those before it, 16 take 0.91 of the time of 32. One matrix for all is solved for all of them: to
 * solve it again for each that may be near takes longer than to score all.
 */
export function firstCoordinates(form: ScoringForm, d: number): number {
  return form === FULL ? Math.min(d, 16) : d;
}

/** k components as the kernels take them: parameters in the order of their layout. */
export interface Components {
  readonly form: ScoringForm;
  /** What scores are multiplied by before they are shared: β of soft k-means, 1 for mixtures. */
  readonly stiffness: number;
  /** log π − ½ log det 2πΣ, k values. */
  readonly offsets: readonly number[];
  /** k × d; for tied, L⁻¹ (m − origin), the origin being that of its group. */
  readonly means: readonly number[];
  /** −½ / D: none, k, k × d (diagonal, full) or d (tied) values. */
  readonly halves: readonly number[];
  /** Rows of L below its diagonal, where there is an L. */
  readonly lower?: readonly number[] | undefined;
  /** Where means lie apart: the index of each one's origin. */
  readonly groups?: readonly number[] | undefined;
  /** What a tied L turns about, d values; where means lie apart, several. */
  readonly origins?: readonly number[] | undefined;
}
