/** How a fit is spread over many machines. */
export interface DistributedOptions {
  /** True: the URL is in the environment. */
  readonly redis?: string | true;
  readonly prefix?: string;
  readonly run?: string;
  readonly resume?: string;
  readonly shards?: number;
  readonly workers?: number;
  readonly patience?: number;
}

/** The run whose result gives soft k-means its stiffness has this behind its name. */
export const beforehand = "-stiffness";
