/**
 * The kernels: pure functions of addresses and sizes. They allocate nothing,
 * draw no random number and know no policy. Addresses and sizes are not
 * checked here: src/core and src/questions compute them. The debug build asserts sizes and labels.
 */
export { assignBlock, distancesBlock } from "./sweeps/hard";
export { buildCells, cellsBlock } from "./sweeps/cells";
export { addDistances } from "./sweeps/distance-sums";
export { hamerlyBlock, hamerlyScratchBytes } from "./sweeps/hamerly";
export { logs } from "./share/log";
export { yinyangBlock, yinyangRows, yinyangScratchBytes } from "./sweeps/yinyang";
export { panelSlots } from "./score/products";
export { largestMagnitude } from "./lanes/magnitude";
export { tileBytes, tileRows } from "./lanes/tile";
export {
  logDensityBlock,
  mixtureBlock,
  mixtureLabelsBlock,
  mixtureLabelsScratchBytes,
  responsibilitiesBlock,
} from "./sweeps/mixture";
export { candidatesBlock, closestBlock, drawBlock, potentialBlock } from "./sweeps/seeding";
export { answerSums } from "./sums/answer";
export { addCosts, answerCosts } from "./sums/costs";
export { endSurvey, sumRows, surveyRows } from "./sums/exact";
export { fold } from "./sums/statistics";
export {
  labelledMixtureBlock,
  prunedMixtureBlock,
  mixtureScratchBytes,
} from "./sweeps/mixture-pruned";

/** The first address that is free: everything below belongs to the module. */
export function heapBase(): usize {
  return __heap_base;
}
