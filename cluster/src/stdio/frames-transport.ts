import type { Readable } from "node:stream";
import type { ShardTransport } from "mixtura/shards";
import type { Table } from "../table.js";
import type { FrameWriter } from "./frame-writer.js";
import { type Head, readFrames } from "./frames.js";
import { checkReply, type Refusal, type Reply } from "./heads.js";

/** How often a shard is opened again for one question. */
const AGAIN = 8;

type Answer = { readonly reply: Reply; readonly bytes: Uint8Array };

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

/** Writes questions as frames, and reads answers: whoever is at the other end carries them to workers. */
export class FramesTransport implements ShardTransport {
  readonly #writer: FrameWriter;
  readonly #run: string;
  readonly #table: Table;
  readonly #waiting = new Map<number, Waiting>();
  #plan = new Uint8Array(0);
  #shards = 0;
  #questions = 0;
  #next = 0;
  /** Why there are no more answers. */
  #ended: { readonly reason: unknown } | undefined;

  constructor(writer: FrameWriter, run: string, table: Table) {
    this.#writer = writer;
    this.#run = run;
    this.#table = table;
  }

  async open(plan: Uint8Array<ArrayBuffer>, shards: number): Promise<void> {
    this.#plan = plan;
    this.#shards = shards;
    await this.#ofAll((shard) => this.#opened(shard, 0));
  }

  async ask(question: Uint8Array): Promise<readonly Uint8Array[]> {
    const number = this.#questions++;
    return await this.#ofAll((shard) => this.#asked(shard, number, question));
  }

  /** Reads answers until the input ends; then there are no more. */
  async listen(input: Readable, limit: number): Promise<void> {
    try {
      for await (const { head, bytes } of readFrames(input, limit)) {
        const reply = checkReply(head);
        if (reply.id >= this.#next) {
          throw new RangeError(
            `input: expected an answer to a frame, got one to none (${reply.id})`,
          );
        }
        // One that comes twice was lost and found again.
        this.#waiting.get(reply.id)?.resolve({ reply, bytes });
        this.#waiting.delete(reply.id);
      }
      this.end(new Error("input: it ended before all questions were answered"));
    } catch (error) {
      this.end(error);
    }
  }

  /** From now on nothing is answered. */
  end(reason: unknown): void {
    this.#ended ??= { reason };
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }

  /** Has all who hold shards let go of them; nobody has to answer. */
  async release(): Promise<void> {
    await this.#writer.write({ do: "release", id: this.#next++, run: this.#run });
  }

  async #ofAll<Value>(asked: (shard: number) => Promise<Value>): Promise<Value[]> {
    return await Promise.all(Array.from({ length: this.#shards }, (_, shard) => asked(shard)));
  }

  async #opened(shard: number, question: number): Promise<void> {
    const about = { shard, shards: this.#shards, question, table: this.#table };
    for (let tries = 0; ; tries++) {
      const { reply } = await this.#told("open", about, this.#plan);
      if ("ok" in reply) return;
      this.#refuse(reply, shard, tries);
    }
  }

  async #asked(shard: number, question: number, bytes: Uint8Array): Promise<Uint8Array> {
    const about = { shard, question };
    for (let tries = 0; ; tries++) {
      const { reply, bytes: answer } = await this.#told("ask", about, bytes);
      if ("ok" in reply) return answer;
      this.#refuse(reply, shard, tries);
      await this.#opened(shard, question);
    }
  }

  /** Fails, unless trying again may help. */
  #refuse({ error, lost }: Refusal, shard: number, tries: number): void {
    if (!lost) throw new Error(`shard ${shard}: ${error}`);
    if (tries < AGAIN) return;
    throw new Error(`shard ${shard}: it was lost again and again (${error})`);
  }

  async #told(what: "open" | "ask", about: Head, bytes: Uint8Array): Promise<Answer> {
    if (this.#ended !== undefined) throw this.#ended.reason;
    const id = this.#next++;
    const answered = new Promise<Answer>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    this.#writer
      .write({ do: what, id, run: this.#run, ...about }, bytes)
      .catch((error: unknown) => {
        this.#waiting.get(id)?.reject(error);
      });
    return await answered;
  }
}
