import type { Browser, Page } from "playwright-core";

/** A task of the page's thread, in ms. */
export interface Task {
  /** From its beginning to its end, with what other processes did meanwhile. */
  readonly duration: number;
  /** What it took of the processor: on a busy machine the only time that says something of the page. */
  readonly worked: number;
}

/** An event of a trace: https://chromium.googlesource.com/catapult, "Trace Event Format". */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ph: string;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Tasks that are longer than this are told of, in ms: what the Long Tasks API calls long is 50. */
const TOLD = 10;

/** A task, and the promises that are kept behind it: much of what is asynchronous is done there. */
const OF_TASKS = /RunTask$|PerformMicrotaskCheckpoint$/;

/** Traces the browser while `use` runs, and gives its result and the longest tasks of pages' threads. */
export async function withTasks<T>(
  page: Page,
  use: () => Promise<T>,
): Promise<{ readonly result: T; readonly tasks: readonly Task[] }> {
  const browser: Browser = page.context().browser()!;
  await browser.startTracing(page, { categories: ["toplevel"] });
  let trace: Buffer | undefined;
  try {
    const result = await use();
    trace = await browser.stopTracing();
    return { result, tasks: tasksIn(trace) };
  } finally {
    if (trace === undefined) await browser.stopTracing().catch(() => {});
  }
}

function tasksIn(trace: Buffer): Task[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
      .map(threadOf),
  );
  if (threads.size === 0) throw new Error("the trace names no thread of a page");
  return traceEvents
    .filter((event) => OF_TASKS.test(event.name) && threads.has(threadOf(event)))
    .map(({ dur = 0, tdur = 0 }) => ({ duration: dur / 1000, worked: tdur / 1000 }))
    .filter(({ duration }) => duration > TOLD);
}
