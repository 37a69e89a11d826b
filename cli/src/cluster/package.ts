import { statSync } from "node:fs";

/** The package of many machines. */
export type Cluster = typeof import("mixtura-cluster");

/**
 * Has Node 20 follow links again: where the last file that it looked at was a pipe, as standard input
 * may be, it takes the rest of a path for what it seems to be, and a package that is linked is loaded
 * a second time, with a memory of its own.
 */
function followLinks(): void {
  statSync(".");
}

/**
 * Loads the package of many machines, which is there only if the user has installed it.
 *
 * @param asking what needs it, as it is typed
 */
export async function loadedCluster(asking: string): Promise<Cluster> {
  followLinks();
  return await import("mixtura-cluster").catch((error: unknown) => {
    throw new Error(`${asking} needs mixtura-cluster: npm install mixtura-cluster`, {
      cause: error,
    });
  });
}
