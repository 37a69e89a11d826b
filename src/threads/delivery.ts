import text from "./worker.txt";
import type { FromWorker, ToWorker } from "./messages.js";

/** A line to a worker. */
export interface Line {
  post(message: ToWorker, transfer?: readonly ArrayBufferLike[]): void;
  /** Whether it keeps the process alive. */
  hold(busy: boolean): void;
  /** Ends the worker; there at the end of it, where that can be known. */
  end(): unknown;
  /** Whether it is told when the worker ends, however that comes. */
  readonly tells: boolean;
}

/** Who is told what comes over a line. */
export interface Ear {
  heard(message: FromWorker): void;
  /** It ended, or never began. */
  lost(reason: string): void;
}

/** A way to get a worker, which throws, or tells the ear, where it is refused. */
export interface Way {
  readonly name: string;
  /** Whether a refusal is one for good. */
  readonly lasting: boolean;
  start(ear: Ear): Line;
}

/** Node's, which Deno and Bun have too. */
interface NodeWorker {
  on(event: "message", listener: (message: FromWorker) => void): void;
  on(event: "error" | "messageerror", listener: (error: Error) => void): void;
  on(event: "exit", listener: (code: number) => void): void;
  postMessage(message: unknown, transfer?: readonly ArrayBufferLike[]): void;
  ref(): void;
  unref(): void;
  terminate(): unknown;
}
interface NodeThreads {
  readonly Worker: new (text: string, options: object) => NodeWorker;
}

/** A page's. */
interface PageWorker {
  onmessage: ((event: { readonly data: FromWorker }) => void) | null;
  onerror: ((event: { readonly message?: string; preventDefault?(): void }) => void) | null;
  onmessageerror: (() => void) | null;
  postMessage(message: unknown, transfer?: readonly ArrayBufferLike[]): void;
  terminate(): void;
}

interface Global {
  readonly process?: {
    readonly type?: string;
    readonly versions?: { readonly node?: string };
    getBuiltinModule?(name: string): unknown;
  };
  readonly Worker?: new (url: string | URL, options: object) => PageWorker;
  readonly Blob?: new (parts: readonly string[], options: object) => object;
  readonly URL?: { createObjectURL?(blob: object): string; revokeObjectURL?(url: string): void };
}

const world = globalThis as unknown as Global;

/** Gives a worker of Node's what one of a page has. */
const PRELUDE = `{const{parentPort:p}=(globalThis.process?.getBuiltinModule||require)("node:worker_threads");globalThis.onmessage=null;globalThis.postMessage=(m,t)=>p.postMessage(m,t);p.on("message",data=>globalThis.onmessage({data}))}`;

/** Not by a literal: bundlers for pages would look for it. */
const NODE_THREADS = "node:worker_threads";

async function nodeThreads(): Promise<NodeThreads | undefined> {
  const { process } = world;
  // A page of Electron's has a process, and workers of its own.
  if (process === undefined || process.type === "renderer") return undefined;
  if (process.getBuiltinModule !== undefined) {
    return process.getBuiltinModule(NODE_THREADS) as NodeThreads | undefined;
  }
  // Node 20.0 to 20.15.
  if (process.versions?.node === undefined) return undefined;
  const name = NODE_THREADS;
  return (await import(
    /* webpackIgnore: true */ /* @vite-ignore */ /* turbopackIgnore: true */ name
  )) as NodeThreads;
}

function inNode({ Worker }: NodeThreads): Way {
  return {
    name: "worker_threads",
    lasting: false,
    start: (ear) => {
      const worker = new Worker(PRELUDE + text, { eval: true, execArgv: [], name: "mixtura" });
      worker.on("message", (message) => ear.heard(message));
      worker.on("error", (error) => ear.lost(String(error)));
      worker.on("messageerror", (error) => ear.lost(String(error)));
      worker.on("exit", (code) => ear.lost(`it ended with code ${code}`));
      return {
        tells: true,
        post: (message, transfer) => worker.postMessage(message, transfer),
        hold: (busy) => (busy ? worker.ref() : worker.unref()),
        end: () => worker.terminate(),
      };
    },
  };
}

function inPage(name: string, url: () => string | URL, done?: (url: string | URL) => void): Way {
  return {
    name,
    // The user may name another file the next time.
    lasting: name !== "workerUrl",
    start: (ear) => {
      const from = url();
      // A module: Deno has no others.
      const worker = new world.Worker!(from, { type: "module", name: "mixtura" });
      worker.onmessage = ({ data }) => {
        if ("ready" in data) done?.(from);
        ear.heard(data);
      };
      // A refusal by a policy says nothing, and looks like a file that is not there.
      worker.onerror = (event) => {
        event.preventDefault?.();
        ear.lost(event.message ?? "it was refused or not found");
      };
      worker.onmessageerror = () => ear.lost("a message could not be read");
      return {
        tells: false,
        post: (message, transfer) => worker.postMessage(message, transfer),
        hold: () => {},
        end: () => {
          done?.(from);
          worker.terminate();
        },
      };
    },
  };
}

/**
 * The ways to get a worker here, the surest first: each was tried in Node, Deno, Bun and browsers,
 * behind bundlers and policies (docs/decisions/0022).
 *
 * @param workerUrl where the user keeps a copy of worker.js
 */
export async function ways(workerUrl: string | URL | undefined): Promise<Way[]> {
  const found: Way[] = [];
  const threads = await nodeThreads();
  if (threads?.Worker !== undefined) found.push(inNode(threads));
  else if (typeof world.Worker === "function") {
    if (workerUrl !== undefined) found.push(inPage("workerUrl", () => workerUrl));
    const { Blob, URL: urls } = world;
    if (Blob !== undefined && urls?.createObjectURL !== undefined) {
      const blob = () => urls.createObjectURL!(new Blob([text], { type: "text/javascript" }));
      found.push(inPage("blob", blob, (url) => urls.revokeObjectURL?.(String(url))));
    }
    found.push(inPage("worker.js", () => new URL("./worker.js", import.meta.url)));
  }
  return found;
}
