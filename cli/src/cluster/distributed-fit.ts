import { randomBytes } from "node:crypto";
import type { StreamOptions, StreamProgress, StreamSource } from "mixtura";
import type { RunStatus, Table } from "mixtura-cluster";
import { note } from "../text/notes.js";
import { counted } from "../text/wording.js";
import type { Fitting } from "./fitting.js";
import type { Cluster } from "./package.js";
import { redisShown } from "./redis.js";
import { beforehand, type DistributedOptions } from "./settings.js";

/** Where a fit is spread, its options checked. */
export interface DistributedSettings extends Omit<DistributedOptions, "redis"> {
  readonly redis: string;
}

/** Fits models to a table on the workers of a Redis, which read it as well. */
export class DistributedFit {
  /** How far it is, as the driver of the run tells. */
  status: RunStatus | undefined;
  readonly redis: string;
  readonly #run: string;
  #begun = false;
  /** The runs that there were before, of which this one goes on. */
  #before: Promise<ReadonlySet<string>> | undefined;

  /** @param modelName what class the model is of that is asked for; others are fitted beforehand */
  constructor(
    private readonly cluster: Cluster,
    private readonly settings: DistributedSettings,
    private readonly modelName: string,
    private readonly table: Table,
  ) {
    this.redis = redisShown(settings.redis);
    this.#run = settings.resume ?? settings.run ?? randomBytes(4).toString("hex");
  }

  /**
   * Fits a model to what a source reads, to the same bits as here.
   *
   * @param isKnown whether all rows have been read, so that there is something to go on with
   */
  async fit<Options, M>(
    Model: Fitting<Options, M>,
    source: StreamSource,
    options: Options & StreamOptions,
    isKnown: () => boolean,
  ): Promise<M> {
    const { redis, prefix, shards, workers, patience } = this.settings;
    const { onProgress } = options;
    const run = Model.name === this.modelName ? this.#run : `${this.#run}${beforehand}`;
    const news = { begun: false, lost: 0, progress: UNBEGUN };
    // Reads by the command's own source, which tells of its rows what a report needs.
    const fitter = {
      name: Model.name,
      fitStream: (_: StreamSource, given: Options & StreamOptions) =>
        Model.fitStream(source, {
          ...given,
          onProgress: (latest) => {
            given.onProgress?.(latest);
            news.progress = latest;
            onProgress?.(latest);
          },
        }),
    };
    try {
      const fitted = await this.cluster.fitDistributed(fitter as never, this.table, {
        ...withoutThreads(options),
        ...{ redis, prefix, run, shards, workers, patience },
        resume: await this.#goesOn(run),
        onBegin: () => {
          news.begun = true;
          this.#tellName();
        },
        onStatus: (status: RunStatus) => {
          this.status = status;
          if (status.lost > news.lost) {
            note(`${counted(status.lost - news.lost, "worker")} lost; others take what they held`);
            news.lost = status.lost;
          }
          onProgress?.(news.progress);
        },
      } as never);
      return fitted as M;
    } catch (error) {
      if (news.begun && isKnown() && (await this.#stands(run))) {
        note(`run ${this.#run} stands: resume it with --resume ${this.#run}`);
      }
      throw error;
    } finally {
      this.status = undefined;
    }
  }

  async #goesOn(run: string): Promise<boolean> {
    const { redis, prefix, resume } = this.settings;
    if (resume === undefined) return false;
    this.#before ??= this.cluster
      .clusterStatus({ redis, prefix })
      .then(({ runs }) => new Set(runs.map((known) => known.run)));
    const before = await this.#before;
    if (!before.has(resume) && !before.has(`${resume}${beforehand}`)) {
      throw new Error(
        `${this.redis}: there is no run ${resume} to go on with (one that ended well leaves nothing behind)`,
      );
    }
    return before.has(run);
  }

  #tellName(): void {
    if (this.#begun) return;
    this.#begun = true;
    note(`run ${this.#run}`);
  }

  /** Whether there is something to go on with, as far as can be told. */
  async #stands(run: string): Promise<boolean> {
    const { redis, prefix } = this.settings;
    try {
      const { runs } = await this.cluster.clusterStatus({ redis, prefix });
      return runs.some((known) => known.run === run);
    } catch {
      // A Redis that is away may have kept it.
      return true;
    }
  }
}

/** Workers have threads of their own. */
function withoutThreads(options: StreamOptions): object {
  return Object.fromEntries(Object.entries(options).filter(([name]) => name !== "threads"));
}

const UNBEGUN: StreamProgress = {
  ...{ iteration: 0, maxIterations: 0, restart: 0, restarts: 1 },
  ...{ objective: NaN, fraction: 0, elapsed: 0, pass: 1, rows: 0, rowsPerSecond: 0 },
};
