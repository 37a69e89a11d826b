import { COLUMN } from "./tile";

/**
 * Whitens a tile: solves L z = x − m by forward substitution, for L unit lower
 * triangular from Σ = L D Lᵀ. The Mahalanobis distance is then Σ z_j² / D_j.
 *
 * @param tile in, d columns
 * @param m in, d f64
 * @param lower in, the rows of L below its diagonal: 1 + 2 + … + (d − 1) f64
 * @param z out, d columns
 */
export function whiten(tile: usize, d: i32, m: usize, lower: usize, z: usize): void {
  let column = tile;
  let target = z;
  for (let i = 0; i < d; i++) {
    const mi = v128.load64_splat(m);
    let z0 = f64x2.sub(v128.load(column), mi);
    let z1 = f64x2.sub(v128.load(column, 16), mi);
    let z2 = f64x2.sub(v128.load(column, 32), mi);
    let z3 = f64x2.sub(v128.load(column, 48), mi);
    for (let known = z; known < target; known += COLUMN) {
      const l = v128.load64_splat(lower);
      z0 = f64x2.sub(z0, f64x2.mul(l, v128.load(known)));
      z1 = f64x2.sub(z1, f64x2.mul(l, v128.load(known, 16)));
      z2 = f64x2.sub(z2, f64x2.mul(l, v128.load(known, 32)));
      z3 = f64x2.sub(z3, f64x2.mul(l, v128.load(known, 48)));
      lower += 8;
    }
    v128.store(target, z0);
    v128.store(target, z1, 16);
    v128.store(target, z2, 32);
    v128.store(target, z3, 48);
    m += 8;
    column += COLUMN;
    target += COLUMN;
  }
}
