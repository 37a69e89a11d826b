import { HowMany } from "../panels/how-many.js";
import { howMany } from "../run/how-many.js";
import type { Session } from "./session.js";

/** Milliseconds without another change before every k is fitted. */
const QUIET = 500;

/** Fits every k once the visitor pauses. */
export class Choosing {
  readonly panel: HowMany;
  readonly #session: Session;
  #controller: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session, chosen: (k: number) => void) {
    this.#session = session;
    this.panel = new HowMany(chosen);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#controller?.abort();
  }

  /** The run is another. */
  begin(): void {
    this.dispose();
    const { run, fitted, state } = this.#session;
    this.panel.element.hidden = run === undefined || fitted.count < 4;
    this.panel.mark(state.k);
    if (run === undefined || fitted.count < 4) return;
    const controller = new AbortController();
    this.#controller = controller;
    this.panel.wait();
    this.#timer = setTimeout(() => {
      howMany(run.problem, controller.signal).then(
        (choices) => {
          if (!controller.signal.aborted) this.panel.show(choices, this.#session.state.k);
        },
        () => {
          // What cannot be fitted for the k of the sheet, the report says.
          if (!controller.signal.aborted) this.panel.element.hidden = true;
        },
      );
    }, QUIET);
  }
}
