/**
 * What promises need beyond what answers at once. Loaded by the first of them, so that
 * a page that only fits downloads none of it, and in one piece, for the more files there are the worse they
 * are compressed. Models hand in their own parts: what is imported here is kept for every model.
 */

export { withRowsAsync, withRowsRowwiseAsync } from "./fitting/asking-async.js";
export { fitInSlices, workInSlices } from "./fitting/fit-async.js";
export { reported } from "./fitting/reported.js";
