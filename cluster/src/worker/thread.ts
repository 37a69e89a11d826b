import { parentPort } from "node:worker_threads";
import { Shard } from "mixtura/shards";
import { openTable, type Table } from "../table.js";
import type { FromThread, ToThread } from "./thread-messages.js";

/** A thread: holds shards in its own linear memory, and answers for them. */

const port = parentPort!;
const shards = new Map<string, Promise<Shard>>();

port.on("message", (message: ToThread) => {
  if (message.do === "release") {
    const shard = shards.get(message.key);
    shards.delete(message.key);
    void shard?.then((found) => found.release()).catch(() => {});
    return;
  }
  work(message).then(
    (value) => port.postMessage({ id: message.id, value } satisfies FromThread),
    (error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      port.postMessage({ id: message.id, error: text } satisfies FromThread);
    },
  );
});

async function work(message: Exclude<ToThread, { do: "release" }>): Promise<Uint8Array | number> {
  if (message.do === "answer") {
    const shard = await shards.get(message.key);
    if (shard === undefined) throw new Error("this shard is not held here");
    return await shard.answer(message.question);
  }
  const opening = open(message.table, message.plan, message.index);
  shards.set(message.key, opening);
  try {
    return (await opening).count;
  } catch (error) {
    shards.delete(message.key);
    throw error;
  }
}

async function open(table: Table, plan: Uint8Array, index: number): Promise<Shard> {
  return await Shard.open(plan, index, await openTable(table));
}
