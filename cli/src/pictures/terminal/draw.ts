import { displayWidth, wrapped } from "../../text/display-width.js";
import { oneLine, shortened } from "../../text/wording.js";
import { ticksOf, tickTexts } from "../content/axes.js";
import type { Curve, Histogram, Interval, Panel, Picture, Scatter } from "../content/picture.js";
import { Canvas } from "./canvas.js";
import { letterOf, rowText, usesLetters, type Look } from "./look.js";

/** Nobody looks at a wider one. */
const WIDEST = 120;

/** A picture as lines of text. */
export function terminalPicture(picture: Picture, look: Look): string {
  const { title, subtitle, panels, caption } = picture;
  const width = Math.min(look.width, WIDEST);
  const bold = (text: string) => (look.colors === 0 ? text : `\x1b[1m${text}\x1b[22m`);
  const sentences = [...caption, ...legend(panels, look)];
  return [
    bold(shortened(oneLine(title), width)),
    shortened(oneLine(subtitle), width),
    "",
    ...panels.flatMap((panel) => [
      ...(panel.title === undefined ? [] : [bold(panel.title)]),
      ...panelLines(panel, width, look),
      "",
    ]),
    ...sentences.map((sentence) => wrapped(sentence, width)),
    "",
  ].join("\n");
}

/** Which letter is which cluster, where letters are. */
function legend(panels: readonly Panel[], look: Look): string[] {
  if (!usesLetters(look)) return [];
  const k = Math.max(...panels.map((panel) => (panel.kind === "curve" ? 0 : panel.centers.length)));
  if (k === 0) return [];
  const most = 12;
  const named = Array.from({ length: Math.min(k, most) }, (_, c) => `${letterOf(c)} ${c}`);
  return [`clusters: ${named.join(", ")}${k > most ? ", …" : ""}`];
}

function panelLines(panel: Panel, width: number, look: Look): string[] {
  const rows = Math.min(Math.max(Math.round(0.26 * width), 10), 24);
  const yTicks = ticksOf(panel.y, Math.max(Math.floor(rows / 4), 2));
  const yTexts = tickTexts(yTicks);
  const margin = Math.max(...yTexts.map(displayWidth)) + 1;
  const canvas = new Canvas(Math.max(width - margin - 1, 10), rows);
  draw(panel, canvas, look);

  const { pole, foot, corner } = look.unicode
    ? { pole: "│", foot: "─", corner: "└" }
    : { pole: "|", foot: "-", corner: "+" };
  const marks = new Map(
    yTicks.map((tick, i) => [
      Math.round((1 - at(tick, panel.y.domain)) * (4 * rows - 1)) >> 2,
      yTexts[i],
    ]),
  );
  return [
    shortened(oneLine(panel.y.name), width),
    ...canvas.cells().map((cells, row) => {
      const mark = (marks.get(row) ?? "").padStart(margin - 1);
      return `${mark} ${pole}${rowText(cells, look, panel.kind !== "curve")}`.trimEnd();
    }),
    `${" ".repeat(margin)}${corner}${foot.repeat(canvas.columns)}`,
    xNumbers(panel, margin + 1, canvas.columns),
    centred(shortened(oneLine(panel.x.name), width), margin + 1, canvas.columns),
  ];
}

/** Where a value is within a domain, 0 to 1. */
function at(value: number, [from, to]: Interval): number {
  return (value - from) / (to - from);
}

function xNumbers({ x }: Panel, margin: number, columns: number): string {
  const ticks = ticksOf(x, Math.max(Math.floor(columns / (x.whole ? 5 : 12)), 2));
  const texts = tickTexts(ticks);
  let line = " ".repeat(margin);
  ticks.forEach((tick, i) => {
    const middle = margin + Math.round(at(tick, x.domain) * (columns - 1));
    const start = Math.min(middle - (texts[i].length >> 1), margin + columns - texts[i].length);
    // A number that would touch the one before it is left out.
    if (start < line.trimEnd().length + (i > 0 ? 1 : 0)) return;
    line = line.padEnd(start) + texts[i];
  });
  return line;
}

function centred(text: string, margin: number, columns: number): string {
  return " ".repeat(margin + Math.max((columns - displayWidth(text)) >> 1, 0)) + text;
}

function draw(panel: Panel, canvas: Canvas, look: Look): void {
  if (panel.kind === "scatter") drawScatter(panel, canvas);
  else if (panel.kind === "histogram") drawHistogram(panel, canvas);
  else drawCurve(panel, canvas, look);
}

function drawScatter({ points, labels, centers, x, y }: Scatter, canvas: Canvas): void {
  points.forEach(([u, v], i) => canvas.dot(at(u, x.domain), at(v, y.domain), labels[i]));
  centers.forEach(([u, v], c) => canvas.write(at(u, x.domain), at(v, y.domain), ` ${c} `, c));
}

function drawHistogram({ bars, centers, x, y }: Histogram, canvas: Canvas): void {
  const dots = 4 * canvas.rows;
  for (let column = 0; column < 2 * canvas.columns; column++) {
    const place = (column + 0.5) / (2 * canvas.columns);
    const value = x.domain[0] + place * (x.domain[1] - x.domain[0]);
    const bar = bars.find(({ from, to }) => from <= value && value < to);
    let top = 0;
    bar?.heights.forEach((height, cluster) => {
      const bottom = top;
      top += height;
      const to = Math.round(at(top, y.domain) * dots);
      for (let dot = Math.round(at(bottom, y.domain) * dots); dot < to; dot++) {
        canvas.set(column, dots - 1 - dot, cluster);
      }
    });
  }
  centers.forEach((center, c) => canvas.write(at(center, x.domain), 0, ` ${c} `, c));
}

function drawCurve({ points, chosen, x, y }: Curve, canvas: Canvas, look: Look): void {
  const places = points.map(([k, value]) => [at(k, x.domain), at(value, y.domain)]);
  const steps = 4 * canvas.columns;
  places.slice(1).forEach(([u, v], i) => {
    const [fromX, fromY] = places[i];
    for (let step = 0; step <= steps; step++) {
      const along = step / steps;
      canvas.dot(fromX + along * (u - fromX), fromY + along * (v - fromY), 0);
    }
  });
  points.forEach(([k], i) => {
    const sign = look.unicode ? (k === chosen ? "●" : "○") : k === chosen ? "#" : "o";
    canvas.write(places[i][0], places[i][1], sign, k === chosen ? 1 : 0);
  });
}
