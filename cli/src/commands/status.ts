import { Argument, Option, type Command } from "commander";
import type { ClusterStatus } from "mixtura-cluster";
import { loadedCluster } from "../cluster/package.js";
import { redisShown, redisUrl } from "../cluster/redis.js";
import { beforehand } from "../cluster/settings.js";
import { prefixOption, redisOption, runName } from "../options/cluster.js";
import { offering } from "../options/parsers.js";
import { clusterReport, runReport } from "../report/cluster-report.js";
import { colorsFor, widthFor } from "../text/terminal.js";

interface StatusOptions {
  readonly redis?: string;
  readonly prefix?: string;
  readonly json?: true;
}

const examples = `
Examples:
  All runs and workers, and one run:
  $ mixtura status --redis redis://localhost:6379
  $ mixtura status 3f9a21c4 --redis redis://localhost:6379
`;

export function addStatusCommand(program: Command): void {
  program
    .command("status")
    .summary("see how far fits over many machines are")
    .description(
      "Tells which runs of mixtura fit --redis there are, how far each is, which\n" +
        "workers hold its rows, and which runs can be resumed. Needs mixtura-cluster.",
    )
    .usage("[run] [options]")
    .addArgument(
      new Argument("[run]", "the name of one run (default: all runs and workers)").argParser(
        offering([], runName),
      ),
    )
    .addOption(redisOption())
    .addOption(prefixOption())
    .addOption(new Option("--json", "print it as JSON"))
    .addHelpText("after", examples)
    .action(status);
}

async function status(
  run: string | undefined,
  { redis: given, prefix, json }: StatusOptions,
): Promise<void> {
  const redis = redisUrl(given);
  const { clusterStatus } = await loadedCluster("mixtura status");
  const all = await clusterStatus({ redis, prefix });
  const { stdout } = process;
  const look = { where: redisShown(redis), width: widthFor(stdout), colors: colorsFor(stdout) };
  if (run === undefined) {
    stdout.write(json ? `${JSON.stringify(all)}\n` : clusterReport(all, look));
    return;
  }
  const known = knownRun(run, all);
  if (known === undefined) {
    throw new Error(
      `${look.where}: there is no run ${run} (one that ended well leaves nothing behind)`,
    );
  }
  stdout.write(json ? `${JSON.stringify(known)}\n` : runReport(known, look));
}

/** The run of that name, or the one whose result it begins with. */
function knownRun(
  name: string,
  { runs }: ClusterStatus,
): ClusterStatus["runs"][number] | undefined {
  return (
    runs.find(({ run }) => run === name) ?? runs.find(({ run }) => run === `${name}${beforehand}`)
  );
}
