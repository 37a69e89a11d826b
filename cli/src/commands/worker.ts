import { InvalidArgumentError, Option, type Command } from "commander";
import type { WorkerEvent } from "mixtura-cluster";
import { loadedCluster } from "../cluster/package.js";
import { redisUrl } from "../cluster/redis.js";
import { untilToldToEnd } from "../cluster/told-to-end.js";
import { WorkerLog } from "../cluster/worker-log.js";
import { bytes, prefixOption, redisOption, seconds } from "../options/cluster.js";
import { offering, threads } from "../options/parsers.js";
import { tell } from "../text/notes.js";

interface WorkerOptions {
  readonly redis?: string;
  readonly prefix?: string;
  readonly data?: string[];
  readonly threads: number | "auto";
  readonly memory?: number;
  readonly idle?: number;
  readonly stdio?: true;
  readonly quiet?: true;
}

const examples = `
Examples:
  On each of some machines, which read tables in a folder that they share:
  $ export MIXTURA_REDIS=redis://:PASSWORD@redis.example:6379
  $ mixtura worker --data /shared --memory 8GB

  On any machine, a fit that they work on, and how far it is:
  $ mixtura fit /shared/flights.parquet -k 8 --redis --model model.json
  $ mixtura status
`;

export function addWorkerCommand(program: Command): void {
  const command = program
    .command("worker")
    .summary("work for fits over many machines")
    .description(
      "Works for fits that mixtura fit --redis spreads over machines: holds rows of\n" +
        "their tables and answers for them, until Ctrl-C ends it, or it has had nothing\n" +
        "to do for a while. Needs mixtura-cluster. mixtura help machines tells more.",
    )
    .usage("[options]");
  for (const option of [
    redisOption(),
    prefixOption(),
    new Option(
      "--data <where>",
      "a folder, or a URL that ends in a slash, that tables may be read from; may be given " +
        "more than once (default: the current folder)",
    ).argParser(offering("files", oneMore)),
    new Option("--threads <n>", "compute on so many threads, or auto: one for each core")
      .argParser(threads)
      .default("auto", "auto"),
    new Option(
      "--memory <size>",
      "hold so much of tables at most, such as 8GB (default: half of the memory that is free)",
    ).argParser(bytes),
    new Option(
      "--idle <time>",
      "end after so long without work, or without Redis: seconds, or as 10m (default: 15m)",
    ).argParser(seconds),
    new Option(
      "--stdio",
      "serve on standard input and output, in place of a Redis, whoever has started it",
    ),
    new Option("--quiet", "tell of nothing but errors"),
  ]) {
    command.addOption(option);
  }
  command.addHelpText("after", examples).action(worker);
}

function oneMore(text: string, before: readonly string[] = []): string[] {
  if (text === "") throw new InvalidArgumentError("Expected a folder or a URL.");
  // Arguments are parsed twice: first for mistakes.
  return [...new Set([...before, text])];
}

async function worker(options: WorkerOptions, command: Command): Promise<void> {
  const foreign = (["redis", "prefix", "idle"] as const).find(
    (name) => options[name] !== undefined,
  );
  if (options.stdio && foreign !== undefined) {
    command.error(`error: --stdio serves in place of a Redis, and --${foreign} is of one`);
  }
  const redis = options.stdio ? undefined : redisUrl(options.redis);
  const cluster = await loadedCluster("mixtura worker");
  const { data, memory, threads, prefix, idle, quiet } = options;
  const how = { data, memory, threads: threads === "auto" ? undefined : threads };
  const log = new WorkerLog(tell);
  const onEvent = quiet ? undefined : (event: WorkerEvent) => log.tell(event);
  await untilToldToEnd((signal) =>
    redis === undefined
      ? cluster.serveFrames(process.stdin, process.stdout, { ...how, signal })
      : cluster.work({ ...how, redis, prefix, idle, signal, onEvent }),
  );
}
