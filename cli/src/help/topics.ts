import { algorithms } from "./algorithms.js";
import { data } from "./data.js";
import { diagnostics } from "./diagnostics.js";
import { machines } from "./machines.js";

/** What help tells of, beside the commands. */
export interface Topic {
  readonly summary: string;
  readonly page: string;
}

export const topics: Readonly<Record<string, Topic>> = {
  algorithms: { summary: "choosing an algorithm", page: algorithms },
  data: { summary: "preparing data", page: data },
  diagnostics: { summary: "reading diagnostics and reports", page: diagnostics },
  machines: { summary: "fitting over many machines", page: machines },
};
