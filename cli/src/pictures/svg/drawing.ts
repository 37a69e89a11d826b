import { DOMParser } from "linkedom";

export const SVG = "http://www.w3.org/2000/svg";

/** An XML document, so that what is written is XML. Plot draws into it, too. */
export const document = new DOMParser().parseFromString(
  `<svg xmlns="${SVG}"/>`,
  "image/svg+xml",
) as unknown as Document;

type Attributes = Record<string, string | number>;

export function element(name: string, attributes: Attributes, ...children: (Element | string)[]) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value.toString());
  made.append(...children);
  return made;
}

const GEOMETRY = new Set(
  "d points transform x x1 x2 y y1 y2 cx cy r width height viewBox".split(" "),
);

/** Leaves so many decimals of all lengths in pixels, and so nothing to the last bit of a logarithm. */
export function round(node: Element, decimals: number): void {
  const scale = 10 ** decimals;
  for (const { name, value } of [...node.attributes]) {
    // Lengths in em keep their decimals: they come from Plot, not from data.
    if (!GEOMETRY.has(name) || value.endsWith("em")) continue;
    const rounded = value.replace(/-?\d+(?:\.\d+)?(?:e-?\d+)?/g, (digits) =>
      // Plus 0, for −0 is 0.
      (Math.round(Number(digits) * scale) / scale + 0).toString(),
    );
    node.setAttribute(name, rounded);
  }
  for (const child of [...node.children]) round(child, decimals);
}

/** Drops what Plot says of a drawing that stands alone: font, colour and style sheet are the page's. */
export function place(drawing: Element, x: number, y: number): Element {
  for (const name of ["class", "fill", "font-family"]) drawing.removeAttribute(name);
  drawing.querySelector("style")?.remove();
  drawing.setAttribute("x", x.toString());
  drawing.setAttribute("y", y.toString());
  return drawing;
}

/**
 * Turns the colours of a drawing where the reader's ground is dark; a browser heeds it in an <img>
 * too. What knows no style sheets shows those of the attributes, which are for a light ground.
 */
export function turnOnDark(svg: Element, colors: Readonly<Record<string, string>>): void {
  const text = svg.outerHTML;
  const rules = Object.entries(colors)
    .flatMap(([light, dark]) =>
      ["fill", "stroke"].map((paint) => ({ paint, set: `${paint}="${light}"`, dark })),
    )
    .filter(({ set }) => text.includes(` ${set}`))
    .map(({ paint, set, dark }) => `[${set}] { ${paint}: ${dark}; }`);
  const sheet = `@media (prefers-color-scheme: dark) {\n${rules.join("\n")}\n}`;
  svg.querySelector("desc")!.after(element("style", {}, sheet));
}
