/**
 * What kernels that measure rows against centroids are given once for many blocks. Fields and
 * their order are those of CENTROID_SWEEP in src/core/records.ts.
 */
@unmanaged
export class CentroidSweep {
  /** Bytes of a value of the rows, 4 or 8. */
  bytes: i32;
  d: i32;
  k: i32;
  /** In, k × d f64, row-major. */
  centroids: usize;
  /** Scratch, tileBytes(d). */
  tile: usize;
}
