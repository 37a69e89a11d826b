declare module "skmeans" {
  /** Uses `initial` as its own workspace: hand it a copy. */
  export default function skmeans(
    data: readonly (readonly number[])[],
    k: number,
    initial: number[][],
    maxIterations: number,
  ): { readonly it: number; readonly centroids: number[][] };
}
