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

  /** By which name a run is known to workers: names are used again, and what one run left must not be of another. */
  inner(name: string): string {
    return `${this.prefix}:run:${name}:inner`;
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

/** The name of a run among users, of that by which workers know it. */
export function nameOf(inner: string): string {
  return inner.slice(0, Math.max(inner.lastIndexOf("-"), 0));
}

/** The queue from which a worker takes its jobs. */
export function homeOf(id: string): string {
  return `home-${id}`;
}

/** What runs, workers and prefixes may be called: nothing that means something in a pattern or a key. */
const NAME = /^[\w-]{1,64}$/;

/** The longest name of a run, to which digits are added. */
const LONGEST_RUN = 50;

/** @throws TypeError where it cannot be a name */
export function checkName(what: string, name: unknown): string {
  if (typeof name === "string" && NAME.test(name)) return name;
  throw new TypeError(`${what}: expected 1 to 64 letters, digits, - or _`);
}

/** @throws TypeError where it cannot be the name of a run */
export function checkRunName(name: unknown): string {
  if (typeof name === "string" && NAME.test(name) && name.length <= LONGEST_RUN) return name;
  throw new TypeError(`run: expected 1 to ${LONGEST_RUN} letters, digits, - or _`);
}
