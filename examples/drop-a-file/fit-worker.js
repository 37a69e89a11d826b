import { KMeans } from "mixtura";
import { openSource } from "mixtura-data";

/** Bytes of rows that are kept from one pass to the next: a page is a guest, and keeps few. */
const MEMORY = 2 ** 24;

/** Fits the file it is sent, and tells how far it is; who no longer wants that ends the worker. */
addEventListener("message", async ({ data: { file, k, standardize } }) => {
  try {
    const source = await openSource(file);
    const { centroids, sizes } = await KMeans.fitStream(source, {
      k,
      start: "k-means||",
      standardize,
      memory: MEMORY,
      onProgress: (progress) => postMessage({ progress }),
    });
    postMessage({ found: { columns: source.columns, centroids, sizes } });
  } catch (error) {
    postMessage({ problem: error.message });
  }
});
