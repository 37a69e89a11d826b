import type { Cell } from "./cells.js";
import type { Match, Rival } from "./match.js";
import type { Answer, Native } from "./process.js";
import { agree, isDrawn, type Measured, ONE_THREAD } from "./results.js";
import { median } from "../statistics.js";

/** A rival this much slower than the fastest at first sight takes no part in the rounds. */
const OUT_OF_SIGHT = 1.25;

/** What a rival came to at first sight. */
interface Look extends Answer {
  readonly name: string;
  /** How far its objective is from ours, relative to it. */
  readonly difference: number;
}

/**
 * Every way of the other side on every process of it: two threads that wait for each other on a
 * busy machine may be slower than one, and then one counts.
 */
function waysOf(rivals: ReadonlyMap<string, Rival>, natives: readonly Native[]) {
  return new Map(
    natives.flatMap((native) =>
      [...rivals].map(([name, rival]) => {
        const by = native.threads < natives[0].threads ? `${name}${ONE_THREAD}` : name;
        return [by, (round: number) => rival(native, round)] as const;
      }),
    ),
  );
}

/**
 * Races one cell; of several rivals the fastest of a round counts. Rounding breaks a tie of two
 * distances in one way on one processor and in another on the next, and a rival that thereby
 * reached another solution takes no part, unless every one of them did.
 */
export async function race(
  cell: Cell,
  { own, rivals }: Match,
  natives: readonly Native[],
  rounds: number,
): Promise<Measured> {
  const ways = waysOf(rivals, natives);
  // The first look warms up, tells whether both reach the same, and which rivals matter.
  const first = await own(0);
  const looks: Look[] = [];
  for (const [name, run] of ways) {
    const answer = await run(0);
    if (answer === undefined) continue;
    const difference = Math.abs(first.objective / answer.objective - 1);
    looks.push({ name, ...answer, difference });
  }
  const same = looks.filter((look) =>
    agree(cell.precision, [first.iterations, look.iterations], look.difference),
  );
  const matching = same.length > 0 ? same : looks;
  const best = Math.min(...matching.map(({ seconds }) => seconds));
  const near = matching.filter(({ seconds }) => seconds <= OUT_OF_SIGHT * best);
  const mine: Answer[] = [];
  const theirs: Answer[] = [];
  const enough = isDrawn(cell) ? roundsWithin(first.seconds + best * near.length, rounds) : rounds;
  for (let round = 0; round < enough; round++) {
    mine.push(await own(round));
    const answers: Answer[] = [];
    for (const { name } of near) answers.push((await ways.get(name)!(round))!);
    if (answers.length > 0) {
      theirs.push(answers.reduce((a, b) => (b.seconds < a.seconds ? b : a)));
    }
  }
  const times = { own: mine.map(milliseconds), theirs: theirs.map(milliseconds) };
  if (looks.length === 0) {
    return { ...cell, rival: null, ...times, iterations: null, difference: null };
  }
  const { name, iterations } = matching.find(({ seconds }) => seconds === best)!;
  if (isDrawn(cell)) {
    return {
      ...cell,
      ...{ rival: name, ...times },
      iterations: [median(mine.map(iterationsOf)), median(theirs.map(iterationsOf))],
      difference: mean(mine.map(objectiveOf)) / mean(theirs.map(objectiveOf)) - 1,
    };
  }
  return {
    ...cell,
    ...{ rival: name, ...times },
    iterations: [first.iterations, iterations],
    difference: Math.max(...matching.map(({ difference }) => difference)),
  };
}

/** Where starts are drawn there are more rounds, as long as they do not take more than this. */
const MOST = 4;
const SECONDS = 8;

/** Inertia varies from seed to seed, where times hardly do: its mean needs more rounds. */
function roundsWithin(seconds: number, rounds: number): number {
  return Math.max(rounds, Math.min(MOST * rounds, Math.floor(SECONDS / seconds)));
}

/** To the microsecond. */
function milliseconds({ seconds }: Answer): number {
  return Math.round(1e6 * seconds) / 1e3;
}

const objectiveOf = ({ objective }: Answer) => objective;
const iterationsOf = ({ iterations }: Answer) => iterations;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
