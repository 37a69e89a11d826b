/**
 * The kernels: pure functions of addresses and sizes. They allocate nothing,
 * draw no random number and know no policy. Addresses and sizes are not
 * checked here: src/wasm computes them. The debug build asserts sizes and labels.
 */
export { assignBlock, distancesBlock } from "./hard";
export { leadBlock } from "./leads";
export { logs } from "./log";
export { lookBlock } from "./look";
export { largestMagnitude } from "./magnitude";
export {
  logDensityBlock,
  mixtureBlock,
  mixtureLabelsBlock,
  responsibilitiesBlock,
} from "./mixture";
export { candidatesBlock, drawBlock, lowerBlock, potentialBlock } from "./seeding";
export { fold } from "./statistics";
export { answerSums } from "./sums/answer";
export { addCosts, largestDifference } from "./sums/costs";
export { sumRows, surveyRows } from "./sums/exact";
export { labelledMixtureBlock, survivorsBlock } from "./survivors";

/** The first address that is free: everything below belongs to the module. */
export function heapBase(): usize {
  return __heap_base;
}
