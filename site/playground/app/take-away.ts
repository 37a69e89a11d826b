import { DRAWN, OWN } from "../data/sets.js";
import { h } from "../dom.js";
import { codeOf, commandOf, POINTS_FILE, type Place } from "../export/code.js";
import { joinedCsv, labelsCsv, pointsCsv } from "../export/csv.js";
import type { Drawn } from "../export/figure.js";
import { save } from "../export/save.js";
import { frameAt } from "../run/frames.js";
import { fingerprintOf } from "../run/fingerprint.js";
import { sharesOf } from "../run/moment.js";
import { fitAsync } from "../run/problem.js";
import { savedText } from "../share/file.js";
import type { Session } from "./session.js";

/** A link and files: everything that leaves the page, at the visitor's wish. */
export class TakeAway {
  readonly element: HTMLElement;
  readonly #session: Session;
  readonly #drawn: () => Drawn | undefined;
  readonly #link: () => Promise<string | undefined>;
  readonly #told = h("p", { class: "mx-told", role: "status" });
  readonly #fingerprint = h("code", {});
  readonly #code = h("pre", { tabindex: 0, "aria-label": "Code" });
  readonly #command = h("pre", { tabindex: 0, "aria-label": "Command" });
  readonly #details: HTMLDetailsElement;
  /** What there is nothing to do for before a run has begun. */
  readonly #ofRun: HTMLButtonElement[] = [];
  #place: Place = "node";

  /** @param link the address of what is shown; undefined where the points are too many for one */
  constructor(
    session: Session,
    drawn: () => Drawn | undefined,
    link: () => Promise<string | undefined>,
  ) {
    this.#session = session;
    this.#drawn = drawn;
    this.#link = link;
    const button = (label: string, name: string, act: () => void | Promise<void>) =>
      h(
        "button",
        {
          ...{ type: "button", name },
          onclick: () => {
            // A promise from the outset catches what is thrown at once, too.
            void (async () => act())().catch(this.#failed);
          },
        },
        label,
      );
    const ofRun = (...made: Parameters<typeof button>) => {
      const element = button(...made);
      this.#ofRun.push(element);
      return element;
    };
    const place = (label: string, value: Place) =>
      h(
        "label",
        { class: "mx-check" },
        h("input", {
          ...{ type: "radio", name: "place", value, checked: value === this.#place },
          onchange: () => {
            this.#place = value;
            this.show();
          },
        }),
        label,
      );
    this.#details = h(
      "details",
      { ontoggle: () => this.show() },
      h("summary", {}, "Code and command that do the same"),
      h(
        "div",
        {},
        h("div", { class: "mx-take" }, place("Node", "node"), place("browser", "browser")),
        this.#code,
        this.#command,
        h(
          "div",
          { class: "mx-take" },
          ofRun("Copy code", "copy-code", () => this.#copy(this.#code.textContent, "The code")),
          ofRun("Copy command", "copy-command", () =>
            this.#copy(this.#command.textContent, "The command"),
          ),
          ofRun(`Save ${POINTS_FILE}`, "points", () =>
            save(POINTS_FILE, pointsCsv(session.fitted), "text/csv"),
          ),
        ),
      ),
    );
    this.element = h(
      "section",
      { class: "mx-below", "aria-label": "Share and take away" },
      h(
        "div",
        { class: "mx-take" },
        button("Copy link", "share", () => this.#share()),
        ofRun("Labels (CSV)", "labels", () => this.#labels()),
        ofRun("Model (JSON)", "model", () => this.#model()),
        ofRun("PNG", "png", () => this.#png()),
        ofRun("SVG", "svg", () => this.#svg()),
        button("State (file)", "state", () => {
          const { kept: state, drawn, own } = session;
          save("playground.json", savedText({ state, drawn, own }), "application/json");
        }),
        h(
          "span",
          {
            class: "mx-fingerprint",
            title: "Of every number of the run: other digits, another run",
          },
          "run ",
          this.#fingerprint,
        ),
      ),
      this.#told,
      this.#details,
    );
  }

  /** Anew for another run, or another place in it. */
  show(): void {
    const { run } = this.#session;
    const digits = run?.done ? fingerprintOf(run.moments) : "…";
    if (this.#fingerprint.textContent !== digits) this.#fingerprint.textContent = digits;
    for (const element of this.#ofRun) element.disabled = (run?.moments.length ?? 0) === 0;
    if (run === undefined) this.#code.textContent = this.#command.textContent = "";
    if (run === undefined || !this.#details.open) return;
    this.#code.textContent = codeOf(run.problem, this.#iterations(), this.#place);
    this.#command.textContent = commandOf(run.problem, this.#iterations());
  }

  tell(text: string): void {
    this.#told.textContent = text;
  }

  readonly #failed = (error: unknown) => {
    this.tell(error instanceof Error ? error.message : String(error));
  };

  /** How many iterations were shown; undefined at the end of a run. */
  #iterations(): number | undefined {
    const { run, state } = this.#session;
    const shown = frameAt(state.frame).parameters;
    return run?.done && shown === run.iterations ? undefined : shown;
  }

  async #copy(text: string, what: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.tell(`${what} is on the clipboard.`);
    } catch {
      this.tell(`This browser does not let a page copy: ${text}`);
    }
  }

  async #share(): Promise<void> {
    const link = await this.#link();
    if (link === undefined) {
      this.tell(
        "Your points are too many for a link. Save the state as a file, and send that: whoever drops it here sees the same.",
      );
      return;
    }
    await this.#copy(new URL(link, location.href).href, `The link${this.#carriedInWords()}`);
  }

  /** Which of the visitor's own points a link holds. */
  #carriedInWords(): string {
    const { set, table } = this.#session;
    const count = table.count.toLocaleString("en");
    if (set.id === DRAWN)
      return `, with your ${table.count === 1 ? "point" : `${count} points`} in it,`;
    if (set.id !== OWN) return "";
    if (set.kind === "picture") return `, with the ${count} pixels of the picture in it,`;
    return `, with ${table.count === 1 ? "the row" : `the ${count} rows`} of ${set.title} in it,`;
  }

  #labels(): void {
    const { run, state, set, table, fitted, own } = this.#session;
    const shown = run?.moments[frameAt(state.frame).parameters];
    if (run === undefined || shown === undefined) return;
    const shares = sharesOf(shown, run.problem.points);
    const source = set.id === OWN ? own?.source : undefined;
    const named = { ...fitted, ...(table.names === undefined ? {} : { names: table.names }) };
    const text = source === undefined ? labelsCsv(named, shares) : joinedCsv(source, shares);
    save("labels.csv", text, "text/csv");
  }

  async #model(): Promise<void> {
    const { run } = this.#session;
    if (run === undefined) return;
    const maxIterations = this.#iterations();
    const stretch = maxIterations === undefined ? {} : { maxIterations };
    const { signal } = new AbortController();
    const model = await fitAsync(run.problem, { ...stretch, signal, threads: "auto" });
    save("model.json", `${JSON.stringify(model.toJSON())}\n`, "application/json");
  }

  async #png(): Promise<void> {
    const drawn = this.#drawn();
    if (drawn === undefined) return;
    const { pngOf } = await import("../export/figure.js");
    save("clusters.png", await pngOf(drawn));
  }

  async #svg(): Promise<void> {
    const drawn = this.#drawn();
    if (drawn === undefined) return;
    const { svgOf } = await import("../export/figure.js");
    save("clusters.svg", svgOf(drawn), "image/svg+xml");
  }
}
