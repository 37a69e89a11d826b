/**
 * The kernels: pure functions of addresses and sizes. They allocate nothing,
 * draw no random number and know no policy. Addresses and sizes are not
 * checked here: src/core and src/questions compute them. The debug build asserts sizes and labels.
 */
export { lowerFrom, ownDistances } from "./sweeps/farthest";
export { assignBlock, assignFew, distancesBlock, fillTiles } from "./sweeps/hard";
export {
  boundNodes,
  cutRows,
  findLeaves,
  paddedColumns,
  placeRows,
  startLeaves,
} from "./sweeps/kd-tree";
export {
  filteringScratchBytes,
  filterNodes,
  labelAlike,
  labelRows,
  openNodes,
  sumNodes,
} from "./sweeps/filtering";
export { buildCells, cellsBlock } from "./sweeps/cells";
export { addDistances } from "./sweeps/distance-sums";
export { hamerlyBlock, hamerlyScratchBytes } from "./sweeps/hamerly";
export { yinyangBlock, yinyangRows, yinyangScratchBytes } from "./sweeps/yinyang";
export { panelSlots } from "./score/products";
export { largestMagnitude } from "./lanes/magnitude";
export { quantiseRows } from "./lanes/quantise";
export { tileBytes, tileRows } from "./lanes/tile";
export {
  aim,
  bestCandidate,
  drawRow,
  heaviest,
  lowerRows,
  potential,
  potentialBits,
  rowAt,
  seedingCandidates,
  seedingRows,
  weighCandidates,
  weighRows,
} from "./sweeps/seeding";
export { lowerBoxes, weighBoxes, weighNodes } from "./sweeps/seeding-boxes";
export {
  aimLook,
  armRows,
  lookAt,
  lowerLooked,
  seedingListBytes,
  weighLooked,
} from "./sweeps/seeding-look";
export { answerSums } from "./sums/answer";
export { addCosts, answerCosts } from "./sums/costs";
export { endSurvey, sumRows, surveyRows } from "./sums/exact";
export { addIntegers, fold } from "./sums/statistics";

/** The first address that is free: everything below belongs to the module. */
export function heapBase(): usize {
  return __heap_base;
}
