import { displayWidth, wrapped } from "../../text/display-width.js";
import { oneLine, shortened } from "../../text/wording.js";
import { BORDER, DARK, INK, MUTED, PAPER } from "../content/colors.js";
import { element, place, round, SVG, turnOnDark } from "./drawing.js";

/** Inter first, which pictures of pixels are written in. */
const FONT =
  'Inter, system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, "Noto Sans", sans-serif';

/** One drawing on a page, in pixels. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly drawing: Element;
}

export interface PageOptions {
  readonly title: string;
  readonly subtitle: string;
  /** Sentences for below. */
  readonly caption: readonly string[];
}

const MARGIN = 20;
const HEAD = 68;
const GAP = 12;
const LINE = 17;

/** How many letters of a size go into a width, at the least. */
export function lettersIn(width: number, size: number): number {
  return Math.max(Math.floor(width / (0.53 * size)), 1);
}

/** About how wide a text is drawn. */
export function widthOf(text: string, size: number): number {
  return displayWidth(text) * 0.6 * size;
}

/** A text from the data on a line of its own, without what XML cannot hold. */
export function fitted(text: string, width: number, size: number): string {
  const clean = oneLine(text).replace(/[\ufffe\uffff]/g, "\ufffd");
  return shortened(clean, lettersIn(0.94 * width, size));
}

/** Lays drawings out in a row under a title, and writes the picture as text. */
export function page(options: PageOptions, sheets: readonly Sheet[]): string {
  const width = sheets.reduce((sum, sheet) => sum + sheet.width + GAP, 2 * MARGIN - GAP);
  const inner = width - 2 * MARGIN;
  const title = fitted(options.title, inner, 18);
  const subtitle = fitted(options.subtitle, inner, 13);
  const caption = options.caption.flatMap((sentence) =>
    wrapped(oneLine(sentence), lettersIn(inner, 12))
      .split("\n")
      .map((line) => line.trim()),
  );
  const bottom = HEAD + Math.max(...sheets.map(({ height }) => height));
  const height = Math.ceil(bottom + (caption.length > 0 ? 8 + caption.length * LINE : 0) + 14);

  const svg = element(
    "svg",
    {
      ...{ xmlns: SVG, viewBox: `0 0 ${width} ${height}`, width, height },
      ...{ role: "img", "aria-labelledby": "title description" },
      "font-family": FONT,
      fill: INK,
    },
    element("title", { id: "title" }, title),
    element("desc", { id: "description" }, [subtitle, ...options.caption].map(oneLine).join("; ")),
    element("rect", {
      ...{ x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 10 },
      ...{ fill: PAPER, stroke: BORDER },
    }),
    element("text", { x: MARGIN, y: 34, "font-size": 18, "font-weight": 600, fill: INK }, title),
    element("text", { x: MARGIN, y: 55, "font-size": 13, fill: MUTED }, subtitle),
  );
  let x = MARGIN;
  for (const { drawing, width } of sheets) {
    svg.append(place(drawing, x, HEAD));
    x += width + GAP;
  }
  caption.forEach((line, i) => {
    const y = bottom + 8 + (i + 0.75) * LINE;
    svg.append(element("text", { x: MARGIN, y, "font-size": 12, fill: MUTED }, line));
  });
  // A tenth of a pixel is finer than what is seen.
  round(svg, 1);
  turnOnDark(svg, DARK);
  // Plot counts its clips through all that it draws.
  const clips = [...new Set(svg.outerHTML.match(/plot-clip-\d+/g))];
  const text = svg.outerHTML.replace(/plot-clip-\d+/g, (id) => `clip-${clips.indexOf(id) + 1}`);
  return `${text.replaceAll("><", ">\n<")}\n`;
}
