import progress, { type Params, type SingleBar } from "cli-progress";
import { displayWidth } from "./display-width.js";
import { oneLine, shortened } from "./wording.js";

/** How far work is, part by part; on a narrow terminal, those of the greatest rank are left out. */
export interface Status {
  readonly parts: readonly Part[];
  /** How much is done, 0 to 1; undefined where nobody knows. */
  readonly share?: number | undefined;
}

export interface Part {
  readonly text: string;
  readonly rank: number;
}

/** A part that stands for a bar as long as the share that is done. */
export const bar = "\0bar";

/** Milliseconds that pass before anything is shown: what is done by then needs no word. */
const PATIENCE = 500;

/**
 * A line on a terminal that tells how far work is, while it takes its time. Nothing of it stays,
 * and elsewhere than on a terminal there is nothing.
 */
export class StatusLine {
  private status: Status | undefined;
  private shown: SingleBar | undefined;
  private waiting: NodeJS.Timeout | undefined;
  /** When the first work began, for patience with all of it together. */
  private began: number | undefined;

  constructor(private readonly stream: NodeJS.WriteStream) {}

  show(status: Status): void {
    // A dumb terminal cannot take back what is written.
    if (!this.stream.isTTY || process.env["TERM"] === "dumb") return;
    this.status = status;
    this.began ??= performance.now();
    const wait = this.began + PATIENCE - performance.now();
    if (this.shown !== undefined) this.shown.update(status.share ?? 0, { status });
    else if (wait <= 0) this.start();
    else this.waiting ??= setTimeout(() => this.start(), wait).unref();
  }

  /** Shows what is about to hold up the clock, which could show it only afterwards. */
  showAtOnce(status: Status): void {
    this.show(status);
    if (this.waiting !== undefined) this.start();
  }

  /** Lets something be written above it that is to stay. */
  above(write: () => void): void {
    const shown = this.shown !== undefined;
    if (shown) this.clear();
    write();
    if (shown) this.start();
  }

  clear(): void {
    clearTimeout(this.waiting);
    this.waiting = undefined;
    this.shown?.stop();
    this.shown = undefined;
  }

  private start(): void {
    // It may be due as well, where work has held up the clock: a second bar would never be stopped.
    clearTimeout(this.waiting);
    this.waiting = undefined;
    this.shown = new progress.SingleBar({
      ...progress.Presets.shades_classic,
      stream: this.stream,
      barsize: 12,
      clearOnComplete: true,
      // Who ends a run clears the line; a handler of its own would keep a signal from ending it.
      gracefulExit: false,
      // Wrapping is left on: a run that is killed would leave it off. The line is short enough.
      linewrap: true,
      format: (options, { progress: share, maxWidth }: Params, { status }: { status: Status }) => {
        // The last column is left free: there some terminals wrap.
        return line(status, progress.Format.BarFormat(share, options), maxWidth - 1);
      },
    });
    this.shown.start(1, this.status?.share ?? 0, { status: this.status });
  }
}

/** As many of the parts as a width holds, those of the least rank first. */
export function line({ parts, share }: Status, drawn: string, width: number): string {
  const known = share === undefined ? parts.filter(({ text }) => text !== bar) : parts;
  const texts = known.map(({ text, rank }) => ({
    text: text === bar ? drawn : oneLine(text),
    rank,
  }));
  const [first, ...others] = texts.toSorted((a, b) => a.rank - b.rank);
  let kept = [first];
  for (const part of others) {
    // In their own order, whichever came first.
    const more = texts.filter((one) => one === part || kept.includes(one));
    if (displayWidth(joined(more)) <= width) kept = more;
  }
  let text = joined(kept);
  // Characters may take two columns; in none at all there is no room for any.
  for (let most = width; most > 0 && displayWidth(text) > width; most--) {
    text = shortened(first.text, most);
  }
  return text;
}

function joined(parts: readonly Part[]): string {
  return parts.map(({ text }) => text).join("  ");
}

/** What the command says of how far it is. */
export const statusLine = new StatusLine(process.stderr);
