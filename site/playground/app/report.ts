import { isPicture } from "../data/picture.js";
import { rangeOf, type Table } from "../data/table.js";
import { h } from "../dom.js";
import { Bars } from "../panels/bars.js";
import { Curve } from "../panels/curve.js";
import { Palette } from "../panels/palette.js";
import { kindOf } from "../run/algorithm.js";
import { frameAt } from "../run/frames.js";
import { sharesAt } from "../run/moment.js";
import type { Run } from "../run/run.js";
import { endingInWords, remarkOf, stepInWords, type Remark } from "../run/words.js";
import { withDigits } from "../view/ticks.js";
import type { Player } from "./player.js";
import type { Session } from "./session.js";
import type { Transport } from "../controls/transport.js";

const OBJECTIVES = {
  hard: ["Inertia", "Sum of squared distances: lower is better."],
  soft: ["Free energy", "Distance, less what spreading is worth: lower is better."],
  gaussian: ["Log-likelihood", "How likely the mixture makes the points: higher is better."],
} as const;

/** In words and figures: what the sheet shows. */
export class Report {
  readonly remarks = h("div", { class: "mx-remarks", role: "status" });
  readonly shares: HTMLElement;
  readonly curve: Curve;
  readonly palette = new Palette();
  readonly #session: Session;
  readonly #player: Player;
  readonly #transport: Transport;
  readonly #bars: Bars;
  readonly #who = h("h2", {});
  readonly #where = h("span", { class: "mx-note" });
  #picked: number | undefined;
  #steps: { readonly table: Table; readonly steps: readonly number[] } | undefined;

  constructor(
    session: Session,
    player: Player,
    transport: Transport,
    singled: (cluster: number) => void,
    went: (iteration: number) => void,
  ) {
    this.#session = session;
    this.#player = player;
    this.#transport = transport;
    this.#bars = new Bars(singled);
    this.curve = new Curve(went);
    this.shares = h(
      "section",
      { class: "mx-panel", "aria-live": "off" },
      h("header", {}, this.#who, this.#where),
      this.#bars.element,
    );
  }

  pick(point: number | undefined): void {
    this.#picked = point;
    this.#showBars();
  }

  /** @param notices what is to be said of the points themselves */
  show(notices: readonly Remark[]): void {
    const { run, state, failure } = this.#session;
    const { parameters } = frameAt(this.#player.frame);
    this.#showTransport();
    const [name, better] = OBJECTIVES[kindOf(state)];
    const values = run?.moments.map(({ objective }) => objective) ?? [];
    this.shares.hidden = this.curve.element.hidden = run === undefined;
    this.curve.show(name, better, values, parameters);
    this.#showRemarks([
      ...notices,
      ...(failure === undefined ? [] : [{ title: "This cannot be fitted", text: failure }]),
      ...(run === undefined ? [] : remarksOf(run, this.#player.frame)),
    ]);
    this.#showBars();
    this.#showPalette();
  }

  #showTransport(): void {
    const { run, state } = this.#session;
    const { frame, playing } = this.#player;
    this.#transport.playing(playing);
    if (run === undefined || run.moments.length === 0) {
      const words = run?.ending === "cancelled" ? "Cancelled before it began." : "";
      this.#transport.show(0, 0, "", words, run?.running ?? false);
      return;
    }
    const { iterations, lastFrame, ending, running } = run;
    const atEnd = ending !== undefined && frame >= lastFrame;
    const step = frameAt(frame);
    const words = atEnd
      ? endingInWords(ending, iterations)
      : stepInWords(step, kindOf(state), state.start);
    const all = `${iterations} ${iterations === 1 ? "iteration" : "iterations"}`;
    const of = running || step.iteration > iterations ? "" : ` of ${iterations}`;
    const count = atEnd || step.step === "start" ? all : `Iteration ${step.iteration}${of}`;
    this.#transport.show(frame, lastFrame, count, words, running);
  }

  #showRemarks(remarks: readonly Remark[]): void {
    const shown = remarks.map(({ title, text }) =>
      h("div", { class: "mx-remark" }, h("strong", {}, title), text),
    );
    // Said again, a status would be read out again.
    const text = shown.map(({ textContent }) => textContent).join("");
    if (this.remarks.textContent !== text) this.remarks.replaceChildren(...shown);
  }

  #showBars(): void {
    const { run, state, table, fitted } = this.#session;
    const { shares } = this.#player;
    const i = this.#picked;
    if (run === undefined) {
      this.#bars.show([], undefined);
      return;
    }
    const none = new Array<number>(state.k).fill(0);
    if (i !== undefined && i < fitted.count) {
      const d = fitted.columns.length;
      const values = Array.from(fitted.values.subarray(i * d, (i + 1) * d), (value, j) =>
        withDigits(value, this.#stepsOf(fitted)[j]),
      );
      this.#who.textContent = table.names?.[i] ?? `Point ${i + 1}`;
      this.#where.textContent = this.#session.set.kind === "map" ? "" : values.join(" · ");
      this.#bars.show(shares === undefined ? none : sharesAt(shares, i), state.single);
      return;
    }
    this.#who.textContent = "Shares of the points";
    this.#where.textContent = "";
    this.#bars.show(shares?.parts ?? none, state.single);
  }

  /** What tells values of a column from each other. */
  #stepsOf(table: Table): readonly number[] {
    if (this.#steps?.table !== table) {
      const steps = table.columns.map((_, j) => {
        const [least, most] = rangeOf(table, j);
        return most / 1000 - least / 1000;
      });
      this.#steps = { table, steps };
    }
    return this.#steps.steps;
  }

  #showPalette(): void {
    const { run, table } = this.#session;
    const moment = run?.moments[frameAt(this.#player.frame).parameters];
    this.palette.element.hidden = !isPicture(table) || moment === undefined;
    if (!isPicture(table) || moment === undefined) return;
    this.palette.show(table, this.#player.shares?.labels, moment.centroids);
  }
}

/** What went wrong, where a run ends. */
function remarksOf(run: Run, frame: number): Remark[] {
  if (run.ending === undefined || frame < run.lastFrame) return [];
  const told = (run.moments.at(-1)?.diagnostics ?? []).filter(
    // One iteration at a time never converges before the last.
    ({ code }) => code !== "no-threads" && (code !== "not-converged" || run.ending === "stopped"),
  );
  return told.map(remarkOf);
}
