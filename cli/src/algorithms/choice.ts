import { Option, type Command } from "commander";
import { nonNegative, oneOf } from "../options/parsers.js";
import { alternatives, listed } from "../text/wording.js";
import type { Algorithm } from "./algorithm.js";
import { algorithms } from "./all.js";

/** What a user chooses an algorithm by. */
export interface AlgorithmOptions {
  readonly algorithm: string;
  readonly start?: string;
  readonly tolerance?: number;
  readonly distance?: string;
}

const names = algorithms.map(({ name }) => name);
const titles = Object.fromEntries(algorithms.map(({ name, title }) => [name, title]));
const starts = [...new Set(algorithms.flatMap((algorithm) => algorithm.starts))];

export function algorithmOption(): Option {
  return new Option("-a, --algorithm <name>", alternatives(names))
    .argParser(oneOf(names, titles))
    .default(names[0], names[0]);
}

/** Options that every algorithm has, but each in its own way. */
export function startAndTolerance(): Option[] {
  const [usual] = starts;
  const shown = starts.map((start) => {
    const by = algorithms.filter((algorithm) => algorithm.starts.includes(start));
    if (by.length < algorithms.length) {
      const whose = by.map(({ name }) => name);
      const own = by.every((algorithm) => algorithm.starts[0] === start) ? ", its default" : "";
      return `${start} (${listed(whose, whose.length)} alone${own})`;
    }
    return start === usual ? `${start} (default)` : start;
  });
  const stops = algorithms.map(({ name, stops }) => `\n${name}: ${stops}`);
  return [
    new Option("--start <how>", alternatives(shown)).argParser(oneOf(starts)),
    new Option("--tolerance <t>", `when to stop:${stops.join("")}`).argParser(nonNegative),
  ];
}

/**
 * What algorithms that have centroids alone may measure by.
 *
 * @param called what the command calls an algorithm
 */
export function distanceOption(called: (algorithm: Algorithm) => string): Option {
  const kinds = [...new Set(algorithms.flatMap(({ distances }) => distances))];
  const whose = algorithms.flatMap((algorithm) => {
    const { distances } = algorithm;
    if (distances.length === 0) return [];
    const words = distances.map((kind, i) => (i === 0 ? `${kind} (default)` : kind));
    return [`\n${called(algorithm)}: ${alternatives(words)}`];
  });
  return new Option(
    "--distance <kind>",
    `between rows and centroids; cosine: by their directions alone:${whose.join("")}`,
  ).argParser(oneOf(kinds));
}

/**
 * The options that one algorithm alone has, under its name in the help.
 *
 * @param called what the command calls an algorithm
 */
export function ownOptions(called: (algorithm: Algorithm) => string): Option[] {
  return algorithms.flatMap((algorithm) =>
    algorithm.options().map((option) => option.helpGroup(`Options of ${called(algorithm)}:`)),
  );
}

/** The algorithm that is asked for, if all options that are given are its own. */
export function chosenAlgorithm(command: Command): Algorithm {
  const given = command.opts<AlgorithmOptions>();
  const chosen = algorithms.find(({ name }) => name === given.algorithm) ?? algorithms[0];
  const isGiven = (option: Option) =>
    command.getOptionValueSource(option.attributeName()) === "cli";
  for (const other of algorithms) {
    const foreign = other === chosen ? undefined : other.options().find(isGiven);
    if (foreign !== undefined) {
      command.error(
        `error: option '${foreign.flags}' belongs to -a ${other.name}; ` +
          `-a ${chosen.name} does not have it`,
      );
    }
  }
  if (given.start !== undefined && !chosen.starts.includes(given.start)) {
    command.error(
      `error: option '--start' with -a ${chosen.name} is ${alternatives(chosen.starts)}, ` +
        `not ${given.start}`,
    );
  }
  if (given.distance !== undefined && !chosen.distances.includes(given.distance)) {
    const owners = algorithms.filter(({ distances }) => distances.length > 0);
    const theirs = listed(
      owners.map(({ name }) => name),
      owners.length,
    );
    command.error(
      chosen.distances.length === 0
        ? `error: option '--distance <kind>' belongs to -a ${theirs}; -a ${chosen.name} does not have it`
        : `error: option '--distance' with -a ${chosen.name} is ${alternatives(chosen.distances)}, ` +
            `not ${given.distance}`,
    );
  }
  return chosen;
}
