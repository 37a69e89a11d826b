/** The names of what a run keeps in Redis, all under one prefix. */
export class Keys {
  readonly prefix: string;

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  /** Numbers of the workers that are there. */
  get workers(): string {
    return `${this.prefix}:workers`;
  }

  /** What a worker says of itself, as long as it lives. */
  worker(id: string): string {
    return `${this.prefix}:worker:${id}`;
  }

  /** Numbers of the runs there are. */
  get runs(): string {
    return `${this.prefix}:runs`;
  }

  /** What a run is about. */
  record(run: string): string {
    return `${this.prefix}:run:${run}:record`;
  }

  /** Who drives it. */
  driver(run: string): string {
    return `${this.prefix}:run:${run}:driver`;
  }

  /** How far it is. */
  status(run: string): string {
    return `${this.prefix}:run:${run}:status`;
  }

  /** Hashes of the questions that were asked. */
  asked(run: string): string {
    return `${this.prefix}:run:${run}:asked`;
  }

  /** A question, as long as answers are wanted. */
  question(run: string, number: number): string {
    return `${this.prefix}:run:${run}:question:${number}`;
  }

  /** Answers to a question, by shard. */
  answers(run: string, number: number): string {
    return `${this.prefix}:run:${run}:answers:${number}`;
  }

  /** What workers could not do. */
  faults(run: string): string {
    return `${this.prefix}:run:${run}:faults`;
  }

  /** Where it is said that there are answers. */
  channel(run: string): string {
    return `${this.prefix}:run:${run}:answered`;
  }

  /** Everything of a run. */
  allOf(run: string): string {
    return `${this.prefix}:run:${run}:*`;
  }

  /** Everything of the queue of a worker's home, as BullMQ names it. */
  allOfHome(id: string): string {
    return `${this.prefix}:${homeOf(id)}:*`;
  }
}

/** The queue from which a worker takes its jobs. */
export function homeOf(id: string): string {
  return `home-${id}`;
}

/** What runs, workers and prefixes may be called: nothing that means something in a pattern or a key. */
const NAME = /^[\w-]{1,64}$/;

/** @throws TypeError where it cannot be a name */
export function checkName(what: string, name: unknown): string {
  if (typeof name === "string" && NAME.test(name)) return name;
  throw new TypeError(`${what}: expected 1 to 64 letters, digits, - or _`);
}
