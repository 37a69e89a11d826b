import { randomBytes } from "node:crypto";
import type { Readable, Writable } from "node:stream";
import type { StreamSource } from "mixtura";
import { Shards } from "mixtura/shards";
import { checkName } from "../keys.js";
import { absolute, checkTable, openTable, type Table } from "../table.js";
import { FrameWriter } from "./frame-writer.js";
import { checkLimit, LIMIT } from "./frames.js";
import { FramesTransport } from "./frames-transport.js";
import { shortened } from "./heads.js";

/** How a fit is driven whose questions others carry. */
export interface DriveOptions {
  /** Name of the run, of letters, digits, - and _; no other may have it. Default: one by chance. */
  readonly run?: string | undefined;
  /** How many shards the rows are cut into; fewer where there are not as many blocks. Default: 16. */
  readonly shards?: number | undefined;
  /** Bytes of a frame at most. Default: 1 GiB. */
  readonly limit?: number | undefined;
}

/** A class of models: KMeans, SoftKMeans or GaussianMixture. */
interface Fitter {
  readonly name: string;
  fitStream(source: StreamSource, options: never): Promise<Fitted>;
}

interface Fitted {
  toJSON(options: { readonly labels: false }): object;
}

/** The options of a model, and of a stream, but for those of threads here. */
type OwnOptions<Model extends Fitter> = Omit<
  Parameters<Model["fitStream"]>[1],
  "shards" | "threads" | "workerUrl"
>;

/** Milliseconds for which whoever reads is told that it failed. */
const LAST_WORDS = 1000;

/**
 * Fits a model to a table whose rows others hold: writes questions as frames, which an engine carries
 * to workers (`mixtura worker --stdio`, or {@link serveFrames}), and reads their answers. The model
 * has the bits of a fit on one machine. At the end it is written as JSON, in a frame of its own. The
 * frames are those of docs/stdio.md.
 *
 * @param Model KMeans, SoftKMeans or GaussianMixture
 * @param table what every worker can read, too
 * @param options those of the model and of `fitStream`, and how the fit is driven
 * @param input where answers come from, such as `process.stdin`; destroyed at the end
 * @param output where frames go, such as `process.stdout`: nothing else may be written there
 * @returns the model
 * @throws TypeError or RangeError for options that are none, and for input that is not made of frames
 * @throws Error where a worker cannot do what it is asked, or the input ends too early
 * @example
 * await driveFrames(KMeans, "/data/flights.parquet", { k: 8 }, process.stdin, process.stdout);
 */
export async function driveFrames<Model extends Fitter>(
  Model: Model,
  table: string | Table,
  options: OwnOptions<Model> & DriveOptions,
  input: Readable,
  output: Writable,
): Promise<Awaited<ReturnType<Model["fitStream"]>>> {
  const { run, shards: count, limit, signal, own } = checkOptions(options);
  const writer = new FrameWriter(output, limit);
  let transport: FramesTransport | undefined;
  const abort = () => transport?.end(signal?.reason);
  signal?.addEventListener("abort", abort);
  try {
    const where = await absolute(checkTable(table));
    transport = new FramesTransport(writer, run, where);
    void transport.listen(input, limit);
    const shards = new Shards(transport, { count });
    const source = await openTable(where);
    const model = await Model.fitStream(source, { ...own, shards } as never);
    await transport.release();
    const text = JSON.stringify(model.toJSON({ labels: false }));
    await writer.write({ do: "model", run, algorithm: Model.name }, Buffer.from(text));
    return model as Awaited<ReturnType<Model["fitStream"]>>;
  } catch (error) {
    await within(LAST_WORDS, async () => {
      await transport?.release();
      await writer.write({ do: "failed", run, error: shortened((error as Error).message) });
    });
    throw error;
  } finally {
    signal?.removeEventListener("abort", abort);
    input.destroy();
  }
}

/** Tries something that may fail or never end. */
function within(milliseconds: number, tried: () => Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    tried().then(done, done);
  });
}

function checkOptions(given: object) {
  const options = given as DriveOptions & Readonly<Record<string, unknown>>;
  for (const name of ["threads", "workerUrl"]) {
    if (name in options) {
      throw new TypeError(`options: "${name}" is an option of workers, not of who drives them`);
    }
  }
  const { run = randomBytes(8).toString("hex"), shards = 16, limit = LIMIT, ...own } = options;
  const signal = own.signal as AbortSignal | undefined;
  return { run: checkName("run", run), shards, limit: checkLimit(limit), signal, own };
}
