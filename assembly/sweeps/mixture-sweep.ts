/**
 * What kernels of mixtures are given once for many blocks. Fields and their order are those of
 * MIXTURE_SWEEP in src/core/records.ts.
 */
@unmanaged
export class MixtureSweep {
  /** What scores are multiplied by before they are shared; 1 for mixtures. */
  stiffness: f64;
  /** How far below a row's largest score a component is dropped, where any is. */
  cutoff: f64;
  /** Bytes of a value of the rows, 4 or 8. */
  bytes: i32;
  d: i32;
  k: i32;
  /** The form of the parameters. */
  form: i32;
  /** The form of the statistics. */
  spread: i32;
  /** Coordinates that a strip is scored by first, 1 to d. */
  first: i32;
  /** In, as forms.ts lays them out for `form`. */
  parameters: usize;
  /** In, k × d f64: the points that sums are about, usually the means. */
  anchors: usize;
  /** Scratch, of as many bytes as the kernel's own function of sizes says. */
  scratch: usize;
}
