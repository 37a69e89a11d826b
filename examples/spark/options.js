/** What is fitted: the same for many processes as for one. */
export const OPTIONS = { k: 4, covariance: "full", seed: 1, maxIterations: 30 };
