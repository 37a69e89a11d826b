import { Worker } from "node:worker_threads";
import type { Table } from "../table.js";
import type { FromThread, ToThread } from "./thread-messages.js";

type Waiting = {
  readonly resolve: (value: Uint8Array | number) => void;
  readonly reject: (error: Error) => void;
};

/** Where the code of threads is, beside this file once it is built. */
const CODE = new URL("./thread.js", import.meta.url);

/** A thread, and what it is asked. */
class Thread {
  /** How many shards it holds. */
  load = 0;
  /** Why it ended; undefined as long as it lives. */
  ended: Error | undefined;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;

  constructor() {
    this.#worker = new Worker(CODE, { name: "mixtura-cluster", execArgv: [] });
    this.#worker.on("message", (message: FromThread) => {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if ("error" in message) waiting?.reject(new Error(message.error));
      else waiting?.resolve(message.value);
    });
    this.#worker.on("error", (error) => this.#end(error));
    this.#worker.on("exit", () => this.#end(new Error("a thread ended")));
  }

  ask(
    message: DistributedOmit<Exclude<ToThread, { do: "release" }>>,
  ): Promise<Uint8Array | number> {
    if (this.ended !== undefined) return Promise.reject(this.ended);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ ...message, id });
    });
  }

  release(key: string): void {
    this.#worker.postMessage({ do: "release", key } satisfies ToThread);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #end(error: Error): void {
    this.ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

type DistributedOmit<Message> = Message extends unknown ? Omit<Message, "id"> : never;

/** A shard that is held by one of the threads. */
export interface HeldShard {
  readonly count: number;
  answer(question: Uint8Array): Promise<Uint8Array>;
  /** Whether its thread has ended, and it with it. */
  readonly isLost: boolean;
  release(): void;
}

/** Threads that hold shards, so that the event loop is free for heartbeats and locks. */
export class Threads {
  #threads: Thread[] = [];
  readonly #count: number;
  #next = 0;

  /** @param count how many there are at most */
  constructor(count: number) {
    this.#count = count;
  }

  /** Has the thread that holds least open a shard. */
  async open(table: Table, plan: Uint8Array, index: number): Promise<HeldShard> {
    const thread = this.#freest();
    const key = String(this.#next++);
    thread.load++;
    let count: number;
    try {
      count = (await thread.ask({ do: "open", key, table, plan, index })) as number;
    } catch (error) {
      thread.load--;
      throw error;
    }
    return {
      count,
      get isLost() {
        return thread.ended !== undefined;
      },
      answer: async (question) => (await thread.ask({ do: "answer", key, question })) as Uint8Array,
      release: () => {
        thread.load--;
        thread.release(key);
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #freest(): Thread {
    this.#threads = this.#threads.filter(({ ended }) => ended === undefined);
    const idle = this.#threads.find(({ load }) => load === 0);
    if (idle !== undefined) return idle;
    if (this.#threads.length < this.#count) {
      const thread = new Thread();
      this.#threads.push(thread);
      return thread;
    }
    return this.#threads.reduce((least, thread) => (thread.load < least.load ? thread : least));
  }
}
