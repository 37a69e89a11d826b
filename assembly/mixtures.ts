/**
 * The kernels of mixtures and of soft k-means, for which index.ts says the same. They are compiled
 * apart, to work in the memory of the others, and together with them for `core.wasm`.
 */
export { logs } from "./share/log";
export {
  logDensityBlock,
  mixtureBlock,
  mixtureLabelsBlock,
  mixtureLabelsScratchBytes,
  responsibilitiesBlock,
} from "./sweeps/mixture";
export {
  labelledMixtureBlock,
  prunedMixtureBlock,
  mixtureScratchBytes,
} from "./sweeps/mixture-pruned";
