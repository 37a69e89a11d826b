import { checkName } from "./keys.js";

/** What is put into the queue of a home: numbers and names, no code. */
export interface Job {
  readonly run: string;
  /** Which question. */
  readonly question: number;
  /** Whose answers are wanted. */
  readonly shards: readonly number[];
}

/** How jobs are taken, in milliseconds: a worker that is gone is noticed by its heartbeat long before. */
export const TAKING = { lockDuration: 5000, stalledInterval: 2500, maxStalledCount: 5 };

/** How jobs are put into a queue. */
export const PUTTING = {
  attempts: 5,
  backoff: { type: "fixed", delay: 200 },
  removeOnComplete: true,
  removeOnFail: true,
};

/** Most shards there can be. */
const MOST = 2 ** 16;

/** @throws TypeError where it is no job */
export function checkJob(data: unknown): Job {
  const { run, question, shards } = (data ?? {}) as Record<string, unknown>;
  const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
  const fine = Array.isArray(shards) && shards.length <= MOST && shards.every(isCount);
  if (!fine || !isCount(question)) throw new TypeError("expected a job { run, question, shards }");
  return { run: checkName("run", run), question: question as number, shards };
}
