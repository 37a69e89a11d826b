import { element, place, round, SVG, turnOnDark } from "../../cli/src/pictures/svg/drawing.js";
import { BORDER, DARK, FONT, INK, MUTED, PAPER, WIDTH } from "./theme.js";

/** One drawing on a page. */
export interface Panel {
  readonly width: number;
  readonly height: number;
  readonly drawing: Element;
}

export interface PageOptions {
  readonly number: number;
  /** What one sees, in a sentence. */
  readonly title: string;
  /** A line below the title; without it the title too is for those alone who do not see the figure. */
  readonly subtitle?: string;
  /** The same for those who do not see it. */
  readonly description: string;
  readonly columns?: number;
}

const MARGIN = 20;
const HEAD = 68;
const GAP = 8;

/** Where each of these lengths begins when they are laid end to end, and the end of all. */
function layOut(lengths: readonly number[], from: number, gap: number) {
  const starts: number[] = [];
  let end = from;
  for (const length of lengths) {
    starts.push(end);
    end += length + gap;
  }
  return { starts, end: end - gap };
}

/** Lays panels out in rows under a title, and writes the figure as text. */
export function page(options: PageOptions, panels: readonly Panel[]): string {
  const { number, title, subtitle, description, columns = 1 } = options;
  const widths = Array.from({ length: columns }, (_, c) =>
    Math.max(...panels.filter((_, i) => i % columns === c).map(({ width }) => width)),
  );
  const heights = Array.from({ length: Math.ceil(panels.length / columns) }, (_, r) =>
    Math.max(...panels.slice(r * columns, (r + 1) * columns).map(({ height }) => height)),
  );
  const across = layOut(widths, 0, GAP);
  const down = layOut(heights, subtitle === undefined ? MARGIN : HEAD, GAP);
  const left = (WIDTH - across.end) / 2;
  const total = Math.ceil(down.end + MARGIN);
  const id = `figure-${number}`;

  const svg = element(
    "svg",
    {
      ...{ xmlns: SVG, viewBox: `0 0 ${WIDTH} ${total}`, width: WIDTH, height: total },
      ...{ role: "img", "aria-labelledby": `${id}-title ${id}-description` },
      "font-family": FONT,
      fill: INK,
    },
    element("title", { id: `${id}-title` }, `Figure ${number}. ${title}`),
    element("desc", { id: `${id}-description` }, description),
    element("rect", {
      ...{ x: 0.5, y: 0.5, width: WIDTH - 1, height: total - 1, rx: 10 },
      ...{ fill: PAPER, stroke: BORDER },
    }),
  );
  if (subtitle !== undefined) {
    svg.append(
      element("text", { x: MARGIN, y: 34, "font-size": 18, "font-weight": 600, fill: INK }, title),
      element("text", { x: MARGIN, y: 55, "font-size": 13, fill: MUTED }, subtitle),
    );
  }
  panels.forEach(({ drawing }, i) => {
    const x = left + across.starts[i % columns];
    const y = down.starts[Math.floor(i / columns)];
    svg.append(place(drawing, x, y));
  });
  // Two decimals are finer than any screen.
  round(svg, 2);
  turnOnDark(svg, DARK);
  return `${svg.outerHTML.replaceAll("><", ">\n<")}\n`;
}
