import { DOMParser } from "linkedom";
import { displayWidth, wrapped } from "../../text/display-width.js";
import { oneLine, shortened } from "../../text/wording.js";
import { BORDER, DARK, INK, MUTED, PAPER } from "../content/colors.js";

const SVG = "http://www.w3.org/2000/svg";

/** Inter first, which pictures of pixels are written in. */
const FONT =
  'Inter, system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, "Noto Sans", sans-serif';

/** An XML document, so that what is written is XML. Plot draws into it, too. */
export const document = new DOMParser().parseFromString(
  `<svg xmlns="${SVG}"/>`,
  "image/svg+xml",
) as unknown as Document;

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

type Attributes = Record<string, string | number>;

function element(name: string, attributes: Attributes, ...children: (Element | string)[]) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value.toString());
  made.append(...children);
  return made;
}

const GEOMETRY = new Set(
  "d points transform x x1 x2 y y1 y2 cx cy r width height viewBox".split(" "),
);

/** A tenth of a pixel is finer than what is seen, and leaves nothing to the last bit of a logarithm. */
function round(node: Element): void {
  for (const { name, value } of [...node.attributes]) {
    // Lengths in em keep their decimals: they come from Plot, not from data.
    if (!GEOMETRY.has(name) || value.endsWith("em")) continue;
    const rounded = value.replace(/-?\d+(?:\.\d+)?(?:e-?\d+)?/g, (digits) =>
      // Plus 0, for −0 is 0.
      (Math.round(Number(digits) * 10) / 10 + 0).toString(),
    );
    node.setAttribute(name, rounded);
  }
  for (const child of [...node.children]) round(child);
}

/** Drops what Plot says of a drawing that stands alone: font, colour and style sheet are the page's. */
function place(drawing: Element, x: number, y: number): Element {
  for (const name of ["class", "fill", "font-family"]) drawing.removeAttribute(name);
  drawing.querySelector("style")?.remove();
  drawing.setAttribute("x", x.toString());
  drawing.setAttribute("y", y.toString());
  return drawing;
}

/**
 * Turns colours where the reader's ground is dark; a browser heeds it in an <img> too. What knows no
 * style sheets shows the colours of the attributes, which are those for a light ground.
 */
const DARK_GROUND = Object.entries(DARK)
  .flatMap(([light, dark]) =>
    ["fill", "stroke"].map((paint) => `[${paint}="${light}"] { ${paint}: ${dark}; }`),
  )
  .join("\n");

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
    element("style", {}, `@media (prefers-color-scheme: dark) {\n${DARK_GROUND}\n}`),
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
  round(svg);
  // Plot counts its clips through all that it draws.
  const clips = [...new Set(svg.outerHTML.match(/plot-clip-\d+/g))];
  const text = svg.outerHTML.replace(/plot-clip-\d+/g, (id) => `clip-${clips.indexOf(id) + 1}`);
  return `${text.replaceAll("><", ">\n<")}\n`;
}
