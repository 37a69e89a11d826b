/** What methods load when a stream is first handed in: one file of the package, in nobody else's way. */
export { fitFromStream } from "./fit-stream.js";
export { labelsOfStream } from "./predict-stream.js";
