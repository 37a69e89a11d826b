/**
 * What streams and single passes need beyond what promises do: two thirds of what is loaded later, and a page
 * that fits what it has asks for none of it.
 */

export { fitMiniBatch as fitMixtureMiniBatch } from "./models/gaussian-mixture/mini-batch.js";
export { fitMiniBatch as fitHardMiniBatch } from "./models/k-means/mini-batch.js";
export { fitFromStream } from "./streams/fit-stream.js";
export { labelsOfStream } from "./streams/predict-stream.js";
