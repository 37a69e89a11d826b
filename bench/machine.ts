import os from "node:os";

/** What a race was run on, for those who read its figures later. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** GiB. */
  readonly memory: number;
  readonly os: string;
  readonly node: string;
}

export function machine(): Machine {
  const processors = os.cpus();
  return {
    processor: processors[0]?.model.trim() ?? "unknown processor",
    cores: processors.length,
    memory: Math.round(os.totalmem() / 2 ** 30),
    os: `${os.type()} ${os.release().split(".", 2).join(".")} ${os.arch()}`,
    node: process.versions.node,
  };
}

/** The day, as everyone writes it. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** When and where, in a line. */
export function circumstances(date: string, { processor, cores, memory, os, node }: Machine) {
  return `${date}, ${processor}, ${cores} cores, ${memory} GiB, ${os}, Node ${node}`;
}
