import { KMeans } from "mixtura";
import { hundredThousand } from "../data/hostile.js";
import type { Table } from "../data/table.js";
import { h } from "../dom.js";
import { brief } from "../view/ticks.js";
import { race, type Result } from "./race.js";
import { slownessInWords } from "./threads.js";

const ITERATIONS = 20;

/** What is raced over: points, k and seed of the sheet, or many points. */
interface Subject {
  readonly table: Table;
  readonly k: number;
  readonly seed: number;
}

/** The same fit by four programs, in this browser. */
export class Duel {
  readonly element: HTMLElement;
  readonly #subject: () => Subject;
  readonly #points: HTMLSelectElement;
  readonly #begin: HTMLButtonElement;
  readonly #told = h("p", { role: "status", class: "mx-note" });
  readonly #table = h("div", { class: "mx-scroll" });
  readonly #copy: HTMLButtonElement;
  #controller: AbortController | undefined;
  #text = "";

  constructor(subject: () => Subject) {
    this.#subject = subject;
    this.#points = h(
      "select",
      { name: "duel-points", "aria-label": "Points of the duel" },
      h("option", { value: "many" }, "100,000 points, k = 8"),
      h("option", { value: "these" }, "the points on the sheet"),
    );
    this.#begin = h(
      "button",
      { type: "button", name: "duel", onclick: () => void this.#run() },
      "Run the duel",
    );
    this.#copy = h(
      "button",
      { type: "button", name: "copy-duel", hidden: true, onclick: () => void this.#copied() },
      "Copy table",
    );
    this.element = h(
      "div",
      {},
      h(
        "p",
        { class: "mx-note" },
        `Hard k-means from the same rows and the same k-means++ centroids, ${ITERATIONS} iterations at most, tolerance 0 for all. One warm-up, then the median of five rounds in turn. While the others run the page stands still: they know no other way.`,
      ),
      h("div", { class: "mx-take" }, this.#points, this.#begin, this.#copy),
      this.#told,
      this.#table,
    );
  }

  dispose(): void {
    this.#controller?.abort();
  }

  async #run(): Promise<void> {
    if (this.#controller !== undefined) {
      this.#controller.abort();
      return;
    }
    const controller = new AbortController();
    this.#controller = controller;
    this.#begin.textContent = "Stop";
    try {
      const { table, k, seed } =
        this.#points.value === "many"
          ? { table: hundredThousand(), k: 8, seed: 1 }
          : this.#subject();
      const rows = rowsOf(table);
      const { centroids } = KMeans.fit(rows, { k, seed, maxIterations: 0 });
      const threads = Math.max(navigator.hardwareConcurrency || 1, 1);
      const course = { rows, start: centroids, maxIterations: ITERATIONS };
      const tell = (text: string) => (this.#told.textContent = text);
      const results = await race(course, threads, tell, controller.signal);
      this.#show(results, rows.length, k, threads);
    } catch (error) {
      if (!controller.signal.aborted) throw error;
      this.#told.textContent = "Stopped.";
    } finally {
      this.#controller = undefined;
      this.#begin.textContent = "Run the duel";
    }
  }

  #show(results: readonly Result[], n: number, k: number, threads: number): void {
    const [{ milliseconds: plain }] = results;
    const heads = ["", "median", "against plain", "inertia"];
    const rows = results.map(({ name, milliseconds, inertia }) => [
      name,
      `${milliseconds < 10 ? milliseconds.toFixed(2) : milliseconds.toFixed(0)} ms`,
      `${(plain / milliseconds).toFixed(1)} ×`,
      brief(inertia),
    ]);
    this.#table.replaceChildren(
      h(
        "table",
        {},
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ...heads.map((head) => h(head ? "th" : "td", head ? { scope: "col" } : {}, head)),
          ),
        ),
        h(
          "tbody",
          {},
          ...rows.map(([name, ...cells]) =>
            h("tr", {}, h("th", { scope: "row" }, name), ...cells.map((cell) => h("td", {}, cell))),
          ),
        ),
      ),
    );
    const remarks = results.flatMap(({ name, remark }) => (remark ? [`${name}: ${remark}`] : []));
    const slow =
      remarks.length > 0
        ? undefined
        : slownessInWords(results[2].milliseconds, results[3].milliseconds, n, threads);
    const all = [`${n.toLocaleString("en")} points, k = ${k}.`, ...remarks, slow ?? ""];
    this.#told.textContent = all.join(" ").trim();
    const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
    this.#text = `${[line(heads), line(heads.map((head) => (head ? "---:" : "---"))), ...rows.map(line)].join("\n")}\n`;
    this.#copy.hidden = false;
  }

  async #copied(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.#text);
      this.#told.textContent = "The table is on the clipboard, as Markdown.";
    } catch {
      this.#told.textContent = "This browser does not let a page copy.";
    }
  }
}

function rowsOf({ columns, values, count }: Table): number[][] {
  const d = columns.length;
  return Array.from({ length: count }, (_, i) => Array.from(values.subarray(i * d, (i + 1) * d)));
}
