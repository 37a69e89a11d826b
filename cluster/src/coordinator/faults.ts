/** What a worker could not do. */
export interface Fault {
  readonly worker: string;
  readonly shard: number;
  /** To which question, by number: what was amiss once may not be later. */
  readonly question: number;
  readonly message: string;
  /** Whether it had no memory for the shard. */
  readonly room: boolean;
  /** Whether nobody can trust the answers any more. */
  readonly fatal: boolean;
  /** Whether it found nothing that tells of the run. */
  readonly gone: boolean;
}

/** @returns undefined where the text, whoever wrote it, tells of none */
export function faultFrom(text: string): Fault | undefined {
  try {
    const fault = JSON.parse(text) as Record<string, unknown>;
    const { worker, shard, question, message, room, fatal, gone } = fault;
    if (typeof worker !== "string" || typeof message !== "string") return undefined;
    if (!Number.isInteger(shard) || !Number.isInteger(question)) return undefined;
    return {
      worker: worker.slice(0, 64),
      shard: shard as number,
      question: question as number,
      message: message.slice(0, 1000),
      room: room === true,
      fatal: fatal === true,
      gone: gone === true,
    };
  } catch {
    return undefined;
  }
}

/** Milliseconds after which a worker is asked again for what it could not do. */
const LAPSE = 30_000;

/** Which workers could not answer for which shards, lately. */
export class Faults {
  readonly #faults = new Map<string, Fault & { readonly until: number }>();

  /** Takes what is told of the question under way; whether any of it is new. */
  take(faults: readonly Fault[], question: number): boolean {
    const now = performance.now();
    let isNew = false;
    for (const fault of faults) {
      const key = `${fault.worker}:${fault.shard}`;
      const known = this.#faults.get(key);
      if (fault.question !== question || known?.question === question) continue;
      this.#faults.set(key, { ...fault, until: now + LAPSE });
      isNew = true;
    }
    return isNew;
  }

  refuses(worker: string, shard: number): boolean {
    const fault = this.#faults.get(`${worker}:${shard}`);
    return fault !== undefined && performance.now() < fault.until;
  }

  /** What those said who cannot answer for a shard, each reason once, with who gave it. */
  reasons(shard: number): string {
    const by = new Map<string, string[]>();
    for (const { message, worker, shard: own } of this.#faults.values()) {
      if (own === shard) by.set(message, [...(by.get(message) ?? []), worker]);
    }
    return [...by].map(([message, workers]) => `${workers.join(", ")}: ${message}`).join("; ");
  }

  /** Whether some of them only had no room. */
  isOfRoom(shard: number): boolean {
    return [...this.#faults.values()].some(({ shard: own, room }) => own === shard && room);
  }
}
