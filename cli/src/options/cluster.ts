import { InvalidArgumentError, Option } from "commander";
import { kindOf } from "../files/kinds.js";
import { redisVariable } from "../cluster/redis.js";
import { beforehand, type DistributedOptions } from "../cluster/settings.js";
import { integerFrom } from "./parsers.js";

/** A fit that is asked for in words that only one over many machines knows. */
export function isDistributed({ redis, run, resume, shards, workers }: DistributedOptions) {
  return [redis, run, resume, shards, workers].some((given) => given !== undefined);
}

/** What is wrong with options that are right each by itself; undefined: nothing. */
export function distributedMistake(options: DistributedOptions): string | undefined {
  const { run, resume, prefix, patience } = options;
  if (run !== undefined && resume !== undefined) {
    return "error: --resume names a run that there is, and --run a new one; give one of them";
  }
  const idle =
    prefix === undefined ? (patience === undefined ? undefined : "--patience") : "--prefix";
  return isDistributed(options) || idle === undefined
    ? undefined
    : `error: option '${idle}' is of a fit over many machines; give --redis as well`;
}

const variable = `(default: the variable ${redisVariable}, which process lists do not show)`;

export function redisOption(): Option {
  return new Option(
    "--redis <url>",
    "the Redis that all machines share, redis://:PASSWORD@HOST:6379, or rediss:// for TLS " +
      variable,
  );
}

export function prefixOption(): Option {
  return new Option(
    "--prefix <name>",
    "what all names in Redis begin with (default: mixtura)",
  ).argParser(clusterName);
}

/** What `mixtura fit` takes to be spread over many machines. */
export function distributedOptions(): Option[] {
  return [
    new Option(
      "--redis [url]",
      "fit on the workers (mixtura worker) of this Redis, redis://:PASSWORD@HOST:6379, or rediss:// " +
        `for TLS ${variable}; the file is read as by --stream, and the result is the same`,
    ).argParser(noData),
    new Option("--run <name>", "what the run is called (default: by chance)").argParser(runName),
    new Option("--resume <run>", "go on with a run that was cut short").argParser(runName),
    new Option(
      "--shards <n>",
      "parts that the rows are cut into, at least as many as workers have threads (default: 16)",
    ).argParser(integerFrom(1, 16)),
    new Option("--workers <n>", "begin once so many workers are there (default: 1)").argParser(
      integerFrom(1, 16),
    ),
    prefixOption(),
    new Option(
      "--patience <time>",
      "wait for workers, and for Redis where it goes away, for so many seconds, or as 10m (default: 60)",
    ).argParser(seconds),
  ].map((option) => option.helpGroup("Options of a fit over many machines:"));
}

export function clusterName(text: string): string {
  if (/^[\w-]{1,50}$/.test(text)) return text;
  throw new InvalidArgumentError("Expected 1 to 50 letters, digits, - or _.");
}

/** The name of a run, also where the one that is meant comes before it. */
export function runName(text: string): string {
  const name = clusterName(text);
  return name.endsWith(beforehand) ? clusterName(name.slice(0, -beforehand.length)) : name;
}

/** Without a URL the option takes the data that comes next. */
function noData(text: string): string {
  if (kindOf(text) === undefined || text.includes("://")) return text;
  throw new InvalidArgumentError(
    "Expected a URL such as redis://localhost:6379; without one, --redis comes after the data.",
  );
}

/** `900`, `90s`, `10m` or `2h`: seconds. */
export function seconds(text: string): number {
  const [, number, unit = "s"] = /^(\d+(?:\.\d+)?)(s|m|min|h)?$/i.exec(text) ?? [];
  const value = Number(number) * { s: 1, m: 60, min: 60, h: 3600 }[unit.toLowerCase()]!;
  if (value > 0 && value < 1e9) return value;
  throw new InvalidArgumentError("Expected a time such as 90, 90s, 10m or 2h.");
}

/** `8GB` or `512MiB`: bytes. */
export function bytes(text: string): number {
  const [, number, prefix = "", binary] = /^(\d+(?:\.\d+)?) ?([KMGT])(i?)B?$/i.exec(text) ?? [];
  const power = 1 + "KMGT".indexOf(prefix.toUpperCase());
  const value = Math.round(Number(number) * (binary === "" ? 1000 : 1024) ** power);
  if (value >= 1 && value <= 2 ** 50) return value;
  throw new InvalidArgumentError("Expected a size such as 8GB or 512MB.");
}
