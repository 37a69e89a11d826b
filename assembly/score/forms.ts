/**
 * The forms of a component: how it scores a point, and what is summed about its
 * spread. The numbers are those of src/core/forms.ts.
 */

/** score −‖x − m‖; nothing summed but sizes and means. */
export const DISTANCE: i32 = 0;
/** One variance a component; Σ r‖x − m‖². */
export const SPHERICAL: i32 = 1;
/** A variance a component and coordinate; Σ r (x_j − m_j)². */
export const DIAGONAL: i32 = 2;
/** One covariance matrix in all; Σ_c Σ r (x − m_c)(x − m_c)ᵀ, its lower triangle. */
export const TIED: i32 = 3;
/** A covariance matrix a component; Σ r (x − m)(x − m)ᵀ, its lower triangle. */
export const FULL: i32 = 4;
/** As TIED, for means so far apart that one origin would not do; statistics are those of TIED. */
export const APART: i32 = 5;

/** Whether a form sums products of coordinates. */
export function isMatrix(form: i32): bool {
  return form == TIED || form == FULL;
}

/** Entries of a lower triangle with its diagonal. */
export function triangle(d: i32): i32 {
  return (d * (d + 1)) >> 1;
}

/** f64 that a form's statistics take beside cost, sizes and sums. */
export function spreadLength(form: i32, k: i32, d: i32): i32 {
  if (form == SPHERICAL) return k;
  if (form == DIAGONAL) return k * d;
  if (form == TIED) return triangle(d);
  if (form == FULL) return k * triangle(d);
  return 0;
}

/**
 * Parameters of k components, as f64:
 *
 *   [ offsets k | means k × d | negHalfPrecisions | lower | origin ]
 *
 * offset = log π − ½ log det 2πΣ, the score of a point at the mean. negHalfPrecisions
 * are −½ / D, with Σ = L D Lᵀ and L unit lower triangular: k values (spherical, D = σ²), k × d
 * (diagonal and full), or d (tied). lower holds the rows of L below its diagonal, k times
 * (full) or once (tied). A tied L whitens all points alike, so tied means are L⁻¹ (m − origin),
 * with the origin, d values, behind.
 *
 * Of two means that are 2^e deviations apart one is e bits worse off than with an origin of its
 * own. Where that shows, each mean has an origin near it: APART has behind L
 *
 *   [ groups k | origins, d each ]
 *
 * and a group is the index, as f64, of an origin. Points are whitened about the origins in use only.
 */

export function meansOf(parameters: usize, k: i32): usize {
  return parameters + ((<usize>k) << 3);
}

export function negHalfPrecisionsOf(parameters: usize, k: i32, d: i32): usize {
  return meansOf(parameters, k) + ((<usize>(k * d)) << 3);
}

/** Where the rows of L begin; `precisions` is how many values of D stand before them. */
export function lowerOf(parameters: usize, k: i32, d: i32, precisions: i32): usize {
  return negHalfPrecisionsOf(parameters, k, d) + ((<usize>precisions) << 3);
}
