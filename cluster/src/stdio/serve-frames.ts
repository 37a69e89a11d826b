import type { Readable, Writable } from "node:stream";
import { type Capacity, checkCapacity } from "../worker/capacity.js";
import { Threads } from "../worker/threads.js";
import { FrameWriter } from "./frame-writer.js";
import { checkLimit, type Frame, LIMIT, readFrames } from "./frames.js";
import { checkId, checkOrder, shortened } from "./heads.js";
import { HeldRuns, NotHeld } from "./held-runs.js";

/** How a worker serves that frames reach. */
export interface ServeOptions extends Capacity {
  /** Bytes of a frame at most. Default: 1 GiB. */
  readonly limit?: number | undefined;
  /** Ends it: what it is at is left to others. */
  readonly signal?: AbortSignal | undefined;
}

/** Frames that are worked at beside each other; others wait where they come from. */
const AT_ONCE = 64;

/**
 * Works for whoever carries frames to it: loads shards, holds them, and answers questions about them,
 * until `input` ends. The frames are those of docs/stdio.md.
 *
 * @param input where frames come from, such as `process.stdin`; destroyed at the end
 * @param output where answers go, such as `process.stdout`: nothing else may be written there
 * @throws TypeError for options that are none
 * @throws TypeError, RangeError or Error where the input is not made of frames, or ends within one,
 *   and where nobody reads the output any more; what can be answered is answered, with an error
 * @example
 * await serveFrames(process.stdin, process.stdout, { data: ["/data"] });
 */
export async function serveFrames(
  input: Readable,
  output: Writable,
  options: ServeOptions = {},
): Promise<void> {
  const { data, threads: count, memory, limit, signal } = checkOptions(options);
  const threads = new Threads(count);
  const runs = new HeldRuns(threads, data, memory);
  const writer = new FrameWriter(output, limit);
  const underWay = new Set<Promise<void>>();
  let bytes = 0;
  let ended = false;

  const obeyed = async (id: number, { head, bytes: given }: Frame) => {
    try {
      const { about, bytes: found } = await runs.obey(checkOrder(head), given);
      return [{ id, ok: true, ...about }, found] as const;
    } catch (error) {
      return [refusal(id, error as Error)] as const;
    }
  };
  const answer = async (frame: Frame) => {
    const id = checkId(frame.head);
    bytes += frame.bytes.length;
    const [head, found] = await obeyed(id, frame);
    bytes -= frame.bytes.length;
    if (!ended) await writer.write(head, found);
  };

  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      reject(signal?.reason as Error);
      input.destroy();
    };
  });
  aborted.catch(() => {});
  signal?.addEventListener("abort", abort);
  try {
    if (signal?.aborted === true) return;
    for await (const frame of readFrames(input, limit)) {
      const answering = answer(frame).finally(() => underWay.delete(answering));
      underWay.add(answering);
      // What cannot be answered, or is not read any more, is no use going on with.
      answering.catch((error: unknown) => input.destroy(error as Error));
      while (underWay.size >= AT_ONCE || bytes > limit) {
        await Promise.race([aborted, ...underWay]);
      }
    }
    await Promise.race([aborted, Promise.all(underWay)]);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  } finally {
    ended = true;
    signal?.removeEventListener("abort", abort);
    input.destroy();
    await threads.close();
  }
}

function refusal(id: number, error: Error) {
  const head = { id, error: shortened(error.message) };
  return error instanceof NotHeld ? { ...head, lost: true } : head;
}

function checkOptions(options: ServeOptions) {
  const { limit = LIMIT, signal } = options;
  return { ...checkCapacity(options), limit: checkLimit(limit), signal };
}
