/** The package of many machines. */
export type Cluster = typeof import("mixtura-cluster");

/**
 * Loads the package of many machines, which is there only if the user has installed it.
 *
 * @param asking what needs it, as it is typed
 */
export async function loadedCluster(asking: string): Promise<Cluster> {
  return await import("mixtura-cluster").catch((error: unknown) => {
    throw new Error(`${asking} needs mixtura-cluster: npm install mixtura-cluster`, {
      cause: error,
    });
  });
}
